using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;

namespace Paxos.Operator.Requests;

/// <summary>
/// Requests to the API server, as JSON. It uses the connection, TLS and authentication of <see cref="Kubernetes"/>, and not that class's
/// thousand methods: one path serves all kinds, with field managers, bookmarks and versions, and every stream is let go.
/// </summary>
internal sealed class KubernetesApi(Kubernetes connection, TimeProvider time)
{
    /// <summary>The media type of server-side apply.</summary>
    public const string Apply = "application/apply-patch+yaml";

    /// <summary>The media type of a merge.</summary>
    public const string Merge = "application/merge-patch+json";

    private const string Json = "application/json";
    private const string AnyType = "*/*";

    /// <summary>Who asks, for the server's own log.</summary>
    public required string Name { get; init; }

    /// <summary>How long a request may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Is told of each answer.</summary>
    public Action<ApiRequest, HttpStatusCode> Answered { get; init; } = (_, _) => { };

    /// <summary>Asks, and returns the answer's body.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ApiFailure">The server refused, or there was no answer in time.</exception>
    public Task<JsonObject> SendAsync(ApiRequest request, CancellationToken cancellationToken) => BoundedAsync(
        request,
        Json,
        async (stream, token) => await JsonNode.ParseAsync(stream, cancellationToken: token) as JsonObject
            ?? throw ApiFailure.NoAnswer(request.ToString(), "the answer is no object", null),
        cancellationToken);

    /// <summary>Asks for a text, such as a log.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="bytesMax">How much of it is read; the rest is left.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The text, and whether some of it was left.</returns>
    /// <exception cref="ApiFailure">The server refused, or there was no answer in time.</exception>
    public Task<(string Text, bool IsCut)> ReadTextAsync(ApiRequest request, int bytesMax, CancellationToken cancellationToken) =>
        BoundedAsync(
            request,
            AnyType,
            async (stream, token) =>
            {
                var buffer = new byte[bytesMax + 1];
                var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token);
                return (Encoding.UTF8.GetString(buffer, 0, Math.Min(length, bytesMax)), length > bytesMax);
            },
            cancellationToken);

    /// <summary>Asks for a stream; the caller disposes it. There is no limit to how long it lasts.</summary>
    /// <exception cref="ApiFailure">The server refused, or there was no answer.</exception>
    public async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await AnswerAsync(request, Json, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw ApiFailure.NoAnswer(request.ToString(), Why(e), e);
        }
    }

    private async Task<TResult> BoundedAsync<TResult>(
        ApiRequest request,
        string accepted,
        Func<Stream, CancellationToken, Task<TResult>> read,
        CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await AnswerAsync(request, accepted, either.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            return await read(stream, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ApiFailure.NoAnswer(request.ToString(), $"no answer within {Timeout.TotalSeconds} s", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw ApiFailure.NoAnswer(request.ToString(), Why(e), e);
        }
    }

    // A certificate that is not trusted is told only by what is within.
    private static string Why(Exception e) => e.InnerException is AuthenticationException tls ? tls.Message : e.Message;

    private async Task<HttpResponseMessage> AnswerAsync(ApiRequest request, string accepted, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(connection.BaseUri, request.PathAndQuery));
        message.Version = HttpVersion.Version20;
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accepted));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue(Name, null));
        if (request.Body is { } body)
        {
            message.Content = new StringContent(body.ToJsonString(), Encoding.UTF8);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType ?? Json);
        }

        if (connection.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(message, cancellationToken);
        }

        var response = await connection.HttpClient.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Answered(request, response.StatusCode);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ApiFailure.FromAsync(request.ToString(), response, cancellationToken);
        }
    }
}
