using System.Globalization;
using System.Text.Json.Nodes;

namespace Paxos.ApiServer;

/// <summary>Numbers of JSON, whether they were read or set by code: a <see cref="JsonValue"/> tells one type only.</summary>
internal static class JsonNumbers
{
    /// <summary>The value as a whole number; null for null.</summary>
    public static long? AsLong(this JsonNode? value) =>
        value is null ? null : long.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    /// <summary>The value as a whole number; null for null.</summary>
    public static int? AsInt(this JsonNode? value) =>
        value is null ? null : int.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
}
