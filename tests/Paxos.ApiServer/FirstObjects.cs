using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Writing;

namespace Paxos.ApiServer;

/// <summary>What a fresh cluster has: namespaces, a node, a default class of storage that can grow.</summary>
internal static class FirstObjects
{
    /// <summary>The node that pods run on.</summary>
    public const string NodeName = "node1";

    /// <summary>Makes them.</summary>
    public static void Make(ObjectWriter writer)
    {
        var options = new WriteOptions { Manager = "kube-apiserver" };
        foreach (var name in new[] { "default", "kube-system" })
        {
            writer.Create(BuiltIns.Namespace, "", Named(name), options);
        }

        writer.Create(writer.Catalog.Find("", "v1", "nodes")!, "", Named(NodeName), options);
        var standard = Named("standard");
        standard["metadata"]!["annotations"] = new JsonObject { [BuiltInDefaults.DefaultClass] = "true" };
        standard["provisioner"] = "paxos.dev/loopback";
        standard["allowVolumeExpansion"] = true;
        writer.Create(BuiltIns.StorageClass, "", standard, options);
    }

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };
}
