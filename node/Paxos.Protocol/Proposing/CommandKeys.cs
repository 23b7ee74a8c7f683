namespace Paxos.Protocol.Proposing;

/// <summary>The names of commands.</summary>
internal static class CommandKeys
{
    /// <summary>Session and sequence of every <see cref="Execute"/> among <paramref name="commands"/>.</summary>
    public static IReadOnlyList<CommandKey> Of(IEnumerable<Command> commands) =>
        [.. commands.OfType<Execute>().Select(execute => new CommandKey(execute.Session, execute.Sequence))];
}
