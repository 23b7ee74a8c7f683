using System.Diagnostics;

namespace Paxos.ApiServer.Tests.Tools;

/// <summary>A program of Kubernetes, run against a server, with a home of its own, where it also finds its plugins.</summary>
internal sealed class Tool
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly string _program;
    private readonly string _home;

    private Tool(string program, string home) => (_program, _home) = (program, home);

    /// <summary>The program of a name, as <c>./test.sh</c> installs it, else as the machine has it.</summary>
    public static Tool Find(string name, string home)
    {
        var installed = Path.Combine(Repository.Root, "artifacts", "kubernetes-tools", name, name);
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var program = folders.Select(folder => Path.Combine(folder, name)).Prepend(installed).FirstOrDefault(File.Exists);
        Assert.True(program is not null, $"{name} is neither at {installed}, where ./test.sh puts it, nor on the PATH.");
        return new Tool(program, home);
    }

    /// <summary>Runs it.</summary>
    /// <param name="input">What it reads; null for nothing.</param>
    /// <param name="arguments">Its arguments.</param>
    public async Task<(int Code, string Text)> TryAsync(string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(_program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = _home;
        start.Environment["PATH"] = $"{_home}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["KUBECONFIG"] = Path.Combine(_home, "kubeconfig");
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(Longest);
        try
        {
            var texts = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token));
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, texts[0] + texts[1]);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    /// <summary>Runs it; it must succeed.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (code, text) = await TryAsync(null, arguments);
        Assert.True(code == 0, $"{Path.GetFileName(_program)} {string.Join(' ', arguments)} ended with {code}: {text}");
        return text;
    }
}
