extern alias cli;

using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.Versioning;
using System.Text;
using cli::Paxos.Cli;
using cli::Paxos.Cli.Local;

namespace Paxos.Node.Tests.Cli;

/// <summary>Real processes of a stub program on free ports.</summary>
[SupportedOSPlatform("linux")]
public sealed class LocalClusterTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("paxos-local-").FullName;
    private readonly StringBuilder progress = new();
    private readonly string stub;
    private readonly IReadOnlyList<LocalNode> layout;
    private readonly LocalDirectory directory;
    private readonly NodeProcesses processes;
    private readonly LocalCluster cluster;

    public LocalClusterTests()
    {
        var ports = FreePorts(6);
        layout =
        [
            new("acceptor1", "acceptor", ports[0], ports[1], HasData: true),
            new("learner1", "learner", ports[2], ports[3], HasData: true),
            new("client1", "client", ports[4], ports[5], ClientPort: FreePorts(1)[0]),
        ];
        directory = new LocalDirectory(Root, layout);
        stub = StubNode.Write(folder);
        processes = new NodeProcesses(stub, directory);
        var surroundings = new Surroundings
        {
            Input = Stream.Null,
            Output = TextWriter.Null,
            Error = new StringWriter(progress),
            Variable = _ => null,
        };
        cluster = new LocalCluster(layout, directory, processes, surroundings);
        directory.Lock().Dispose();
    }

    private string Root => Path.Combine(folder, "cluster");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in layout)
        {
            processes.Kill(node);
        }

        await cluster.DownAsync(Patience);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Up_starts_every_node_and_waits_until_all_are_ready()
    {
        var started = await cluster.UpAsync(Patience, CancellationToken.None);

        Assert.Equal(3, started);
        Assert.Contains("3 of 3 nodes are ready.", progress.ToString(), StringComparison.Ordinal);
        var status = await cluster.StatusAsync(CancellationToken.None);
        Assert.All(status, node => Assert.Null(node.Reason));
        Assert.All(status, node => Assert.NotNull(node.Pid));
    }

    [Fact]
    public async Task A_node_gets_its_own_name_and_a_file_for_the_others()
    {
        await cluster.UpAsync(Patience, CancellationToken.None);

        var client = layout[2];
        Assert.Contains(
            $"arguments: --role client --name client1 --web-port {client.WebPort} --peer-port {client.PeerPort} "
            + $"--client-port {client.ClientPort} --config {directory.ClusterFile}",
            directory.LogTail(client, 10));
        Assert.Contains(
            $"arguments: --role acceptor --name acceptor1 --web-port {layout[0].WebPort} "
            + $"--peer-port {layout[0].PeerPort} --data {directory.DataOf(layout[0])} --config {directory.ClusterFile}",
            directory.LogTail(layout[0], 10));
        Assert.Equal(
            [
                "acceptors:", $"  - acceptor1=127.0.0.1:{layout[0].PeerPort}",
                "peers:", .. layout.Select(node => $"  - {node.Name}=127.0.0.1:{node.PeerPort}"),
            ],
            File.ReadLines(directory.ClusterFile).Skip(1));
    }

    [Fact]
    public async Task Up_again_changes_nothing()
    {
        await cluster.UpAsync(Patience, CancellationToken.None);
        var before = layout.Select(processes.Find).ToArray();

        var started = await cluster.UpAsync(Patience, CancellationToken.None);

        Assert.Equal(0, started);
        Assert.Equal(before, layout.Select(processes.Find));
    }

    [Fact]
    public async Task Up_starts_only_the_nodes_that_died()
    {
        await cluster.UpAsync(Patience, CancellationToken.None);
        var before = layout.Select(processes.Find).ToArray();
        await KillAsync(layout[1]);

        var started = await cluster.UpAsync(Patience, CancellationToken.None);

        Assert.Equal(1, started);
        Assert.Contains(
            "2 of 3 nodes are already running; starting learner1.", progress.ToString(), StringComparison.Ordinal);
        Assert.Equal(before[0], processes.Find(layout[0]));
        Assert.NotEqual(before[1], processes.Find(layout[1]));
    }

    [Fact]
    public async Task A_port_in_use_is_named_and_nothing_is_started()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, layout[1].PeerPort);
        other.Start();

        var failure = await Assert.ThrowsAsync<CommandFailure>(() => cluster.UpAsync(Patience, CancellationToken.None));

        Assert.Equal(1, failure.ExitCode);
        Assert.Equal(
            $"Already in use by another process: port {layout[1].PeerPort} (peer of learner1). Nothing was started.",
            failure.Message);
        Assert.All(layout, node => Assert.Null(processes.Find(node)));
    }

    [Fact]
    public async Task A_node_that_ends_is_named_with_exit_code_and_log_and_the_others_are_stopped()
    {
        StubNode.SetBehaviour(folder, "learner1", StubNode.Broken);

        var failure = await Assert.ThrowsAsync<CommandFailure>(() => cluster.UpAsync(Patience, CancellationToken.None));

        Assert.Equal(1, failure.ExitCode);
        Assert.StartsWith(
            "learner1 ended with exit code 7 before all nodes were ready.", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("\n  the disk is on fire", failure.Message, StringComparison.Ordinal);
        Assert.All(layout, node => Assert.Null(processes.Find(node)));
    }

    [Fact]
    public async Task A_node_that_does_not_become_ready_is_named_with_its_reason_and_log()
    {
        StubNode.SetBehaviour(folder, "client1", StubNode.Unready);

        var failure = await Assert.ThrowsAsync<CommandFailure>(
            () => cluster.UpAsync(TimeSpan.FromSeconds(2), CancellationToken.None));

        Assert.Equal(3, failure.ExitCode);
        Assert.Contains("client1: no quorum. The end of ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--name client1", failure.Message, StringComparison.Ordinal);
        Assert.All(layout, node => Assert.Null(processes.Find(node)));
    }

    [Fact]
    public async Task An_interrupted_start_stops_what_it_started()
    {
        StubNode.SetBehaviour(folder, "client1", StubNode.Unready);
        using var interrupt = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.UpAsync(Patience, interrupt.Token));

        Assert.All(layout, node => Assert.Null(processes.Find(node)));
    }

    [Fact]
    public async Task A_running_node_holds_no_handle_of_its_caller_and_has_its_own_session()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);

        await cluster.UpAsync(Patience, CancellationToken.None);

        // Once our own copy is closed, the pipe ends only if no node inherited another one.
        pipe.DisposeLocalCopyOfClientHandle();
        Assert.Equal(0, await pipe.ReadAsync(new byte[1]).AsTask().WaitAsync(Patience));
        var pid = processes.Find(layout[0])!.Value;
        Assert.Equal(pid, SessionOf(pid));
        Assert.Equal("/dev/null", File.ResolveLinkTarget($"/proc/{pid}/fd/0", returnFinalTarget: false)!.FullName);
    }

    [Fact]
    public async Task Settings_of_the_caller_are_not_handed_to_the_nodes()
    {
        Environment.SetEnvironmentVariable("PAXOS_ENDPOINTS", "elsewhere:1");
        try
        {
            await cluster.UpAsync(Patience, CancellationToken.None);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PAXOS_ENDPOINTS", null);
        }

        Assert.Contains("settings: ", directory.LogTail(layout[0], 10));
    }

    [Fact]
    public async Task Down_stops_every_node_and_keeps_the_data()
    {
        await cluster.UpAsync(Patience, CancellationToken.None);
        Directory.CreateDirectory(directory.DataOf(layout[0]));

        var stopped = await cluster.DownAsync(Patience);

        Assert.Equal(3, stopped);
        Assert.All(layout, node => Assert.Null(processes.Find(node)));
        Assert.True(Directory.Exists(directory.DataOf(layout[0])));
        Assert.Equal(0, await cluster.DownAsync(Patience));
    }

    [Fact]
    public async Task Down_kills_a_node_that_does_not_end()
    {
        StubNode.SetBehaviour(folder, "client1", StubNode.Stubborn);
        await cluster.UpAsync(Patience, CancellationToken.None);

        await cluster.DownAsync(TimeSpan.FromMilliseconds(300));

        Assert.Contains(
            "client1 did not end within 0.3 s and is killed.", progress.ToString(), StringComparison.Ordinal);
        Assert.Null(processes.Find(layout[2]));
    }

    [Fact]
    public void A_recorded_process_that_is_something_else_by_now_is_left_alone()
    {
        directory.RecordPid(layout[0], Environment.ProcessId);

        Assert.Null(processes.Find(layout[0]));
        Assert.False(processes.Terminate(layout[0]));
    }

    [Fact]
    public void Deleting_data_leaves_what_is_not_the_nodes()
    {
        directory.WriteClusterFile();
        Directory.CreateDirectory(directory.DataOf(layout[0]));
        File.WriteAllText(Path.Combine(Root, "mine.txt"), "mine");

        directory.DeleteData();

        Assert.False(Directory.Exists(directory.DataOf(layout[0])));
        Assert.True(File.Exists(Path.Combine(Root, "mine.txt")));
    }

    [Fact]
    public void Data_without_our_cluster_file_is_not_deleted()
    {
        Directory.CreateDirectory(directory.DataOf(layout[0]));

        var failure = Assert.Throws<CommandFailure>(directory.DeleteData);

        Assert.Contains("has no cluster.yaml that paxosctl wrote", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_the_cluster_file_of_somebody_else_is_left_alone()
    {
        File.WriteAllText(directory.ClusterFile, "nodes: []\n");

        var failure = Assert.Throws<CommandFailure>(directory.Lock);

        Assert.Contains("was not written by paxosctl", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_commands_do_not_work_in_one_folder_at_once()
    {
        using var first = directory.Lock();

        var failure = Assert.Throws<CommandFailure>(directory.Lock);

        Assert.Contains("Another 'paxosctl local' is at work", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_documented_layout_has_ten_nodes_and_no_port_twice()
    {
        var ports = LocalLayout.Documented.SelectMany(node => node.Ports).Select(port => port.Port).ToArray();

        Assert.Equal(10, LocalLayout.Documented.Count);
        Assert.Equal(ports.Length, ports.Distinct().Count());
        Assert.Equal(Enumerable.Range(8001, 10), LocalLayout.Documented.Select(node => node.WebPort));
        Assert.Equal(Enumerable.Range(7001, 10), LocalLayout.Documented.Select(node => node.PeerPort));
        Assert.Equal([6001, 6002], LocalLayout.Documented.Select(node => node.ClientPort).OfType<int>());
    }

    [Fact]
    public void The_combined_layout_has_three_nodes_of_all_roles()
    {
        Assert.Equal(["node1", "node2", "node3"], LocalLayout.Combined.Select(node => node.Name));
        Assert.All(LocalLayout.Combined, node => Assert.Equal("proposer,acceptor,learner,client", node.Roles));
        Assert.Equal([8001, 8002, 8003], LocalLayout.Combined.Select(node => node.WebPort));
        Assert.Equal([6001, 6002, 6003], LocalLayout.Combined.Select(node => node.ClientPort!.Value));
    }

    [Fact]
    public async Task Status_knows_which_layout_was_started_last()
    {
        new LocalDirectory(Root, LocalLayout.Combined).WriteClusterFile();

        var outcome = await CommandLine.RunAsync("local", "status", "--directory", Root);

        Assert.Equal(4, outcome.Lines.Length);
        Assert.Matches("^node3 +proposer,acceptor,learner,client +- +stopped +no +http://localhost:8003/view-logs$", outcome.Lines[3]);
    }

    [Fact]
    public async Task One_layout_is_not_started_beside_the_other()
    {
        var combined = new LocalDirectory(Root, LocalLayout.Combined);
        combined.WriteClusterFile();
        var others = new NodeProcesses(stub, combined);
        using var node2 = others.Start(LocalLayout.Combined[1] with { WebPort = FreePorts(1)[0] });
        try
        {
            var outcome = await CommandLine.RunAsync("local", "up", "--directory", Root, "--node-binary", stub);

            Assert.Equal(1, outcome.ExitCode);
            Assert.Contains($"1 of the nodes node1 to node3 run in '{Root}'.", outcome.Error, StringComparison.Ordinal);
            Assert.NotNull(others.Find(LocalLayout.Combined[1]));
        }
        finally
        {
            others.Kill(LocalLayout.Combined[1]);
            await node2.WaitForExitAsync();
            await CommandLine.RunAsync("local", "down", "--directory", Root);
        }
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_named()
    {
        var outcome = await CommandLine.RunAsync("local", "up", "--node-binary", Path.Combine(folder, "nothing"));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("The node's program must be an existing file.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_where_nothing_runs_says_so()
    {
        var outcome = await CommandLine.RunAsync("local", "down", "--directory", Path.Combine(folder, "nothing"));

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("No node is running.\n", outcome.Output);
        Assert.False(Directory.Exists(Path.Combine(folder, "nothing")));
    }

    [Fact]
    public async Task Status_shows_nodes_that_do_not_run()
    {
        var outcome = await CommandLine.RunAsync("local", "status", "--directory", Path.Combine(folder, "nothing"));

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(11, outcome.Lines.Length);
        Assert.Matches("^acceptor2 +acceptor +- +stopped +no +http://localhost:8005/view-logs$", outcome.Lines[5]);
    }

    private async Task KillAsync(LocalNode node)
    {
        using var process = Process.GetProcessById(processes.Find(node)!.Value);
        process.Kill();
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
    }

    // The fourth word after the program's name, which stands in brackets and may hold spaces.
    private static int SessionOf(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3], CultureInfo.InvariantCulture);
    }

    private static int[] FreePorts(int count)
    {
        var reserved = Enumerable.Range(0, count).Select(_ => ReservedPort.Refusing()).ToArray();
        var ports = reserved.Select(port => port.Number).ToArray();
        Array.ForEach(reserved, port => port.Dispose());
        return ports;
    }
}
