using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using Paxos.Operator.Runtime.Telemetry;

namespace Paxos.Operator.Runtime.Client;

/// <summary>
/// Requests to the API server, as JSON. It uses the connection, TLS and authentication of <see cref="Kubernetes"/>, and not that class's
/// thousand methods: one path serves all kinds, with field managers, bookmarks and versions, and every stream is let go.
/// </summary>
internal sealed class KubernetesApi(Kubernetes connection, OperatorSettings settings, OperatorMetrics metrics, TimeProvider time)
{
    /// <summary>The media type of server-side apply.</summary>
    public const string Apply = "application/apply-patch+yaml";

    /// <summary>The media type of a merge.</summary>
    public const string Merge = "application/merge-patch+json";

    private const string Json = "application/json";

    /// <summary>Asks, and returns the answer's body.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ApiFailure">The server refused, or there was no answer in time.</exception>
    public async Task<JsonObject> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(settings.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await AnswerAsync(request, either.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            return await JsonNode.ParseAsync(stream, cancellationToken: either.Token) as JsonObject
                ?? throw ApiFailure.NoAnswer(request.ToString(), "the answer is no object", null);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ApiFailure.NoAnswer(request.ToString(), $"no answer within {settings.RequestTimeout.TotalSeconds} s", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw ApiFailure.NoAnswer(request.ToString(), e.Message, e);
        }
    }

    /// <summary>Asks for a stream; the caller disposes it. There is no limit to how long it lasts.</summary>
    /// <exception cref="ApiFailure">The server refused, or there was no answer.</exception>
    public async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await AnswerAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw ApiFailure.NoAnswer(request.ToString(), e.Message, e);
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(connection.BaseUri, request.PathAndQuery));
        message.Version = HttpVersion.Version20;
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue(settings.Name, null));
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
        metrics.Requested(request, response.StatusCode);
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
