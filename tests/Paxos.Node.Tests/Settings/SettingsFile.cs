namespace Paxos.Node.Tests.Settings;

/// <summary>A settings file that is gone after the test.</summary>
internal sealed class SettingsFile : IDisposable
{
    public SettingsFile(string text) => File.WriteAllText(Path, text);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid():n}.yaml");

    public void Dispose() => File.Delete(Path);
}
