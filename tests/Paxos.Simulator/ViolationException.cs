namespace Paxos.Simulator;

/// <summary>A checker saw what must never happen.</summary>
internal sealed class ViolationException : Exception
{
    /// <summary>A violation found by <paramref name="checker"/>.</summary>
    /// <param name="checker">The checker's one-word name.</param>
    /// <param name="message">What was seen, with its values.</param>
    public ViolationException(string checker, string message)
        : base(message)
    {
        Checker = checker;
    }

    /// <summary>The one-word name of the checker that saw it.</summary>
    public string Checker { get; }
}
