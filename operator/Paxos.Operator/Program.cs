using k8s;
using k8s.Exceptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Paxos.Operator;
using Paxos.Operator.Clusters;
using Paxos.Operator.Runtime;
using Paxos.Operator.Runtime.Hosting;

return await new OperatorOptions().Command(RunAsync).Parse(args).InvokeAsync();

static async Task<int> RunAsync(OperatorSettings settings, string? kubeconfig, CancellationToken cancellationToken)
{
    KubernetesClientConfiguration connection;
    try
    {
        connection = kubeconfig is null
            ? KubernetesClientConfiguration.BuildDefaultConfig()
            : await KubernetesClientConfiguration.BuildConfigFromConfigFileAsync(new FileInfo(kubeconfig));
    }
    catch (Exception failure) when (failure is KubeConfigException or IOException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync($"paxos-operator: {kubeconfig ?? "no way to an API server was found"}: {failure.Message}");
        return 2;
    }

    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    builder.Logging.AddOperatorLogs();
    builder.Services.AddClusters(connection, settings);
    using var host = builder.Build();
    await host.RunAsync(cancellationToken);
    return host.Services.GetRequiredService<ProcessEnd>().ExitCode;
}
