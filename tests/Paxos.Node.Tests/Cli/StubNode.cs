using System.Runtime.Versioning;

namespace Paxos.Node.Tests.Cli;

/// <summary>
/// A program named paxos-node that starts in milliseconds: it listens on its web port and answers /readyz as the file
/// <c>NAME.behaviour</c> beside it says. Perl, because every Debian has it and a shell cannot listen.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class StubNode
{
    /// <summary>Is ready at once; without a behaviour file every node is.</summary>
    public const string Ready = "ready";

    /// <summary>Answers 503 with a reason, for ever.</summary>
    public const string Unready = "unready";

    /// <summary>Writes two lines and ends with exit code 7.</summary>
    public const string Broken = "broken";

    /// <summary>Is ready and ignores SIGTERM.</summary>
    public const string Stubborn = "stubborn";

    private const string Script = """
        #!/usr/bin/perl
        use strict;
        use warnings;
        use FindBin;
        use IO::Socket::INET;
        $| = 1;
        my %option = @ARGV;
        my $behaviour = 'ready';
        if (open(my $file, '<', "$FindBin::Bin/$option{'--name'}.behaviour")) {
            $behaviour = <$file>;
            close($file);
        }
        print "arguments: @ARGV\n";
        print "settings: ", join(' ', grep { /^PAXOS_/ } sort keys %ENV), "\n";
        if ($behaviour eq 'broken') {
            print STDERR "the disk is on fire\n";
            exit 7;
        }
        $SIG{TERM} = 'IGNORE' if $behaviour eq 'stubborn';
        my $server = IO::Socket::INET->new(
            LocalAddr => '127.0.0.1', LocalPort => $option{'--web-port'}, Listen => 16, ReuseAddr => 1)
            or die "listen: $!";
        while (my $connection = $server->accept()) {
            while (my $line = <$connection>) { last if $line =~ /^\r?\n$/; }
            my ($status, $body) = $behaviour eq 'unready' ? ('503 Unavailable', 'no quorum') : ('200 OK', 'ok');
            my $length = length($body);
            print $connection "HTTP/1.1 $status\r\nContent-Length: $length\r\nConnection: close\r\n\r\n$body";
            close($connection);
        }
        """;

    /// <summary>Writes the program into <paramref name="folder"/>.</summary>
    /// <returns>Its path.</returns>
    public static string Write(string folder)
    {
        var path = Path.Combine(folder, "paxos-node");
        File.WriteAllText(path, Script.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Says how the node <paramref name="name"/> behaves from its next start on.</summary>
    public static void SetBehaviour(string folder, string name, string behaviour) =>
        File.WriteAllText(Path.Combine(folder, $"{name}.behaviour"), behaviour);
}
