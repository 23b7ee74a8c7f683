namespace Paxos.Simulator.Running;

/// <summary>
/// Does numbered work on a few threads and hands the results over in order. Each run is a function of its seed alone, so that it does not
/// matter which thread does which.
/// </summary>
internal static class ParallelSeeds
{
    /// <summary>Does the work of every number from 0 below <paramref name="count"/>.</summary>
    /// <param name="jobs">Threads.</param>
    /// <param name="count">How much work there is.</param>
    /// <param name="work">Called on any of the threads.</param>
    /// <param name="take">Called with each result, in order, on one thread at a time.</param>
    public static void Run<T>(int jobs, int count, Func<int, T> work, Action<T> take)
    {
        var gate = new Lock();
        var waiting = new SortedDictionary<int, T>();
        var (given, taken) = (0, 0);
        void Work()
        {
            while (true)
            {
                var number = Interlocked.Increment(ref given) - 1;
                if (number >= count)
                {
                    return;
                }

                var result = work(number);
                lock (gate)
                {
                    waiting.Add(number, result);
                    while (waiting.Remove(taken, out var next))
                    {
                        taken++;
                        take(next);
                    }
                }
            }
        }

        var threads = Enumerable.Range(0, jobs).Select(_ => new Thread(Work)).ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }
    }
}
