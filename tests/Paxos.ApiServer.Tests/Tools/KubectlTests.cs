namespace Paxos.ApiServer.Tests.Tools;

/// <summary>What kubectl itself makes of the server.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("paxos-kubectl-").FullName;
    private LoopbackApiServer _server = null!;
    private Tool _kubectl = null!;

    public async Task InitializeAsync()
    {
        _server = await LoopbackApiServer.StartAsync();
        await _server.WriteKubeconfigAsync(Path.Combine(_home, "kubeconfig"));
        _kubectl = Tool.Find("kubectl", _home);
        var text = await _kubectl.RunAsync("apply", "-f", "Objects/definition.yaml");
        Assert.Contains("runs no CEL rules", text, StringComparison.Ordinal);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public async Task A_resource_is_applied_shown_scaled_waited_for_and_deleted()
    {
        Assert.Equal("widget.test.dev/one created\n", await _kubectl.RunAsync("apply", "-f", "Objects/widget.yaml"));
        Assert.Equal("widget.test.dev/one unchanged\n", await _kubectl.RunAsync("apply", "-f", "Objects/widget.yaml"));
        Assert.Equal("widget.test.dev/one scaled\n", await _kubectl.RunAsync("scale", "wd", "one", "--replicas", "4"));
        await _kubectl.RunAsync("patch", "wd", "one", "--subresource", "status", "--type", "merge", "-p",
            """{"status": {"conditions": [{"type": "Ready", "status": "True"}]}}""");

        var met = await _kubectl.RunAsync("wait", "--for=condition=Ready", "wd/one", "--timeout=10s");
        Assert.Equal("widget.test.dev/one condition met\n", met);
        Assert.Matches("""one\s+4\s+True""", await _kubectl.RunAsync("get", "all"));
        Assert.Matches("""Replicas:\s+4""", await _kubectl.RunAsync("describe", "wd", "one"));
        Assert.Contains("deleted", await _kubectl.RunAsync("delete", "wd", "one"), StringComparison.Ordinal);
        Assert.Contains("No resources found", await _kubectl.RunAsync("get", "wd"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_shows_descriptions_types_and_enums()
    {
        var text = await _kubectl.RunAsync("explain", "widgets.spec");

        Assert.Contains("What is wanted.", text, StringComparison.Ordinal);
        Assert.Contains("How many there are.", text, StringComparison.Ordinal);
        Assert.Matches("""color\s+<string> -required-\s+enum: red, blue""", text);
    }

    [Theory]
    [InlineData("color: red", "color: green", "supported values: \"red\", \"blue\"")]
    [InlineData("color: red", "colour: red", "unknown field \"spec.colour\"")]
    [InlineData("color: red", "color: red\n  replicas: 0", "should be greater than or equal to 1")]
    [InlineData("color: red", "color: 7", "must be of type string: \"integer\"")]
    [InlineData("  color: red\n", "", "spec.color: Required value")]
    [InlineData("size: 1}", "size: 1}\n    - {name: a}", "Duplicate value: {\"name\":\"a\"}")]
    [InlineData("name: one", "name: One", "lowercase RFC 1123 subdomain")]
    public async Task Bad_input_is_refused_with_its_field_and_rule(string right, string wrong, string message)
    {
        var widget = (await File.ReadAllTextAsync("Objects/widget.yaml")).Replace(right, wrong, StringComparison.Ordinal);

        var (code, text) = await _kubectl.TryAsync(widget, "apply", "-f", "-");

        Assert.Equal(1, code);
        Assert.Contains(message, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_side_apply_names_the_manager_that_a_field_belongs_to()
    {
        await _kubectl.RunAsync("apply", "--server-side", "--field-manager=first", "-f", "Objects/widget.yaml");
        var other = (await File.ReadAllTextAsync("Objects/widget.yaml")).Replace("red", "blue", StringComparison.Ordinal);

        var (code, text) = await _kubectl.TryAsync(other, "apply", "--server-side", "--field-manager=second", "-f", "-");
        Assert.Equal(1, code);
        Assert.Contains("conflict with \"first\": .spec.color", text, StringComparison.Ordinal);

        (code, _) = await _kubectl.TryAsync(other, "apply", "--server-side", "--field-manager=second", "--force-conflicts", "-f", "-");
        Assert.Equal(0, code);
        Assert.Equal("blue", await _kubectl.RunAsync("get", "wd", "one", "-o", "jsonpath={.spec.color}"));
    }

    [Fact]
    public async Task A_StatefulSet_rolls_out_and_keeps_its_claims_when_it_is_deleted()
    {
        await _kubectl.RunAsync("apply", "-f", "Objects/database.yaml");
        var rolled = await _kubectl.RunAsync("rollout", "status", "sts/db", "--timeout=20s");
        Assert.Contains("complete 2 pods", rolled, StringComparison.Ordinal);

        await _kubectl.RunAsync("patch", "sts", "db", "-p",
            """{"spec": {"template": {"spec": {"containers": [{"name": "server", "image": "server:2"}]}}}}""");
        await _kubectl.RunAsync("rollout", "status", "sts/db", "--timeout=20s");
        Assert.Equal("server:2 server:2", await _kubectl.RunAsync("get", "pods", "-o", "jsonpath={.items[*].spec.containers[*].image}"));

        await _kubectl.RunAsync("delete", "-f", "Objects/database.yaml");
        await _server.Cluster.RestAsync();
        var left = await _kubectl.RunAsync("get", "pods,pvc", "-o", "name");
        Assert.Equal("persistentvolumeclaim/data-db-0\npersistentvolumeclaim/data-db-1\n", left);
    }

    [Fact]
    public async Task A_namespace_is_created_and_goes_with_all_that_is_in_it()
    {
        await _kubectl.RunAsync("create", "namespace", "other");
        await _kubectl.RunAsync("apply", "-n", "other", "-f", "Objects/database.yaml");
        await _kubectl.RunAsync("delete", "namespace", "other");

        Assert.Equal("", await _kubectl.RunAsync("get", "pods,sts,svc", "-A", "-o", "name"));
        var (code, text) = await _kubectl.TryAsync(null, "apply", "-n", "other", "-f", "Objects/widget.yaml");
        Assert.Equal(1, code);
        Assert.Contains("namespaces \"other\" not found", text, StringComparison.Ordinal);
    }
}
