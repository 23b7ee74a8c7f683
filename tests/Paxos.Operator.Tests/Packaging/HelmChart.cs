using System.Text.Json.Nodes;
using Paxos.ApiServer.Tests.Tools;

namespace Paxos.Operator.Tests.Packaging;

/// <summary>The chart, as real helm renders it.</summary>
internal sealed class HelmChart : IDisposable
{
    /// <summary>The release in the manifests.</summary>
    public const string Release = "paxos-operator";

    /// <summary>Its namespace.</summary>
    public const string Space = "paxos-system";

    private readonly string home = Directory.CreateTempSubdirectory("paxos-chart-").FullName;

    /// <summary>The chart's folder.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "charts", "paxos-operator");

    /// <summary>A file of the chart.</summary>
    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>All that the release would have, as text.</summary>
    /// <param name="arguments">More of helm's arguments, such as values.</param>
    public Task<string> TextAsync(params string[] arguments) => Helm().RunAsync(Template(arguments));

    /// <summary>The same, object for object.</summary>
    public async Task<IReadOnlyList<JsonObject>> ObjectsAsync(params string[] arguments) => YamlJson.Read(await TextAsync(arguments));

    /// <summary>What helm says where it may refuse the values.</summary>
    public Task<(int Code, string Text)> TryAsync(params string[] arguments) => Helm().TryAsync(null, Template(arguments));

    /// <summary>kubectl, for what needs no server.</summary>
    public Task<string> KustomizeAsync(string folder) => Tool.Find("kubectl", home).RunAsync("kustomize", folder);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(home, recursive: true);

    private static string[] Template(string[] arguments) => ["template", Release, Folder, "--namespace", Space, .. arguments];

    private Tool Helm() => Tool.Find("helm", home);
}
