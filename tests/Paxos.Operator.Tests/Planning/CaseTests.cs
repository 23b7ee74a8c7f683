using System.Globalization;
using System.Text;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Yaml;
using Paxos.Operator.Planning.Actions;

namespace Paxos.Operator.Tests.Planning;

/// <summary>
/// Reviewed plans: Cases/NAME has the resource (cluster.yaml), what is there (observed.txt, one fact a line) and what is planned and told
/// (plan.txt). A fact is one of: <c>settled from FILE</c>, <c>nothing</c>, <c>templates applied</c>, <c>NODE STATE</c>,
/// <c>without KIND/NAME</c>, <c>trimmed SLOT</c>, <c>snapshot NODE SLOT</c>, <c>seconds NUMBER</c>.
/// </summary>
public sealed class CaseTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Paxos.Operator.Tests", "Planning", "Cases");

    public static TheoryData<string> Names =>
    [
        .. Directory.EnumerateDirectories(Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_plan_and_the_status_are_what_was_reviewed(string name)
    {
        var world = Build(name);

        var plan = world.Plan();

        Golden.Check($"Paxos.Operator.Tests/Planning/Cases/{name}/plan.txt", Text(world, plan));
    }

    internal static PlanWorld Build(string name)
    {
        var cluster = PlanWorld.Stored(Read(name, "cluster.yaml"));
        var world = new PlanWorld { Cluster = cluster };
        foreach (var fact in File.ReadLines(Path.Combine(Folder, name, "observed.txt")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var words = fact.Split(' ');
            switch (words)
            {
                case ["nothing"]:
                    break;
                case ["settled", "from", var file]:
                    world.Cluster = PlanWorld.Stored(Read(name, file));
                    world.Run();
                    Assert.True(world.Plan().IsSettled);
                    world.Now += TimeSpan.FromMinutes(5);
                    world.Cluster = cluster with { Status = world.Cluster.Status };
                    break;
                case ["templates", "applied"]:
                    world.Execute(world.Plan());
                    world.Cluster = world.Cluster with { Status = world.Status() };
                    break;
                case ["without", var what]:
                    var lost = world.Objects.Single(made => $"{made.Kind}/{made.Metadata.Name}" == what);
                    typeof(PlanWorld).GetMethod(nameof(PlanWorld.Remove))!.MakeGenericMethod(lost.GetType())
                        .Invoke(world, [lost.Metadata.Name]);
                    break;
                case ["trimmed", var slot]:
                    world.TrimmedTo = long.Parse(slot, CultureInfo.InvariantCulture);
                    break;
                case ["snapshot", var node, var slot]:
                    world.Snapshots[node] = long.Parse(slot, CultureInfo.InvariantCulture);
                    break;
                case ["seconds", var number]:
                    world.Now += TimeSpan.FromSeconds(int.Parse(number, CultureInfo.InvariantCulture));
                    break;
                case [var node, "Missing"]:
                    world.Pods.Remove(world.PodOf(node).Name);
                    break;
                case [var node, "Blank"]:
                    world.PodOf(node).IsBlank = true;
                    world.Set(node, PodState.Ready);
                    break;
                case [var node, var state]:
                    world.Set(node, Enum.Parse<PodState>(state));
                    break;
                default:
                    throw new InvalidOperationException($"{name}: '{fact}' is no fact.");
            }
        }

        return world;
    }

    private static PaxosCluster Read(string name, string file)
    {
        var reading = ClusterReader.Read(File.ReadAllText(Path.Combine(Folder, name, file)));
        Assert.Empty(reading.Errors);
        return reading.Cluster!;
    }

    private static string Text(PlanWorld world, Plan plan)
    {
        var text = new StringBuilder();
        foreach (var action in plan.Actions)
        {
            text.Append(CultureInfo.InvariantCulture, $"do: {action}\n");
        }

        foreach (var action in plan.Withheld)
        {
            text.Append(CultureInfo.InvariantCulture, $"withheld: {action}\n");
        }

        foreach (var wait in plan.Waits)
        {
            var left = (wait.Deadline - world.Now).TotalSeconds;
            text.Append(CultureInfo.InvariantCulture, $"wait: {wait.Subject} ({wait.Reason}, {left:0} s left): {wait.Message}\n");
        }

        var status = world.Status();
        text.Append(CultureInfo.InvariantCulture, $"phase: {status.Phase}\n");
        text.Append(CultureInfo.InvariantCulture, $"acceptors: {status.Acceptors!.Summary}, {status.Acceptors.Voting} vote, ");
        text.Append(CultureInfo.InvariantCulture, $"{status.Acceptors.FaultTolerance} may fail\n");
        text.Append(CultureInfo.InvariantCulture, $"leader: {status.Leader?.Name ?? "none"}\n");
        foreach (var condition in status.Conditions)
        {
            text.Append(CultureInfo.InvariantCulture, $"{condition.Type}={condition.Status} {condition.Reason}: {condition.Message}\n");
        }

        return text.ToString();
    }
}
