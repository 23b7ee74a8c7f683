using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Paxos.ApiServer.Controllers;
using Paxos.Operator.Api;
using Paxos.Operator.Planning.Observing;

namespace Paxos.Figures.Operator;

/// <summary>
/// Pods that only say that they run, each at a loopback address of its own, where one server answers for all of them what a node of a
/// formed cluster says of itself.
/// </summary>
internal sealed class AnsweringPods : IPodRunner, IAsyncDisposable
{
    private const int AddressesInBlock = 250;

    private readonly WebApplication application;
    private readonly Dictionary<string, IPAddress> addresses = [];
    private readonly ConcurrentDictionary<IPAddress, string> answers = new();

    private AnsweringPods(WebApplication application) => this.application = application;

    /// <inheritdoc/>
    public event Action? Changed
    {
        add { }
        remove { }
    }

    /// <summary>Starts the server.</summary>
    /// <param name="podsMax">How many names of pods there can be.</param>
    public static async Task<AnsweringPods> StartAsync(int podsMax)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            for (var number = 0; number < podsMax; number++)
            {
                options.Listen(Address(number), NodeImage.WebPort);
            }
        });
        var pods = new AnsweringPods(builder.Build());
        pods.application.Run(context => context.Response.WriteAsync(pods.answers[context.Connection.LocalIpAddress!.MapToIPv4()]));
        await pods.application.StartAsync();
        return pods;
    }

    /// <inheritdoc/>
    public PodState Run(JsonObject pod)
    {
        var name = (string)pod["metadata"]!["name"]!;
        if (!addresses.TryGetValue(name, out var address))
        {
            address = Address(addresses.Count);
            addresses[name] = address;
            answers[address] = JsonSerializer.Serialize(Report(pod["metadata"]!["labels"]!, name), JsonSerializerOptions.Web);
        }

        return PodState.Ready with { Address = address.ToString() };
    }

    /// <inheritdoc/>
    public bool Stop(JsonObject pod) => true;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static IPAddress Address(int number) =>
        new([127, 77, (byte)(number / AddressesInBlock), (byte)((number % AddressesInBlock) + 1)]);

    private static NodeReport Report(JsonNode labels, string pod)
    {
        var role = (string)labels[ClusterLabels.Role]!;
        var name = (string?)labels[ClusterLabels.Node] ?? role + pod.Split('-')[^1];
        const string Leader = $"{NodeNames.Proposer}1";
        return new NodeReport
        {
            Name = name,
            Version = (string)labels[ClusterLabels.Version]!,
            ClusterId = "00c0ffee00c0ffee",
            Epoch = 1,
            Leader = Leader,
            ChosenSlot = 7,
            Condition = "Ready",
            Ready = true,
            Proposer = role == NodeNames.Proposer ? new(name == Leader ? "Leading" : "Standby", "1.1.5") : null,
            Acceptor = role == NodeNames.Acceptor ? new("d" + name, "Active", 0) : null,
            Learner = role == NodeNames.Learner ? new("d" + name, 7, 0) : null,
        };
    }
}
