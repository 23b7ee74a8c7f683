using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Paxos.ApiServer;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Writing;
using Paxos.Operator.Api.Definition;
using Paxos.Operator.Checking;
using Paxos.Operator.Runtime.Client;
using Paxos.Operator.Runtime.Hosting;
using Paxos.Operator.Runtime.Watching;

namespace Paxos.Operator.Runtime.Tests.Clusters;

/// <summary>What <c>paxos-operator check</c> finds.</summary>
public sealed partial class InstallationCheckTests : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly ManualTime time = new();
    private readonly StringBuilder said = new();
    private LoopbackApiServer server = null!;

    public async Task InitializeAsync() => server = await LoopbackApiServer.StartAsync();

    public Task DisposeAsync() => server.DisposeAsync().AsTask();

    [Fact]
    public async Task An_operator_that_is_ready_and_a_kind_that_is_served_are_well()
    {
        DefineClusters();
        await using var instance = await OperatorAsync();
        await time.RunUntilAsync(instance.Services.GetRequiredService<IReflector>().Listed, Step);

        using var web = new HttpClient();
        Assert.True(await CheckAsync(instance, web));
        Assert.Equal(
            $"The operator is ready: {AddressOf(instance)}readyz says ok.\nThe API server serves PaxosClusters of all namespaces: 0.\n",
            said.ToString());
    }

    [Fact]
    public async Task A_kind_that_nobody_defined_is_told_with_what_to_do()
    {
        await using var instance = await OperatorAsync();

        using var web = new HttpClient();
        Assert.False(await CheckAsync(instance, web));
        Assert.Contains("404 NotFound", said.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("The definition is not there; crds.enabled of the chart makes it.\n", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_waits_for_an_operator_that_does_not_answer_or_is_not_ready_and_tells_each_once()
    {
        DefineClusters();
        await using var instance = await OperatorAsync();

        using var web = new HttpClient(new ScriptedOperator());
        Assert.True(await CheckAsync(instance, web));
        var told = said.ToString().Split('\n').Where(line => line.StartsWith("The operator", StringComparison.Ordinal));
        Assert.Equal(
            ["does not answer", "is not ready", "is ready"], told.Select(line => Words().Match(line).Value));
        Assert.Contains("/readyz says 503: pods was not listed yet.", said.ToString(), StringComparison.Ordinal);
    }

    private static Uri AddressOf(TestOperator instance) => instance.Services.GetRequiredService<HealthServer>().Address!;

    [GeneratedRegex("(?<=^The operator )(does not answer|is not ready|is ready)")]
    private static partial Regex Words();

    private void DefineClusters() =>
        server.Writer.Create(BuiltIns.CustomResourceDefinition, "", ClusterDefinition.ToJson(), new WriteOptions());

    // Any operator is ready in the same way; this one keeps another kind.
    private async Task<TestOperator> OperatorAsync()
    {
        Widget.Define(server);
        return await TestOperator.StartAsync(
            server, TestOperator.Settings with { HealthPort = 0, RequestTimeout = TimeSpan.FromDays(1) }, time);
    }

    private async Task<bool> CheckAsync(TestOperator instance, HttpClient web)
    {
        var check = new InstallationCheck(instance.Services.GetRequiredService<IKubernetesClient>(), web, TestOperator.Settings, time)
            .RunAsync(AddressOf(instance), new StringWriter(said) { NewLine = "\n" }, CancellationToken.None);
        await time.RunUntilAsync(check, Step);
        return await check;
    }

    // Its connection is refused twice, then it lists, then it is ready.
    private sealed class ScriptedOperator : HttpMessageHandler
    {
        private int asked;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            asked++;
            return asked switch
            {
                <= 2 => throw new HttpRequestException("Connection refused"),
                3 => Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
                {
                    Content = new StringContent("pods was not listed yet\n"),
                }),
                _ => Task.FromResult(new HttpResponseMessage { Content = new StringContent("ok\n") }),
            };
        }
    }
}
