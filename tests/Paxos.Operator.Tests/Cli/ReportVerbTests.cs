using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Paxos.ApiServer.Writing;
using Paxos.Operator.Tests.Planning;

namespace Paxos.Operator.Tests.Cli;

/// <summary><c>operator report</c> against an API server.</summary>
public sealed class ReportVerbTests
{
    private const string Folder = "bundle/";

    [Fact]
    public async Task The_bundle_has_all_that_belongs_to_the_cluster_and_no_credential()
    {
        await using var staged = await RunningAsync();

        var run = await RunAsync(staged);
        var files = await ReadAsync(staged);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("Wrote ", run.Output, StringComparison.Ordinal);
        Assert.Contains("reading pods/paxos-learner-1/node.log", run.Error, StringComparison.Ordinal);
        Golden.Check("Paxos.Operator.Tests/Cli/report-files.txt", string.Concat(files.Keys.Select(name => $"{Steady(name)}\n")));
        Assert.All(files, file => Assert.DoesNotContain("hunter2", file.Value, StringComparison.Ordinal));
        Assert.Contains("promised", files["pods/paxos-acceptor1-0/node.log"], StringComparison.Ordinal);
        Assert.DoesNotContain(staged.Server.Faults.Requests, request => request.Resource == "secrets" || request.IsWrite);
    }

    [Fact]
    public async Task The_manifest_says_what_was_taken_out_what_was_cut_and_what_could_not_be_read()
    {
        await using var staged = await RunningAsync();
        staged.Server.Faults.Answer(request => request is { Resource: "configmaps" }, 403, int.MaxValue);

        await RunAsync(staged);
        var manifest = JsonNode.Parse((await ReadAsync(staged))["manifest.json"])!;

        Assert.Equal(["a value after a word such as password or token"], Redacted(manifest, "pods/paxos-acceptor1-0/node.log"));
        Assert.Equal(["spec.template.spec.containers[0].env[1].value"], Redacted(manifest, "operator/default/paxos-operator.yaml"));
        Assert.True((bool)File(manifest, "pods/paxos-client-1/node.log")["cut"]!);
        Assert.Equal(1 << 20, (int)File(manifest, "pods/paxos-client-1/node.log")["bytes"]!);
        var missing = manifest["couldNotBeRead"]!.AsArray().ToDictionary(one => (string)one!["file"]!, one => (string)one!["why"]!);
        Assert.Contains("403", missing["objects/configmaps"], StringComparison.Ordinal);
        Assert.Contains("404", missing["pods/paxos-client-2/status.json"], StringComparison.Ordinal);
        Assert.Equal("example.com/paxos-operator:0.1.0", (string?)manifest["about"]!["images"]![0]);
        Assert.NotNull((string?)manifest["about"]!["kubernetes"]);
    }

    [Fact]
    public async Task Of_a_log_that_is_too_long_the_newest_part_is_kept()
    {
        await using var staged = await RunningAsync();

        await RunAsync(staged);
        var log = (await ReadAsync(staged))["pods/paxos-client-1/node.log"];

        Assert.Equal(1 << 20, log.Length);
        Assert.EndsWith("newest", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_was_restarted_has_its_previous_log_in_it()
    {
        await using var staged = await RunningAsync();
        staged.Server.Cluster.Staged.Decide = pod => (string?)pod["metadata"]!["name"] == "paxos-learner-2"
            ? new ApiServer.Controllers.PodState { WaitingReason = "CrashLoopBackOff", Message = "it crashes", Restarts = 3 }
            : ApiServer.Controllers.PodState.Ready;
        await staged.Server.Cluster.RestAsync();

        await RunAsync(staged);

        Assert.Equal("it died\n", (await ReadAsync(staged))["pods/paxos-learner-2/node.previous.log"]);
    }

    [Fact]
    public async Task A_server_that_goes_away_is_not_asked_for_ever()
    {
        await using var staged = await RunningAsync();
        staged.Server.Texts.Say = (_, _) =>
        {
            _ = staged.Server.StopListeningAsync();
            return null;
        };

        var run = await RunAsync(staged);
        var missing = JsonNode.Parse((await ReadAsync(staged))["manifest.json"])!["couldNotBeRead"]!.AsArray();

        Assert.Equal(0, run.ExitCode);
        Assert.True(missing.Count > 10);
        Assert.Equal(
            missing.Count - 3,
            missing.Count(one => ((string)one!["why"]!).StartsWith("not asked for", StringComparison.Ordinal)
                || ((string)one["why"]!).Contains("404", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_interrupted_report_leaves_no_file()
    {
        await using var staged = await RunningAsync();
        using var interrupt = new CancellationTokenSource();
        staged.Server.Texts.Say = (_, _) =>
        {
            interrupt.Cancel();
            return "text";
        };

        var run = await RunAsync(staged, interrupt.Token);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("Interrupted.", run.Error, StringComparison.Ordinal);
        Assert.Equal(["kubeconfig"], Directory.EnumerateFiles(staged.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_wrong_name_of_cluster_or_file_writes_nothing()
    {
        await using var staged = await RunningAsync();

        var other = await CommandLine.RunAsync(
            staged, "operator", "report", "other", "-n", "prod", "-o", Path.Combine(staged.Folder, "bundle.tar.gz"));
        var format = await CommandLine.RunAsync(staged, "operator", "report", "paxos", "-n", "prod", "-o", "json");

        Assert.Equal(1, other.ExitCode);
        Assert.Equal(
            (2, "paxosctl: --output-file must be a name that ends in .tar.gz. It is 'json'.\n"), (format.ExitCode, format.Error));
        Assert.Equal(["kubeconfig"], Directory.EnumerateFiles(staged.Folder).Select(Path.GetFileName));
    }

    private static async Task<StagedCluster> RunningAsync()
    {
        var staged = await StagedCluster.OfAsync(Worlds.Settled());
        await staged.MakeObjectsAsync();
        await staged.InstallOperatorAsync();
        staged.Tell("Normal", "AllNodesReady", "All 10 nodes are ready.", TimeSpan.FromMinutes(1));
        foreach (var kind in new[] { "secrets", "configmaps" })
        {
            staged.Server.Writer.Create(staged.Server.Writer.Catalog.Find("", "v1", kind)!, StagedCluster.Space, new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = "own", ["labels"] = new JsonObject { ["paxos.dev/cluster"] = "paxos" } },
                ["data"] = new JsonObject { ["password"] = "hunter2" },
            }, new WriteOptions());
        }

        staged.Server.Texts.Say = (path, query) => path switch
        {
            "paxos-client-1/log" => $"oldest{new string('x', (1 << 20) - 6)}newest",
            "paxos-client-2:8000/proxy/status.json" => null,
            _ when path.EndsWith("/log", StringComparison.Ordinal) =>
                query["previous"] == "true" ? "it died\n" : "promised; token: hunter2\n",
            _ => "{}",
        };
        staged.Server.Faults.ForgetRequests();
        return staged;
    }

    private static Task<CommandLine> RunAsync(StagedCluster staged, CancellationToken cancellationToken = default) => CommandLine.RunAsync(
        "paxosctl",
        new() { ["KUBECONFIG"] = staged.Kubeconfig },
        new StagedCluster.StoppedTime(staged.Now),
        ["operator", "report", "paxos", "-n", "prod", "-o", Path.Combine(staged.Folder, "bundle.tar.gz")],
        cancellationToken: cancellationToken);

    private static async Task<SortedDictionary<string, string>> ReadAsync(StagedCluster staged)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await using var file = System.IO.File.OpenRead(Path.Combine(staged.Folder, "bundle.tar.gz"));
        await using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        while (await tar.GetNextEntryAsync(copyData: true) is { } entry)
        {
            Assert.StartsWith(Folder, entry.Name, StringComparison.Ordinal);
            using var text = new StreamReader(entry.DataStream ?? Stream.Null);
            files.Add(entry.Name[Folder.Length..], await text.ReadToEndAsync());
        }

        return files;
    }

    private static string Steady(string name) => Regex.Replace(name, "paxos-operator-[0-9a-z]+-[0-9a-z]+", "paxos-operator-POD");

    private static JsonNode File(JsonNode manifest, string name) =>
        manifest["files"]!.AsArray().Single(one => (string?)one!["file"] == name)!;

    private static IEnumerable<string> Redacted(JsonNode manifest, string name) =>
        File(manifest, name)["redacted"]!.AsArray().Select(place => (string)place!);
}
