using System.Globalization;

namespace Paxos.Figures;

/// <summary>What a process takes, as the kernel counts it.</summary>
internal static class ProcessUsage
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed in the kernel's interface

    /// <summary>Processor time since its start, user and system.</summary>
    public static double CpuSeconds(int pid)
    {
        // The name in brackets may hold spaces; after it, user and system time are the 12th and 13th word.
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(words[11]) + Number(words[12])) / TicksPerSecond;
    }

    /// <summary>Resident memory, shared pages included.</summary>
    public static double ResidentMebibytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status")
            .First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024.0;
    }

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
