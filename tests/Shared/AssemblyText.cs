using System.Text;

namespace Paxos.Tests.Shared;

/// <summary>Looks for words in a compiled assembly: names stand in it as UTF-8, literals as UTF-16.</summary>
internal static class AssemblyText
{
    /// <summary>Whether <paramref name="word"/> stands anywhere in the file.</summary>
    public static bool Contains(string path, string word)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        return bytes.IndexOf(Encoding.UTF8.GetBytes(word)) >= 0 || bytes.IndexOf(Encoding.Unicode.GetBytes(word)) >= 0;
    }
}
