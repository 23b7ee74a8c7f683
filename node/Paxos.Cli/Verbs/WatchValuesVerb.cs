using System.CommandLine;
using Google.Protobuf;
using Paxos.Cli.Grammar;
using Paxos.Node.Protos;

namespace Paxos.Cli.Verbs;

/// <summary><c>watch-values [--from REVISION] [--interval DURATION]</c>.</summary>
internal static class WatchValuesVerb
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder)
    {
        var from = Typed.Number(
            "--from", "Starts with values written at this revision; 0: with those written from now on.",
            0, long.MaxValue, fallback: 0);
        var interval = Typed.Duration("--interval", "How often to look, at least 20ms. [default: 250ms]");
        var command = new Command(
            "watch-values",
            "Follows new values until Ctrl-C. Of a key written twice between two looks only the newer value shows.")
        {
            from, interval,
        };
        return binder.Bind(command, async (parsed, session, cancellationToken) =>
        {
            var period = parsed.GetValue(interval) ?? DefaultInterval;
            if (period < ShortestInterval)
            {
                throw CommandFailure.Usage($"--interval must be at least 20ms. It is {period.TotalMilliseconds}ms.");
            }

            try
            {
                await FollowAsync(session, parsed.GetValue(from), period, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Ctrl-C is how a watch ends: it is done, not failed.
            }
        });
    }

    private static async Task FollowAsync(
        Session session, long from, TimeSpan period, CancellationToken cancellationToken)
    {
        var reader = new RangeReader(session);

        // The first look is not tried again: a wrong endpoint should be told at once, not waited for.
        var now = await CurrentRevisionAsync(reader, cancellationToken);
        var next = from > 0 ? from : now + 1;
        using var timer = new PeriodicTimer(period);
        var silent = false;
        do
        {
            try
            {
                next = await PrintFromAsync(session, reader, next, cancellationToken);
                silent = false;
            }
            catch (CommandFailure failure) when (failure.ExitCode == ExitCode.Unreachable)
            {
                if (!silent)
                {
                    await session.Surroundings.Error.WriteLineAsync($"paxosctl: {failure.Message} Still trying.");
                }

                silent = true;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private static async Task<long> PrintFromAsync(
        Session session, RangeReader reader, long next, CancellationToken cancellationToken)
    {
        if (await CurrentRevisionAsync(reader, cancellationToken) < next)
        {
            return next;
        }

        var everything = new RangeRequest { Key = Keys.Smallest, RangeEnd = Keys.NoEnd, MinModRevision = next };
        var (revision, pairs) = await reader.ReadOldestFirstAsync(everything, limit: 0, cancellationToken);
        foreach (var pair in pairs)
        {
            session.Printer.PrintNext(Documents.KeyValue(pair), Documents.Line(pair, session.Printer.Wide));
        }

        return Math.Max(next, revision + 1);
    }

    // One key, found or not, costs the store nothing; the whole range is read only when the revision moved.
    private static async Task<long> CurrentRevisionAsync(RangeReader reader, CancellationToken cancellationToken)
    {
        var oneKey = new RangeRequest { Key = Keys.Smallest, RangeEnd = ByteString.Empty };
        var (revision, _) = await reader.ReadOldestFirstAsync(oneKey, limit: 1, cancellationToken);
        return revision;
    }
}
