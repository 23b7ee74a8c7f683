namespace Paxos.Operator.Runtime.Watching;

/// <summary>A reflector, whatever kind it watches.</summary>
internal interface IReflector
{
    /// <summary>Plural and group of what it watches.</summary>
    public string Resource { get; }

    /// <summary>How many objects it knows.</summary>
    public int Count { get; }

    /// <summary>Ends after the first list.</summary>
    public Task Listed { get; }

    /// <summary>How long ago the last list was; counted from the start while there was none.</summary>
    public TimeSpan ListAge { get; }

    /// <summary>Lists and watches until it is ended.</summary>
    public Task RunAsync(CancellationToken cancellationToken);
}
