namespace Paxos.ApiServer.Processes;

/// <summary>An image as files.</summary>
/// <param name="Root">Its root file system. It is not written to.</param>
/// <param name="EntryPoint">What is run, without the pod's own arguments.</param>
internal sealed record PodImage(string Root, IReadOnlyList<string> EntryPoint);
