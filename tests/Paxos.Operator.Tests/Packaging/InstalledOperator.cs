using System.Text.Json.Nodes;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Paxos.ApiServer;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Tests.Tools;
using Paxos.Operator.Checking;
using Paxos.Operator.Clusters;
using Paxos.Operator.Runtime;
using Paxos.Operator.Runtime.Client;
using Paxos.Operator.Runtime.Hosting;

namespace Paxos.Operator.Tests.Packaging;

/// <summary>An API server with real helm and kubectl, and an operator in this process, which stands for the deployment's pod.</summary>
internal sealed class InstalledOperator : IAsyncDisposable
{
    private readonly string home;
    private IHost? host;

    private InstalledOperator(string home) => this.home = home;

    /// <summary>The server.</summary>
    public LoopbackApiServer Server { get; private set; } = null!;

    /// <summary>helm.</summary>
    public Tool Helm { get; private set; } = null!;

    /// <summary>kubectl.</summary>
    public Tool Kubectl { get; private set; } = null!;

    /// <summary>Starts the server; nothing is installed and no operator runs.</summary>
    public static async Task<InstalledOperator> StartServerAsync()
    {
        var made = new InstalledOperator(Directory.CreateTempSubdirectory("paxos-installed-").FullName);
        made.Server = await LoopbackApiServer.StartAsync(new ServerSettings { Pods = new OperatorPods(made.CheckAsync) });
        await made.Server.WriteKubeconfigAsync(Path.Combine(made.home, "kubeconfig"));
        (made.Helm, made.Kubectl) = (Tool.Find("helm", made.home), Tool.Find("kubectl", made.home));
        return made;
    }

    /// <summary>
    /// Starts the operator. It keeps one cluster after the other: what it says of the second one comes after it is done with the first.
    /// </summary>
    public async Task StartOperatorAsync()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddClusters(
            new KubernetesClientConfiguration { Host = Server.Address.ToString() },
            new OperatorSettings { HealthPort = 0, LeaderElection = LeaderElectionType.None, MaxParallelReconciliations = 1 });
        host = builder.Build();
        await host.StartAsync();
    }

    /// <summary>Ends when the operator has said something of a cluster.</summary>
    public async Task KeptAsync(string name)
    {
        var type = Server.Writer.Catalog.Find("paxos.dev", "v1alpha1", "paxosclusters")!;
        while (true)
        {
            var change = Server.Store.NextChange;
            if ((int?)Server.Store.Find(type, new("default", name))?["status"]?["observedGeneration"] > 0)
            {
                return;
            }

            await change.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>What the operator serves at <c>/metrics</c>.</summary>
    public async Task<string> MetricsAsync()
    {
        using var web = new HttpClient();
        return await web.GetStringAsync(new Uri(host!.Services.GetRequiredService<HealthServer>().Address!, "/metrics"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        await Server.DisposeAsync();
        Directory.Delete(home, recursive: true);
    }

    // The command of a pod that is to end: its own arguments and environment, and the service that it names leads to the operator here.
    private async Task<int> CheckAsync(JsonObject pod)
    {
        var container = pod["spec"]!["containers"]![0]!;
        var variables = container["env"]!.AsArray().ToDictionary(one => (string)one!["name"]!, one => (string?)one!["value"]);
        var command = new OperatorCommand(name => variables.GetValueOrDefault(name)).Create(
            (_, _) => throw new InvalidOperationException("The check's pod is another operator."),
            async (options, address, cancellationToken) =>
            {
                using var web = new HttpClient();
                var check = new InstallationCheck(
                    host!.Services.GetRequiredService<IKubernetesClient>(), web, options.Settings, TimeProvider.System);
                return await check.RunAsync(
                    Behind(address, (string)pod["metadata"]!["namespace"]!), TextWriter.Null, cancellationToken) ? 0 : 1;
            });
        return await command.Parse([.. container["args"]!.AsArray().Select(argument => (string)argument!)]).InvokeAsync();
    }

    private Uri Behind(Uri address, string space)
    {
        var service = Server.Store.Find(Server.Writer.Catalog.Find("", "v1", "services")!, new(space, address.Host))!["spec"]!;
        var pod = Server.Store.List(BuiltIns.Pod, space).Objects.Single(candidate => service["selector"]!.AsObject()
            .All(label => (string?)candidate["metadata"]!["labels"]![label.Key] == (string?)label.Value));
        var port = service["ports"]!.AsArray().Single(one => (int)one!["port"]! == address.Port)!;
        Assert.Contains(
            pod["spec"]!["containers"]![0]!["ports"]!.AsArray(), one => (string?)one!["name"] == (string?)port["targetPort"]);
        return host!.Services.GetRequiredService<HealthServer>().Address!;
    }
}
