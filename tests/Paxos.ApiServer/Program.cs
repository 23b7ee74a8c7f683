using System.Globalization;
using System.Runtime.InteropServices;
using Paxos.ApiServer;

const int Usage = 64;
if (args.Length > 2 || (args.Length > 1 && !ushort.TryParse(args[1], CultureInfo.InvariantCulture, out _)))
{
    Console.Error.WriteLine("usage: Paxos.ApiServer [KUBECONFIG [PORT]]: serves until interrupted; writes a kubeconfig");
    return Usage;
}

var settings = new ServerSettings { Port = args.Length > 1 ? ushort.Parse(args[1], CultureInfo.InvariantCulture) : 0 };
await using var server = await LoopbackApiServer.StartAsync(settings);
if (args.Length > 0)
{
    await server.WriteKubeconfigAsync(args[0]);
}

Console.WriteLine($"Serving at {server.Address}; Ctrl-C ends it.");
var ended = new TaskCompletionSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
await ended.Task;
return 0;

void End(PosixSignalContext context)
{
    context.Cancel = true;
    ended.TrySetResult();
}
