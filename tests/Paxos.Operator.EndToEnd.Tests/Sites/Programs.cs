namespace Paxos.Operator.EndToEnd.Tests.Sites;

/// <summary>The programs that are tested, as they were built together with these tests.</summary>
internal static class Programs
{
    /// <summary>Names another program of the operator, such as the published one that goes into the image.</summary>
    private const string OperatorVariable = "PAXOS_OPERATOR_PROGRAM";

    // Such as bin/Release/net10.0, which is the same for every project.
    private static readonly string Output = Path.Combine([.. AppContext.BaseDirectory.TrimEnd('/').Split('/')[^3..]]);

    /// <summary>The operator.</summary>
    public static string Operator => Environment.GetEnvironmentVariable(OperatorVariable) is { Length: > 0 } other
        ? Path.GetFullPath(other)
        : Path.Combine(OutputOf("operator/Paxos.Operator"), "paxos-operator");

    /// <summary>The command line.</summary>
    public static string Paxosctl => Path.Combine(OutputOf("node/Paxos.Cli"), "paxosctl");

    /// <summary>The folder of the node's program.</summary>
    public static string NodeFolder => OutputOf("node/Paxos.Node");

    /// <summary>The folder of the .NET runtime that runs these tests.</summary>
    public static string DotnetFolder { get; } = Path.GetDirectoryName(Environment.ProcessPath)!;

    private static string OutputOf(string project) => Path.Combine(Repository.Root, project, Output);
}
