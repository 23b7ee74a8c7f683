namespace Paxos.Operator.Tests.Cli;

/// <summary>An output that tells when a word has been written.</summary>
internal sealed class SpokenWriter : StringWriter
{
    private readonly string word;
    private readonly TaskCompletionSource spoken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits for a word.</summary>
    public SpokenWriter(string word)
    {
        this.word = word;
        NewLine = "\n";
    }

    /// <summary>Ends when it was written.</summary>
    public Task Spoken => spoken.Task.WaitAsync(TimeSpan.FromSeconds(60));

    /// <inheritdoc/>
    public override void Flush()
    {
        if (ToString().Contains(word, StringComparison.Ordinal))
        {
            spoken.TrySetResult();
        }
    }
}
