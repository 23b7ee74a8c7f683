using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Paxos.Node.Tests.Web;

/// <summary>One tab, driven by the Chrome DevTools Protocol: commands with ids out, results and events in.</summary>
internal sealed class ChromiumPage : IAsyncDisposable
{
    private static readonly TimeSpan CommandTimeMax = TimeSpan.FromSeconds(40);
    private const int ConditionMillisecondsMax = 20_000;

    private readonly ClientWebSocket socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> pending = new();
    private readonly ConcurrentQueue<string> complaints = new();
    private Task receiving = Task.CompletedTask;
    private int lastId;

    private ChromiumPage()
    {
    }

    /// <summary>Errors and warnings that the page's console showed, and scripts' uncaught exceptions.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    public static async Task<ChromiumPage> ConnectAsync(Uri address)
    {
        var page = new ChromiumPage();
        await page.socket.ConnectAsync(address, CancellationToken.None);
        page.receiving = page.ReceiveAsync();
        foreach (var domain in new[] { "Page", "Runtime", "Log" })
        {
            await page.SendAsync($"{domain}.enable", []);
        }

        return page;
    }

    /// <summary>Sets the window's size in pixels and the reader's colour scheme, light or dark.</summary>
    public async Task ShowAsAsync(int width, int height, string scheme)
    {
        await SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject
        {
            ["width"] = width,
            ["height"] = height,
            ["deviceScaleFactor"] = 1,
            ["mobile"] = false,
        });
        await SendAsync("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }),
        });
    }

    public Task GoToAsync(Uri address) => SendAsync("Page.navigate", new JsonObject { ["url"] = address.ToString() });

    /// <summary>The value of an expression in the page; a promise is awaited.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await SendAsync("Runtime.evaluate", new JsonObject
        {
            ["expression"] = expression,
            ["awaitPromise"] = true,
            ["returnByValue"] = true,
        });
        Assert.True(answer["exceptionDetails"] is null, $"{expression}: {answer["exceptionDetails"]?.ToJsonString()}");
        return answer["result"]?["value"]?.DeepClone();
    }

    public async Task<string> TextAsync(string selector) =>
        (await EvaluateAsync($"document.querySelector({Quoted(selector)}).textContent"))!.GetValue<string>();

    public async Task<int> CountAsync(string selector) =>
        (await EvaluateAsync($"document.querySelectorAll({Quoted(selector)}).length"))!.GetValue<int>();

    /// <summary>
    /// Waits until an expression holds in the page; fails with the expression when it does not in time.
    /// </summary>
    public async Task WaitForAsync(string condition)
    {
        var held = await EvaluateAsync($$"""
            new Promise((resolve) => {
              const end = performance.now() + {{ConditionMillisecondsMax}};
              const check = () => {
                if ({{condition}}) resolve(true);
                else if (performance.now() > end) resolve(false);
                else setTimeout(check, 20);
              };
              check();
            })
            """);
        Assert.True(held!.GetValue<bool>(), $"Did not come to hold in the page: {condition}");
    }

    /// <summary>Types a key or a text as a person would.</summary>
    public Task TypeAsync(string text) => SendAsync("Input.insertText", new JsonObject { ["text"] = text });

    public async Task PressAsync(string key)
    {
        foreach (var type in new[] { "keyDown", "keyUp" })
        {
            await SendAsync("Input.dispatchKeyEvent", new JsonObject
            {
                ["type"] = type,
                ["key"] = key,
                ["code"] = key == " " ? "Space" : key,
                ["windowsVirtualKeyCode"] = key switch { "Tab" => 9, " " => 32, _ => 13 },
                ["text"] = type == "keyDown" && key != "Tab" ? (key == " " ? " " : "\r") : "",
            });
        }
    }

    /// <summary>Saves what the window shows, or the whole page, as a PNG file.</summary>
    public async Task SaveScreenshotAsync(string path, bool wholePage)
    {
        var answer = await SendAsync("Page.captureScreenshot", new JsonObject
        {
            ["format"] = "png",
            ["captureBeyondViewport"] = wholePage,
        });
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, Convert.FromBase64String(answer["data"]!.GetValue<string>()));
    }

    public async ValueTask DisposeAsync()
    {
        await SendAsync("Page.close", []);
        socket.Dispose();
        await receiving;
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private async Task<JsonNode> SendAsync(string method, JsonObject parameters)
    {
        var id = Interlocked.Increment(ref lastId);
        var completion = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        pending[id] = completion;
        var command = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        var bytes = Encoding.UTF8.GetBytes(command.ToJsonString());
        await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var answer = await completion.Task.WaitAsync(CommandTimeMax);
        Assert.True(answer["error"] is null, $"{method}: {answer["error"]?.ToJsonString()}");
        return answer["result"]!;
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                message.Write(buffer, 0, part.Count);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                if (part.EndOfMessage)
                {
                    OnMessage(JsonNode.Parse(message.ToArray())!);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception exception)
            when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The tab is closed.
        }
    }

    private void OnMessage(JsonNode message)
    {
        if (message["id"] is { } id)
        {
            if (pending.TryRemove(id.GetValue<int>(), out var completion))
            {
                completion.SetResult(message);
            }

            return;
        }

        var parameters = message["params"];
        var complaint = message["method"]?.GetValue<string>() switch
        {
            "Runtime.exceptionThrown" => true,
            "Runtime.consoleAPICalled" => parameters?["type"]?.GetValue<string>() is "error" or "warning" or "assert",
            "Log.entryAdded" => parameters?["entry"]?["level"]?.GetValue<string>() is "error" or "warning",
            _ => false,
        };
        if (complaint)
        {
            complaints.Enqueue(parameters!.ToJsonString());
        }
    }
}
