using System.Globalization;
using Paxos.Node;
using Paxos.Node.Settings;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Schema;
using Paxos.Operator.Tests.Api;
using Paxos.Protocol;

namespace Paxos.Operator.Tests.Contract;

/// <summary>The resource and the node know nothing of each other; here their names, defaults and ranges are held equal.</summary>
public sealed class NodeSettingTests
{
    public static TheoryData<string> Paths =>
        [.. ObjectSchema.Cluster.Leaves().Where(leaf => leaf.Field.NodeSetting is not null).Select(leaf => leaf.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_field_has_the_name_the_default_and_the_range_of_the_setting_that_it_is(string path)
    {
        var field = ObjectSchema.Cluster.Leaves().Single(leaf => leaf.Path == path).Field;
        var setting = SettingTable.All.Single(candidate => candidate.Name == field.NodeSetting);
        var section = path.Split('.')[1];

        Assert.Equal(setting.FileKey, section switch
        {
            "consensus" => field.Name,
            "logging" => "log" + Capitalised(field.Name),
            _ => section + Capitalised(field.Name),
        });
        Assert.Equal(setting.Default, field.Default is null ? null : string.Format(CultureInfo.InvariantCulture, "{0}", field.Default));
        foreach (var text in field.Values)
        {
            Assert.True(setting.Rule.Holds(text));
        }

        if (field.Type == FieldType.Number)
        {
            Assert.True(setting.Rule.Holds(Text(field.Minimum!.Value)));
            Assert.True(setting.Rule.Holds(Text(field.Maximum!.Value)));
            Assert.False(field.Minimum > 0 && setting.Rule.Holds(Text(field.Minimum.Value - 1)), "The node takes less.");
            Assert.False(setting.Rule.Holds(Text(field.Maximum.Value + 1)), "The node takes more.");
            Assert.Contains(field.Unit.Length == 0 ? "number" : field.Unit, setting.Unit, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(setting.Rule.Text, field.Rule);
        }
    }

    [Fact]
    public void Every_timing_of_the_node_can_be_said_in_a_resource()
    {
        var said = ObjectSchema.Cluster.Leaves().Select(leaf => leaf.Field.NodeSetting).OfType<string>();

        // Who a node is and where it listens is what a platform decides, not the resource.
        Assert.Equal(
            ["name", "role", "acceptors", "peers", "data", "listen-address", "advertise-address", "web-port", "client-port", "peer-port",
                "cluster-id", "config"],
            SettingTable.All.Select(setting => setting.Name).Except(said));
    }

    [Fact]
    public void The_image_has_the_ports_that_are_the_nodes_defaults()
    {
        Assert.Equal(SettingTable.WebPort.Default, Text(NodeImage.WebPort));
        Assert.Equal(SettingTable.ClientPort.Default, Text(NodeImage.ClientPort));
        Assert.Equal(SettingTable.PeerPort.Default, Text(NodeImage.PeerPort));
        Assert.Equal(SettingTable.WebPort.EnvironmentName, NodeImage.VariableOf("web-port"));
    }

    [Fact]
    public void The_roles_are_the_nodes_own_and_it_takes_as_many_acceptors()
    {
        var cluster = new PaxosCluster();
        var most = ObjectSchema.Cluster.Leaves().Single(leaf => leaf.Path == "spec.acceptors.replicas").Field.Maximum;

        Assert.Equal(
            Enum.GetValues<Role>().Select(NodeOptions.NameOf).Order(),
            NodeNames.Roles(cluster).Select(role => role.Role).Order());
        Assert.InRange(most!.Value, 1, Configuration.AcceptorsMax);
    }

    [Fact]
    public void What_acceptors_forget_is_held_by_as_many_learners_as_there_are_up_to_two()
    {
        Assert.Equal("2", Copies("paused: false"));
        Assert.Equal("1", Copies("learners: {replicas: 1}"));
        Assert.Equal("2", Copies("learners: {replicas: 5}"));
        Assert.Equal("1", Copies("consensus: {trimCopies: 1}"));

        static string Copies(string lines) =>
            NodeSettings.Of(Samples.Valid(Samples.With(lines))).Single(pair => pair.Setting == "trim-copies").Value;
    }

    private static string Capitalised(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
