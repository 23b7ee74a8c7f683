using Paxos.Protocol.Encoding;

namespace Paxos.Protocol.Gossip;

/// <summary>The bytes of one <see cref="Member"/>, a part of every gossip message.</summary>
internal static class MemberCodec
{
    /// <summary>Appends <paramref name="member"/>.</summary>
    public static void Write(ByteWriter writer, Member member)
    {
        writer.Text(member.Name);
        writer.Byte((byte)member.State);
        writer.Variable(member.Incarnation);
        writer.Variable((ulong)member.AgeMilliseconds);
        writer.Variable((ulong)member.StateMilliseconds);
        WriteDetails(writer, member.Details);
        writer.Variable(member.FactsVersion);
        WriteFacts(writer, member.Facts);
    }

    /// <summary>Reads one member.</summary>
    /// <exception cref="EncodingException">A value is missing or beyond its limit.</exception>
    public static Member Read(ref ByteReader reader)
    {
        var name = ReadName(ref reader);
        var state = reader.Byte();
        if (state is < (byte)MemberState.Alive or > (byte)MemberState.Left)
        {
            throw new EncodingException($"A member's state must be from 1 to 4. It is {state}.");
        }

        var incarnation = ReadNumber(ref reader, GossipLimits.IncarnationMax, "An incarnation");
        var age = (long)ReadNumber(ref reader, GossipLimits.MillisecondsMax, "An age");
        var inState = (long)ReadNumber(ref reader, GossipLimits.MillisecondsMax, "A state's age");
        var details = ReadDetails(ref reader);
        var factsVersion = reader.Variable();
        var facts = ReadFacts(ref reader);
        return new Member(name, details, incarnation, (MemberState)state, age, inState, factsVersion, facts);
    }

    /// <summary>Reads the name of a process.</summary>
    /// <exception cref="EncodingException">It is missing, empty or too long.</exception>
    public static string ReadName(ref ByteReader reader)
    {
        var name = ReadText(ref reader, GossipLimits.NameMax, "A member's name");
        return name.Length > 0 ? name : throw new EncodingException("A member's name must not be empty.");
    }

    /// <summary>Reads a text of at most <paramref name="most"/> characters.</summary>
    /// <exception cref="EncodingException">It is missing, too long, or has control characters.</exception>
    public static string ReadText(ref ByteReader reader, int most, string what)
    {
        var text = reader.Text();
        return TextLimit.Allows(text, most)
            ? text
            : throw new EncodingException(
                $"{what} must have at most {most} characters and no control characters. It has {text.Length}.");
    }

    private static ulong ReadNumber(ref ByteReader reader, ulong most, string what)
    {
        var number = reader.Variable();
        return number <= most ? number : throw new EncodingException($"{what} must be at most {most}. It is {number}.");
    }

    private static void WriteDetails(ByteWriter writer, MemberDetails details)
    {
        writer.Byte(details.Roles.Bits);
        writer.Text(details.PeerAddress);
        writer.Text(details.WebAddress);
        writer.Text(details.ClientAddress);
        writer.Text(details.Version);
        writer.Fixed64(details.BootNonce);
    }

    private static MemberDetails ReadDetails(ref ByteReader reader)
    {
        var roles = reader.Byte();
        if ((roles & ~RoleSet.All.Bits) != 0)
        {
            throw new EncodingException($"A member's roles must be bits of {RoleSet.All.Bits}. They are {roles}.");
        }

        return new MemberDetails(
            new RoleSet(roles),
            ReadText(ref reader, GossipLimits.AddressMax, "A peer address"),
            ReadText(ref reader, GossipLimits.AddressMax, "A web address"),
            ReadText(ref reader, GossipLimits.AddressMax, "A client address"),
            ReadText(ref reader, GossipLimits.VersionMax, "A version"),
            reader.Fixed64());
    }

    private static void WriteFacts(ByteWriter writer, MemberFacts facts)
    {
        writer.Fixed64(facts.ClusterId);
        writer.Fixed32(facts.Epoch);
        writer.Fixed32(facts.Ballot.Epoch);
        writer.Variable(facts.Ballot.Round);
        writer.Fixed64(facts.Ballot.Owner);
        writer.Variable(facts.Applied.Number);
        writer.Text(facts.Condition);
        writer.Text(facts.Leader);
    }

    private static MemberFacts ReadFacts(ref ByteReader reader)
    {
        var clusterId = reader.Fixed64();
        var epoch = reader.Fixed32();
        var ballot = new Ballot(reader.Fixed32(), reader.Variable(), reader.Fixed64());
        return new MemberFacts(
            clusterId,
            epoch,
            ballot,
            new Slot(reader.Variable()),
            ReadText(ref reader, GossipLimits.ConditionMax, "A condition"),
            ReadText(ref reader, GossipLimits.NameMax, "A leader's name"));
    }
}
