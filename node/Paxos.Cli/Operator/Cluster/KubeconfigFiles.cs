using k8s;
using k8s.KubeConfigModels;

namespace Paxos.Cli.Operator.Cluster;

/// <summary>
/// Several kubeconfigs as one: of what has the same name the first counts, and files that they name are looked for beside them. The client
/// package does this only for the environment of the process.
/// </summary>
internal static class KubeconfigFiles
{
    /// <summary>Reads them; there is at least one.</summary>
    public static K8SConfiguration Read(IReadOnlyList<FileInfo> files)
    {
        var all = files.Select(ReadOne).ToList();
        var joined = new K8SConfiguration
        {
            CurrentContext = all.Select(one => one.CurrentContext).FirstOrDefault(name => !string.IsNullOrEmpty(name)),
            Contexts = [.. all.SelectMany(one => one.Contexts ?? []).DistinctBy(context => context.Name)],
            Clusters = [.. all.SelectMany(one => one.Clusters ?? []).DistinctBy(cluster => cluster.Name)],
            Users = [.. all.SelectMany(one => one.Users ?? []).DistinctBy(user => user.Name)],
        };
        AllowNobody(joined);
        return joined;
    }

    // Who has no credentials is nobody for kubectl, and for the client package a mistake; without a name it is nobody there, too.
    private static void AllowNobody(K8SConfiguration joined)
    {
        var nobodies = joined.Users.Where(user => IsNobody(user.UserCredentials)).Select(user => user.Name).ToHashSet();
        foreach (var details in joined.Contexts.Select(context => context.ContextDetails).OfType<ContextDetails>())
        {
            details.User = details.User is { } name && nobodies.Contains(name) ? null : details.User;
        }
    }

    private static bool IsNobody(UserCredentials? user) => user is null or
    {
        ClientCertificate: null, ClientCertificateData: null, Token: null, UserName: null, AuthProvider: null, ExternalExecution: null,
    };

    private static K8SConfiguration ReadOne(FileInfo file)
    {
        var loaded = KubernetesClientConfiguration.LoadKubeConfig(file, useRelativePaths: false);
        foreach (var endpoint in (loaded.Clusters ?? []).Select(cluster => cluster.ClusterEndpoint).OfType<ClusterEndpoint>())
        {
            endpoint.CertificateAuthority = Beside(file, endpoint.CertificateAuthority);
        }

        foreach (var user in (loaded.Users ?? []).Select(user => user.UserCredentials).OfType<UserCredentials>())
        {
            (user.ClientCertificate, user.ClientKey) = (Beside(file, user.ClientCertificate), Beside(file, user.ClientKey));
        }

        return loaded;
    }

    private static string? Beside(FileInfo file, string? path) =>
        string.IsNullOrEmpty(path) ? path : Path.GetFullPath(path, file.DirectoryName!);
}
