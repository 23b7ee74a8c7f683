using System.Runtime.InteropServices;
using System.Text;
using Paxos.Cli;

var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var output = new StreamWriter(Console.OpenStandardOutput(), utf8, bufferSize: 1 << 16);
using var interrupt = new CancellationTokenSource();

// The first signal asks politely; the second finds no handler that holds it back, and ends the process.
void OnSignal(PosixSignalContext context)
{
    context.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
}

using var interruptRegistration = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminateRegistration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

var surroundings = new Surroundings
{
    Input = Console.OpenStandardInput(),
    Output = output,
    Error = Console.Error,
    CalledAs = CalledAs.OfProcess(),
    ErrorIsTerminal = !Console.IsErrorRedirected,
    Variable = Environment.GetEnvironmentVariable,
};
return await new Paxosctl(surroundings).RunAsync(args, interrupt.Token);
