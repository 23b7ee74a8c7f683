namespace Paxos.Cli.Output;

/// <summary>What <c>-o</c> takes.</summary>
internal enum OutputFormat
{
    /// <summary>For people: aligned columns, or one line per value.</summary>
    Table,

    /// <summary>The table with every column.</summary>
    Wide,

    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>The same document as YAML.</summary>
    Yaml,
}
