using System.Text.RegularExpressions;
using Paxos.Node.Telemetry;
using Paxos.Node.Tests.Web;
using Paxos.Node.Web;

namespace Paxos.Operator.Tests.Packaging;

/// <summary>Chart and manifests, installed by real helm and kubectl.</summary>
public sealed partial class InstallationTests : IAsyncLifetime
{
    private static readonly string Manifests = Path.Combine(Repository.Root, "manifests");

    private InstalledOperator world = null!;

    public async Task InitializeAsync() => world = await InstalledOperator.StartServerAsync();

    public Task DisposeAsync() => world.DisposeAsync().AsTask();

    [Fact]
    public async Task The_chart_is_installed_and_tested_its_notes_lead_on_and_the_definition_outlives_it()
    {
        var notes = await world.Helm.RunAsync(
            "install", "px", HelmChart.Folder, "--namespace", "apart", "--create-namespace", "--wait", "--timeout", "30s");
        await world.StartOperatorAsync();

        Assert.Matches("Phase: +Succeeded", await world.Helm.RunAsync("test", "px", "--namespace", "apart", "--timeout", "40s"));
        foreach (Match command in Command().Matches(notes))
        {
            var tool = command.Groups["tool"].Value == "helm" ? world.Helm : world.Kubectl;
            var arguments = command.Groups["arguments"].Value.Replace("manifests", Manifests, StringComparison.Ordinal).Split(' ');
            await tool.RunAsync([.. arguments.Where(argument => argument != "--watch")]);
        }

        Assert.Equal(6, Command().Count(notes));
        await world.Helm.RunAsync("uninstall", "px", "--namespace", "apart", "--wait", "--timeout", "30s");
        Assert.Contains("minimal", await world.Kubectl.RunAsync("get", "pxc"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_keep_the_definition_goes_with_the_chart()
    {
        await world.Helm.RunAsync("install", "px", HelmChart.Folder, "--set", "crds.keep=false", "--timeout", "30s");
        Assert.NotEmpty(await world.Kubectl.RunAsync("get", "crd", "-o", "name"));

        await world.Helm.RunAsync("uninstall", "px", "--wait", "--timeout", "30s");

        Assert.Empty(await world.Kubectl.RunAsync("get", "crd", "-o", "name"));
    }

    [Theory]
    [InlineData("-f", "install.yaml")]
    [InlineData("-k", "overlays/cluster-wide")]
    [InlineData("-k", "overlays/namespaced")]
    public async Task Manifests_are_applied_and_a_second_time_change_nothing(string option, string path)
    {
        var manifests = Path.Combine(Manifests, path);
        await world.Kubectl.RunAsync("apply", option, manifests);

        var again = await world.Kubectl.RunAsync("apply", option, manifests);

        var lines = again.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("Warning:", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.EndsWith(" unchanged", line, StringComparison.Ordinal));
        await world.Kubectl.RunAsync("--namespace", HelmChart.Space, "rollout", "status", "deployment/paxos-operator", "--timeout=20s");
        Assert.Empty(await world.Kubectl.RunAsync("get", "deploy", "-o", "name"));
    }

    [Fact]
    public async Task What_is_drawn_and_alerted_on_is_exported()
    {
        await world.Helm.RunAsync("install", "px", HelmChart.Folder, "--timeout", "30s");
        await world.StartOperatorAsync();
        foreach (var (sample, name) in new[] { ("minimal.yaml", "minimal"), ("documented.yaml", "paxos") })
        {
            await world.Kubectl.RunAsync("apply", "-f", Path.Combine(Manifests, "samples", sample));
            await world.KeptAsync(name);
        }

        using var logs = new LogRing(new LogRingOptions(), TimeProvider.System);
        var ofNodes = MetricsPage.Write(StatusSamples.Everything, logs, new EventCounters());
        var exported = Exported().Matches(await world.MetricsAsync() + ofNodes).Select(match => match.Groups[1].Value).ToHashSet();
        using var chart = new HelmChart();

        var rule = (await chart.ObjectsAsync("--set", "monitoring.prometheusRule=true"))
            .Single(one => (string?)one["kind"] == "PrometheusRule")["spec"]!["groups"]![0]!["rules"]!.AsArray();
        var text = string.Join('\n', rule.Select(alert => (string)alert!["expr"]!)) + HelmChart.Read("dashboards/paxos.json");

        var named = Named().Matches(text).Select(match => match.Value).Distinct().ToList();
        Assert.InRange(named.Count, 10, 40);
        Assert.Empty(named.Except(exported));
    }

    // A step of the notes stands on a line of its own, indented.
    [GeneratedRegex(@"^  (?<tool>helm|kubectl) +(?<arguments>.*\S) *$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"^# TYPE (\w+) ", RegexOptions.Multiline)]
    private static partial Regex Exported();

    // But for the labels that a PodMonitor makes of a pod's.
    [GeneratedRegex(@"\bpaxos_(?!dev_)\w+")]
    private static partial Regex Named();
}
