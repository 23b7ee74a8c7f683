using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Paxos.Operator.Runtime;

namespace Paxos.Operator.Tests.Packaging;

/// <summary>What the chart tells the operator is what the program asks for.</summary>
public sealed class ChartEnvironmentTests : IDisposable
{
    /// <summary>Options that the chart leaves alone: a pod has its own account, its own port 8080, and may have others beside it.</summary>
    private static readonly string[] NotInChart = ["--kubeconfig", "--health-port", "--no-leader-election"];

    private readonly HelmChart chart = new();

    public void Dispose() => chart.Dispose();

    [Fact]
    public async Task Every_variable_of_the_deployment_means_to_the_program_what_the_values_say()
    {
        var environment = Environment(await DeploymentAsync(
            "--set", "watchNamespace=prod,logging.level=warning,logging.format=text"));

        var options = Read(environment, out var asked);

        Assert.Equal(environment.Keys.Order(), asked.Order());
        Assert.Equal("prod", options.Settings.WatchedNamespace);
        Assert.Equal("the-namespace", options.Settings.Namespace);
        Assert.Equal("the-name", options.Settings.Identity);
        Assert.Equal((LogLevel.Warning, false), (options.LogLevel, options.IsJson));
    }

    [Fact]
    public async Task Default_values_are_the_programs_defaults()
    {
        var given = Read(Environment(await DeploymentAsync()), out _);
        var own = Read([], out _);

        Assert.Equal((own.LogLevel, own.IsJson), (given.LogLevel, given.IsJson));
        Assert.Null(given.Settings.WatchedNamespace);
        Assert.Equal(LeaderElectionType.Single, given.Settings.LeaderElection);
    }

    [Fact]
    public async Task Every_option_is_reachable_from_the_chart_or_is_none_of_a_pods()
    {
        var environment = Environment(await DeploymentAsync());

        foreach (var option in Command(_ => null).Options.Where(option => option.Description?.Contains('$') == true
            || NotInChart.Contains(option.Name)))
        {
            var isGiven = environment.Keys.Any(name => option.Description!.EndsWith($"Also ${name}.", StringComparison.Ordinal));
            Assert.True(isGiven != NotInChart.Contains(option.Name), option.Name);
        }
    }

    [Theory]
    [InlineData("level", "LOG_LEVEL")]
    [InlineData("format", "LOG_FORMAT")]
    public void Words_that_the_schema_allows_are_those_that_the_program_takes(string value, string variable)
    {
        var allowed = JsonNode.Parse(HelmChart.Read("values.schema.json"))!["properties"]!["logging"]!["properties"]![value]!["enum"]!
            .AsArray().Select(word => (string)word!).ToList();
        var candidates = Enum.GetNames<LogLevel>().Select(name => name.ToLowerInvariant())
            .Concat(["json", "text", "systemd"]).Union(allowed);

        Assert.Equal(allowed.Order(), candidates.Where(word => Errors(new() { [variable] = word }).Count == 0).Order());
    }

    [Theory]
    [InlineData("LOG_LEVEL", "loud", "--log-level must be information, debug, warning or error. It is 'loud'.")]
    [InlineData("WATCH_NAMESPACE", "Prod_1", "--watch-namespace must be a namespace: 1 to 63 lower-case letters, digits and hyphens. It is 'Prod_1'.")]
    [InlineData("POD_NAMESPACE", "-", "--namespace must be a namespace: 1 to 63 lower-case letters, digits and hyphens. It is '-'.")]
    public void A_variable_that_cannot_be_is_told_with_value_and_rule(string variable, string value, string message) =>
        Assert.Equal([message], Errors(new() { [variable] = value }));

    [Fact]
    public async Task The_pods_port_and_probes_are_where_the_program_serves()
    {
        var container = (await DeploymentAsync())["spec"]!["template"]!["spec"]!["containers"]![0]!;

        Assert.Equal(new OperatorSettings().HealthPort, (int)container["ports"]![0]!["containerPort"]!);
        Assert.Equal("/livez health", Probe("livenessProbe"));
        Assert.Equal("/readyz health", Probe("readinessProbe"));
        string Probe(string name) => $"{container[name]!["httpGet"]!["path"]} {container[name]!["httpGet"]!["port"]}";
    }

    [Fact]
    public async Task Both_pods_keep_the_restricted_policy_and_the_check_is_not_behind_the_service()
    {
        var objects = await chart.ObjectsAsync();
        var selector = objects.Single(one => (string?)one["kind"] == "Service")["spec"]!["selector"]!.AsObject();
        var check = objects.Single(one => (string?)one["kind"] == "Pod");
        var template = Deployment(objects)["spec"]!["template"]!;

        Assert.True(IsChosen(template));
        Assert.False(IsChosen(check));
        foreach (var spec in new[] { template["spec"]!, check["spec"]! })
        {
            Assert.True((bool)spec["securityContext"]!["runAsNonRoot"]!);
            Assert.Equal("RuntimeDefault", (string)spec["securityContext"]!["seccompProfile"]!["type"]!);
            Assert.Equal(
                """{"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"capabilities":{"drop":["ALL"]}}""",
                spec["containers"]![0]!["securityContext"]!.ToJsonString());
        }

        bool IsChosen(JsonNode pod) => selector.All(pair => (string?)pod["metadata"]!["labels"]![pair.Key] == (string?)pair.Value);
    }

    private static JsonObject Deployment(IEnumerable<JsonObject> objects) => objects.Single(one => (string?)one["kind"] == "Deployment");

    private static Dictionary<string, string> Environment(JsonObject deployment) =>
        deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().ToDictionary(
            variable => (string)variable!["name"]!,
            variable => (string?)variable!["value"] ?? Field((string)variable["valueFrom"]!["fieldRef"]!["fieldPath"]!));

    private static string Field(string path) => $"the-{path.Split('.')[^1]}";

    private static RootCommand Command(Func<string, string?> environment) => new OperatorCommand(environment).Create(
        (_, _) => Task.FromResult(0), (_, _, _) => Task.FromResult(0));

    private static List<string> Errors(Dictionary<string, string> environment) =>
        [.. Command(name => environment.GetValueOrDefault(name)).Parse([]).Errors.Select(error => error.Message)];

    private static OperatorOptions Read(Dictionary<string, string> environment, out IReadOnlyCollection<string> asked)
    {
        var names = new HashSet<string>();
        OperatorOptions? read = null;
        var command = new OperatorCommand(name =>
        {
            names.Add(name);
            return environment.GetValueOrDefault(name);
        }).Create(
            (options, _) =>
            {
                read = options;
                return Task.FromResult(0);
            },
            (_, _, _) => Task.FromResult(1));

        Assert.Equal(0, command.Parse([]).Invoke());
        asked = names;
        return read!;
    }

    private async Task<JsonObject> DeploymentAsync(params string[] arguments) => Deployment(await chart.ObjectsAsync(arguments));
}
