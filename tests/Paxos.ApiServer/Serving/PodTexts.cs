using Microsoft.AspNetCore.Http;
using Paxos.ApiServer.Resources;

namespace Paxos.ApiServer.Serving;

/// <summary>What pods say in plain text: their logs, and pages of their own that the server passes on. Tests stage it.</summary>
internal sealed class PodTexts
{
    /// <summary>
    /// What is said, by the path from the pod's name on and the query, such as <c>a-0/log</c> with <c>previous</c>; null for nothing.
    /// </summary>
    public Func<string, Query, string?> Say { get; set; } = (_, _) => null;

    /// <summary>Whether a request is for such a text.</summary>
    public static bool IsFor(Target target) => target.Type == BuiltIns.Pod
        && (target.Subresource == "log" || target.Subresource.StartsWith("proxy/", StringComparison.Ordinal));

    /// <summary>Answers it.</summary>
    /// <exception cref="ApiException">Nothing is said.</exception>
    public async Task AnswerAsync(HttpContext context, Target target, Query query)
    {
        var text = Say($"{target.Name}/{target.Subresource}", query) ?? throw ApiException.NoSuchPath();
        context.Response.ContentType = "text/plain";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }
}
