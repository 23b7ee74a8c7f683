using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Paxos.ApiServer.Serving;

/// <summary>Bodies in and out.</summary>
internal static class Exchange
{
    /// <summary>The largest body that is read, as a real API server has it.</summary>
    private const long BodyBytesMax = 3 * 1024 * 1024;

    /// <summary>Reads a body; null for an empty one.</summary>
    /// <exception cref="ApiException">It is no JSON, or too large.</exception>
    public static async Task<JsonNode?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > BodyBytesMax)
        {
            throw new ApiException(413, "RequestEntityTooLarge", $"Request entity too large: limit is {BodyBytesMax}");
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        if (buffer.Length == 0)
        {
            return null;
        }

        if (context.Request.ContentType == ProtobufBody.MediaType)
        {
            return ProtobufBody.Read(buffer.ToArray());
        }

        try
        {
            return JsonNode.Parse(buffer.ToArray());
        }
        catch (JsonException e)
        {
            throw new ApiException(
                415, "UnsupportedMediaType", $"this server reads bodies of JSON only, not {context.Request.ContentType}: {e.Message}");
        }
    }

    /// <summary>Writes an answer.</summary>
    public static async Task WriteAsync(HttpContext context, int code, JsonNode body)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
