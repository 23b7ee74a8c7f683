using System.CommandLine;
using Paxos.Cli.Grammar;

namespace Paxos.Cli.Verbs;

/// <summary>Gives a verb its action, with a session made of the options that all verbs share.</summary>
/// <param name="surroundings">Streams and environment.</param>
/// <param name="globals">The options that all verbs share.</param>
internal sealed class VerbBinder(Surroundings surroundings, GlobalOptions globals)
{
    /// <summary>What a verb does; it ends well or throws <see cref="CommandFailure"/>.</summary>
    public delegate Task Body(ParseResult parsed, Session session, CancellationToken cancellationToken);

    /// <summary>Binds <paramref name="command"/> to <paramref name="body"/>.</summary>
    public Command Bind(Command command, Body body)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = new Session(
                surroundings, EndpointsOf(parsed), parsed.GetValue(globals.Output), parsed.GetValue(globals.Timeout));
            await body(parsed, session, cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private IReadOnlyList<Endpoint> EndpointsOf(ParseResult parsed)
    {
        if (parsed.GetValue(globals.Endpoints) is { } given)
        {
            return Endpoint.ParseList(given);
        }

        var variable = surroundings.Variable(GlobalOptions.EndpointsVariable);
        if (string.IsNullOrEmpty(variable))
        {
            return [Endpoint.Default];
        }

        try
        {
            return Endpoint.ParseList(variable);
        }
        catch (CommandFailure failure)
        {
            throw CommandFailure.Usage($"{GlobalOptions.EndpointsVariable} is '{variable}'. {failure.Message}");
        }
    }
}
