using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Paxos.ApiServer;

namespace Paxos.Operator.Runtime.Tests;

public sealed class LoggingTests
{
    [Fact]
    public async Task A_line_about_a_call_has_the_resource_its_generation_and_the_id_of_the_call()
    {
        using var logs = new ScopedLogs();
        await using var server = await LoopbackApiServer.StartAsync();
        Widget.Define(server);
        Widget.Put(server, "one", 1);
        Widget.Put(server, "one", 2);
        var script = new ProbeScript { Act = (_, _) => throw new InvalidOperationException("planned") };
        await using var instance = await TestOperator.StartAsync(server, script: script, logs: logs);

        var first = await logs.NextAsync("default/one is tried again: planned");
        var second = await logs.NextAsync("default/one is tried again: planned");

        Assert.Equal(("default/one", "2"), (first["Cluster"], first["Generation"]));
        Assert.NotEqual(first["ReconcileId"], second["ReconcileId"]);
    }

    private sealed class ScopedLogs : ILoggerProvider, ISupportExternalScope, ILogger
    {
        private readonly BlockingCollection<(string Text, Dictionary<string, string?> Scope)> _lines = [];
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scope = new Dictionary<string, string?>();
            _scopes.ForEachScope((one, all) => Add(one, all), scope);
            _lines.Add((formatter(state, exception), scope));
        }

        public Task<Dictionary<string, string?>> NextAsync(string text) => Task.Run(() =>
        {
            using var limit = new CancellationTokenSource(TestOperator.Patience);
            return _lines.GetConsumingEnumerable(limit.Token).First(line => line.Text == text).Scope;
        });

        public void Dispose() => _lines.Dispose();

        private static void Add(object? scope, Dictionary<string, string?> all)
        {
            foreach (var (name, value) in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                all[name] = value?.ToString();
            }
        }
    }
}
