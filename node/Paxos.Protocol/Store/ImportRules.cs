using System.Runtime.CompilerServices;
using Paxos.Protocol.Encoding;

namespace Paxos.Protocol.Store;

/// <summary>
/// What must hold of an export before a store is built of it: it comes from a disk or from another node.
/// </summary>
internal sealed class ImportRules
{
    private readonly long revision;
    private KeyValue? last;

    /// <summary>Checks the two revisions.</summary>
    /// <exception cref="EncodingException">They cannot be those of one store.</exception>
    public ImportRules(long revision, long compactRevision)
    {
        Require(
            revision >= KeyValueStore.FirstRevision,
            $"A store's revision must be at least {KeyValueStore.FirstRevision}. It is {revision}.");
        Require(
            compactRevision >= 0 && compactRevision <= revision,
            $"A store's compacted revision must be 0 to {revision}. It is {compactRevision}.");
        this.revision = revision;
    }

    /// <summary>Checks the next entry.</summary>
    /// <returns>Whether it is a further version of the key of the entry before.</returns>
    /// <exception cref="EncodingException">It cannot follow the entries before it.</exception>
    public bool Check(KeyValue entry)
    {
        CheckAlone(entry);
        var order = last is null ? 1 : entry.Key.Span.SequenceCompareTo(last.Key.Span);
        Require(order >= 0, $"An exported key of {entry.Key.Length} bytes is below the key before it.");
        Require(
            order > 0 || entry.ModRevision > last?.ModRevision,
            $"A key's version at revision {entry.ModRevision} follows the one at {last?.ModRevision}.");
        last = entry;
        return order == 0;
    }

    private static void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] InvariantMessage rule)
    {
        if (!holds)
        {
            throw new EncodingException(rule.ToString());
        }
    }

    private void CheckAlone(KeyValue entry)
    {
        Require(
            entry.Key.Length is > 0 and <= StoreLimits.KeyBytesMax,
            $"An exported key must have 1 to {StoreLimits.KeyBytesMax} bytes. It has {entry.Key.Length}.");
        Require(
            entry.Value.Length <= StoreLimits.ValueBytesMax,
            $"An exported value must be at most {StoreLimits.ValueBytesMax} bytes. It has {entry.Value.Length}.");
        Require(
            entry.ModRevision > KeyValueStore.FirstRevision && entry.ModRevision <= revision,
            $"An exported mod revision must be 2 to {revision}. It is {entry.ModRevision}.");
        var isTombstone = entry is { Version: 0, CreateRevision: 0, Value.Length: 0 };
        var isNew = entry.Version == 1 && entry.CreateRevision == entry.ModRevision;
        var isChange = entry.Version > 1 && entry.CreateRevision > KeyValueStore.FirstRevision
            && entry.CreateRevision < entry.ModRevision;
        Require(
            isTombstone || isNew || isChange,
            $"Version {entry.Version} cannot be created at {entry.CreateRevision} and changed at {entry.ModRevision}.");
    }
}
