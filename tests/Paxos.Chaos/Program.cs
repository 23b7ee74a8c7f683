using System.Runtime.InteropServices;
using Paxos.Chaos;

ChaosArguments arguments;
try
{
    arguments = ChaosArguments.Parse(args);
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    Console.Error.WriteLine(ChaosArguments.Usage);
    return 2;
}

using var stopping = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    // What was made is unmade on the way out, so the signal only asks for the way out.
    context.Cancel = true;
    stopping.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
return await ChaosRun.RunAsync(arguments, new Progress(Console.Out), stopping.Token);
