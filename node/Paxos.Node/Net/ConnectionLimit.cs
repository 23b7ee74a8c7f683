using Microsoft.AspNetCore.Connections;

namespace Paxos.Node.Net;

/// <summary>Closes connections beyond a number on one port.</summary>
/// <param name="connectionsMax">How many may be open.</param>
internal sealed class ConnectionLimit(int connectionsMax)
{
    private int open;

    /// <summary>Puts the limit in front of <paramref name="next"/>.</summary>
    public ConnectionDelegate Wrap(ConnectionDelegate next) => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref open) > connectionsMax)
            {
                connection.Abort(new ConnectionAbortedException($"This port takes {connectionsMax} connections."));
                return;
            }

            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    };
}
