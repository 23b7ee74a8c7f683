using k8s;
using k8s.Exceptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paxos.Operator;
using Paxos.Operator.Checking;
using Paxos.Operator.Clusters;
using Paxos.Operator.Runtime.Client;
using Paxos.Operator.Runtime.Hosting;

const int NoWay = 2;
return await new OperatorCommand(Environment.GetEnvironmentVariable).Create(RunAsync, CheckAsync).Parse(args).InvokeAsync();

static async Task<int> RunAsync(OperatorOptions options, CancellationToken cancellationToken)
{
    using var host = await HostAsync(options);
    if (host is null)
    {
        return NoWay;
    }

    // Asked for first: a host that has run to its end has no services any more.
    var end = host.Services.GetRequiredService<ProcessEnd>();
    await host.RunAsync(cancellationToken);
    return end.ExitCode;
}

static async Task<int> CheckAsync(OperatorOptions options, Uri address, CancellationToken cancellationToken)
{
    // Its parts are those of the operator, and nothing of it is started.
    using var host = await HostAsync(options);
    if (host is null)
    {
        return NoWay;
    }

    using var web = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
    var check = new InstallationCheck(
        host.Services.GetRequiredService<IKubernetesClient>(), web, options.Settings, TimeProvider.System);
    return await check.RunAsync(address, Console.Out, cancellationToken) ? 0 : 1;
}

static async Task<IHost?> HostAsync(OperatorOptions options)
{
    KubernetesClientConfiguration connection;
    try
    {
        connection = options.Kubeconfig is { } file
            ? await KubernetesClientConfiguration.BuildConfigFromConfigFileAsync(new FileInfo(file))
            : DefaultConnection();
    }
    catch (Exception failure) when (failure is KubeConfigException or IOException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync($"paxos-operator: no way to an API server: {failure.Message}");
        return null;
    }

    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    builder.Logging.AddOperatorLogs(options.IsJson).SetMinimumLevel(options.LogLevel);
    builder.Services.AddClusters(connection, options.Settings);
    return builder.Build();
}

static KubernetesClientConfiguration DefaultConnection()
{
    // Where it finds nothing, the client package takes a port of this machine, and whoever forgot a setting would wait for ever.
    var connection = KubernetesClientConfiguration.BuildDefaultConfig();
    return connection.CurrentContext is not null || KubernetesClientConfiguration.IsInCluster()
        ? connection
        : throw new KubeConfigException("there is no --kubeconfig, no $KUBECONFIG, no ~/.kube/config, and no account of a pod.");
}
