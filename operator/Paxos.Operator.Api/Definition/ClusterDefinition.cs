using System.Text.Json.Nodes;
using Paxos.Operator.Api.Schema;
using Paxos.Operator.Api.Status;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Operator.Api.Definition;

/// <summary>
/// The custom resource definition, made of the types. manifests/crd has it as a file; a test fails when that is not what is made here.
/// </summary>
public static class ClusterDefinition
{
    /// <summary>The plural in paths.</summary>
    public const string Plural = "paxosclusters";

    /// <summary>The definition's own name.</summary>
    public const string Name = $"{Plural}.{PaxosCluster.Group}";

    private const string ReadyCondition = ".status.conditions[?(@.type==\"Ready\")]";

    /// <summary>As YAML, with a line on where it comes from.</summary>
    public static string ToYaml()
    {
        var text = new StringWriter { NewLine = "\n" };
        text.WriteLine("# Made of operator/Paxos.Operator.Api; do not edit. UPDATE_GOLDEN=1 makes it anew.");
        YamlDocument.Write(ToJson(), text);
        return text.ToString();
    }

    /// <summary>As JSON.</summary>
    public static JsonObject ToJson() => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject { ["name"] = Name },
        ["spec"] = new JsonObject
        {
            ["group"] = PaxosCluster.Group,
            ["names"] = new JsonObject
            {
                ["kind"] = PaxosCluster.KindName,
                ["listKind"] = $"{PaxosCluster.KindName}List",
                ["plural"] = Plural,
                ["singular"] = "paxoscluster",
                ["shortNames"] = new JsonArray("pxc"),
                ["categories"] = new JsonArray("all", "paxos"),
            },
            ["scope"] = "Namespaced",
            ["versions"] = new JsonArray(Version()),
        },
    };

    private static JsonObject Version() => new()
    {
        ["name"] = PaxosCluster.Version,
        ["served"] = true,
        ["storage"] = true,
        ["additionalPrinterColumns"] = new JsonArray(
            Column("Ready", $"{ReadyCondition}.status", "string", "Whether the cluster is as it is wanted."),
            Column("Leader", ".status.leader.name", "string", "The leading proposer."),
            Column("Acceptors", ".status.acceptors.summary", "string", "Ready and wanted acceptors."),
            Column("Learners", ".status.learners.summary", "string", "Ready and wanted learners."),
            Column("Version", ".status.version.current", "string", "The version that all nodes have."),
            Column("Phase", ".status.phase", "string", "For people; conditions are for programs."),
            Column("Age", ".metadata.creationTimestamp", "date", "How long it exists."),
            Column("Epoch", ".status.epoch", "integer", "The epoch of the configuration.", isWide: true),
            Column("Message", $"{ReadyCondition}.message", "string", "Why it is not ready.", isWide: true)),
        ["subresources"] = new JsonObject
        {
            ["status"] = new JsonObject(),
            ["scale"] = new JsonObject
            {
                ["specReplicasPath"] = ".spec.learners.replicas",
                ["statusReplicasPath"] = ".status.learners.current",
                ["labelSelectorPath"] = ".status.learners.selector",
            },
        },
        ["schema"] = new JsonObject { ["openAPIV3Schema"] = Root() },
    };

    private static JsonObject Root()
    {
        var status = DefinitionSchema.Of(
            ObjectSchema.Of(typeof(ClusterStatus)), "What the operator sees. Nobody else writes it.", "status");

        // A resource that nobody has looked at yet must not seem settled to whoever waits for it.
        status["default"] = new JsonObject { ["observedGeneration"] = -1 };
        var fields = ObjectSchema.Cluster;
        var root = new JsonObject
        {
            ["description"] = "A strongly consistent key-value store, replicated by Multi-Paxos.",
            ["type"] = "object",
            ["required"] = new JsonArray("spec"),
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = new JsonObject { ["description"] = fields.Find("apiVersion")!.Description, ["type"] = "string" },
                ["kind"] = new JsonObject { ["description"] = fields.Find("kind")!.Description, ["type"] = "string" },
                ["metadata"] = new JsonObject { ["type"] = "object" },
                ["spec"] = DefinitionSchema.Of(fields.Find("spec")!.Fields!, fields.Find("spec")!.Description, "spec"),
                ["status"] = status,
            },
        };
        DefinitionSchema.AddRules(root, "");
        return root;
    }

    private static JsonObject Column(string name, string path, string type, string description, bool isWide = false)
    {
        var column = new JsonObject { ["name"] = name, ["type"] = type, ["jsonPath"] = path, ["description"] = description };
        if (isWide)
        {
            column["priority"] = 1;
        }

        return column;
    }
}
