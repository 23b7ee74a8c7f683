using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paxos.Operator.Api.Status;

/// <summary>Times as Kubernetes writes them: UTC, whole seconds, a Z.</summary>
internal sealed class SecondsConverter : JsonConverter<DateTimeOffset>
{
    private const string Form = "yyyy-MM-ddTHH:mm:ssZ";

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));
}
