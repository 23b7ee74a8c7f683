using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Paxos.Node.Tests.Web;

/// <summary>A headless Chromium of this test run's own, reached through the port that it chooses itself.</summary>
public sealed partial class ChromiumBrowser : IAsyncLifetime, IDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly TimeSpan StartTimeMax = TimeSpan.FromSeconds(60);

    private readonly HttpClient http = new();
    private DirectoryInfo? profile;
    private Process? process;

    /// <summary>Starts it; fails with what to install where there is none.</summary>
    public async Task InitializeAsync()
    {
        var program = Find();
        profile = Directory.CreateTempSubdirectory("paxos-page-test-");
        process = new Process
        {
            StartInfo = new ProcessStartInfo(program)
            {
                ArgumentList =
                {
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
                    "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", "about:blank",
                },
                RedirectStandardError = true,
            },
            EnableRaisingEvents = true,
        };
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => address.TrySetException(
            new InvalidOperationException($"{program} ended before it listened."));
        process.ErrorDataReceived += (_, line) =>
        {
            if (ListeningPattern().Match(line.Data ?? "") is { Success: true } match)
            {
                address.TrySetResult(new Uri($"http://{match.Groups["address"].Value}"));
            }
        };
        process.Start();
        process.BeginErrorReadLine();
        try
        {
            http.BaseAddress = await address.Task.WaitAsync(StartTimeMax);
        }
        catch
        {
            // A fixture that fails to start is not asked to end, and its process would stay.
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it and removes its profile.</summary>
    public async Task DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        profile?.Delete(recursive: true);
    }

    /// <summary>Lets go of what is left of it.</summary>
    public void Dispose()
    {
        http.Dispose();
        process?.Dispose();
    }

    /// <summary>Opens an empty tab.</summary>
    internal async Task<ChromiumPage> OpenAsync()
    {
        using var response = await http.PutAsync(new Uri("/json/new?about:blank", UriKind.Relative), content: null);
        response.EnsureSuccessStatusCode();
        using var target = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var address = target.RootElement.GetProperty("webSocketDebuggerUrl").GetString();
        return await ChromiumPage.ConnectAsync(new Uri(address!));
    }

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var candidates = Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name)));
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"The page's tests need one of {string.Join(", ", Names)} on the PATH "
                    + "(Debian: apt-get install chromium).");
    }

    [GeneratedRegex("^DevTools listening on ws://(?<address>[^/]+)/")]
    private static partial Regex ListeningPattern();
}
