//! What tests have tried of a scheme, and what not: for people.

use super::Tested;
use crate::diagnostic::terminal::Style;
use crate::locale::{Lang, Text};
use crate::source::{Sources, Span, display_width};
use crate::text;
use crate::trial::coverage::{Aspect, Kind, Site};

/// What a kind is called.
fn kind_words(kind: Kind) -> Text {
    match kind {
        Kind::Items => Text::fixed("指标和加扣分", "items and adjustments"),
        Kind::Rows => Text::fixed("各档、各行、各段", "bands, rows, segments"),
        Kind::Limits => Text::fixed("上限和下限", "limits"),
        Kind::Vetoes => Text::fixed("否决", "vetoes"),
        Kind::Rules => Text::fixed("其他规则", "other rules"),
        Kind::Conditions => Text::fixed("条件", "conditions"),
        Kind::Grades => Text::fixed("等次", "grades"),
        Kind::Quotas => Text::fixed("名额", "quotas"),
    }
}

/// What has not been tried of a site.
fn lacking(site: &Site) -> Text {
    match (site.kind, site.aspect) {
        (Kind::Items, _) => Text::fixed("没有按规则计过分", "never scored by its rule"),
        (Kind::Grades, Aspect::Reached) => Text::fixed("没有评到过", "never given"),
        (_, Aspect::Reached) => Text::fixed("没有取到过", "never taken"),
        (_, Aspect::FirstEnd) => Text::fixed("没有试过这一端和以外", "never at this end or beyond"),
        (_, Aspect::LastEnd) => Text::fixed("没有试过这一端和以外", "never at this end or beyond"),
        (Kind::Vetoes | Kind::Rules, Aspect::Holds) => Text::fixed("没有触发过", "never applied"),
        (Kind::Vetoes | Kind::Rules, Aspect::HoldsNot) => {
            Text::fixed("没有试过不触发", "never left unapplied")
        }
        (Kind::Quotas, Aspect::Holds) => Text::fixed("没有人占到名额", "nobody had a place"),
        (Kind::Quotas, Aspect::HoldsNot) => Text::fixed("没有人落选", "nobody was left without a place"),
        (_, Aspect::Holds) => Text::fixed("没有成立过", "never held"),
        (_, Aspect::HoldsNot) => Text::fixed("没有试过不成立", "never failed to hold"),
        (_, Aspect::CapBites) => Text::fixed("上限没有起过作用", "the cap never lowered it"),
        (_, Aspect::CapFree) => Text::fixed("没有试过不到上限", "never below the cap"),
        (_, Aspect::FloorBites) => Text::fixed("下限没有起过作用", "the floor never raised it"),
        (_, Aspect::FloorFree) => Text::fixed("没有试过高于下限", "never above the floor"),
    }
}

/// Whole percent, 100 only for all of them.
pub(super) fn percent(covered: usize, total: usize) -> usize {
    (covered * 100).checked_div(total).unwrap_or(100)
}

/// The most columns of a passage.
const PASSAGE: usize = 48;

/// A passage of a scheme on one line.
pub(super) fn passage(sources: &Sources, span: Span) -> String {
    let text = sources.slice(span);
    let lines = text.lines().map(|line| line.split(['#', '＃']).next().unwrap_or_default());
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    let mut out = String::new();
    for c in words.join(" ").chars() {
        if display_width(&out) >= PASSAGE {
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
}

/// The coverage of one scheme: a line for each kind, then everything that no test has tried.
pub(super) fn human(one: &Tested<'_>, sources: &Sources, lang: Lang, style: Style) -> String {
    let coverage = &one.trials.coverage;
    let rows: Vec<(String, usize, usize)> = Kind::ALL
        .iter()
        .map(|kind| (kind_words(*kind).get(lang).to_owned(), coverage.count(*kind)))
        .map(|(words, (covered, total))| (words, covered, total))
        .filter(|(_, _, total)| *total > 0)
        .collect();
    let width = rows.iter().map(|(words, ..)| display_width(words)).max().unwrap_or(0);
    let mut out = format!("  {}\n", Text::fixed("覆盖", "coverage").get(lang));
    for (words, covered, total) in rows {
        let blank = " ".repeat(width - display_width(&words));
        let color = if covered == total { super::GREEN } else { super::YELLOW };
        let share = super::paint(&format!("{:>3}%", percent(covered, total)), color, style);
        out.push_str(&format!("    {words}{blank}  {share}  {covered}/{total}\n"));
    }
    let open: Vec<&Site> = coverage.sites.iter().filter(|site| !site.covered).collect();
    if !open.is_empty() {
        out.push_str(&format!("  {}\n", Text::fixed("没有试到的", "not tried").get(lang)));
    }
    // Of what was never scored, one line says enough.
    let never = |site: &Site| site.kind == Kind::Items;
    let unscored: Vec<&str> = open.iter().filter(|site| never(site)).map(|site| &*site.path).collect();
    for site in open.into_iter().filter(|site| never(site) || !unscored.contains(&&*site.path)) {
        let line = sources.get(site.span.file).place(site.span.start as usize).line;
        let file = sources.get(site.span.file).name();
        // What is inherited stands in another file.
        let at = match file == one.file {
            true => text!("第 {line} 行", "line {line}"),
            false => text!("{file} 第 {line} 行", "{file} line {line}"),
        };
        let what = lacking(site);
        let quoted = match site.kind {
            Kind::Items | Kind::Limits | Kind::Vetoes | Kind::Rules | Kind::Grades | Kind::Quotas => {
                String::new()
            }
            Kind::Rows | Kind::Conditions => {
                let words = passage(sources, site.span);
                text!("「{words}」", " `{words}`").get(lang).to_owned()
            }
        };
        out.push_str(&format!("    {}  {}{quoted}  {}\n", at.get(lang), site.path, what.get(lang)));
    }
    out
}
