namespace Paxos.Cli;

/// <summary>
/// How the program speaks of itself. For <c>kubectl paxos</c> kubectl runs what is on the PATH as <c>kubectl-paxos</c>, so a link of that
/// name makes a plugin of paxosctl, whose verbs are those of <c>paxosctl operator</c>.
/// </summary>
/// <param name="IsPlugin">Whether it runs as kubectl's plugin.</param>
internal sealed record CalledAs(bool IsPlugin)
{
    private const string PluginFile = "kubectl-paxos";
    private const string Paxosctl = "paxosctl";
    private const string OperatorVerb = "operator";

    /// <summary>What a person types for it.</summary>
    public string Program => IsPlugin ? "kubectl paxos" : Paxosctl;

    /// <summary>Finds it.</summary>
    /// <param name="path">The path or name that the program was started by.</param>
    public static CalledAs Of(string path) => new(Path.GetFileName(path) == PluginFile);

    /// <summary>The path or name that this process was started by: .NET tells only the assembly's.</summary>
    public static string OfProcess()
    {
        const string Commandline = "/proc/self/cmdline";
        return File.Exists(Commandline) ? File.ReadAllText(Commandline).Split('\0')[0] : Environment.ProcessPath ?? "";
    }

    /// <summary>A text that names commands of paxosctl, with those that work when they are typed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="program">What it calls paxosctl.</param>
    public string Spell(string text, string program = Paxosctl) =>
        IsPlugin ? text.Replace($"{program} {OperatorVerb}", Program, StringComparison.Ordinal) : text;

    /// <summary>A command line of the plugin as one of paxosctl.</summary>
    public IReadOnlyList<string> Whole(IReadOnlyList<string> arguments) =>
        IsPlugin && arguments is not ["--version"] ? [OperatorVerb, .. arguments] : arguments;
}
