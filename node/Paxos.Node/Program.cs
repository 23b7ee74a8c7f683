using Paxos.Node;
using Paxos.Node.Settings;

// Sockets go on on the thread that saw them become ready, instead of waking another one for it: no handler here blocks. The runtime has
// no other switch for it, and reads this one when the first socket is made.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

// The project file starts the pool with one thread; a larger machine has more to do at once.
ThreadPool.SetMinThreads(Math.Max(1, Environment.ProcessorCount / 2), 1);

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.Write(HelpText.Write());
    return ExitCode.Done;
}

if (args.Contains("--version"))
{
    Console.WriteLine(ProgramVersion.Text);
    return ExitCode.Done;
}

var environment = Environment.GetEnvironmentVariables()
    .Cast<System.Collections.DictionaryEntry>()
    .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? string.Empty, StringComparer.Ordinal);
if (NodeCheck.PathFor(args) is { } path)
{
    return await NodeCheck.RunAsync(path, args, environment, Console.Out, Console.Error);
}

if (NodeOptionsReader.Read(args, environment, out var mistakes) is { } options)
{
    return await NodeApplication.RunAsync(options);
}

foreach (var mistake in mistakes)
{
    Console.Error.WriteLine($"paxos-node: {mistake}");
}

return ExitCode.WrongSettings;
