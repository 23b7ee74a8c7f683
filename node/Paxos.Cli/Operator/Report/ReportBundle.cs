using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Cli.Operator.Report;

/// <summary>
/// An archive that is written beside its name and gets it at the end, so that nobody meets half of one. All that goes in is redacted, and
/// the manifest, which comes last, says what was.
/// </summary>
internal sealed class ReportBundle : IAsyncDisposable
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly string path;
    private readonly string unfinished;
    private readonly string folder;
    private readonly DateTimeOffset madeAt;
    private readonly TarWriter archive;
    private readonly JsonArray files = [];
    private readonly JsonArray missing = [];
    private bool isFinished;

    /// <summary>Begins one.</summary>
    /// <param name="path">The file that there is to be.</param>
    /// <param name="madeAt">The time.</param>
    public ReportBundle(string path, DateTimeOffset madeAt)
    {
        (this.path, this.madeAt) = (path, madeAt);
        unfinished = $"{path}.unfinished";
        folder = Path.GetFileName(path)[..^ReportVerb.Ending.Length];
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OnlyOwner;
        }

        archive = new TarWriter(new GZipStream(new FileStream(unfinished, options), CompressionLevel.Optimal), TarEntryFormat.Pax);
    }

    /// <summary>How many files are in it.</summary>
    public int Files => files.Count;

    /// <summary>How many could not be read.</summary>
    public int Missing => missing.Count;

    /// <summary>Adds an object as YAML.</summary>
    public Task AddAsync(string name, JsonObject value, CancellationToken cancellationToken)
    {
        var redaction = new Redaction();
        return AddAsync(name, YamlDocument.Write(redaction.Clean(value)), redaction, isCut: false, cancellationToken);
    }

    /// <summary>Adds a text.</summary>
    public Task AddAsync(string name, string text, bool isCut, CancellationToken cancellationToken)
    {
        var redaction = new Redaction();
        return AddAsync(name, redaction.Clean(text), redaction, isCut, cancellationToken);
    }

    /// <summary>Notes what could not be read.</summary>
    public void Miss(string name, string why) =>
        missing.Add((JsonNode)new JsonObject { ["file"] = name, ["why"] = new Redaction().Clean(why) });

    /// <summary>Adds the manifest and gives the file its name.</summary>
    /// <param name="about">What else the manifest says.</param>
    /// <param name="cancellationToken">Ends it; there is no file then.</param>
    public async Task FinishAsync(JsonObject about, CancellationToken cancellationToken)
    {
        var manifest = new JsonObject
        {
            ["madeAt"] = madeAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
            ["madeBy"] = $"paxosctl {Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)}",
            ["about"] = about,
            ["redaction"] = new JsonObject
            {
                ["neverRead"] = "Secrets",
                ["takenOut"] = $"Replaced by {Redaction.Mark}: values of fields, environment variables and annotations whose name looks "
                    + "like a credential; in all texts and logs passwords in addresses, tokens, private keys, and values after words "
                    + "such as password or token. Left out: managedFields and the annotation last-applied-configuration.",
                ["note"] = "What does not look like a credential was not recognised as one. Look through it before you hand it on.",
            },
            ["files"] = files,
            ["couldNotBeRead"] = missing,
        };
        await WriteAsync("manifest.json", manifest.ToJsonString(Indented), cancellationToken);
        await archive.DisposeAsync();
        File.Move(unfinished, path, overwrite: true);
        isFinished = true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!isFinished)
        {
            await archive.DisposeAsync();
            File.Delete(unfinished);
        }
    }

    private async Task AddAsync(string name, string text, Redaction redaction, bool isCut, CancellationToken cancellationToken)
    {
        var file = new JsonObject { ["file"] = name, ["bytes"] = Encoding.UTF8.GetByteCount(text) };
        if (isCut)
        {
            file["cut"] = true;
        }

        if (redaction.Taken.Count > 0)
        {
            file["redacted"] = new JsonArray([.. redaction.Taken.Select(place => JsonValue.Create(place))]);
        }

        files.Add((JsonNode)file);
        await WriteAsync(name, text, cancellationToken);
    }

    private Task WriteAsync(string name, string text, CancellationToken cancellationToken) => archive.WriteEntryAsync(
        new PaxTarEntry(TarEntryType.RegularFile, $"{folder}/{name}")
        {
            DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
            ModificationTime = madeAt,
            Mode = OnlyOwner,
        },
        cancellationToken);
}
