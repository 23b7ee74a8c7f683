using Paxos.Protocol.Encoding;

namespace Paxos.Protocol.Tests;

/// <summary>
/// Ongaro, "Consensus: Bridging Theory and Practice" (2014), section 6.3: servers keep for each client the responses
/// of the commands that it may still send again, the client tells which it no longer needs, and sessions expire by an
/// agreed time.
/// </summary>
public class SessionsTests
{
    private static readonly SessionId One = SessionId.Of(new Slot(1), 0);
    private static readonly SessionId Two = SessionId.Of(new Slot(1), 1);

    private readonly Sessions sessions = new();

    [Fact]
    public void A_session_is_named_by_its_slot_and_its_index_in_the_batch()
    {
        Assert.Equal(new SessionId((7 * 4096) + 5), SessionId.Of(new Slot(7), 5));
        Assert.Equal("7/5", SessionId.Of(new Slot(7), 5).ToString());
        Assert.Throws<InvariantException>(() => SessionId.Of(new Slot(7), 4096));
        Assert.Throws<InvariantException>(() => SessionId.Of(new Slot(1UL << 52), 0));
    }

    // Rule L3: each command once. Section 6.3: "the server responds with the cached response without re-executing".
    [Fact]
    public void A_command_is_executed_once_and_its_copies_are_answered_alike()
    {
        sessions.Open(One, nonce: 1, clusterTime: 0);

        Assert.IsType<ExecuteVerdict>(sessions.Admit(One, 1, 1, 0));
        sessions.Record(One, 1, Response(1));

        var copy = Assert.IsType<DuplicateVerdict>(sessions.Admit(One, 1, 1, 0));
        Assert.Equal(Response(1), copy.Response.ToArray());
    }

    [Fact]
    public void Commands_under_way_together_may_arrive_in_any_order()
    {
        sessions.Open(One, nonce: 1, clusterTime: 0);

        foreach (var sequence in (ulong[])[3, 1, 2])
        {
            Assert.IsType<ExecuteVerdict>(sessions.Admit(One, sequence, 1, 0));
            sessions.Record(One, sequence, Response(sequence));
        }

        Assert.Equal([1UL, 2, 3], sessions.CachedFrom(One, 0).Select(kept => kept.Sequence));
    }

    // Section 6.3: "each request ... includes the lowest sequence number for which it has not yet received a response".
    [Fact]
    public void What_the_client_acknowledges_is_let_go_and_its_late_copies_are_dropped()
    {
        sessions.Open(One, nonce: 1, clusterTime: 0);
        Execute(One, 1, ackedBelow: 1);
        Execute(One, 2, ackedBelow: 1);

        Execute(One, 3, ackedBelow: 3);

        Assert.Equal([3UL], sessions.CachedFrom(One, 0).Select(kept => kept.Sequence));
        Assert.IsType<ForgottenVerdict>(sessions.Admit(One, 2, 1, 0));
    }

    [Fact]
    public void A_command_that_never_arrived_is_forgotten_too_once_the_client_has_gone_past_it()
    {
        sessions.Open(One, nonce: 1, clusterTime: 0);
        Execute(One, 2, ackedBelow: 2);

        Assert.IsType<ForgottenVerdict>(sessions.Admit(One, 1, 1, 0));
    }

    [Fact]
    public void An_older_acknowledgement_lowers_nothing()
    {
        sessions.Open(One, nonce: 1, clusterTime: 0);
        Execute(One, 5, ackedBelow: 5);

        Execute(One, 6, ackedBelow: 2);

        Assert.Equal(5UL, sessions.Export().Single().AckedBelow);
        Assert.IsType<ForgottenVerdict>(sessions.Admit(One, 4, 1, 0));
    }

    [Fact]
    public void A_duplicate_acknowledges_what_its_newer_copy_says()
    {
        sessions.Open(One, nonce: 1, clusterTime: 0);
        Execute(One, 1, ackedBelow: 1);
        Execute(One, 2, ackedBelow: 1);

        Assert.IsType<DuplicateVerdict>(sessions.Admit(One, 2, 2, 0));

        Assert.Equal([2UL], sessions.CachedFrom(One, 0).Select(kept => kept.Sequence));
    }

    [Fact]
    public void A_command_beyond_the_window_leaves_no_trace_and_is_executed_when_the_window_has_moved()
    {
        sessions.Open(One, nonce: 1, clusterTime: 0);
        Execute(One, 1, ackedBelow: 1);
        var before = Digest(sessions);

        Assert.IsType<WindowFullVerdict>(sessions.Admit(One, 1025, 1, 500));
        Assert.IsType<WindowFullVerdict>(sessions.Admit(One, 1026, 2, 500));
        Assert.IsType<WindowFullVerdict>(sessions.Admit(One, ulong.MaxValue, 1, 500));
        Assert.Equal(before, Digest(sessions));

        Assert.IsType<ExecuteVerdict>(sessions.Admit(One, 1024, 1, 500));
        Assert.IsType<ExecuteVerdict>(sessions.Admit(One, 1025, 2, 500));
    }

    [Fact]
    public void A_forgotten_command_leaves_no_trace()
    {
        sessions.Open(One, nonce: 1, clusterTime: 0);
        Execute(One, 5, ackedBelow: 5);
        var before = Digest(sessions);

        Assert.IsType<ForgottenVerdict>(sessions.Admit(One, 4, 4, 500));
        Assert.IsType<ForgottenVerdict>(sessions.Admit(One, 5, 6, 500));

        Assert.Equal(before, Digest(sessions));
    }

    // Section 6.3: a server that does not know the session cannot know whether the command was executed; it must say
    // so.
    [Fact]
    public void A_command_of_an_unknown_session_is_told_that_it_expired()
    {
        Assert.IsType<SessionExpiredVerdict>(sessions.Admit(One, 1, 1, 0));
        Assert.False(sessions.Touch(One, 0));
        Assert.False(sessions.Contains(One));
        Assert.Empty(sessions.CachedFrom(One, 0));
    }

    [Fact]
    public void Sessions_know_nothing_of_each_others_sequences()
    {
        sessions.Open(One, nonce: 1, clusterTime: 0);
        sessions.Open(Two, nonce: 1, clusterTime: 0);
        Execute(One, 1, ackedBelow: 1);

        Assert.IsType<ExecuteVerdict>(sessions.Admit(Two, 1, 1, 0));
    }

    // Section 6.3: expiry must be decided by the replicated log's own time, or servers would differ.
    [Fact]
    public void A_session_expires_when_it_was_idle_for_longer_than_the_time_to_live()
    {
        sessions.Open(One, nonce: 1, clusterTime: 1_000);
        sessions.Open(Two, nonce: 2, clusterTime: 1_000);
        sessions.Touch(Two, 1_500);

        Assert.Empty(sessions.Expire(2_000, timeToLiveMilliseconds: 1_000));
        Assert.Equal([One], sessions.Expire(2_001, timeToLiveMilliseconds: 1_000));
        Assert.Equal([Two], sessions.Expire(9_999, timeToLiveMilliseconds: 1_000));
        Assert.Equal(0, sessions.Count);
    }

    [Fact]
    public void A_command_and_a_duplicate_are_signs_of_life()
    {
        sessions.Open(One, nonce: 1, clusterTime: 0);
        sessions.Admit(One, 1, 1, 1_000);
        sessions.Record(One, 1, Response(1));
        Assert.Empty(sessions.Expire(1_900, timeToLiveMilliseconds: 1_000));

        sessions.Admit(One, 1, 1, 1_900);

        Assert.Empty(sessions.Expire(2_900, timeToLiveMilliseconds: 1_000));
        Assert.Equal([One], sessions.Expire(2_901, timeToLiveMilliseconds: 1_000));
    }

    [Fact]
    public void An_earlier_time_makes_no_session_older()
    {
        sessions.Open(One, nonce: 1, clusterTime: 1_000);

        Assert.True(sessions.Touch(One, 400));

        Assert.Equal(1_000, sessions.Export().Single().LastActive);
    }

    [Fact]
    public void One_session_too_many_closes_the_one_idle_for_longest_and_the_oldest_among_equals()
    {
        for (var i = 0; i < Sessions.CountMax; i++)
        {
            Assert.Null(sessions.Open(new SessionId((ulong)i + 1), nonce: 0, clusterTime: 10));
        }

        sessions.Touch(new SessionId(1), 20);

        Assert.Equal(new SessionId(2), sessions.Open(new SessionId(1_000_000), nonce: 0, clusterTime: 30));
        Assert.Equal(new SessionId(3), sessions.Open(new SessionId(1_000_001), nonce: 0, clusterTime: 30));
        Assert.Equal(Sessions.CountMax, sessions.Count);
        Assert.True(sessions.Contains(new SessionId(1)));
    }

    [Fact]
    public void Responses_are_sent_again_from_where_the_client_says_and_asking_changes_nothing()
    {
        sessions.Open(One, nonce: 1, clusterTime: 0);
        for (var sequence = 1UL; sequence <= 4; sequence++)
        {
            Execute(One, sequence, ackedBelow: 1);
        }

        var before = Digest(sessions);

        Assert.Equal([3UL, 4], sessions.CachedFrom(One, 3).Select(kept => kept.Sequence));
        Assert.Equal(before, Digest(sessions));
    }

    [Fact]
    public void Executing_a_command_twice_or_in_no_session_ends_the_process()
    {
        sessions.Open(One, nonce: 1, clusterTime: 0);
        Execute(One, 1, ackedBelow: 1);

        Assert.Throws<InvariantException>(() => sessions.Record(One, 1, Response(1)));
        Assert.Throws<InvariantException>(() => sessions.Record(One, 2000, Response(1)));
        Assert.Throws<InvariantException>(() => sessions.Record(Two, 1, Response(1)));
        Assert.Throws<InvariantException>(() => sessions.Open(One, nonce: 1, clusterTime: 0));
    }

    // Protocol rule: a snapshot must hold windows and cached responses, or a learner that starts from it executes
    // copies again.
    [Fact]
    public void A_table_built_from_an_export_goes_on_like_the_one_exported()
    {
        var prng = new Prng(41);
        var imported = new Sessions();
        for (var step = 0; step < 2_000; step++)
        {
            var id = new SessionId((ulong)prng.Next(1, 20));
            var sequence = (ulong)prng.Next(1, 40);
            var ackedBelow = (ulong)prng.Next(1, 30);
            foreach (var table in (Sessions[])[sessions, imported])
            {
                Step(table, id, sequence, ackedBelow, clusterTime: step * 10);
            }

            Assert.Equal(Digest(sessions), Digest(imported));
            if (step % 100 == 0)
            {
                imported = Sessions.Import(sessions.Export());
            }
        }

        Assert.True(sessions.Count > 5);
    }

    public static TheoryData<ulong, ulong[]> BadResponses => new()
    {
        { 5, [4] },
        { 5, [5 + 1024] },
        { 5, [6, 6] },
    };

    [Theory]
    [MemberData(nameof(BadResponses))]
    public void An_import_with_responses_out_of_the_window_or_twice_is_refused(ulong ackedBelow, ulong[] sequences)
    {
        var entry = new SessionSnapshot(
            One,
            Nonce: 1,
            LastActive: 0,
            ackedBelow,
            [.. sequences.Select(sequence => new CachedResponse(sequence, Response(sequence)))]);

        Assert.Throws<EncodingException>(() => Sessions.Import([entry]));
    }

    [Fact]
    public void An_import_with_a_session_twice_is_refused()
    {
        var entry = new SessionSnapshot(One, Nonce: 1, LastActive: 0, AckedBelow: 1, Responses: []);

        Assert.Throws<EncodingException>(() => Sessions.Import([entry, entry]));
    }

    private static void Step(Sessions table, SessionId id, ulong sequence, ulong ackedBelow, long clusterTime)
    {
        table.Expire(clusterTime, timeToLiveMilliseconds: 400);
        if (!table.Contains(id))
        {
            table.Open(id, nonce: id.Number, clusterTime);
        }
        else if (table.Admit(id, sequence, ackedBelow, clusterTime) is ExecuteVerdict)
        {
            table.Record(id, sequence, Response(sequence));
        }
    }

    private static ulong Digest(Sessions table)
    {
        using var digest = new StateDigest();
        table.AddTo(digest);
        return digest.Take();
    }

    private static byte[] Response(ulong sequence) => [(byte)sequence, 7];

    private void Execute(SessionId id, ulong sequence, ulong ackedBelow)
    {
        Assert.IsType<ExecuteVerdict>(sessions.Admit(id, sequence, ackedBelow, clusterTime: 0));
        sessions.Record(id, sequence, Response(sequence));
    }
}
