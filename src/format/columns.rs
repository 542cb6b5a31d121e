//! Columns: what rows that follow each other have in common stands one below the other.

use super::document::Column;
use super::print::{Line, WIDTH};
use crate::source::display_width;

/// The columns from left to right, and the farthest place of each: a row that reaches farther is left as it is, and
/// moves no other.
const COLUMNS: [(Column, usize); 5] = [
    (Column::Colon, 36),
    (Column::Head, 36),
    (Column::Source, 60),
    (Column::Basis, 76),
    (Column::Comment, 76),
];

/// Rows at the same depth that are aligned together.
struct Run {
    indent: usize,
    rows: Vec<usize>,
}

/// Joins the cells of lines.
pub fn join(mut lines: Vec<Line>) -> String {
    for (column, farthest) in COLUMNS {
        // Facts stay in their columns across a list that takes several lines.
        let spans_blocks = matches!(column, Column::Colon | Column::Source);
        let mut runs: Vec<Run> = Vec::new();
        for at in 0..=lines.len() {
            let depth = lines.get(at).filter(|line| !line.is_empty() && !line.raw).map(|line| line.indent);
            let goes_on = |run: &Run| match depth {
                Some(depth) if spans_blocks => run.indent <= depth,
                Some(depth) => run.indent == depth,
                None => false,
            };
            let (open, ended) = runs.into_iter().partition(goes_on);
            runs = open;
            ended.iter().for_each(|run| align(&mut lines, &run.rows, column, farthest));
            let Some(line) = lines.get(at) else { break };
            if line.cells.first().is_some_and(|(first, _)| *first == column) {
                match runs.iter_mut().find(|run| run.indent == line.indent) {
                    Some(run) => run.rows.push(at),
                    None => runs.push(Run { indent: line.indent, rows: vec![at] }),
                }
            }
        }
        for line in &mut lines {
            if line.cells.first().is_some_and(|(first, _)| *first == column) {
                put(line, 0);
            }
        }
    }
    let mut out = String::new();
    for line in lines {
        if !line.first.is_empty() && !line.raw {
            out.extend(std::iter::repeat_n(' ', line.indent));
        }
        out.push_str(&line.first);
        out.push('\n');
    }
    out
}

/// Where a line is when its next cell begins.
fn reached(line: &Line) -> usize {
    line.indent + display_width(&line.first)
}

/// Puts the first cells of some lines one below the other, as far as that leaves them narrow enough.
fn align(lines: &mut [Line], run: &[usize], column: Column, farthest: usize) {
    let behind = |line: &Line| -> usize {
        let cells = line.cells.iter().filter(|(column, _)| *column != Column::Comment);
        cells.map(|(_, cell)| display_width(cell) + 1).sum()
    };
    let takes_part = |line: &Line| {
        let only_a_brace = line.cells.len() == 1 && line.cells.iter().any(|(_, cell)| cell == "{");
        reached(line) <= farthest && !only_a_brace && !line.first.starts_with('}')
    };
    let mut members: Vec<usize> = run.iter().copied().filter(|at| takes_part(&lines[*at])).collect();
    // A name stands in its column however long the rest; other columns must leave the line narrow enough.
    let must_fit = matches!(column, Column::Source | Column::Basis);
    while let Some(place) = members.iter().map(|at| reached(&lines[*at])).max() {
        let fits = |at: &usize| {
            let line = &lines[*at];
            !must_fit || place == reached(line) || place + behind(line) <= WIDTH
        };
        if members.iter().all(fits) {
            members.iter().for_each(|at| put(&mut lines[*at], place));
            return;
        }
        members.retain(fits);
    }
}

/// Joins the first cell of a line to what stands before, not nearer than at a place.
fn put(line: &mut Line, place: usize) {
    if line.cells.is_empty() {
        return;
    }
    let (column, cell) = line.cells.remove(0);
    let blanks = place.saturating_sub(reached(line)) + if column == Column::Comment { 2 } else { 1 };
    if !line.first.is_empty() {
        line.first.extend(std::iter::repeat_n(' ', blanks));
    }
    line.first.push_str(&cell);
}
