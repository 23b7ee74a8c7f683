using System.Globalization;
using Paxos.Processes;

namespace Paxos.Figures;

/// <summary>Fills a store before something is measured on it.</summary>
internal static class Filling
{
    /// <summary>Writes values of one size under keys of their own.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="mebibytes">How much.</param>
    /// <param name="valueBytes">Bytes of a value.</param>
    /// <param name="writers">How many write at once.</param>
    /// <param name="progress">Told how far it is.</param>
    public static async Task WriteAsync(ProcessCluster cluster, int mebibytes, int valueBytes, int writers, TextWriter progress)
    {
        var count = (int)(((long)mebibytes << 20) / valueBytes);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            var client = cluster.Clients[writer % cluster.Clients.Count];
            for (var number = Interlocked.Increment(ref next); number < count; number = Interlocked.Increment(ref next))
            {
                // Not all alike, should anybody compress them.
                var text = number.ToString(CultureInfo.InvariantCulture);
                await client.PutAsync($"filling{text}", text.PadLeft(valueBytes, (char)('a' + (number % 26))));
                if (number > 0 && number % (count / 8) == 0)
                {
                    progress.WriteLine($"... {(long)number * valueBytes >> 20} of {mebibytes} MiB written");
                }
            }
        }));
    }
}
