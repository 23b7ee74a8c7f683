using System.Text.Json.Nodes;
using Paxos.Cli.Operator.Report;

namespace Paxos.Operator.Tests.Cli;

/// <summary>What is taken out of a report.</summary>
public sealed class RedactionTests
{
    [Theory]
    [InlineData("password=hunter2 user=ann", "password=REDACTED user=ann")]
    [InlineData("""{"token":"hunter2","slot":7}""", """{"token":"REDACTED","slot":7}""")]
    [InlineData("Authorization: Bearer hunter2hunter2==", "Authorization: REDACTED REDACTED")]
    [InlineData("sent bearer aaaa.bbbb-cccc to it", "sent bearer REDACTED to it")]
    [InlineData("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln back", "got REDACTED back")]
    [InlineData("https://ann:hunter2@example.com/x", "https://ann:REDACTED@example.com/x")]
    [InlineData("--api-key hunter2", "--api-key hunter2")]
    [InlineData("AWS_SECRET_ACCESS_KEY: hunter2", "AWS_SECRET_ACCESS_KEY: REDACTED")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\nnext", "REDACTED\nnext")]
    [InlineData("acceptor2 promised ballot 0.7.1 at slot 12", "acceptor2 promised ballot 0.7.1 at slot 12")]
    public void What_looks_like_a_credential_in_a_text_is_taken_out_and_the_rest_stays(string text, string clean)
    {
        var redaction = new Redaction();

        Assert.Equal(clean, redaction.Clean(text));
        Assert.Equal(clean != text, redaction.Taken.Count > 0);
    }

    [Fact]
    public void Of_an_object_values_go_by_the_names_that_they_have_and_each_place_is_told()
    {
        var redaction = new Redaction();

        var clean = redaction.Clean(JsonNode.Parse("""
            {
              "metadata": {
                "name": "paxos",
                "managedFields": [{"manager": "kubectl"}],
                "annotations": {
                  "kubectl.kubernetes.io/last-applied-configuration": "{}",
                  "example.com/webhook-token": "hunter2",
                  "example.com/note": "see https://ann:hunter2@example.com"
                }
              },
              "spec": {
                "topologyKey": "zone",
                "automountServiceAccountToken": false,
                "imagePullSecrets": [{"name": "registry"}],
                "containers": [{
                  "args": ["--password=hunter2"],
                  "env": [
                    {"name": "DB_PASSWORD", "value": "hunter2"},
                    {"name": "LEVEL", "value": "debug"},
                    {"name": "API_TOKEN", "valueFrom": {"secretKeyRef": {"name": "tokens", "key": "api"}}}
                  ]
                }],
                "volumes": [{"secret": {"secretName": "certificate"}}]
              }
            }
            """)!.AsObject());

        var text = clean.ToJsonString();
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("managedFields", text, StringComparison.Ordinal);
        Assert.Equal("zone", (string?)clean["spec"]!["topologyKey"]);
        Assert.Equal("registry", (string?)clean["spec"]!["imagePullSecrets"]![0]!["name"]);
        Assert.Equal("certificate", (string?)clean["spec"]!["volumes"]![0]!["secret"]!["secretName"]);
        Assert.Equal("debug", (string?)clean["spec"]!["containers"]![0]!["env"]![1]!["value"]);
        Assert.Equal("api", (string?)clean["spec"]!["containers"]![0]!["env"]![2]!["valueFrom"]!["secretKeyRef"]!["key"]);
        Assert.Equal(
            [
                "metadata.annotations.example.com/note",
                "metadata.annotations.example.com/webhook-token",
                "metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]",
                "spec.containers[0].args[0]",
                "spec.containers[0].env[0].value",
            ],
            redaction.Taken);
    }
}
