namespace Paxos.Operator.Runtime.Leading;

/// <summary>Whether this instance may act. The election writes it, every write asks it.</summary>
internal sealed class Leadership(OperatorSettings settings, TimeProvider time)
{
    private long _renewed;
    private volatile bool _isLeading;

    /// <summary>Whether this instance leads.</summary>
    public bool IsLeading => _isLeading && !IsOverdue;

    /// <summary>Refuses to act without leadership. The clock is asked too: a process that stood still does not know yet.</summary>
    /// <exception cref="LeadershipLostException">This instance may not act.</exception>
    public void MustLead()
    {
        if (!_isLeading)
        {
            throw new LeadershipLostException($"{settings.Identity} does not lead.");
        }

        if (IsOverdue)
        {
            throw new LeadershipLostException(
                $"{settings.Identity} has not renewed its lease for more than {settings.RenewDeadline.TotalSeconds} s.");
        }
    }

    /// <summary>The lease was taken or renewed by a request that was sent at this time.</summary>
    public void Renewed(long timestamp)
    {
        Volatile.Write(ref _renewed, timestamp);
        _isLeading = true;
    }

    /// <summary>The lease is lost or given back.</summary>
    public void Ended() => _isLeading = false;

    /// <summary>Whether the last renewal is too long ago.</summary>
    public bool IsOverdue => settings.LeaderElection == LeaderElectionType.Single
        && time.GetElapsedTime(Volatile.Read(ref _renewed)) > settings.RenewDeadline;
}
