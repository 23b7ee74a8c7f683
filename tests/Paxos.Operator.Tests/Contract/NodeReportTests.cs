using System.Text.Json;
using Paxos.Node.Web;
using Paxos.Operator.Planning.Observing;

namespace Paxos.Operator.Tests.Contract;

/// <summary>The planner reads what nodes write.</summary>
public sealed class NodeReportTests
{
    [Fact]
    public void Every_field_that_the_planner_reads_is_one_that_nodes_write()
    {
        Assert.Empty(Names(typeof(NodeReport), "KnownCluster").Except(Names(typeof(NodeStatus))));
        Assert.Empty(Names(typeof(NodeReport.ProposerReport)).Except(Names(typeof(ProposerStatus))));
        Assert.Empty(Names(typeof(NodeReport.AcceptorReport)).Except(Names(typeof(AcceptorStatus))));
        Assert.Empty(Names(typeof(NodeReport.LearnerReport)).Except(Names(typeof(LearnerStatus))));
    }

    [Fact]
    public void A_nodes_own_document_is_read()
    {
        var status = new NodeStatus
        {
            Name = "acceptor2",
            Roles = ["acceptor"],
            Version = "0.1.0",
            ClusterId = "00c0ffee00c0ffee",
            Epoch = 4,
            Leader = "proposer1",
            Ballot = "4.17.proposer1",
            ChosenSlot = 900,
            AppliedSlot = 890,
            Condition = NodeCondition.NoSpace,
            Reason = "the disk is full",
            Ready = false,
            StartedAt = DateTimeOffset.UnixEpoch,
            ReportedAt = DateTimeOffset.UnixEpoch,
            UptimeMilliseconds = 1,
            ResidentBytes = 2,
            Members = [],
            Acceptor = new AcceptorStatus
            {
                DiskId = "d1",
                DiskState = "Active",
                PromisedBallot = "4.17.proposer1",
                Votes = 1,
                ChosenTo = 2,
                TrimmedTo = 850,
                JournalBytes = 4,
                JournalGroups = 5,
                FsyncLastMs = 6,
                FsyncMaxMs = 7,
                FaultySlots = 0,
                SpaceState = "NoSpace",
            },
        };

        var report = NodeReport.Read(NodeJson.Serialize(status));

        Assert.Equal(("acceptor2", "0.1.0", "00c0ffee00c0ffee", 4, "proposer1", 900, "NoSpace", "the disk is full", false),
            (report.Name, report.Version, report.KnownCluster, report.Epoch, report.Leader, report.ChosenSlot, report.Condition,
                report.Reason, report.Ready));
        Assert.Equal(new NodeReport.AcceptorReport("d1", "Active", 850), report.Acceptor);
        Assert.Null(report.Learner);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"name\": 7}")]
    [InlineData("not json")]
    public void What_is_no_status_is_refused(string text) => Assert.ThrowsAny<JsonException>(() => NodeReport.Read(text));

    private static IEnumerable<string> Names(Type type, params string[] without) =>
        type.GetProperties().Select(property => property.Name).Except(without).Where(name => name != "EqualityContract");
}
