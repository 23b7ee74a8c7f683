using Paxos.Operator.Api.Spec;
using Paxos.Operator.Api.Validation;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Operator.Tests.Api;

public sealed class ClusterReaderTests
{
    [Fact]
    public void The_minimal_sample_gives_the_documented_defaults()
    {
        var cluster = Samples.Valid(Samples.Read("minimal.yaml"));

        Assert.Equal("minimal", cluster.Metadata.Name);
        Assert.Equal((3, 2, 2, 2), Replicas(cluster.Spec));
        Assert.Equal("1Gi", cluster.Spec.Acceptors.Storage.Size!.Text);
        Assert.Equal("10Gi", cluster.Spec.Learners.Storage.Size.Text);
        Assert.Equal(ReclaimPolicy.Retain, cluster.Spec.Acceptors.Storage.ReclaimPolicy);
        Assert.Equal(Spread.Preferred, cluster.Spec.Placement.AcceptorSpread);
        Assert.Equal("100m", cluster.Spec.Clients.Resources.Requests.Cpu.Text);
        Assert.Null(cluster.Spec.Publish.WebFrom);
        Assert.Empty(ClusterReader.Read(Samples.Read("minimal.yaml")).Findings);
    }

    [Fact]
    public void The_documented_sample_has_the_documented_nodes_and_ports()
    {
        var cluster = Samples.Valid(Samples.Read("documented.yaml"));

        Assert.Equal((3, 3, 2, 2), Replicas(cluster.Spec));
        Assert.Equal((8001, 6001), (cluster.Spec.Publish.WebFrom, cluster.Spec.Publish.ClientFrom));
        Assert.Empty(ClusterReader.Read(Samples.Read("documented.yaml")).Findings);
    }

    [Fact]
    public void The_production_sample_has_nothing_to_warn_of()
    {
        Assert.Empty(ClusterReader.Read(Samples.Read("production.yaml")).Findings);
        Assert.Equal(Spread.Required, Samples.Valid(Samples.Read("production.yaml")).Spec.Placement.AcceptorSpread);
    }

    [Theory]
    [InlineData("proposer: {}", "line 10, column 3", "spec has no field 'proposer'. Did you mean 'proposers'?")]
    [InlineData("learners: {replica: 2}", "line 10, column 14", "spec.learners has no field 'replica'. Did you mean 'replicas'?")]
    [InlineData("backups: {}", "line 10, column 3", "spec has no field 'backups'. It has version, image, acceptors")]
    [InlineData("7: {}", "line 10, column 3", "spec has no field '7'.")]
    [InlineData("learners: {replicas: \"2\"}", "line 10, column 24", "spec.learners.replicas must be a whole number from 1 to 32. It is the text \"2\"; leave the quotes out.")]
    [InlineData("learners: {replicas: two}", "line 10, column 24", "must be a whole number from 1 to 32. It is two.")]
    [InlineData("learners: {replicas: 2.5}", "line 10, column 24", "must be a whole number from 1 to 32. It is 2.5.")]
    [InlineData("learners: {replicas: [2]}", "line 10, column 24", "must be a whole number from 1 to 32. It is a list.")]
    [InlineData("learners: {replicas: {a: 2}}", "line 10, column 24", "must be a whole number from 1 to 32. It is a mapping.")]
    [InlineData("learners: {replicas: }", "line 10, column", "spec.learners.replicas must be a whole number from 1 to 32, or be left out. It is empty.")]
    [InlineData("learners: 2", "line 10, column 13", "spec.learners must be a mapping of fields. It is '2'.")]
    [InlineData("learners: {storage: {size: big}}", "line 10, column 30", "spec.learners.storage.size must be an amount such as 250m, 2, 512Mi or 10Gi. It is 'big'.")]
    [InlineData("learners: {storage: {size: -1}}", "line 10, column 30", "must be an amount such as 250m, 2, 512Mi or 10Gi. It is '-1'.")]
    [InlineData("paused: yes", "line 10, column 11", "spec.paused must be true or false. It is yes.")]
    [InlineData("paused: \"true\"", "line 10, column 11", "spec.paused must be true or false. It is the text \"true\"; leave the quotes out.")]
    [InlineData("logging: {level: loud}", "line 10, column 20", "spec.logging.level must be trace, debug, information, warning, error or critical. It is 'loud'.")]
    [InlineData("publish: {mode: host}", "line 10, column 19", "spec.publish.mode must be Host or Ingress. It is 'host'.")]
    [InlineData("placement: {acceptorNodes: n1}", "line 10, column 30", "spec.placement.acceptorNodes must be a list, each item a host's name")]
    [InlineData("placement: {acceptorNodes: [n1, 2, n3]}", "line 10, column 35", "spec.placement.acceptorNodes[1] must be a host's name")]
    [InlineData("placement: {learnerNodes: [n1, \"a b\"]}", "line 10, column 34", "spec.placement.learnerNodes[1] must be a host's name of letters, digits, hyphens, dots and underscores. It is 'a b'.")]
    [InlineData("podTemplate: {labels: {team: 7}}", "line 10, column 32", "It is 7, which YAML does not take for a text; put it in quotes.")]
    [InlineData("podTemplate: {labels: {team: a b}}", "line 10, column 32", "spec.podTemplate.labels[team] must be a label's value")]
    [InlineData("podTemplate: {labels: {-x: a}}", "line 10, column 26", "A key of spec.podTemplate.labels must be a label's key")]
    [InlineData("podTemplate: {labels: {a: b, a: c}}", "line 10, column 32", "spec.podTemplate.labels[a] must be given once")]
    [InlineData("podTemplate: {labels: [a]}", "line 10, column 25", "spec.podTemplate.labels must be a mapping of texts to texts. It is a list.")]
    [InlineData("paused: true\npaused: true", "line 11, column 3", "spec.paused must be given once. It is given again here.")]
    [InlineData("publish: {webFrom: 0}", "line 10, column 22", "spec.publish.webFrom must be a whole number from 1 to 65535. It is 0.")]
    [InlineData("consensus: {heartbeatMilliseconds: 5}", "line 10, column 38", "spec.consensus.heartbeatMilliseconds must be a whole number from 10 to 1000 (milliseconds). It is 5.")]
    [InlineData("image: {repository: x}", "line 10, column 3", "spec.image must be given once")]
    public void A_mistake_is_told_with_its_place_path_value_and_rule(string lines, string place, string text)
    {
        var reading = ClusterReader.Read(Samples.With(lines));

        Assert.Null(reading.Cluster);
        var finding = Assert.Single(reading.Findings);
        Assert.StartsWith(place, finding.ToString(), StringComparison.Ordinal);
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(finding.Path));
    }

    [Theory]
    [InlineData("version: \"0.1.0\"", "version: 0.1", "spec.version must be at most 63 characters: a version such as 0.1.0 or 1.2.0-rc.1, in quotes. It is 0.1, which")]
    [InlineData("version: \"0.1.0\"", "version: latest", "spec.version must be at most 63 characters: a version such as 0.1.0")]
    [InlineData("  version: \"0.1.0\"\n", "", "spec.version is missing. It must be")]
    [InlineData("  image:\n    repository: paxos-node\n", "", "spec.image.repository is missing. It must be")]
    [InlineData("repository: paxos-node", "digest: sha256:12", "spec.image.digest must be sha256: and 64 hexadecimal digits. It is 'sha256:12'.")]
    [InlineData("repository: paxos-node", "repository: paxos-node:0.1.0", "spec.image.repository must be at most 200 characters: an image without a tag")]
    [InlineData("repository: paxos-node", "repository: Paxos", "an image without a tag")]
    [InlineData("name: orders", "name: Orders", "metadata.name must be at most 40 characters: lower-case letters, digits and hyphens")]
    [InlineData("name: orders", "name: -orders", "that begin with a letter and do not end with a hyphen (a DNS label). It is '-orders'.")]
    [InlineData("name: orders", "name: 1orders", "It is '1orders'.")]
    [InlineData("name: orders", "name: or.ders", "It is 'or.ders'.")]
    [InlineData("name: orders", "name: a1234567890123456789012345678901234567890", "metadata.name must be at most 40 characters")]
    [InlineData("name: orders", "name: \"orders\\n\"", "(a DNS label). It is 'orders '.")]
    [InlineData("name: orders", "name: true", "It is true, which YAML does not take for a text; put it in quotes.")]
    [InlineData("  name: orders\n", "  labels: {}\n", "metadata.name is missing. It must be")]
    [InlineData("metadata:\n  name: orders\n", "", "metadata.name is missing. It must be")]
    [InlineData("v1alpha1", "v1", "apiVersion must be paxos.dev/v1alpha1. It is 'paxos.dev/v1'.")]
    [InlineData("kind: PaxosCluster", "kind: Deployment", "kind must be PaxosCluster. It is 'Deployment'.")]
    [InlineData("kind: PaxosCluster\n", "", "kind is missing. It must be PaxosCluster.")]
    [InlineData("metadata:", "metadate: {}\nmetadata:", "A PaxosCluster has no field 'metadate'. Did you mean 'metadata'?")]
    public void What_must_be_given_is_checked(string right, string wrong, string text)
    {
        var document = Samples.Least + "  acceptors: {storage: {size: 1Gi}}\n";
        Assert.Contains(right, document, StringComparison.Ordinal);

        var reading = ClusterReader.Read(document.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Null(reading.Cluster);
        Assert.Contains(reading.Errors, finding => finding.Text.Contains(text, StringComparison.Ordinal) && finding.Position is not null);
    }

    [Theory]
    [InlineData("spec:\n\tversion: 1\n", "line 2, column 1: A tab stands where YAML takes only spaces")]
    [InlineData("spec:\n  image:\n  \trepository: 1\n", "line 3, column 3: A tab stands")]
    [InlineData("spec: [", "This is not YAML")]
    [InlineData("spec: *nobody", "This is not YAML: the alias 'nobody' has no anchor before it.")]
    [InlineData("", "The text must hold one PaxosCluster. It is empty.")]
    [InlineData("# nothing\n", "The text must hold one PaxosCluster. It is empty.")]
    [InlineData("- a\n", "line 1, column 1: The text must hold one PaxosCluster: a mapping of fields.")]
    [InlineData("a: 1\n---\nb: 2\n---\nc: 3\n", "line 3, column 1: The text must hold one document. It has 3; the second begins here.")]
    public void A_text_that_is_no_single_mapping_is_told_with_the_reason(string text, string expected)
    {
        var reading = ClusterReader.Read(text);

        Assert.Null(reading.Cluster);
        Assert.Contains(expected, Assert.Single(reading.Findings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_would_take_all_memory_or_stack_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100_000));
        var many = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            + "b: [" + string.Join(", ", Enumerable.Repeat("*a", 30_000)) + "]\n";
        var large = new string('#', ClusterReader.CharactersMax + 1);

        Assert.Contains("more than 32 levels deep", Assert.Single(ClusterReader.Read(deep).Findings).Text, StringComparison.Ordinal);
        Assert.Contains("more than 20000 values", Assert.Single(ClusterReader.Read(many).Findings).Text, StringComparison.Ordinal);
        Assert.Contains("at most 1048576 characters", Assert.Single(ClusterReader.Read(large).Findings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once_in_the_order_of_the_text()
    {
        var text = Samples.With("learners: {replicas: 0, replica: 2}\npaused: 1\nacceptors: {replicas: 4, storage: {size: 1Gi}}\nfoo: 1");

        var findings = ClusterReader.Read(text).Findings;

        Assert.Equal(["range", "unknown-field", "type", "acceptors-odd", "unknown-field"], findings.Select(finding => finding.Rule));
        Assert.Equal([9, 9, 10, 11, 12], findings.Select(finding => finding.Position!.Value.Line));
    }

    [Fact]
    public void A_rule_says_nothing_about_a_field_that_is_wrong_already()
    {
        var reading = ClusterReader.Read(Samples.With("consensus: {heartbeatMilliseconds: 5000, electionMinimumMilliseconds: 40}"));

        Assert.Equal(["range"], reading.Findings.Select(finding => finding.Rule));
    }

    [Fact]
    public void Anchors_stand_for_what_they_name()
    {
        var cluster = Samples.Valid(Samples.With("learners: {resources: &some {limits: {memory: 2Gi}}}\nclients: {resources: *some}"));

        Assert.Equal("2Gi", cluster.Spec.Clients.Resources.Limits.Memory!.Text);
    }

    [Fact]
    public void A_warning_leaves_the_resource_usable()
    {
        var reading = ClusterReader.Read(Samples.With("learners: {replicas: 1}"));

        Assert.NotNull(reading.Cluster);
        Assert.Equal([Severity.Warning], reading.Findings.Select(finding => finding.Severity));
    }

    private static (int Acceptors, int Proposers, int Learners, int Clients) Replicas(ClusterSpec spec) =>
        (spec.Acceptors.Replicas, spec.Proposers.Replicas, spec.Learners.Replicas, spec.Clients.Replicas);
}
