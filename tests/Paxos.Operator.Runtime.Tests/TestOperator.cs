using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paxos.ApiServer;
using Paxos.Operator.Runtime.Controlling;
using Paxos.Operator.Runtime.Hosting;

namespace Paxos.Operator.Runtime.Tests;

/// <summary>An operator in this process, with a controller that the test leads.</summary>
internal sealed class TestOperator : IAsyncDisposable
{
    /// <summary>How long a test waits for what must come; only a failing test takes that long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IHost _host;

    private TestOperator(IHost host, ProbeScript script) => (_host, Script) = (host, script);

    /// <summary>What its controller does.</summary>
    public ProbeScript Script { get; }

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Ends when it has decided to end.</summary>
    public Task Stopping
    {
        get
        {
            var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
            return stopping.Task;
        }
    }

    /// <summary>Starts one.</summary>
    public static async Task<TestOperator> StartAsync(
        LoopbackApiServer server,
        OperatorSettings? settings = null,
        TimeProvider? time = null,
        Action<ControllerSources<Widget>>? sources = null,
        ProbeScript? script = null,
        ILoggerProvider? logs = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        if (logs is not null)
        {
            builder.Logging.AddProvider(logs);
        }

        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(script ?? new ProbeScript());
        builder.Services
            .AddKubernetesOperator(new KubernetesClientConfiguration { Host = server.Address.ToString() }, settings ?? Settings)
            .AddController<ProbeController, Widget>(sources);
        var host = builder.Build();
        await host.StartAsync();
        return new TestOperator(host, host.Services.GetRequiredService<ProbeScript>());
    }

    /// <summary>Settings for one instance that leads at once and serves nothing.</summary>
    public static OperatorSettings Settings { get; } = new()
    {
        LeaderElection = LeaderElectionType.None,
        Identity = "one",
        HealthPort = null,
    };

    /// <summary>Asks it to stop, as SIGTERM does, and waits for its end.</summary>
    public Task StopAsync() => _host.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
