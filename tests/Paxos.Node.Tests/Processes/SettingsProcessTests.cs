using Paxos.Processes;

namespace Paxos.Node.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class SettingsProcessTests
{
    [Theory]
    [InlineData("--name n1 --role voter --acceptors a1=127.0.0.1:1", "role must be", "\"voter\"")]
    [InlineData("--name n1 --role client --acceptors a1=127.0.0.1:1 --web-port http", "web-port must be", "\"http\"")]
    [InlineData("--role client --acceptors a1=127.0.0.1:1", "name is missing", "--name")]
    [InlineData("--name n1 --role proposer --acceptors a1=127.0.0.1:1 --data d", "data must not be given", "proposer")]
    [InlineData("--name n1 --role client --acceptors a1=127.0.0.1:1 --speed 9", "--speed", "")]
    public async Task A_wrong_setting_ends_the_node_with_code_2_and_the_rule(
        string arguments, string rule, string value)
    {
        var run = await NodeRun.ToEndAsync(NodeBinary.Path, arguments.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(rule, run.Output, StringComparison.Ordinal);
        Assert.Contains(value, run.Output, StringComparison.Ordinal);
    }
}
