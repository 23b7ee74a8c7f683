using Paxos.Operator.Tests.Planning;

namespace Paxos.Operator.Tests.Cli;

/// <summary>How the API server, the namespace and the resource are found, and what is said when they are not.</summary>
public sealed class ConnectionTests
{
    private static readonly string[] Status = ["operator", "status", "paxos"];

    [Fact]
    public async Task A_name_that_is_not_there_is_told_with_those_that_are()
    {
        await using var staged = await StagedCluster.OfAsync(Worlds.Settled());

        var run = await CommandLine.RunAsync(staged, "operator", "status", "paxo", "-n", "prod");

        Assert.Equal(
            (1, "paxosctl: There is no PaxosCluster 'paxo' in namespace 'prod' of http://server (context loopback). Did you mean 'paxos'? "
                + "There are paxos.\n"),
            (run.ExitCode, staged.Steady(run.Error)));
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("default", "There is no PaxosCluster 'paxos' in namespace 'default' of {0}, nor any other there.")]
    [InlineData("nowhere", "There is no namespace 'nowhere' on {0}.")]
    public async Task An_empty_namespace_and_one_that_is_not_there_are_told_apart(string space, string message)
    {
        await using var staged = await StagedCluster.OfAsync(Worlds.Settled());

        var run = await CommandLine.RunAsync(staged, [.. Status, "-n", space]);

        var expected = message.Replace("{0}", "http://server (context loopback)", StringComparison.Ordinal);
        Assert.Equal((1, $"paxosctl: {expected}\n"), (run.ExitCode, staged.Steady(run.Error)));
    }

    [Fact]
    public async Task A_server_without_the_definition_is_told()
    {
        await using var staged = await StagedCluster.StartAsync();
        staged.Server.Writer.Delete(
            ApiServer.Resources.BuiltIns.CustomResourceDefinition,
            new ApiServer.Storage.ObjectKey("", "paxosclusters.paxos.dev"),
            new ApiServer.Writing.DeleteOptions());

        var run = await CommandLine.RunAsync(staged, Status);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("has no kind PaxosCluster: the operator's chart", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "does not accept these credentials")]
    [InlineData(403, "does not allow to read the PaxosCluster 'paxos' in namespace 'default'")]
    [InlineData(500, "refuses to read the PaxosCluster 'paxos' in namespace 'default': 500")]
    public async Task What_the_server_refuses_is_told_with_server_and_namespace(int code, string message)
    {
        await using var staged = await StagedCluster.StartAsync();
        staged.Server.Faults.Answer(request => request.Verb == "get", code, int.MaxValue);

        var run = await CommandLine.RunAsync(staged, Status);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"paxosctl: http://server (context loopback) {message}", staged.Steady(run.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_is_told_and_has_an_exit_code_of_its_own()
    {
        await using var staged = await StagedCluster.StartAsync();
        await staged.Server.StopListeningAsync();

        var run = await CommandLine.RunAsync(staged, Status);

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith(
            "paxosctl: http://server (context loopback) cannot be reached: ", staged.Steady(run.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_not_be_seen_beside_the_resource_hides_nothing_else()
    {
        await using var staged = await StagedCluster.OfAsync(Worlds.Settled());
        staged.Server.Faults.Answer(request => request.Resource is "events" or "deployments.apps", 403, int.MaxValue);

        var run = await CommandLine.RunAsync(staged, [.. Status, "-n", "prod"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches("READY +yes", run.Output);
        Assert.Matches("OPERATOR +unknown: ", run.Output);
        Assert.Contains("EVENTS could not be read.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("WHAT TO DO NEXT", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_kubeconfigs_are_one_and_the_contexts_namespace_is_the_default()
    {
        await using var staged = await StagedCluster.OfAsync(Worlds.Settled());
        var second = Path.Combine(staged.Folder, "second");
        await File.WriteAllTextAsync(second, """
            apiVersion: v1
            kind: Config
            contexts: [{name: production, context: {cluster: loopback, user: test, namespace: prod} }]
            """);
        var variables = new Dictionary<string, string> { ["KUBECONFIG"] = $"/nowhere/at/all:{staged.Kubeconfig}:{second}" };

        var other = await CommandLine.RunAsync("paxosctl", variables, null, [.. Status, "--context", "production"]);
        var usual = await CommandLine.RunAsync("paxosctl", variables, null, Status);

        Assert.Equal((0, ""), (other.ExitCode, other.Error));
        Assert.Contains("in namespace 'default'", usual.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_ways_to_a_server_are_told_with_their_rule()
    {
        await using var staged = await StagedCluster.StartAsync();
        var broken = Path.Combine(staged.Folder, "broken");
        await File.WriteAllTextAsync(broken, "clusters: [");

        var missing = await CommandLine.RunAsync(staged, [.. Status, "--kubeconfig", "/no/such/file"]);
        var unknown = await CommandLine.RunAsync(staged, [.. Status, "--context", "elsewhere"]);
        var unreadable = await CommandLine.RunAsync(staged, [.. Status, "--kubeconfig", broken]);
        var nowhere = await CommandLine.RunAsync("paxosctl", new() { ["KUBECONFIG"] = "/no/such/file" }, null, Status);
        var nothing = await CommandLine.RunAsync("paxosctl", [], null, Status);

        Assert.Equal(
            (2, "paxosctl: --kubeconfig must name a file. There is none at '/no/such/file'.\n"), (missing.ExitCode, missing.Error));
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("--context must be one of loopback, the contexts of", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(2, unreadable.ExitCode);
        Assert.Contains($"{broken} is no usable kubeconfig", unreadable.Error, StringComparison.Ordinal);
        Assert.Equal((2, "paxosctl: KUBECONFIG must name a file. There is none at '/no/such/file'.\n"), (nowhere.ExitCode, nowhere.Error));
        Assert.Equal(2, nothing.ExitCode);
        Assert.Contains("Nothing says which Kubernetes is meant", nothing.Error, StringComparison.Ordinal);
    }
}
