namespace Paxos.Operator.Runtime.Controlling;

/// <summary>The workers of one controller, whatever kind it is for.</summary>
internal interface IControllerRunner
{
    /// <summary>Works until it is ended. Called once this instance leads and every kind was listed.</summary>
    public Task RunAsync(CancellationToken cancellationToken);
}
