using k8s;
using k8s.Exceptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paxos.Operator;
using Paxos.Operator.Clusters;
using Paxos.Operator.Runtime.Hosting;

return await OperatorOptions.Command(RunAsync).Parse(args).InvokeAsync();

static async Task<int> RunAsync(OperatorOptions options, CancellationToken cancellationToken)
{
    KubernetesClientConfiguration connection;
    try
    {
        connection = options.Kubeconfig is { } file
            ? await KubernetesClientConfiguration.BuildConfigFromConfigFileAsync(new FileInfo(file))
            : KubernetesClientConfiguration.BuildDefaultConfig();
    }
    catch (Exception failure) when (failure is KubeConfigException or IOException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync($"paxos-operator: no way to an API server: {failure.Message}");
        return 2;
    }

    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    builder.Logging.AddOperatorLogs(options.IsJson).SetMinimumLevel(options.LogLevel);
    builder.Services.AddClusters(connection, options.Settings);
    using var host = builder.Build();

    // Asked for first: a host that has run to its end has no services any more.
    var end = host.Services.GetRequiredService<ProcessEnd>();
    await host.RunAsync(cancellationToken);
    return end.ExitCode;
}
