using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Paxos.Operator.Planning.Objects;

/// <summary>A short name for a content: equal contents have equal ones, whatever process makes them.</summary>
internal static class ContentHash
{
    private const int Digits = 16;

    /// <summary>The hash of a document, the order of its members included: builders add them in one order.</summary>
    public static string Of(JsonNode document) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document.ToJsonString())))[..Digits];
}
