using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Paxos.Node.Tests.Web;

/// <summary>The page in a real browser. Screenshots go to <c>screenshots/</c> in the test's output folder.</summary>
public sealed class ViewLogsPageTests(ChromiumBrowser browser) : IClassFixture<ChromiumBrowser>
{
    private const string Shown = "document.getElementById('lines').textContent";

    private const string AtEnd =
        "(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 2)"
        + "(document.getElementById('lines'))";

    public static TheoryData<int, int, string> Windows => new()
    {
        { 360, 740, "light" },
        { 360, 740, "dark" },
        { 1280, 800, "light" },
        { 1280, 800, "dark" },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task It_shows_state_and_live_lines_and_fits_its_window(int width, int height, string scheme)
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);
        LogSamples.Append(host);
        await using var page = await browser.OpenAsync();
        await page.ShowAsAsync(width, height, scheme);

        await OpenAsync(page, host);
        host.Log(LogLevel.Information, "A line that came while the page was open.");

        await page.WaitForAsync($"{Shown}.includes('came while the page was open')");
        Assert.Equal("proposer1", await page.TextAsync("#name"));
        Assert.Equal("Ready", await page.TextAsync("#condition"));
        Assert.Contains("1,234,567", await page.TextAsync("#tiles"), StringComparison.Ordinal);
        Assert.Equal(10, await page.CountAsync("#members .member"));
        Assert.Equal(4, await page.CountAsync("#sections section"));
        await AssertFitsAsync(page);
        await page.SaveScreenshotAsync(ScreenshotPath($"everything-{width}-{scheme}"), wholePage: width < 1_000);
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task It_says_what_hinders_a_node(int width, int height, string scheme)
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Blank);
        await using var page = await browser.OpenAsync();
        await page.ShowAsAsync(width, height, scheme);

        await OpenAsync(page, host);

        Assert.Contains("It must not vote.", await page.TextAsync("#hindrance"), StringComparison.Ordinal);
        Assert.Equal("No lines yet.", await page.TextAsync("#empty"));
        await AssertFitsAsync(page);
        await page.SaveScreenshotAsync(ScreenshotPath($"blank-{width}-{scheme}"), wholePage: width < 1_000);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Lines_are_filtered_by_level_and_by_text()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);
        host.Log(LogLevel.Debug, "debug about ballots");
        host.Log(LogLevel.Information, "information about ballots");
        host.Log(LogLevel.Warning, "warning about Ballots");
        host.Log(LogLevel.Error, "error about disks");
        await using var page = await browser.OpenAsync();
        await OpenAsync(page, host);
        await page.WaitForAsync("document.querySelectorAll('.line').length === 4");

        await ChooseLevelAsync(page, 3);
        Assert.Equal(2, await page.CountAsync(".line"));

        await SearchAsync(page, "BALLOTS");
        Assert.Equal(1, await page.CountAsync(".line"));
        Assert.Equal("Ballots", await page.TextAsync(".line mark"));
        Assert.Equal("1 of 4 lines", await page.TextAsync("#count"));

        host.Log(LogLevel.Information, "hidden: too low");
        host.Log(LogLevel.Critical, "hidden: another text");
        host.Log(LogLevel.Critical, "shown: ballots");
        await page.WaitForAsync($"{Shown}.includes('shown: ballots')");
        Assert.Equal(2, await page.CountAsync(".line"));

        await SearchAsync(page, "nothing has this");
        Assert.Equal("No line matches the filter.", await page.TextAsync("#empty"));

        await ChooseLevelAsync(page, 0);
        await SearchAsync(page, "");
        Assert.Equal(7, await page.CountAsync(".line"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_paused_log_stands_still_and_catches_up_when_resumed()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);
        host.Log(LogLevel.Information, "before");
        await using var page = await browser.OpenAsync();
        await OpenAsync(page, host);
        await page.WaitForAsync($"{Shown}.includes('before')");

        await page.EvaluateAsync("document.getElementById('pause').focus()");
        await page.PressAsync(" ");
        Assert.Equal(1, await page.CountAsync("#pause[aria-pressed=true]"));
        host.Log(LogLevel.Information, "during the pause");
        await page.WaitForAsync("document.getElementById('pause').textContent === 'Resume (1 new)'");
        Assert.Equal(1, await page.CountAsync(".line"));

        await page.PressAsync(" ");
        Assert.Equal(2, await page.CountAsync(".line"));
        Assert.Equal("Pause", await page.TextAsync("#pause"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Markup_in_a_line_or_in_the_status_is_shown_as_text()
    {
        const string Markup = "<script>window.broken = 1</script><img src=x onerror='window.broken = 2'><b>bold</b>";
        var status = StatusSamples.Blank with { Name = Markup, Reason = Markup, Leader = Markup, Version = Markup };
        await using var host = await WebHost.StartAsync(status);
        host.Logs.Append(LogLevel.Error, Markup, 1, Markup);
        await using var page = await browser.OpenAsync();

        await OpenAsync(page, host);
        await page.WaitForAsync("document.querySelectorAll('.line').length === 1");
        await SearchAsync(page, "bold");

        Assert.Equal(Markup, await page.TextAsync(".line .message"));
        Assert.Equal(Markup, await page.TextAsync("#name"));
        Assert.Contains(Markup, await page.TextAsync("#hindrance"), StringComparison.Ordinal);
        Assert.Equal(0, await page.CountAsync("main script, main img, main b, header img, #hindrance img"));
        Assert.Null(await page.EvaluateAsync("window.broken ?? null"));
        await AssertFitsAsync(page);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Every_other_nodes_page_is_linked()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);
        await using var page = await browser.OpenAsync();

        await OpenAsync(page, host);

        var links = await page.EvaluateAsync("[...document.querySelectorAll('#members a[href]')].map((link) => link.href)");
        var expected = StatusSamples.Everything.Members
            .Where(member => member.Name != StatusSamples.Everything.Name && member.WebAddress.Length > 0)
            .Select(member => $"http://{member.WebAddress}/view-logs");
        Assert.Equal(expected, links!.AsArray().Select(link => link!.GetValue<string>()));
    }

    [Fact]
    public async Task Addresses_are_shown_when_asked_for_and_fit_a_phone()
    {
        const string Height = "document.querySelector('#members .addresses').offsetHeight";
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);
        await using var page = await browser.OpenAsync();
        await page.ShowAsAsync(360, 740, "light");
        await OpenAsync(page, host);
        Assert.Equal(0, (await page.EvaluateAsync(Height))!.GetValue<int>());

        await page.EvaluateAsync("document.getElementById('details').focus()");
        await page.PressAsync(" ");

        Assert.NotEqual(0, (await page.EvaluateAsync(Height))!.GetValue<int>());
        Assert.Contains("peer 127.0.0.1:7003", await page.TextAsync("#members .addresses"), StringComparison.Ordinal);
        await AssertFitsAsync(page);
        await page.SaveScreenshotAsync(ScreenshotPath("addresses-360-light"), wholePage: true);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_change_of_state_shows_by_itself_and_is_announced()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);
        await using var page = await browser.OpenAsync();
        await OpenAsync(page, host);

        host.Status.Current = StatusSamples.Everything with
        {
            Condition = Paxos.Node.Web.NodeCondition.NoLeader,
            Leader = null,
            Ready = false,
            Reason = "No proposer leads.",
        };

        await page.WaitForAsync("document.getElementById('condition').textContent === 'NoLeader'");
        Assert.Equal("proposer1 is now NoLeader. No proposer leads.", await page.TextAsync("#announcer"));
        Assert.False((await page.EvaluateAsync("document.getElementById('hindrance').hidden"))!.GetValue<bool>());
    }

    [Fact]
    public async Task It_holds_at_most_2000_lines_and_follows_the_newest_unless_scrolled_away()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);
        await using var page = await browser.OpenAsync();
        await page.ShowAsAsync(1280, 800, "light");
        await OpenAsync(page, host);
        for (var number = 1; number <= 2_500; number++)
        {
            host.Log(LogLevel.Information, $"line {number}");
        }

        await page.WaitForAsync($"{Shown}.includes('line 2500')");
        Assert.InRange(await page.CountAsync("#lines > *"), 1, 2_000);
        await page.WaitForAsync(AtEnd);

        await page.EvaluateAsync("""
            new Promise((resolve) => {
              const view = document.getElementById('lines');
              view.addEventListener('scroll', () => resolve(), { once: true });
              view.scrollTop = 0;
            })
            """);
        host.Log(LogLevel.Information, "one more");
        await page.WaitForAsync($"{Shown}.includes('one more')");
        Assert.Equal(1, await page.CountAsync("#newest:not([hidden])"));

        await page.EvaluateAsync("document.getElementById('newest').click()");
        await page.WaitForAsync(AtEnd);
        Assert.Equal(1, await page.CountAsync("#newest[hidden]"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Lines_that_the_page_was_too_slow_for_are_counted()
    {
        const int Burst = 1_500;
        await using var host = await WebHost.StartAsync(StatusSamples.Everything, new() { SubscriptionLinesMax = 1 });
        await using var page = await browser.OpenAsync();
        await OpenAsync(page, host);

        for (var number = 1; number <= Burst; number++)
        {
            host.Log(LogLevel.Information, $"line {number}");
        }

        await page.WaitForAsync($"{Shown}.includes('line {Burst}')");
        var shown = await page.CountAsync(".line");
        Assert.InRange(shown, 1, Burst - 1);
        var missed = (Burst - shown).ToString("N0", CultureInfo.InvariantCulture);
        Assert.Equal($"{missed} missed", await page.TextAsync("#missed"));
        Assert.Contains("missed here.", await page.TextAsync(".gap"), StringComparison.Ordinal);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task It_says_that_the_node_is_gone_and_comes_back_with_it_by_itself()
    {
        var host = await WebHost.StartAsync(StatusSamples.Everything);
        var address = host.Http.BaseAddress!.ToString();
        host.Log(LogLevel.Information, "of the first life");
        await using var page = await browser.OpenAsync();
        await OpenAsync(page, host);
        await page.WaitForAsync($"{Shown}.includes('of the first life')");

        await host.DisposeAsync();
        await page.WaitForAsync("document.getElementById('tail').textContent === 'reconnecting'");
        await page.WaitForAsync("document.getElementById('condition').textContent === 'No answer'");
        Assert.Contains("does not answer", await page.TextAsync("#contact"), StringComparison.Ordinal);

        await using var next = await WebHost.StartAsync(StatusSamples.Everything, address: address);
        next.Log(LogLevel.Information, "of the second life");
        await page.WaitForAsync($"{Shown}.includes('of the second life')");
        await page.WaitForAsync("document.getElementById('contact').hidden");
        Assert.Equal("The node has started anew.", await page.TextAsync(".gap"));
        Assert.Equal("live", await page.TextAsync("#tail"));
        Assert.Equal("Ready", await page.TextAsync("#condition"));
    }

    private static async Task OpenAsync(ChromiumPage page, WebHost host)
    {
        await page.GoToAsync(new Uri(host.Http.BaseAddress!, "/view-logs"));
        await page.WaitForAsync(
            "document.getElementById('tail')?.textContent === 'live' && document.querySelector('#tiles dd') !== null");
    }

    private static async Task ChooseLevelAsync(ChromiumPage page, int level)
    {
        await page.EvaluateAsync($"document.getElementById('level').value = '{level}'");
        await page.EvaluateAsync("document.getElementById('level').dispatchEvent(new Event('change'))");
    }

    private static async Task SearchAsync(ChromiumPage page, string text)
    {
        await page.EvaluateAsync("document.getElementById('search').focus()");
        await page.EvaluateAsync("document.getElementById('search').select()");
        if (text.Length == 0)
        {
            await page.EvaluateAsync("document.execCommand('delete')");
            return;
        }

        await page.TypeAsync(text);
    }

    private static async Task AssertFitsAsync(ChromiumPage page)
    {
        var content = await page.EvaluateAsync("document.documentElement.scrollWidth");
        var window = await page.EvaluateAsync("document.documentElement.clientWidth");
        Assert.Equal(window!.GetValue<int>(), content!.GetValue<int>());
    }

    private static string ScreenshotPath(string name) =>
        Path.Combine(AppContext.BaseDirectory, "screenshots", $"{name}.png");
}
