using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Paxos.Operator.Requests;
using Paxos.Operator.Runtime.Client;
using Paxos.Operator.Runtime.Leading;
using Paxos.Operator.Runtime.Recording;
using Paxos.Operator.Runtime.Telemetry;
using Paxos.Operator.Runtime.Watching;

namespace Paxos.Operator.Runtime.Hosting;

/// <summary>Puts an operator together.</summary>
internal static class OperatorServices
{
    /// <summary>Adds the runtime; the builder takes the controllers.</summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="connection">Where the API server is.</param>
    /// <param name="settings">How the runtime behaves; null for the defaults.</param>
    public static IOperatorBuilder AddKubernetesOperator(
        this IServiceCollection services, KubernetesClientConfiguration connection, OperatorSettings? settings = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings ?? new OperatorSettings());
        services.AddSingleton(_ => new Kubernetes(connection));
        services.AddSingleton<OperatorMetrics>();
        services.AddSingleton<Leadership>();
        services.AddSingleton(provider => new KubernetesApi(
            provider.GetRequiredService<Kubernetes>(), provider.GetRequiredService<TimeProvider>())
        {
            Name = provider.GetRequiredService<OperatorSettings>().Name,
            Timeout = provider.GetRequiredService<OperatorSettings>().RequestTimeout,
            Answered = provider.GetRequiredService<OperatorMetrics>().Requested,
        });
        services.AddSingleton<LeaseElection>();
        services.AddSingleton<IKubernetesClient, KubernetesClient>();
        services.AddSingleton<EventRecorder>();
        services.AddSingleton<EventPublisher>(provider => provider.GetRequiredService<EventRecorder>().PublishAsync);
        services.AddSingleton<ProcessEnd>();
        services.AddSingleton<HealthServer>();
        services.AddHostedService(provider => provider.GetRequiredService<HealthServer>());
        services.AddHostedService<OperatorHost>();
        return new OperatorBuilder(services);
    }

    /// <summary>Log lines with the resource, its generation and the id of the pass.</summary>
    /// <param name="logging">The logging of the process.</param>
    /// <param name="isJson">Whether they are JSON, else plain text.</param>
    public static ILoggingBuilder AddOperatorLogs(this ILoggingBuilder logging, bool isJson)
    {
        void Set(ConsoleFormatterOptions options)
        {
            options.IncludeScopes = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        }

        logging.ClearProviders();
        return isJson
            ? logging.AddJsonConsole(Set)
            : logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                Set(options);
            });
    }

    /// <summary>Adds the reflector of a kind, once, and its cache.</summary>
    /// <exception cref="InvalidOperationException">It is there with another selector: one cache cannot be two.</exception>
    internal static void AddReflector<TEntity>(this IServiceCollection services, string? labelSelector)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var selection = new Selection<TEntity>(labelSelector);
        var present = services.FirstOrDefault(service => service.ServiceType == typeof(Selection<TEntity>))?.ImplementationInstance;
        if (present is not null)
        {
            if (!selection.Equals(present))
            {
                var other = ((Selection<TEntity>)present).Labels;
                throw new InvalidOperationException(
                    $"{typeof(TEntity).Name} is watched with two selectors: \"{other}\" and \"{labelSelector}\".");
            }

            return;
        }

        services.AddSingleton(selection);
        services.AddSingleton(provider => new Reflector<TEntity>(
            provider.GetRequiredService<IKubernetesClient>(),
            provider.GetRequiredService<OperatorSettings>(),
            provider.GetRequiredService<OperatorMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Reflector<TEntity>>>(),
            labelSelector));
        services.AddSingleton<IReflector>(provider => provider.GetRequiredService<Reflector<TEntity>>());
        services.AddSingleton<IEntityCache<TEntity>>(provider => provider.GetRequiredService<Reflector<TEntity>>().Store);
    }

    private sealed record Selection<TEntity>(string? Labels);
}
