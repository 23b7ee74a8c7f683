using System.Reflection;

namespace Paxos.Node;

/// <summary>This program's version.</summary>
internal static class ProgramVersion
{
    /// <summary>As <c>--version</c>, the page and gossip give it, such as <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];
}
