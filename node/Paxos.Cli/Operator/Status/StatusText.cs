using System.Globalization;
using System.Text;
using Paxos.Cli.Grammar;
using Paxos.Cli.Operator.Cluster;
using Paxos.Cli.Output;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Status;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Cli.Operator.Status;

/// <summary>The findings for people. Whatever comes from the server is put on one line that no terminal can be tricked by.</summary>
internal static class StatusText
{
    private static readonly string[] RoleTitles = ["ROLE", "READY", "DESIRED", "PODS", "UPDATED"];
    private static readonly string[] MemberTitles = ["NAME", "ROLE", "POD", "NODE", "STATE", "LAG", "READY", "UPDATED"];
    private static readonly string[] WideTitles = ["VERSION", "CLAIM", "DISK", "WAITS FOR"];
    private static readonly string[] ConditionTitles = ["TYPE", "STATUS", "REASON", "FOR", "MESSAGE"];
    private static readonly string[] EventTitles = ["LAST SEEN", "TYPE", "REASON", "COUNT", "MESSAGE"];

    /// <summary>Writes it.</summary>
    public static void Write(ClusterFindings found, bool wide, TextWriter output)
    {
        Table.WriteFacts(output, [.. Facts(found).Select(fact => (fact.Name, Safe(fact.Value)))]);
        if (found.HasStatus)
        {
            WriteTable(output, "", RoleTitles, Roles(found.Said));
            WriteTable(
                output,
                "",
                wide ? [.. MemberTitles, .. WideTitles] : MemberTitles,
                found.Said.Members.Select(member => wide ? [.. Row(member), .. WideRow(member)] : Row(member)));
        }

        if (found.Said.Rollout is { } rollout)
        {
            output.WriteLine();
            output.WriteLine(Safe(Progress(rollout)));
        }

        WriteTable(output, "NOT AS IT SHOULD BE", ConditionTitles, Conditions(found));
        WriteEvents(output, found);
        WriteSteps(output, ClusterAdvice.Of(found));
    }

    private static string Progress(RolloutStatus rollout)
    {
        var waits = rollout.Waiting is { } waiting ? $" It waits: {waiting}" : "";
        var reasons = string.Join(", ", rollout.Reasons);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"ROLL-OUT   {rollout.Updated} of {rollout.Total} nodes have the wanted template ({reasons}).{waits}");
    }

    private static (string Name, string Value)[] Facts(ClusterFindings found)
    {
        var (metadata, said) = (found.Cluster.Metadata, found.Said);
        return
        [
            ("NAME", metadata.Name),
            ("NAMESPACE", metadata.Namespace ?? ""),
            ("PHASE", found.HasStatus ? said.Phase ?? "" : "no status yet"),
            ("READY", Ready(found)),
            ("LEADER", said.Leader is { } leader ? $"{leader.Name} at ballot {leader.Ballot}" : ""),
            ("VERSION", Version(found)),
            ("QUORUM", Quorum(found)),
            ("ENDPOINT", said.Endpoints?.Client ?? ""),
            ("OPERATOR", Operator(found.Operator)),
            ("AGE", metadata.CreationTimestamp is { } created ? DurationText.Age(found.Now - created) : ""),
        ];
    }

    private static string Ready(ClusterFindings found) => found.Find(ConditionReport.Ready) switch
    {
        null => "",
        _ when found.IsOutdated => string.Create(
            CultureInfo.InvariantCulture,
            $"unknown: the operator has seen generation {found.Said.ObservedGeneration} of {found.Cluster.Metadata.Generation}"),
        { Status: "True" } => "yes",
        _ => "no",
    };

    private static string Version(ClusterFindings found)
    {
        var wanted = found.Said.Version?.Target ?? found.Cluster.Spec.Version;
        return found.Said.Version?.Current is { } current && current == wanted ? current
            : found.Said.Version?.Current is { } other ? $"{other}, wanted is {wanted}"
            : $"wanted is {wanted}";
    }

    private static string Quorum(ClusterFindings found)
    {
        if (found.Find(ConditionReport.QuorumAvailable) is not { } condition)
        {
            return "";
        }

        var tolerated = condition.Status == "True" && found.Said.Acceptors is { } acceptors
            ? string.Create(CultureInfo.InvariantCulture, $" {acceptors.FaultTolerance} more may fail.")
            : "";
        return $"{(condition.Status == "True" ? "yes" : "no")}: {condition.Message}{tolerated}";
    }

    private static string Operator(OperatorPresence presence) => presence.Deployments switch
    {
        null => $"unknown: {presence.Obstacle}",
        [] => "none is installed",
        var deployments => string.Join(", ", deployments.Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"{OperatorPresence.NameOf(one)}, {OperatorPresence.ReadyOf(one)} of {OperatorPresence.WantedOf(one)} ready"))),
    };

    private static IEnumerable<string[]> Roles(ClusterStatus said) =>
        new (string Name, RoleStatus? Status)[]
        {
            (NodeNames.Acceptor, said.Acceptors),
            (NodeNames.Proposer, said.Proposers),
            (NodeNames.Learner, said.Learners),
            (NodeNames.Client, said.Clients),
        }
        .Where(role => role.Status is not null)
        .Select(role => new[]
        {
            role.Name, Number(role.Status!.Ready), Number(role.Status.Desired), Number(role.Status.Current), Number(role.Status.Updated),
        });

    private static string[] Row(MemberStatus member) =>
    [
        member.Id,
        member.Role,
        member.Pod,
        member.Node ?? "",
        member.State,
        member.Lag is { } lag ? Number(lag) : "",
        member.Ready ? "yes" : "no",
        member.Updated ? "yes" : "no",
    ];

    private static string[] WideRow(MemberStatus member) =>
        [member.Version ?? "", member.Claim ?? "", member.DiskId ?? "", member.Reason ?? ""];

    // One cause often stands in several conditions, in the same words.
    private static IEnumerable<string[]> Conditions(ClusterFindings found)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        return found.Problems.Select(condition => new[]
        {
            condition.Type,
            condition.Status,
            condition.Reason,
            DurationText.Age(found.Now - condition.LastTransitionTime),
            told.Add(condition.Message) ? condition.Message : "(as above)",
        });
    }

    private static void WriteEvents(TextWriter output, ClusterFindings found)
    {
        if (found.Events is { } events)
        {
            WriteTable(output, "EVENTS", EventTitles, events.Select(one => new[]
            {
                DurationText.Age(found.Now - one.LastSeen), one.Type, one.Reason, Number(one.Count), one.Message,
            }));
        }
        else
        {
            output.WriteLine("\nEVENTS could not be read.");
        }
    }

    private static void WriteSteps(TextWriter output, IReadOnlyList<NextStep> steps)
    {
        if (steps.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("WHAT TO DO NEXT");
            foreach (var step in steps)
            {
                output.WriteLine(Safe($"{step.Reason}: {step.Text}"));
            }
        }
    }

    private static void WriteTable(TextWriter output, string title, string[] titles, IEnumerable<string[]> rows)
    {
        var lines = rows.Select(row => row.Select(Safe).ToArray()).ToList();
        if (lines.Count == 0)
        {
            return;
        }

        output.WriteLine();
        if (title.Length > 0)
        {
            output.WriteLine(title);
        }

        Table.Write(output, titles, lines);
    }

    private static string Safe(string text) => LineText.From(Encoding.UTF8.GetBytes(text));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
