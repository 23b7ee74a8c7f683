using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>The image of all nodes; its tag is the version.</summary>
public sealed record ImageSpec
{
    /// <summary>The image without its tag.</summary>
    [Field(
        "The image without its tag, such as registry.example.com/paxos-node. There is no default: no public registry has one.",
        Pattern = "^[a-z0-9]([-._a-z0-9]*[a-z0-9])?(:[0-9]{1,5}/[a-z0-9]([-._a-z0-9]*[a-z0-9])?)?(/[a-z0-9]([-._a-z0-9]*[a-z0-9])?)*$",
        PatternText = "an image without a tag, such as paxos-node or registry.example.com:5000/paxos-node",
        LengthMax = 200)]
    [Needed]
    public string Repository { get; init; } = "";

    /// <summary>The image's digest.</summary>
    [Field(
        "The digest of exactly one image; version must still say which it is.",
        Pattern = "^sha256:[0-9a-f]{64}$",
        PatternText = "sha256: and 64 hexadecimal digits")]
    public string? Digest { get; init; }

    /// <summary>When to pull.</summary>
    [Field("When a host pulls the image.")]
    public PullPolicy PullPolicy { get; init; } = PullPolicy.IfNotPresent;

    /// <summary>Credentials for the registry.</summary>
    [Field(
        "Names of Kubernetes secrets with the registry's credentials.",
        Pattern = TextRules.HostPattern,
        PatternText = "the name of a secret",
        ItemsMax = 8)]
    public IReadOnlyList<string> PullSecrets { get; init; } = [];
}
