using Paxos.Linearizability.ByRevision;
using Paxos.Linearizability.General;
using Paxos.Linearizability.Models;
using Paxos.Linearizability.Text;

namespace Paxos.Linearizability.Commands;

/// <summary>Checks histories that lie in files.</summary>
internal static class CheckCommand
{
    /// <summary>Checks each, and prints a verdict a file.</summary>
    /// <returns>The program's exit code.</returns>
    public static int Run(Arguments arguments, TextWriter output)
    {
        var worst = 0;
        foreach (var file in arguments.Files)
        {
            var (code, text) = CheckFile(file, arguments);
            output.WriteLine($"{file}: {text}");

            // A violation outweighs a wrong file, and both outweigh a check that gave up.
            worst = code == 1 || (worst != 1 && (code == 2 || worst == 0)) ? code : worst;
        }

        return worst;
    }

    private static (int Code, string Text) CheckFile(string file, Arguments arguments)
    {
        try
        {
            var (kind, calls) = HistoryText.Parse(File.ReadLines(file));
            var verdict = Check(kind, calls, arguments);
            var code = verdict.Kind switch
            {
                VerdictKind.Linearizable => 0,
                VerdictKind.Violation => 1,
                _ => 3,
            };
            return (code, $"{calls.Count} calls, {verdict}");
        }
        catch (Exception wrong) when (wrong is HistoryFormatException or IOException or UnauthorizedAccessException)
        {
            return (2, wrong.Message);
        }
    }

    private static Verdict Check(HistoryKind kind, IReadOnlyList<Call> calls, Arguments arguments)
    {
        var steps = arguments.StepsMax;
        if (kind != HistoryKind.Store)
        {
            return GeneralCheck.Check(calls.Cast<RegisterCall>(), new RegisterModel(), steps ?? GeneralCheck.StepsMaxDefault);
        }

        StoreCall[] store = [.. calls.Cast<StoreCall>()];

        // A serializable read may see any state that once was, which is no matter of linearizability.
        return arguments.IsGeneral
            ? GeneralCheck.Check(store.Where(call => !call.IsSerializable), new StoreModel(), steps ?? GeneralCheck.StepsMaxDefault)
            : RevisionCheck.Check(store, stepsMax: steps ?? RevisionCheck.StepsMaxDefault);
    }
}
