namespace Paxos.Operator.Runtime.Hosting;

/// <summary>
/// How the process is to end. The host itself would end with 0 after a background service failed, and then nobody starts it again.
/// </summary>
internal sealed class ProcessEnd
{
    /// <summary>The exit code, which the program returns after its host has ended.</summary>
    public int ExitCode { get; private set; }

    /// <summary>It ends because of a failure.</summary>
    public void Fail() => ExitCode = 1;
}
