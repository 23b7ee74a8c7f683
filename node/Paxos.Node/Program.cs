using Paxos.Node;
using Paxos.Node.Settings;

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
if (NodeOptionsReader.Read(args, environment, out var mistakes) is { } options)
{
    return await NodeApplication.RunAsync(options);
}

foreach (var mistake in mistakes)
{
    Console.Error.WriteLine($"paxos-node: {mistake}");
}

return ExitCode.WrongSettings;
