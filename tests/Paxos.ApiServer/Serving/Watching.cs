using System.Globalization;
using Microsoft.AspNetCore.Http;
using Paxos.ApiServer.Faults;
using Paxos.ApiServer.Storage;

namespace Paxos.ApiServer.Serving;

/// <summary>Watches: one line of JSON for each change, bookmarks where they are asked for, an end when the time is up.</summary>
internal sealed class Watching(ObjectStore store, FaultSwitch faults, Tables tables, TimeProvider time, TimeSpan bookmarks)
{
    /// <summary>How long a watch lasts that names no time.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>Serves a watch until its end.</summary>
    /// <exception cref="ApiException">It begins at a version that is too old, or asks for what this server does not do.</exception>
    public async Task AnswerAsync(HttpContext context, Target target, Query query)
    {
        if (query.Has("sendInitialEvents"))
        {
            throw new ApiException(422, "Invalid", "sendInitialEvents is forbidden: this server does not stream lists");
        }

        var stream = new WatchStream(context, target, query, tables);
        var version = Begin(target, query, stream);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, faults.WatchesClosed);
        var isShorter = int.TryParse(query["timeoutSeconds"], CultureInfo.InvariantCulture, out var seconds);
        var lasts = isShorter ? TimeSpan.FromSeconds(seconds) : Longest;
        using var timeIsUp = new CancellationTokenSource(lasts, time);
        context.Response.ContentType = "application/json";
        await context.Response.Body.FlushAsync(end.Token);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, timeIsUp.Token);
            await FollowAsync(stream, version, query.Has("allowWatchBookmarks"), either.Token);
        }
        catch (OperationCanceledException) when (!timeIsUp.IsCancellationRequested)
        {
            // Whether the test or the client ends it: the connection ends in the middle.
            context.Abort();
        }
        catch (OperationCanceledException)
        {
            // The time is up, which is an orderly end.
        }
    }

    private long Begin(Target target, Query query, WatchStream stream)
    {
        lock (store.Gate)
        {
            if (query["resourceVersion"] is { Length: > 0 } text and not "0")
            {
                var version = long.Parse(text, CultureInfo.InvariantCulture);
                return store.ChangesAfter(version, target.Type.GroupResource) is null ? throw ApiException.Expired() : version;
            }

            foreach (var value in store.List(target.Type, target.Namespace).Objects)
            {
                stream.Add(new Change(0, "ADDED", target.Type.GroupResource, value, null));
            }

            return store.Version;
        }
    }

    private async Task FollowAsync(WatchStream stream, long version, bool wantsBookmarks, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = store.NextChange;
            var seen = store.Version;
            var changes = store.ChangesAfter(version, stream.Target.Type.GroupResource);
            if (changes is null)
            {
                await stream.EndAsync(ApiException.Expired().Status, cancellationToken);
                return;
            }

            foreach (var change in changes)
            {
                stream.Add(change);
                version = change.Version;
            }

            version = Math.Max(version, changes.Count > 0 ? version : seen);
            if (stream.HasNews && faults.TakeCut())
            {
                stream.Cut();
                await stream.FlushAsync(cancellationToken);
                return;
            }

            if (!faults.AreWatchesSilent)
            {
                await stream.FlushAsync(cancellationToken);
            }

            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var bookmarkIsDue = Task.Delay(bookmarks, time, pause.Token);
            var first = await Task.WhenAny(next, bookmarkIsDue);
            await pause.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (first == bookmarkIsDue && wantsBookmarks && !faults.AreWatchesSilent)
            {
                stream.AddBookmark(version);
            }
        }
    }
}
