//! The few lines of a text that a finding shows, made fit for drawing.
//!
//! miette scans a whole text for every label, counts columns in bytes and draws whatever stands in a line. It is
//! therefore given an [`Excerpt`]: only the lines around the labels, found through the line index; columns in
//! characters; lines cut to the terminal; signs that would disturb a terminal replaced. This module knows
//! neither codes nor severities.

use super::Label;
use super::style::{Style, TAB};
use super::wrap::{Room, wrap};
use crate::locale::Lang;
use crate::source::{Source, char_width};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::collections::BTreeSet;
use std::ops::Range;

/// Lines shown before and after a labelled one.
pub(super) const CONTEXT: usize = 1;
/// A label over more lines than this is drawn on its first line only.
const TALLEST: usize = 6;
/// The narrowest cut of a line, in columns.
const NARROWEST: usize = 40;
/// Columns that miette's margin takes besides the line number.
const MARGIN: usize = 6;
/// Unassigned characters that every width table counts as two columns: they stand for ambiguous signs.
const STAND_IN: u32 = 0x3_F000;

/// Some lines of one text. Offsets given to miette are offsets into `text`.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    text: String,
    lines: Vec<Line>,
    stand_ins: Vec<char>,
}

#[derive(Debug)]
struct Line {
    /// Its index in the whole text, from 0.
    number: usize,
    /// Its bytes in the excerpt, without the line end.
    shown: Range<usize>,
    /// The byte of the whole text at which the shown part begins.
    original: usize,
    /// Characters of the line before the shown part.
    skipped: usize,
    /// Whether the shown part begins with a sign of omission.
    cut: bool,
}

impl Excerpt {
    /// The lines around some labels of one text, and the labels as miette wants them. The first is the main one
    /// if `primary` says so.
    pub(super) fn new(
        source: &Source,
        labels: &[&Label],
        primary: bool,
        lang: Lang,
        style: Style,
    ) -> (Self, Vec<LabeledSpan>) {
        let ranges: Vec<Range<usize>> = labels.iter().map(|label| visible(source, label)).collect();
        let mut wanted = BTreeSet::new();
        for range in &ranges {
            let (first, last) = (source.line_of(range.start), source.line_of(range.end));
            let text_ends = source.line_of(source.text().trim_end().len()).max(last);
            let end = (last + CONTEXT).min(text_ends);
            wanted.extend(first.saturating_sub(CONTEXT)..=end);
        }
        let name = clean(source.name());
        let mut made = Excerpt { name, text: String::new(), lines: Vec::new(), stand_ins: Vec::new() };
        let digits = wanted.last().map_or(1, |line| (line + 1).to_string().len());
        let room = style.width.saturating_sub(MARGIN + digits).max(NARROWEST);
        for number in wanted {
            made.push_line(source, number, &ranges, room, style);
        }
        let spans = labels.iter().zip(&ranges).enumerate();
        let spans = spans.map(|(i, (label, range))| {
            let span = made.find(source, range.start)..made.find(source, range.end);
            let text = made.label_text(label.text.get(lang), span.start, room, style);
            let place = (span.start, span.end.saturating_sub(span.start));
            match primary && i == 0 {
                true => LabeledSpan::new_primary_with_span(text, place),
                false => LabeledSpan::new_with_span(text, place),
            }
        });
        let spans = spans.collect();
        (made, spans)
    }

    /// Puts the signs back for which wide ones stood while miette measured.
    pub(super) fn restore(&self, drawn: String) -> String {
        if self.stand_ins.is_empty() {
            return drawn;
        }
        let back = |c: char| {
            let index = (c as u32).checked_sub(STAND_IN).map(|i| i as usize);
            index.and_then(|i| self.stand_ins.get(i)).copied().unwrap_or(c)
        };
        drawn.chars().map(back).collect()
    }

    fn push_line(
        &mut self,
        source: &Source,
        number: usize,
        ranges: &[Range<usize>],
        room: usize,
        style: Style,
    ) {
        let mut bytes = source.line_range(number);
        bytes.start = bytes.start.max(source.mark_length()).min(bytes.end.max(source.mark_length()));
        bytes.end = bytes.end.max(bytes.start);
        let focus = ranges.iter().find(|r| bytes.start <= r.end && r.start <= bytes.end);
        let focus = focus.map_or(bytes.start, |r| r.start.clamp(bytes.start, bytes.end));
        let part = window(source.text(), bytes.clone(), focus, room, style);
        let start = self.text.len();
        let cut = part.start > bytes.start;
        if cut {
            self.push_char('…', style);
        }
        for c in source.text()[part.clone()].chars() {
            self.push_char(drawable(c), style);
        }
        if part.end < bytes.end {
            self.push_char('…', style);
        }
        let skipped = source.text()[bytes.start..part.start].chars().count();
        self.lines.push(Line { number, shown: start..self.text.len(), original: part.start, skipped, cut });
        self.text.push('\n');
    }

    fn push_char(&mut self, c: char, style: Style) {
        let ambiguous = style.ambiguous_wide && char_width(c, true) != char_width(c, false);
        if !ambiguous {
            self.text.push(c);
            return;
        }
        let index = self.stand_ins.iter().position(|&known| known == c).unwrap_or_else(|| {
            self.stand_ins.push(c);
            self.stand_ins.len() - 1
        });
        self.text.push(char::from_u32(STAND_IN + index as u32).unwrap_or(c));
    }

    /// The offset in the excerpt of a byte of the whole text; a byte that was cut away goes to the nearer end.
    fn find(&self, source: &Source, byte: usize) -> usize {
        let number = source.line_of(byte);
        let Some(line) = self.lines.iter().find(|line| line.number == number) else {
            return self.text.len().saturating_sub(1);
        };
        let ahead = source.text().get(line.original..byte).map_or(0, |t| t.chars().count());
        let shown = &self.text[line.shown.clone()];
        let nth = shown.char_indices().nth(ahead + usize::from(line.cut));
        line.shown.start + nth.map_or(shown.len(), |(at, _)| at)
    }

    /// A label's words, broken so that they end before the terminal does.
    fn label_text(&self, words: &str, start: usize, room: usize, style: Style) -> Option<String> {
        if words.is_empty() {
            return None;
        }
        let line = self.lines.iter().find(|line| line.shown.contains(&start));
        let before = line.map_or("", |line| &self.text[line.shown.start..start]);
        let used = before.chars().map(|c| width(c, style)).sum::<usize>() + MARGIN;
        let columns = room.saturating_sub(used).max(NARROWEST / 2);
        let space = Room { first: columns, rest: columns, ambiguous_wide: style.ambiguous_wide };
        Some(wrap(&clean(words), space).join("\n"))
    }

    /// The index of the excerpt's line that holds an offset.
    fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.shown.start <= offset).saturating_sub(1)
    }

    /// The index reached by taking at most `steps` lines that follow one another in the whole text too.
    fn neighbour(&self, from: usize, steps: usize, forward: bool) -> usize {
        let mut at = from;
        for _ in 0..steps {
            let next = if forward { at.checked_add(1) } else { at.checked_sub(1) };
            match next.filter(|&n| n < self.lines.len()) {
                Some(n) if self.lines[n].number.abs_diff(self.lines[at].number) == 1 => at = n,
                _ => break,
            }
        }
        at
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        if end > self.text.len() || self.lines.is_empty() {
            return Err(MietteError::OutOfBounds);
        }
        let here = self.line_at(span.offset());
        let first = self.neighbour(here, before, false);
        let last = self.neighbour(self.line_at(end), after, true);
        let line = &self.lines[here];
        let column = match before {
            0 => {
                let shown = self.text[line.shown.start..span.offset()].chars().count();
                line.skipped + shown.saturating_sub(usize::from(line.cut))
            }
            _ => 0,
        };
        let data = self.lines[first].shown.start..self.lines[last].shown.end + 1;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            &self.text.as_bytes()[data.clone()],
            (data.start, data.len()).into(),
            self.lines[first].number,
            column,
            last - first + 1,
        )))
    }
}

/// The bytes of a label that can be drawn: whole characters of the text, no line end, not too many lines.
fn visible(source: &Source, label: &Label) -> Range<usize> {
    let text = source.text();
    let mut start = (label.span.start as usize).clamp(source.mark_length(), text.len());
    let mut end = (label.span.end as usize).clamp(start, text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let words = text[start..end].trim_end();
    if !words.is_empty() {
        end = start + words.len();
    }
    let (first, last) = (source.line_of(start), source.line_of(end));
    let line_end = source.line_range(first).end.max(source.mark_length());
    start = start.min(line_end);
    if last >= first + TALLEST {
        end = line_end;
    }
    start..end.min(source.line_range(source.line_of(end)).end).max(start)
}

/// The part of a line that fits into `room` columns and holds `focus`.
fn window(text: &str, line: Range<usize>, focus: usize, room: usize, style: Style) -> Range<usize> {
    let columns = |range: Range<usize>| text[range].chars().map(|c| width(c, style)).sum::<usize>();
    if line.len() <= room || columns(line.clone()) <= room {
        return line;
    }
    let mut start = line.start;
    let ahead = room / 3;
    if columns(line.start..focus) > room - ahead {
        start = focus;
        let mut used = 0;
        for (at, c) in text[line.start..focus].char_indices().rev() {
            used += width(c, style);
            if used > ahead {
                break;
            }
            start = line.start + at;
        }
    }
    let mut used = 2;
    for (at, c) in text[start..line.end].char_indices() {
        used += width(c, style);
        if used > room {
            return start..start + at;
        }
    }
    start..line.end
}

/// The columns of a character as miette draws it.
fn width(c: char, style: Style) -> usize {
    if c == '\t' { TAB } else { char_width(drawable(c), style.ambiguous_wide) }
}

/// A character that a terminal shows as one sign: control characters and marks of direction would move the
/// cursor or hide words.
fn drawable(c: char) -> char {
    let hidden = matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    if hidden || (c.is_control() && c != '\t') { char::REPLACEMENT_CHARACTER } else { c }
}

/// Words from outside, fit for a terminal: as [`drawable`], with line breaks kept and tabs as blanks.
pub(super) fn clean(words: &str) -> String {
    let fit = |c| match c {
        '\n' => '\n',
        '\t' => ' ',
        other => drawable(other),
    };
    words.chars().map(fit).collect()
}
