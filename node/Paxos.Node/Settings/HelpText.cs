namespace Paxos.Node.Settings;

/// <summary>What <c>--help</c> prints, made from <see cref="SettingTable"/>.</summary>
internal static class HelpText
{
    /// <summary>All of it.</summary>
    public static string Write()
    {
        var text = new StringWriter { NewLine = "\n" };
        text.WriteLine("paxos-node: one node of a strongly consistent store replicated by Multi-Paxos.");
        text.WriteLine();
        text.WriteLine("Usage: paxos-node --name NAME --role ROLE[,ROLE…] --acceptors NAME=HOST:PORT,… [settings]");
        text.WriteLine();
        text.WriteLine("A setting can be given on the command line, as an environment variable, or in a YAML file;");
        text.WriteLine("the first of these that has it wins.");
        text.WriteLine();
        foreach (var setting in SettingTable.All)
        {
            WriteSetting(text, setting);
        }

        text.WriteLine("  --check-live    Asks the node that runs beside it with the same settings whether it lives (/healthz): exit code");
        text.WriteLine("                  0 yes, 1 no, with the reason. For a container's health check.");
        text.WriteLine("  --check-ready   The same with /readyz: whether it can do its role's work.");
        text.WriteLine("  --help          Prints this text.");
        text.WriteLine("  --version       Prints the version.");
        text.WriteLine();
        text.WriteLine("Exit codes: 0 stopped as asked, 1 failed, 2 wrong settings, 70 a bug was found and the node stopped");
        text.WriteLine("rather than go on wrongly, 86 its disk failed and must be replaced.");
        return text.ToString();
    }

    private static void WriteSetting(StringWriter text, Setting setting)
    {
        text.WriteLine($"  {setting.OptionName} <{setting.Unit}>");
        text.WriteLine($"      {setting.Help}.");
        text.WriteLine($"      Must be {setting.Rule.Text}{(setting.IsList ? "; several with commas between them" : "")}.");
        var fallback = setting.DefaultText ?? setting.Default;
        var names = setting.IsInFile ? $"{setting.EnvironmentName}, {setting.FileKey}" : setting.EnvironmentName;
        text.WriteLine($"      {(fallback is null ? "No default" : $"Default: {fallback}")}. Also: {names}.");
        text.WriteLine();
    }
}
