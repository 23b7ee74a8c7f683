using System.Text;
using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Tests;

/// <summary>Plain HTTP with JSON, as a test writes it.</summary>
internal sealed class ApiClient(Uri address)
{
    private static readonly HttpClient Client = new();

    /// <summary>Asks, and returns the status and the body.</summary>
    public async Task<(int Code, JsonObject Body)> SendAsync(
        HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var response = await Client.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    /// <summary>Reads; it must be there.</summary>
    public async Task<JsonObject> GetAsync(string path)
    {
        var (code, body) = await SendAsync(HttpMethod.Get, path);
        Assert.True(code == 200, $"GET {path}: {code} {body["message"]}");
        return body;
    }

    /// <summary>Makes; it must be taken.</summary>
    public async Task<JsonObject> CreateAsync(string path, string body)
    {
        var (code, made) = await SendAsync(HttpMethod.Post, path, body);
        Assert.True(code == 201, $"POST {path}: {code} {made["message"]}");
        return made;
    }

    /// <summary>Applies as a manager.</summary>
    public Task<(int Code, JsonObject Body)> ApplyAsync(string path, string manager, string body, bool force = false) => SendAsync(
        HttpMethod.Patch, $"{path}?fieldManager={manager}&force={(force ? "true" : "false")}", body, "application/apply-patch+yaml");
}
