using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Paxos.ApiServer;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Writing;

namespace Paxos.Operator.Runtime.Tests;

/// <summary>A resource for tests.</summary>
[KubernetesEntity(Group = "test.dev", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
internal sealed class Widget : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "test.dev/v1";

    public string Kind { get; set; } = "Widget";

    public V1ObjectMeta Metadata { get; set; } = new();

    public JsonObject? Spec { get; set; }

    public JsonObject? Status { get; set; }

    /// <summary>Makes the kind known to a server.</summary>
    public static void Define(LoopbackApiServer server) =>
        server.Writer.Create(BuiltIns.CustomResourceDefinition, "", JsonNode.Parse("""
            {
              "metadata": { "name": "widgets.test.dev" },
              "spec": {
                "group": "test.dev", "scope": "Namespaced", "names": { "plural": "widgets", "kind": "Widget" },
                "versions": [{
                  "name": "v1", "served": true, "storage": true, "subresources": { "status": {} },
                  "schema": { "openAPIV3Schema": { "type": "object", "properties": {
                    "spec": { "type": "object", "x-kubernetes-preserve-unknown-fields": true },
                    "status": { "type": "object", "x-kubernetes-preserve-unknown-fields": true } } } }
                }]
              }
            }
            """)!.AsObject(), new WriteOptions());

    /// <summary>Makes or changes one, as a person would.</summary>
    public static void Put(LoopbackApiServer server, string name, int size)
    {
        var body = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = new JsonObject { ["size"] = size } };
        server.Writer.Patch(TypeIn(server), new("default", name), "application/apply-patch+yaml", body, Person);
    }

    /// <summary>Deletes one.</summary>
    public static void Delete(LoopbackApiServer server, string name) =>
        server.Writer.Delete(TypeIn(server), new("default", name), new DeleteOptions());

    /// <summary>One as the server has it.</summary>
    public static JsonObject? Find(LoopbackApiServer server, string name) =>
        server.Store.Find(TypeIn(server), new ApiServer.Storage.ObjectKey("default", name));

    private static WriteOptions Person => new() { Manager = "person" };

    private static ResourceType TypeIn(LoopbackApiServer server) => server.Writer.Catalog.Find("test.dev", "v1", "widgets")!;
}
