using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using YamlDotNet.Core;

namespace Paxos.Cli.Operator.Cluster;

/// <summary>An API server, how to reach it, and the namespace to look in; found as kubectl finds them.</summary>
/// <param name="Connection">Server, TLS and credentials.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="Context">The kubeconfig's context; null inside a pod.</param>
internal sealed record ApiTarget(KubernetesClientConfiguration Connection, string Namespace, string? Context)
{
    /// <summary>Names files as PATH does.</summary>
    public const string Variable = "KUBECONFIG";

    private const string DefaultNamespace = "default";

    /// <summary>The server and the context, for messages.</summary>
    public override string ToString() => Context is null ? Connection.Host : $"{Connection.Host} (context {Context})";

    /// <summary>Finds it.</summary>
    /// <param name="file">From <c>--kubeconfig</c>; null where it is not given.</param>
    /// <param name="context">From <c>--context</c>; null for the kubeconfig's current one.</param>
    /// <param name="space">From <c>--namespace</c>; null for the context's.</param>
    /// <param name="surroundings">The environment.</param>
    /// <exception cref="CommandFailure">Usage: no API server is named, or the kubeconfig is none.</exception>
    public static ApiTarget Find(string? file, string? context, string? space, Surroundings surroundings)
    {
        var files = Files(file, surroundings);
        if (files.Count == 0)
        {
            return KubernetesClientConfiguration.IsInCluster() && context is null
                ? InPod(space)
                : throw CommandFailure.Usage(
                    $"Nothing says which Kubernetes is meant: no --kubeconfig, no {Variable}, no ~/.kube/config, and this is no pod.");
        }

        var names = string.Join(Path.PathSeparator, files.Select(one => one.FullName));
        try
        {
            return Of(KubeconfigFiles.Read(files), names, context, space);
        }
        catch (Exception failure) when (failure is KubeConfigException or YamlException or FormatException)
        {
            throw CommandFailure.Usage($"{names} is no usable kubeconfig: {failure.Message}");
        }
    }

    private static ApiTarget Of(K8SConfiguration loaded, string names, string? context, string? space)
    {
        var known = (loaded.Contexts ?? []).Select(one => one.Name).Order(StringComparer.Ordinal).ToList();
        var chosen = context ?? loaded.CurrentContext;
        if (string.IsNullOrEmpty(chosen))
        {
            throw CommandFailure.Usage($"{names} has no current context; --context chooses one of {string.Join(", ", known)}.");
        }

        if (!known.Contains(chosen, StringComparer.Ordinal))
        {
            throw CommandFailure.Usage($"--context must be one of {string.Join(", ", known)}, the contexts of {names}. It is '{chosen}'.");
        }

        var connection = KubernetesClientConfiguration.BuildConfigFromConfigObject(loaded, chosen);
        return new ApiTarget(connection, NamespaceOf(space, connection.Namespace), chosen);
    }

    private static ApiTarget InPod(string? space)
    {
        var connection = KubernetesClientConfiguration.InClusterConfig();
        return new ApiTarget(connection, NamespaceOf(space, connection.Namespace), null);
    }

    private static string NamespaceOf(string? given, string? usual) => given ?? (string.IsNullOrEmpty(usual) ? DefaultNamespace : usual);

    // A file that KUBECONFIG names and that is not there is passed over, as kubectl does; one that the option names is a mistake.
    private static List<FileInfo> Files(string? given, Surroundings surroundings)
    {
        if (given is not null)
        {
            return File.Exists(given)
                ? [new FileInfo(given)]
                : throw CommandFailure.Usage($"--kubeconfig must name a file. There is none at '{given}'.");
        }

        if (surroundings.Variable(Variable) is { Length: > 0 } named)
        {
            var found = named.Split(Path.PathSeparator).Where(File.Exists).Select(name => new FileInfo(name)).ToList();
            return found.Count > 0 ? found : throw CommandFailure.Usage($"{Variable} must name a file. There is none at '{named}'.");
        }

        var usual = Path.Combine(surroundings.Variable("HOME") ?? "", ".kube", "config");
        return File.Exists(usual) ? [new FileInfo(usual)] : [];
    }
}
