using System.CommandLine;
using System.CommandLine.Help;
using Paxos.Cli.Bench;
using Paxos.Cli.Grammar;
using Paxos.Cli.Local;
using Paxos.Cli.Operator;
using Paxos.Cli.Swarm;
using Paxos.Cli.Verbs;

namespace Paxos.Cli;

/// <summary>
/// The command line program: the grammar, and one place where failures become messages and exit codes.
/// </summary>
internal sealed class Paxosctl
{
    private const string Description = """
        paxosctl talks to a Paxos cluster through its client nodes.

        Both forms work:
          paxosctl HOST PORT VERB …
          paxosctl [--endpoints HOST:PORT,…] VERB …

        An endpoint that cannot be reached is skipped for the next; for a write only when it is certain that it did not
        happen.

        Exit codes:
          0  done
          1  the system refused
          2  wrong usage
          3  unreachable or timed out; the message says whether the write may have happened
        """;

    private readonly Surroundings surroundings;
    private readonly CalledAs calledAs;
    private readonly GlobalOptions globals = new();
    private readonly RootCommand root = new(Description);

    /// <summary>Builds the grammar.</summary>
    public Paxosctl(Surroundings surroundings)
    {
        this.surroundings = surroundings;
        calledAs = CalledAs.Of(surroundings.CalledAs);
        foreach (var option in globals.All)
        {
            root.Add(option);
        }

        var binder = new VerbBinder(surroundings, globals);
        root.Add(WriteVerb.Create(binder));
        root.Add(ReadVerb.Create(binder));
        root.Add(ResponsesVerb.Create(binder));
        root.Add(StatusVerb.Create(binder));
        root.Add(NodesVerb.Create(binder));
        root.Add(DeleteVerb.Create(binder));
        root.Add(CompareAndSetVerb.Create(binder));
        root.Add(WatchValuesVerb.Create(binder));
        root.Add(CompactVerb.Create(binder));
        root.Add(BenchVerb.Create(binder));
        root.Add(LocalVerb.Create(binder));
        root.Add(SwarmVerb.Create(binder));
        root.Add(OperatorVerb.Create(binder));
    }

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await RunParsedAsync(new ArgumentForms(root, globals).Normalise(calledAs.Whole(arguments)), cancellationToken);
        }
        catch (CommandFailure failure)
        {
            await surroundings.Error.WriteLineAsync($"{calledAs.Program}: {failure.Message}");
            return failure.ExitCode;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The machine refused: a folder that cannot be written, a full disk. The text names the path.
            await surroundings.Error.WriteLineAsync($"{calledAs.Program}: {exception.Message}");
            return ExitCode.Refused;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await surroundings.Error.WriteLineAsync($"{calledAs.Program}: Interrupted.");
            return ExitCode.Unreachable;
        }
        finally
        {
            await surroundings.Output.FlushAsync(CancellationToken.None);
        }
    }

    private async Task<int> RunParsedAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        // No '@file' and no bundles of letters: a value is written as it was typed.
        var parser = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        var parsed = root.Parse(arguments, parser);
        OptionCheck.Check(arguments, parsed.CommandResult.Command);
        if (parsed.Errors.Count > 0 && parsed.Action is null or System.CommandLine.Invocation.ParseErrorAction)
        {
            throw CommandFailure.Usage($"{Mistake(parsed)} See '{calledAs.Spell(CommandPath(parsed))} --help'.");
        }

        if (calledAs.IsPlugin && parsed.Action is HelpAction)
        {
            return await HelpOfPluginAsync(parsed, cancellationToken);
        }

        return await parsed.InvokeAsync(Configuration(surroundings.Output), cancellationToken);
    }

    // The grammar is paxosctl's; a person must read what works when it is typed.
    private async Task<int> HelpOfPluginAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var help = new StringWriter { NewLine = surroundings.Output.NewLine };
        var exitCode = await parsed.InvokeAsync(Configuration(help), cancellationToken);
        await surroundings.Output.WriteAsync(calledAs.Spell(help.ToString(), RootCommand.ExecutableName));
        return exitCode;
    }

    private InvocationConfiguration Configuration(TextWriter output) => new()
    {
        Output = output,
        Error = surroundings.Error,
        EnableDefaultExceptionHandler = false,
        // Signals are ours: stopping nodes that were just started may take longer than any fixed grace.
        ProcessTerminationTimeout = null,
    };

    // The parser only says that a verb is missing, not that there is a word in its place.
    private static string Mistake(ParseResult parsed)
    {
        var verbs = parsed.CommandResult.Command.Subcommands.Select(command => command.Name).ToList();
        return verbs.Count > 0 && parsed.UnmatchedTokens is [var word, ..]
            ? $"Unknown verb '{word}'.{Spelling.Suggestion(word, verbs)} The verbs are {string.Join(", ", verbs)}."
            : parsed.Errors[0].Message;
    }

    private static string CommandPath(ParseResult parsed)
    {
        var path = parsed.CommandResult.Command.Name;
        for (var parent = parsed.CommandResult.Parent; parent is not null; parent = parent.Parent)
        {
            path = parent is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } command
                ? $"{command.Command.Name} {path}"
                : $"paxosctl {path}";
        }

        return path;
    }
}
