using Paxos.Cli.Local;
using Paxos.Operator.Requests;

namespace Paxos.Cli.Operator.Report;

/// <summary>Reads one thing after another into a bundle; what cannot be read is noted there, and the rest goes on.</summary>
/// <param name="bundle">Where it goes.</param>
/// <param name="progress">Where it is told what is being read.</param>
internal sealed class ReportReader(ReportBundle bundle, Progress progress)
{
    /// <summary>A server that left so many requests in a row without an answer is away, and each would cost its whole time.</summary>
    private const int SilencesMax = 3;

    private int silences;

    /// <summary>Reads something.</summary>
    /// <param name="name">The file that it becomes, or the folder of several.</param>
    /// <param name="read">Reads and adds it.</param>
    public async Task ReadAsync(string name, Func<Task> read)
    {
        if (silences >= SilencesMax)
        {
            bundle.Miss(name, "not asked for: the server had stopped answering");
            return;
        }

        progress.Show($"{bundle.Files} files; reading {name}");
        try
        {
            await read();
            silences = 0;
        }
        catch (ApiFailure failure)
        {
            silences = failure.Code is null ? silences + 1 : 0;
            bundle.Miss(name, failure.Message);
        }
    }
}
