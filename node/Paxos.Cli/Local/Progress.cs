namespace Paxos.Cli.Local;

/// <summary>
/// Tells on standard error how far something is: one line that overwrites itself on a terminal, else one per change.
/// </summary>
/// <param name="surroundings">Standard error, and whether a person looks at it.</param>
internal sealed class Progress(Surroundings surroundings)
{
    private string shown = "";

    /// <summary>Shows <paramref name="line"/> unless it is what is shown.</summary>
    public void Show(string line)
    {
        if (line == shown)
        {
            return;
        }

        if (surroundings.ErrorIsTerminal)
        {
            surroundings.Error.Write($"\r{line.PadRight(shown.Length)}");
        }
        else
        {
            surroundings.Error.WriteLine(line);
        }

        shown = line;
    }

    /// <summary>Leaves the last line standing.</summary>
    public void End()
    {
        if (surroundings.ErrorIsTerminal && shown.Length > 0)
        {
            surroundings.Error.WriteLine();
        }

        shown = "";
    }
}
