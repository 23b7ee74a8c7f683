namespace Paxos.Operator.EndToEnd.Tests.Sites;

/// <summary>A site for the tests of one class, one after another; classes run beside each other.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    /// <summary>Names of pods that one class's tests may use: a network is made for each.</summary>
    private const int PodsMax = 48;

    /// <summary>The site; null where there can be none.</summary>
    internal Site? Site { get; private set; }

    /// <inheritdoc/>
    public async Task InitializeAsync() => Site = await Site.StartAsync(PodsMax);

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (Site is not null)
        {
            await Site.DisposeAsync();
        }
    }
}
