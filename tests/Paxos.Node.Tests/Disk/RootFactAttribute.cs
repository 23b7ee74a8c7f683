namespace Paxos.Node.Tests.Disk;

/// <summary>A test that mounts file systems. It is skipped, with the reason, where that is not allowed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Obstacle = new(FindObstacle);

    public RootFactAttribute()
    {
        Skip = Obstacle.Value;
    }

    private static string? FindObstacle()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "This test mounts a file system, which only root may do.";
        }

        using var scratch = new ScratchFolder();
        var mount = Shell.Run("mount", "-t", "tmpfs", "-o", "size=1m", "paxos-test", scratch.Path);
        if (mount.ExitCode != 0)
        {
            return $"This test mounts a file system, which is not allowed here: {mount.Output}";
        }

        Shell.Run("umount", scratch.Path);
        return null;
    }
}
