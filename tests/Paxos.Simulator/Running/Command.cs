namespace Paxos.Simulator.Running;

/// <summary>The commands that repeat a run.</summary>
internal static class Command
{
    private const string Program = "dotnet run -c Release --project tests/Paxos.Simulator --";

    /// <summary>Runs a seed again.</summary>
    public static string Of(ulong seed, RunOptions options) => $"{Program} --seed {seed} {options}".TrimEnd();

    /// <summary>Finds the smallest run of a seed that fails.</summary>
    public static string Minimise(ulong seed, RunOptions options) => $"{Program} --minimise {seed} {options}".TrimEnd();
}
