namespace Paxos.ApiServer.Tests.Tools;

/// <summary>What helm itself makes of the server.</summary>
public sealed class HelmTests : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("paxos-helm-").FullName;
    private LoopbackApiServer _server = null!;
    private Tool _helm = null!;
    private Tool _kubectl = null!;

    public async Task InitializeAsync()
    {
        _server = await LoopbackApiServer.StartAsync();
        await _server.WriteKubeconfigAsync(Path.Combine(_home, "kubeconfig"));
        (_helm, _kubectl) = (Tool.Find("helm", _home), Tool.Find("kubectl", _home));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public async Task A_chart_is_installed_tested_upgraded_rolled_back_and_uninstalled()
    {
        var installed = await _helm.RunAsync("install", "tiny", "Chart", "--wait", "--timeout", "30s");
        Assert.Contains("STATUS: deployed", installed, StringComparison.Ordinal);
        Assert.Matches("Phase: +Succeeded", await _helm.RunAsync("test", "tiny", "--timeout", "30s"));

        await _helm.RunAsync("upgrade", "tiny", "Chart", "--set", "replicas=3,image=server:2", "--wait", "--timeout", "30s");
        Assert.Equal("3 server:2", await Deployed());
        await _helm.RunAsync("rollback", "tiny", "1", "--wait", "--timeout", "30s");
        Assert.Equal("1 server:1", await Deployed());

        await _helm.RunAsync("uninstall", "tiny", "--wait", "--timeout", "30s");
        Assert.Equal("", await _kubectl.RunAsync("get", "deploy,rs,secrets", "-o", "name"));
    }

    [Fact]
    public async Task A_release_in_a_namespace_of_its_own_is_found_there()
    {
        await _helm.RunAsync("install", "tiny", "Chart", "--namespace", "apart", "--create-namespace", "--timeout", "30s");

        Assert.Contains("tiny", await _helm.RunAsync("list", "--namespace", "apart"), StringComparison.Ordinal);
        Assert.DoesNotContain("tiny", await _helm.RunAsync("list"), StringComparison.Ordinal);
    }

    private Task<string> Deployed() => _kubectl.RunAsync(
        "get", "deploy", "tiny", "-o", "jsonpath={.status.readyReplicas} {.spec.template.spec.containers[0].image}");
}
