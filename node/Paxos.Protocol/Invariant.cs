using System.Runtime.CompilerServices;

namespace Paxos.Protocol;

/// <summary>A rule that only a bug can break. Checked in Release too, and caught nowhere but at the top of the process.</summary>
public static class Invariant
{
    /// <summary>Throws when <paramref name="holds"/> is false; the message is only built then.</summary>
    /// <param name="holds">The rule.</param>
    /// <param name="message">Rule number, rule and values, for example <c>A1: promise 0.3.1 would fall to 0.2.9</c>.</param>
    /// <exception cref="InvariantException">The rule does not hold.</exception>
    public static void Check(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] InvariantMessage message)
    {
        if (!holds)
        {
            throw new InvariantException(message.ToString());
        }
    }
}

/// <summary>Thrown by <see cref="Invariant.Check"/>: the process must end, for its state can no longer be trusted.</summary>
public sealed class InvariantException : Exception
{
    /// <summary>With a message that names the rule and the values.</summary>
    public InvariantException(string message)
        : base(message)
    {
    }
}

/// <summary>An interpolated string that formats nothing while the rule holds, so that checks cost no allocation.</summary>
[InterpolatedStringHandler]
public ref struct InvariantMessage
{
    private DefaultInterpolatedStringHandler text;

    /// <summary>Called by the compiler; asks for the parts only when <paramref name="holds"/> is false.</summary>
    public InvariantMessage(int literalLength, int formattedCount, bool holds, out bool shouldAppend)
    {
        shouldAppend = !holds;
        text = holds ? default : new DefaultInterpolatedStringHandler(literalLength, formattedCount);
    }

    /// <summary>Adds literal text.</summary>
    public void AppendLiteral(string value) => text.AppendLiteral(value);

    /// <summary>Adds a value.</summary>
    public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

    /// <summary>The whole message.</summary>
    public override string ToString() => text.ToStringAndClear();
}
