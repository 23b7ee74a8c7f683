using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Paxos.Cli.Operator.Report;

/// <summary>
/// Takes out of objects and texts what looks like a credential, and remembers where. Names of Secrets stay: they are none. A word that
/// only looks like one is taken out, too; of what does not look like one nothing can be promised, which the manifest says.
/// </summary>
internal sealed partial class Redaction
{
    /// <summary>What stands in its place.</summary>
    public const string Mark = "REDACTED";

    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const string Words = "passw(or)?d|passphrase|secret|token|credential|authorization|(api|access|private|signing)[-_.]?key";

    private readonly SortedSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>Where something was taken out, such as <c>spec.containers[0].env[3].value</c>; a place in a text is its kind.</summary>
    public IReadOnlyCollection<string> Taken => taken;

    /// <summary>An object without what looks like a credential, and without the server's own notes about fields.</summary>
    public JsonObject Clean(JsonObject value)
    {
        var clean = value.DeepClone().AsObject();
        (clean["metadata"] as JsonObject)?.Remove("managedFields");
        if ((clean["metadata"]?["annotations"] as JsonObject)?.Remove(LastApplied) == true)
        {
            taken.Add($"metadata.annotations[{LastApplied}]");
        }

        Clean(clean, "");
        return clean;
    }

    /// <summary>A text without what looks like a credential.</summary>
    public string Clean(string text)
    {
        var clean = PrivateKey().Replace(text, _ => Take("a private key"));
        clean = UserInAddress().Replace(clean, found => $"{found.Groups["before"]}{Take("a password in an address")}@");
        clean = Bearer().Replace(clean, found => $"{found.Groups["before"]} {Take("a bearer token")}");
        clean = WebToken().Replace(clean, _ => Take("a signed token"));
        return Assignment().Replace(clean, found => found.Groups["value"].Value == Mark
            ? found.Value
            : $"{found.Groups["before"]}{Take("a value after a word such as password or token")}");
    }

    private void Clean(JsonNode node, string path)
    {
        if (node is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
            {
                CleanChild(items[i], $"{path}[{i}]", isCredential: false, clean => items[i] = clean);
            }
        }
        else if (node is JsonObject owner)
        {
            // An environment variable: its name says what its value is.
            var isVariable = owner["name"] is JsonValue name && name.TryGetValue<string>(out var text) && IsCredential(text);
            foreach (var (key, child) in owner.ToList())
            {
                CleanChild(
                    child,
                    path.Length == 0 ? key : $"{path}.{key}",
                    (key == "value" && isVariable) || (IsCredential(key) && !IsReference(key)),
                    clean => owner[key] = clean);
            }
        }
    }

    private void CleanChild(JsonNode? child, string path, bool isCredential, Action<JsonNode> replace)
    {
        if (child is not JsonValue value)
        {
            if (child is not null)
            {
                Clean(child, path);
            }
        }
        else if (value.TryGetValue<string>(out var text) && text.Length > 0)
        {
            var clean = isCredential ? Mark : new Redaction().Clean(text);
            if (clean != text)
            {
                taken.Add(path);
                replace(JsonValue.Create(clean));
            }
        }
    }

    private string Take(string what)
    {
        taken.Add(what);
        return Mark;
    }

    private static bool IsCredential(string name) => CredentialName().IsMatch(name);

    // The name of a Secret, or of a key in one.
    private static bool IsReference(string key) =>
        key.EndsWith("Name", StringComparison.Ordinal) || key.EndsWith("Ref", StringComparison.Ordinal)
        || key.EndsWith("Policy", StringComparison.Ordinal);

    [GeneratedRegex(Words, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CredentialName();

    [GeneratedRegex(
        $"""(?<before>(?:{Words})\w*["']?\s*[=:]\s*["']?)(?<value>[^\s"',;&]+)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"(?<before>bearer|basic)\s+[\w\-.~+/]{8,}=*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"\beyJ[\w\-]{8,}\.[\w\-]+\.[\w\-]*", RegexOptions.CultureInvariant)]
    private static partial Regex WebToken();

    [GeneratedRegex(@"(?<before>\w://[^\s/:@]*:)[^\s/@]+@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInAddress();

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", RegexOptions.Singleline)]
    private static partial Regex PrivateKey();
}
