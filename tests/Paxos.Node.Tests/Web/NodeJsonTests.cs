using System.Text.Json;
using Microsoft.Extensions.Logging;
using Paxos.Node.Telemetry;
using Paxos.Node.Web;

namespace Paxos.Node.Tests.Web;

public sealed class NodeJsonTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    [Fact]
    public void The_status_of_a_node_with_every_role_is_as_recorded() =>
        Golden.Check("Paxos.Node.Tests/Web/status-everything.json", Pretty(NodeJson.Serialize(StatusSamples.Everything)));

    [Fact]
    public void The_status_of_a_blank_acceptor_is_as_recorded() =>
        Golden.Check("Paxos.Node.Tests/Web/status-blank.json", Pretty(NodeJson.Serialize(StatusSamples.Blank)));

    [Fact]
    public void The_status_is_one_line() => Assert.DoesNotContain('\n', NodeJson.Serialize(StatusSamples.Everything));

    [Fact]
    public void A_log_line_is_one_line_whatever_its_message_holds()
    {
        const string Message = "a\r\nb\u2028<script>alert(1)</script>\0\ud800 \"quoted\"";
        IReadOnlyList<LogLine> lines = [new(1, StatusSamples.Start, LogLevel.Error, "Test", 3, Message)];

        var json = NodeJson.Serialize(lines);

        Assert.DoesNotContain('\n', json);
        Assert.DoesNotContain('\r', json);
        Assert.DoesNotContain('<', json);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(Message.Replace('\ud800', '\ufffd'), document.RootElement[0].GetProperty("message").GetString());
        Assert.Equal("Error", document.RootElement[0].GetProperty("level").GetString());
    }

    private static string Pretty(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document, Indented) + "\n";
    }
}
