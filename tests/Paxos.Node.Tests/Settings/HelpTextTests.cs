using Paxos.Node.Settings;

namespace Paxos.Node.Tests.Settings;

public sealed class HelpTextTests
{
    [Fact]
    public void Help_is_what_was_reviewed() => Golden.Check("Paxos.Node.Tests/Settings/help.txt", HelpText.Write());

    [Fact]
    public void Every_setting_is_listed_with_its_three_spellings()
    {
        var help = HelpText.Write();

        Assert.All(SettingTable.All, setting =>
        {
            Assert.Contains($"{setting.OptionName} <{setting.Unit}>", help, StringComparison.Ordinal);
            Assert.Contains(setting.EnvironmentName, help, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_default_keeps_its_own_rule()
    {
        var settings = SettingTable.All.Where(setting => setting.Default is not null);

        Assert.All(settings, setting => Assert.True(setting.Rule.Holds(setting.Default!), setting.Name));
    }
}
