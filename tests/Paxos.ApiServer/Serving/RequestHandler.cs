using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Paxos.ApiServer.Faults;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Storage;
using Paxos.ApiServer.Writing;

namespace Paxos.ApiServer.Serving;

/// <summary>Answers one request: discovery, OpenAPI, or a verb on objects; faults come first.</summary>
internal sealed class RequestHandler(ObjectStore store, ObjectWriter writer, FaultSwitch faults, TimeProvider time, TimeSpan bookmarks)
{
    private readonly Discovery _discovery = new(writer.Catalog);
    private readonly OpenApi _openApi = new(writer.Catalog);
    private readonly Listing _listing = new(store, new Tables(time));
    private readonly Watching _watching = new(store, faults, new Tables(time), time, bookmarks);

    /// <summary>What pods say.</summary>
    public PodTexts Texts { get; } = new();

    /// <summary>Answers a request; refusals become objects of kind <c>Status</c>.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (ApiException e) when (!context.Response.HasStarted)
        {
            if (e.Code == 429)
            {
                context.Response.Headers.RetryAfter = "1";
            }

            await Exchange.WriteAsync(context, e.Code, e.Status);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody is left to answer.
        }
        catch (Exception e) when (e is not OperationCanceledException && !context.Response.HasStarted)
        {
            // A bug of this server must be seen by the test that met it, not only as an empty 500.
            await Exchange.WriteAsync(context, 500, new ApiException(500, "InternalError", $"a bug of the server for tests: {e}").Status);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (Target.Parse(path, writer.Catalog) is { } target)
        {
            await AnswerAsync(context, target);
        }
        else if (path is "/healthz" or "/livez" or "/readyz")
        {
            await context.Response.WriteAsync("ok");
        }
        else
        {
            await Exchange.WriteAsync(context, 200, _discovery.Answer(path) ?? _openApi.Answer(path) ?? throw ApiException.NoSuchPath());
        }
    }

    private async Task AnswerAsync(HttpContext context, Target target)
    {
        var query = new Query(context.Request);
        var started = store.Version;
        var request = Record(context, target, query);
        var code = 200;
        var hasChanged = false;
        JsonObject? answer;
        try
        {
            var fault = faults.For(request);
            if (fault is { IsDoneFirst: false } refused)
            {
                throw Fault(refused.Code);
            }

            answer = request.Verb switch
            {
                "watch" => await WatchAsync(context, target, query),
                "get" when PodTexts.IsFor(target) => await SayAsync(context, target, query),
                "list" => _listing.Answer(context.Request, target, query),
                "get" => Get(context, target),
                _ => await WriteAsync(context, target, query, request.Verb),
            };
            hasChanged = request.IsWrite && IsNewer(answer, started);
            code = request.Verb == "create" ? 201 : 200;
            if (fault is { } lost)
            {
                throw Fault(lost.Code);
            }
        }
        catch (ApiException e)
        {
            code = e.Code;
            throw;
        }
        finally
        {
            // Before the answer: whoever has it may look at the record.
            faults.Note(request with { Code = code, HasChanged = hasChanged });
        }

        if (answer is not null)
        {
            await Exchange.WriteAsync(context, code, answer);
        }
    }

    private async Task<JsonObject?> WatchAsync(HttpContext context, Target target, Query query)
    {
        await _watching.AnswerAsync(context, target, query);
        return null;
    }

    private async Task<JsonObject?> SayAsync(HttpContext context, Target target, Query query)
    {
        await Texts.AnswerAsync(context, target, query);
        return null;
    }

    private static bool IsNewer(JsonObject? answer, long started) =>
        answer?["kind"]?.ToString() == "Status" || (long.TryParse(
            answer is null ? "" : ObjectStore.VersionOf(answer), CultureInfo.InvariantCulture, out var version) && version > started);

    private static RequestRecord Record(HttpContext context, Target target, Query query)
    {
        var isCollection = target.Name is null;
        var verb = context.Request.Method switch
        {
            "GET" when isCollection && query.Has("watch") => "watch",
            "GET" => isCollection ? "list" : "get",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => ContentType(context) == "application/apply-patch+yaml" ? "apply" : "patch",
            "DELETE" => isCollection ? "deletecollection" : "delete",
            var method => throw new ApiException(405, "MethodNotAllowed", $"the server does not allow the method {method}"),
        };
        var resource = target.Type.GroupResource + (target.Subresource.Length > 0 ? "/" + target.Subresource : "");
        var manager = query.Options("", _ => { }).Manager;
        return new RequestRecord(verb, resource, target.Namespace ?? "", target.Name ?? "", manager, 0, false);
    }

    private static ApiException Fault(int code) => code switch
    {
        409 => new ApiException(409, "Conflict", "a fault that the test asked for"),
        410 => ApiException.Expired(),
        429 => new ApiException(429, "TooManyRequests", "a fault that the test asked for"),
        _ => new ApiException(code, "InternalError", "a fault that the test asked for"),
    };

    private JsonObject Get(HttpContext context, Target target)
    {
        var found = store.Find(target.Type, target.Key) ?? throw ApiException.NotFound(target.Type, target.Name!);
        return target.Subresource switch
        {
            "" when Tables.IsWanted(context.Request) => _listing.Table(target.Type, [found], ObjectStore.VersionOf(found)),
            "" => found,
            "status" when target.Type.HasStatus => found,
            "scale" when target.Type.Scale is not null => Scales.Of(target.Type, found),
            _ => throw ApiException.NoSuchPath(),
        };
    }

    private async Task<JsonObject?> WriteAsync(HttpContext context, Target target, Query query, string verb)
    {
        CheckSubresource(target);
        var body = await Exchange.ReadAsync(context);
        var options = query.Options(target.Subresource, text => Warn(context, text));
        if (target.Subresource == "scale")
        {
            var patchType = verb == "update" ? null : ContentType(context);
            return Scales.Write(writer, store, target, scale => Scales.Changed(scale, body!, patchType), options);
        }

        var result = verb switch
        {
            "create" => writer.Create(target.Type, target.Namespace ?? "", Object(body), options),
            "update" => writer.Replace(target.Type, target.Key, Object(body), options),
            "patch" or "apply" => writer.Patch(target.Type, target.Key, ContentType(context), Needed(body), options),
            "delete" => Delete(target, body as JsonObject, query),
            _ => DeleteAll(target, body as JsonObject, query),
        };
        WarnOfRules(target.Type, result, options);
        return Tables.IsWanted(context.Request) && verb is "create" or "patch"
            ? _listing.Table(target.Type, [result], ObjectStore.VersionOf(result))
            : result;
    }

    private static void WarnOfRules(ResourceType type, JsonObject result, WriteOptions options)
    {
        if (type == BuiltIns.CustomResourceDefinition && Schema.StructuralRules.HasRules(result))
        {
            options.Warn("this server for tests runs no CEL rules (x-kubernetes-validations)");
        }
    }

    private static void CheckSubresource(Target target)
    {
        var isKnown = target.Subresource switch
        {
            "" => true,
            "status" => target.Type.HasStatus,
            "scale" => target.Type.Scale is not null,
            _ => false,
        };
        if (!isKnown)
        {
            throw ApiException.NoSuchPath();
        }
    }

    private JsonObject Delete(Target target, JsonObject? body, Query query)
    {
        var (value, isGone) = writer.Delete(target.Type, target.Key, DeleteOptions.Read(body, name => query[name]));
        return isGone ? Success(target, value) : value;
    }

    private JsonObject DeleteAll(Target target, JsonObject? body, Query query)
    {
        var options = DeleteOptions.Read(body, name => query[name]);
        foreach (var value in _listing.Selected(target, query))
        {
            var key = new ObjectKey((string?)value["metadata"]!["namespace"] ?? "", (string)value["metadata"]!["name"]!);
            writer.Delete(target.Type, key, options);
        }

        return new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success" };
    }

    private static JsonObject Success(Target target, JsonObject value) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["details"] = new JsonObject
        {
            ["name"] = target.Name,
            ["group"] = target.Type.Group,
            ["kind"] = target.Type.Plural,
            ["uid"] = (string?)value["metadata"]!["uid"],
        },
    };

    private static void Warn(HttpContext context, string text) =>
        context.Response.Headers.Append("Warning", $"299 - \"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");

    private static JsonNode Needed(JsonNode? body) => body ?? throw ApiException.BadRequest("the patch is empty");

    private static JsonObject Object(JsonNode? body) => body as JsonObject ?? throw ApiException.BadRequest("the body is no object");

    private static string ContentType(HttpContext context) => (context.Request.ContentType ?? "").Split(';')[0];
}
