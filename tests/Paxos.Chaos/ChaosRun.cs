using System.Diagnostics;
using Paxos.Chaos.Faults;
using Paxos.Chaos.Machine;
using Paxos.Chaos.Work;
using Paxos.Linearizability.ByRevision;
using Paxos.Linearizability.Text;
using Paxos.Processes.Load;
using Paxos.Protocol;

namespace Paxos.Chaos;

/// <summary>
/// One run: the ten nodes start, applications work, faults strike; then everything is healed, every node must be ready within a
/// bound, what is stored is read back, and the whole history is judged.
/// </summary>
internal sealed class ChaosRun
{
    private static readonly TimeSpan SayInterval = TimeSpan.FromSeconds(10);

    private readonly ChaosArguments arguments;
    private readonly Progress progress;
    private readonly Site site;
    private readonly CallRecorder recorder = new();
    private readonly Report report;

    private ChaosRun(ChaosArguments arguments, Progress progress, Site site)
    {
        this.arguments = arguments;
        this.progress = progress;
        this.site = site;
        report = new Report(progress);
    }

    /// <summary>Does a run, from making the machine's parts to unmaking them.</summary>
    /// <returns>The program's exit code.</returns>
    public static async Task<int> RunAsync(ChaosArguments arguments, Progress progress, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("paxos-chaos-").FullName;
        Report? report = null;
        try
        {
            await using var undo = new Undo(progress);
            undo.Add($"the folder {folder}", () =>
            {
                Directory.Delete(folder, recursive: true);
                return Task.CompletedTask;
            });
            var run = new ChaosRun(arguments, progress, await Site.MakeAsync(folder, undo, progress));
            report = run.report;
            await run.RunAsync(folder, cancellationToken);
        }
        catch (Exception failure) when (failure is InvalidOperationException or TimeoutException or IOException)
        {
            report ??= new Report(progress);
            report.Check("the run came to its end", failure.Message);
        }

        return report.End();
    }

    private async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        var random = new Prng(arguments.Seed);
        site.Cluster.StartMissing();
        await site.Cluster.UntilReadyAsync();
        progress.Say($"Ten nodes are ready. Seed {arguments.Seed}, faults for {arguments.Duration}.");

        await using var applications = new Applications(recorder, site.Cluster.Clients, new Prng(random.NextBits()));
        var source = new FaultSource(new Prng(random.NextBits()), site.Kinds, site.Targets, applications.SetLarge);
        var schedule = new Schedule(new Prng(random.NextBits()), source, site.Targets, progress);
        using var saying = new Timer(_ => progress.Say(Report.Describe(recorder.Calls)), null, SayInterval, SayInterval);
        try
        {
            await schedule.RunAsync(arguments.Duration, cancellationToken);
        }
        finally
        {
            await schedule.HealAsync();
            await applications.StopAsync();
        }

        report.Faults(schedule.Counts, site.Kinds, arguments.Duration);
        report.Check(
            "nodes end only when they are made to",
            schedule.Complaints.Count == 0 ? null : string.Join('\n', schedule.Complaints));
        if (cancellationToken.IsCancellationRequested)
        {
            report.Check("the run came to its end", "It was interrupted.");
            return;
        }

        await JudgeAsync();
        if (arguments.Keep || report.HasFailed)
        {
            Save(folder);
        }
    }

    private async Task JudgeAsync()
    {
        try
        {
            var clock = Stopwatch.StartNew();
            await site.Cluster.UntilReadyAsync();
            progress.Say($"Healed, and all ready after {clock.Elapsed.TotalSeconds:f1} s.");
            report.Check("every node is ready within a minute of healing", null);
            await new ReadBack(recorder, site.Cluster.Clients[0]).RunAsync();
            report.Check("what is stored can be read", null);
        }
        catch (Exception failure) when (failure is TimeoutException or InvalidOperationException)
        {
            report.Check("every node is ready within a minute of healing, and what is stored can be read", failure.Message);
        }

        var verdict = RevisionCheck.Check([.. recorder.Calls]);
        report.Check(
            "no write is lost, doubled or invented, and the history is linearizable",
            verdict.IsLinearizable ? null : verdict.ToString());
        report.Operations(recorder, verdict);
    }

    // Where the next run does not delete it, and the user finds it.
    private void Save(string folder)
    {
        var saved = Path.Combine(Environment.CurrentDirectory, "artifacts", "chaos", $"seed-{arguments.Seed}");
        Directory.CreateDirectory(saved);
        foreach (var log in Directory.EnumerateFiles(Path.Combine(folder, "cluster", "logs")))
        {
            File.Copy(log, Path.Combine(saved, Path.GetFileName(log)), overwrite: true);
        }

        var history = Path.Combine(saved, "history.txt");
        File.WriteAllLines(history, HistoryText.Format(HistoryKind.Store, recorder.Calls));
        progress.Say($"Logs and history are in {saved}.");
        progress.Say($"To check it again: dotnet run -c Release --project tests/Paxos.Linearizability -- check {history}");
    }
}
