using System.Security.Cryptography;
using System.Text;

namespace Paxos.Node.Web;

/// <summary>
/// The page at <c>/view-logs</c>: one document without outside assets, put together from the files in <c>Page/</c> that
/// are built into the program. Its policy allows exactly its own script and its own styles, by their hashes, so that a log line
/// that got past the escaping would still not run.
/// </summary>
internal sealed class ViewLogsPage
{
    private const string StylePlace = "/* page.css */";
    private const string ScriptPlace = "/* common.js, state.js, log.js */";

    /// <summary>Reads the files and hashes what goes into the document.</summary>
    /// <exception cref="InvalidOperationException">The program was built without one of them.</exception>
    public ViewLogsPage()
    {
        var style = Read("page.css");
        var script = string.Concat(Read("common.js"), Read("state.js"), Read("log.js"));
        Body = Encoding.UTF8.GetBytes(Read("page.html").Replace(StylePlace, style).Replace(ScriptPlace, script));
        ContentSecurityPolicy = string.Join(
            "; ",
            "default-src 'none'",
            $"script-src '{HashOf(script)}'",
            $"style-src '{HashOf(style)}'",
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");
    }

    /// <summary>The document in UTF-8.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The policy that goes with it.</summary>
    public string ContentSecurityPolicy { get; }

    private static string Read(string name)
    {
        using var stream = typeof(ViewLogsPage).Assembly.GetManifestResourceStream($"page/{name}")
            ?? throw new InvalidOperationException($"The program was built without its resource page/{name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // A browser hashes what it has parsed, and parsing turns every line end into a line feed.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string HashOf(string content) =>
        $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";
}
