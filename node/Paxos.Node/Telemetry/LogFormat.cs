namespace Paxos.Node.Telemetry;

/// <summary>How the process writes its log to standard output.</summary>
internal enum LogFormat
{
    /// <summary>One line of text per message: UTC time, level, category, event id, message. For people.</summary>
    Text = 1,

    /// <summary>One JSON object per line. For collectors.</summary>
    Json = 2,
}
