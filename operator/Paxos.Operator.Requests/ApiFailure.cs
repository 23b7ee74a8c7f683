using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Paxos.Operator.Requests;

/// <summary>What the API server refused, or could not be asked.</summary>
internal sealed class ApiFailure : Exception
{
    private ApiFailure(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public HttpStatusCode? Code { get; private init; }

    /// <summary>The server's word for it, such as <c>AlreadyExists</c>; empty when there was no answer.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>What the server said, or why there was no answer, without the request.</summary>
    public string Words { get; private init; } = "";

    /// <summary>How long the server asks to wait; null when it asks nothing.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Whether the object, or the kind, is not there.</summary>
    public bool IsNotFound => Code == HttpStatusCode.NotFound;

    /// <summary>Whether the object has changed, or exists, or is held by another manager.</summary>
    public bool IsConflict => Code == HttpStatusCode.Conflict;

    /// <summary>Whether what was asked for is no longer kept, so that a list has to begin anew.</summary>
    public bool IsExpired => Code == HttpStatusCode.Gone;

    /// <summary>There was no answer.</summary>
    public static ApiFailure NoAnswer(string request, string why, Exception? inner) => new($"{request}: {why}", inner) { Words = why };

    /// <summary>The server's own words, from an answer.</summary>
    public static async Task<ApiFailure> FromAsync(string request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return From(request, response.StatusCode, Status(text), text, response.Headers.RetryAfter?.Delta);
    }

    /// <summary>The server's own words, from an error within a watch.</summary>
    public static ApiFailure From(string request, JsonObject status)
    {
        var code = status["code"]?.GetValue<int>() ?? (int)HttpStatusCode.InternalServerError;
        return From(request, (HttpStatusCode)code, status, status.ToJsonString(), null);
    }

    private static ApiFailure From(string request, HttpStatusCode code, JsonObject? status, string text, TimeSpan? retryAfter)
    {
        var message = (string?)status?["message"] ?? text;
        return new ApiFailure($"{request}: {(int)code} {code}: {message}", null)
        {
            Code = code,
            Words = message,
            Reason = (string?)status?["reason"] ?? "",
            RetryAfter = retryAfter,
        };
    }

    // What stands between may answer with text of its own.
    private static JsonObject? Status(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
