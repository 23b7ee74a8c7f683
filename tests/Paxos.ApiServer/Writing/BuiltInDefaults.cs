using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Storage;

namespace Paxos.ApiServer.Writing;

/// <summary>Defaults of kinds that are built in: those that clients rely on.</summary>
internal static class BuiltInDefaults
{
    /// <summary>The annotation of the class that claims without a class get.</summary>
    public const string DefaultClass = "storageclass.kubernetes.io/is-default-class";

    /// <summary>A StatefulSet's.</summary>
    public static void StatefulSet(JsonObject value)
    {
        var spec = (JsonObject)value["spec"]!;
        spec["replicas"] ??= 1;
        spec["podManagementPolicy"] ??= "OrderedReady";
        spec["revisionHistoryLimit"] ??= 10;
        spec["updateStrategy"] ??= new JsonObject { ["type"] = "RollingUpdate" };
    }

    /// <summary>A Deployment's.</summary>
    public static void Deployment(JsonObject value)
    {
        var spec = (JsonObject)value["spec"]!;
        spec["replicas"] ??= 1;
        spec["revisionHistoryLimit"] ??= 10;
        spec["progressDeadlineSeconds"] ??= 600;
        spec["strategy"] ??= new JsonObject { ["type"] = "RollingUpdate" };
    }

    /// <summary>A claim's: the default class, where there is one.</summary>
    public static void Claim(JsonObject value, ObjectStore store)
    {
        var spec = (JsonObject)value["spec"]!;
        spec["volumeMode"] ??= "Filesystem";
        value["status"] ??= new JsonObject { ["phase"] = "Pending" };
        var standard = store.List(BuiltIns.StorageClass).Objects.FirstOrDefault(one =>
            (string?)one["metadata"]!["annotations"]?[DefaultClass] == "true");
        if (spec["storageClassName"] is null && standard is not null)
        {
            spec["storageClassName"] = (string)standard["metadata"]!["name"]!;
        }
    }

    /// <summary>A Service's: type, address, protocols.</summary>
    public static void Service(JsonObject value, ObjectStore store)
    {
        var spec = (JsonObject)value["spec"]!;
        spec["type"] ??= "ClusterIP";
        spec["sessionAffinity"] ??= "None";
        if (spec["clusterIP"] is null)
        {
            spec["clusterIP"] = $"10.96.{store.Version / 250 % 250}.{(store.Version % 250) + 1}";
        }

        foreach (var port in spec["ports"] as JsonArray ?? [])
        {
            port!["protocol"] ??= "TCP";
            port["targetPort"] ??= port["port"]?.DeepClone();
        }
    }

    /// <summary>A pod's.</summary>
    public static void Pod(JsonObject value)
    {
        var spec = (JsonObject)value["spec"]!;
        spec["restartPolicy"] ??= "Always";
        spec["terminationGracePeriodSeconds"] ??= 30;
        value["status"] ??= new JsonObject { ["phase"] = "Pending" };
    }

    /// <summary>A Secret's: what is given as text becomes data.</summary>
    public static void Secret(JsonObject value)
    {
        value["type"] ??= "Opaque";
        foreach (var (name, text) in value["stringData"] as JsonObject ?? [])
        {
            value["data"] ??= new JsonObject();
            value["data"]![name] = Convert.ToBase64String(Encoding.UTF8.GetBytes((string)text!));
        }

        value.Remove("stringData");
    }

    /// <summary>The bytes of a quantity such as <c>10Gi</c>; 0 for null.</summary>
    public static decimal Bytes(string? quantity)
    {
        if (quantity is null)
        {
            return 0;
        }

        var digits = quantity.TrimEnd('K', 'k', 'M', 'G', 'T', 'P', 'E', 'i', 'm');
        var factor = quantity[digits.Length..] switch
        {
            "" => 1m,
            "k" => 1_000m,
            "M" => 1_000_000m,
            "G" => 1_000_000_000m,
            "T" => 1_000_000_000_000m,
            "Ki" => 1L << 10,
            "Mi" => 1L << 20,
            "Gi" => 1L << 30,
            "Ti" => 1L << 40,
            var unknown => throw ApiException.BadRequest($"quantity \"{quantity}\" has the unknown unit \"{unknown}\""),
        };
        return decimal.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture) * factor;
    }
}
