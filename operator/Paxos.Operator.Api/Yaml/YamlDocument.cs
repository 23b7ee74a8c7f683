using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Paxos.Operator.Api.Yaml;

/// <summary>
/// Writes a JSON document as YAML, block style, with each string quoted where YAML could read it as something else.
/// </summary>
public static class YamlDocument
{
    /// <summary>The document as one YAML document without markers.</summary>
    public static string Write(JsonNode document)
    {
        var text = new StringWriter { NewLine = "\n" };
        Write(document, text);
        return text.ToString();
    }

    /// <summary>Writes <paramref name="document"/> as one YAML document without markers.</summary>
    public static void Write(JsonNode document, TextWriter output)
    {
        var emitter = new Emitter(output);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(document, emitter);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
    }

    private static void Emit(JsonNode? node, Emitter emitter)
    {
        switch (node)
        {
            case JsonObject members:
                emitter.Emit(new MappingStart(null, null, isImplicit: true, StyleOf(members.Count == 0)));
                foreach (var (name, value) in members)
                {
                    EmitString(name, emitter);
                    Emit(value, emitter);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray items:
                emitter.Emit(new SequenceStart(
                    null, null, isImplicit: true, items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in items)
                {
                    Emit(item, emitter);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                EmitString(value.GetValue<string>(), emitter);
                break;
            default:
                EmitPlain(node?.ToJsonString() ?? "null", emitter);
                break;
        }
    }

    private static MappingStyle StyleOf(bool empty) => empty ? MappingStyle.Flow : MappingStyle.Block;

    // A plain word starts with a letter and is none of YAML's own words (the list of YAML 1.1, which has the most of
    // them).
    private static void EmitString(string text, Emitter emitter)
    {
        var plain = text.Length > 0
            && char.IsAsciiLetter(text[0])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/' or '.')
            && text.ToLowerInvariant() is not (
                "y" or "n" or "yes" or "no" or "on" or "off" or "true" or "false" or "null");
        if (plain)
        {
            EmitPlain(text, emitter);
        }
        else
        {
            emitter.Emit(new Scalar(
                null, null, text, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true));
        }
    }

    private static void EmitPlain(string text, Emitter emitter) => emitter.Emit(new Scalar(
        null, null, text, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
}
