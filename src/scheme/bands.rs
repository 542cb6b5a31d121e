//! Bands read as a whole: values that no row takes, rows that overlap, rows that nothing reaches.
//!
//! The bounds, where all are constants, cut the line of numbers into points and open intervals; each is either
//! taken or not, and by which row first. Only what the subject can be counts: whole numbers for a count, the range
//! of a fact.

use super::checker::{Amend, Checker};
use super::dates::position;
use super::expr::constant;
use super::model::*;
use crate::number::Number;
use crate::source::Span;
use crate::unit::FactType;
use crate::{code, text};

code!(
    GAP,
    "H0501",
    Error,
    "分档有空当" / "bands-gap",
    "有些值落不进任何一档，遇到这样的值就没有得分。"
        / "Some values fall into no band, and whoever has such a value would have no score."
);
code!(
    OVERLAP,
    "H0502",
    Warning,
    "分档有重叠" / "bands-overlap",
    "同一个值落进两档时，按先写的一档计。区间写重了往往是笔误，被考核者会据此申诉。"
        / "A value in two bands takes the one written first. Overlapping intervals are mostly a slip, and grounds for an appeal."
);
code!(
    DEAD_ROW,
    "H0503",
    Warning,
    "有一档永远用不到" / "dead-band",
    "前面的档已经包括了它的全部取值，这一行永远不会生效，多半是次序写反了。"
        / "The rows before take all of its values, so it never applies; mostly the order is wrong."
);

code!(
    HOLE,
    "H0566",
    Warning,
    "两档之间的值落进了「其他」" / "hole-between-bands",
    "文件里常写「80～89 分」「90 分以上」，89.5 分就落在两档之间，得了「其他」的分，往往是零分。把界线连起来写：下一档写到上一档的起点为止，不包括起点。"
        / "Documents say `80 to 89` and `90 and more`; 89.5 then lies between the two, and takes the row `otherwise`, often zero. Let each band end where the next begins, that end excluded."
);

/// An elementary piece of the line: a point, or what lies between two neighbouring points.
struct Piece {
    low: Option<Number>,
    high: Option<Number>,
}

impl Piece {
    fn is_point(&self) -> bool {
        self.low.is_some() && self.low == self.high
    }
}

struct Bounds {
    low: Option<(Number, bool)>,
    high: Option<(Number, bool)>,
    except: Option<Number>,
}

impl Bounds {
    fn of(band: &Band) -> Option<Bounds> {
        let end = |bound: &Option<(Expr, bool)>| match bound {
            None => Some(None),
            Some((expr, closed)) => Some(Some((position(expr)?, *closed))),
        };
        let except = match &band.except {
            None => None,
            Some(expr) => Some(position(expr)?),
        };
        Some(Bounds { low: end(&band.low)?, high: end(&band.high)?, except })
    }

    fn takes(&self, piece: &Piece) -> bool {
        let above = match (&self.low, &piece.low) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some((bound, closed)), Some(low)) => {
                low > bound || (low == bound && (*closed || !piece.is_point()))
            }
        };
        let below = match (&self.high, &piece.high) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some((bound, closed)), Some(high)) => {
                high < bound || (high == bound && (*closed || !piece.is_point()))
            }
        };
        above && below && !(piece.is_point() && self.except.is_some() && self.except == piece.low)
    }

    fn is_interval(&self) -> bool {
        self.low.is_some() && self.high.is_some()
    }

    fn is_otherwise(&self) -> bool {
        self.low.is_none() && self.high.is_none() && self.except.is_none()
    }

    fn begins_at(&self, number: &Number) -> bool {
        self.low.as_ref().is_some_and(|(low, _)| low == number)
    }

    fn ends_at(&self, number: &Number) -> bool {
        self.high.as_ref().is_some_and(|(high, _)| high == number)
    }

    fn width(&self) -> Option<Number> {
        Some(&self.high.as_ref()?.0 - &self.low.as_ref()?.0)
    }
}

impl Checker<'_> {
    /// Findings about a set of bands with constant bounds.
    pub(super) fn check_bands(&mut self, subject: &Expr, rows: &[Band], list: Option<FactId>, span: Span) {
        if self.has_unread_rows(span, &["得", "gives"], rows.len()) {
            return;
        }
        let Some(bounds) = rows.iter().map(Bounds::of).collect::<Option<Vec<_>>>() else { return };
        let (range, whole) = (self.range_of(subject), self.is_whole(subject, list));
        let whole = whole || subject.ty == super::types::Ty::Date;
        let pieces = pieces(&bounds, &range, whole);
        let mut used = vec![false; rows.len()];
        let (mut gaps, mut holes, mut edges) = (Vec::new(), Vec::new(), Vec::new());
        let mut overlaps: Vec<(usize, usize)> = Vec::new();
        for piece in &pieces {
            let takers: Vec<usize> = (0..rows.len()).filter(|row| bounds[*row].takes(piece)).collect();
            match takers.split_first() {
                // One finding for values of nobody; a further one for each two bands that were not joined.
                None => match neighbours(piece, &bounds) {
                    None if !gaps.is_empty() => {}
                    pair => gaps.push((piece, pair)),
                },
                Some((first, later)) => {
                    used[*first] = true;
                    if bounds[*first].is_otherwise() && !piece.is_point() {
                        holes.extend(neighbours(piece, &bounds).map(|pair| (piece, pair)));
                    } else if bounds[*first].is_otherwise() {
                        edges.extend(beside(piece, &bounds));
                    }
                    let both = |row: &&usize| bounds[**row].is_interval() && bounds[*first].is_interval();
                    overlaps.extend(later.iter().filter(both).map(|row| (*first, *row)));
                }
            }
        }
        for (piece, pair) in &gaps {
            self.gap(subject, piece, span, pair.map(|pair| (pair, rows)));
        }
        for (piece, pair) in holes.into_iter().filter(|_| gaps.is_empty()) {
            self.hole(subject, piece, pair, rows);
        }
        for (lower, upper) in edges {
            self.edge_of_nobody(subject, (&rows[lower], &rows[upper]));
        }
        overlaps.dedup();
        if let Some((first, second)) = overlaps.first() {
            let (first, second) = (rows[*first].span, rows[*second].span);
            self.report(
                &OVERLAP,
                second,
                text!("这一档与前面的一档有重叠", "this band overlaps an earlier one"),
                text!("重叠的部分按前面的档计", "the earlier band takes what both cover"),
            )
            .also(first, text!("前面的一档", "the earlier band"))
            .advise(text!(
                "用「[下限, 上限)」写清两端是否包括",
                "write `[low, high)` to say which ends belong to it"
            ));
        }
        for (at, (row, used)) in rows.iter().zip(used).enumerate() {
            if !used {
                let taken = pieces.iter().filter(|piece| bounds[at].takes(piece));
                let taker = taken.filter_map(|piece| (0..at).find(|row| bounds[*row].takes(piece))).next();
                let problem = self.report(
                    &DEAD_ROW,
                    row.span,
                    text!("这一档永远用不到", "this band never applies"),
                    text!("取值已被前面的档包括", "earlier bands take all its values"),
                );
                if let Some(taker) = taker {
                    problem.also(rows[taker].span, text!("先轮到这一档", "this one comes first"));
                }
                problem.advise(text!(
                    "检查次序：「≥」从大到小写，「≤」从小到大写",
                    "check the order: `≥` from high to low, `≤` from low to high"
                ));
            }
        }
    }

    /// Least and greatest value of a subject, as far as its form tells.
    fn range_of(&self, subject: &Expr) -> (Option<Number>, Option<Number>) {
        let least = |function: Function, if_empty: bool| match function {
            Function::Rank if !if_empty => (Some(Number::ONE), None),
            Function::Count | Function::Distinct if !if_empty => (Some(Number::ZERO), None),
            _ => (None, None),
        };
        match &subject.kind {
            ExprKind::Fact(id) => self.facts[*id].spec.range.clone(),
            ExprKind::Rank => (Some(Number::ONE), None),
            ExprKind::Cohort(figure) => least(figure.function, figure.if_empty.is_some()),
            ExprKind::Entries(figure) => least(figure.function, figure.if_empty.is_some()),
            ExprKind::Members { function, if_empty, .. } => least(*function, if_empty.is_some()),
            ExprKind::Let(id) => {
                self.lets[*id].checked.as_ref().map_or((None, None), |value| self.range_of(value))
            }
            _ => (None, None),
        }
    }

    /// Whether a subject is always a whole number, so that nothing lies between 3 and 4. Fields are those of `list`.
    fn is_whole(&self, subject: &Expr, list: Option<FactId>) -> bool {
        if let Some(value) = constant(subject) {
            return value.is_whole();
        }
        let figure = |function: Function,
                      value: Option<&Expr>,
                      if_empty: Option<&Expr>,
                      list: Option<FactId>| {
            if_empty.is_none_or(|value| self.is_whole(value, list))
                && match function {
                    Function::Count
                    | Function::Rank
                    | Function::Distinct
                    | Function::Streak
                    | Function::LongestStreak => true,
                    Function::Sum
                    | Function::Max
                    | Function::Min
                    | Function::BestSum
                    | Function::Nth
                    | Function::PercentileNearest => value.is_some_and(|value| self.is_whole(value, list)),
                    _ => false,
                }
        };
        match &subject.kind {
            ExprKind::Fact(id) | ExprKind::LastYear(id) => {
                matches!(self.facts[*id].spec.ty, FactType::Count(_))
            }
            ExprKind::Field(field) => list.is_some_and(|list| match &self.facts[list].spec.ty {
                FactType::List(fields) => matches!(fields[*field].ty, FactType::Count(_)),
                _ => false,
            }),
            ExprKind::Arithmetic(Arithmetic::Divide, left, right) => {
                constant(right).is_some_and(|unit| unit == Number::ONE) && self.is_whole(left, list)
            }
            ExprKind::Rank | ExprKind::Occurrence(_) | ExprKind::Occurrences(_) => true,
            ExprKind::Let(id) => {
                self.lets[*id].checked.as_ref().is_some_and(|value| self.is_whole(value, list))
            }
            ExprKind::Negate(value) => self.is_whole(value, list),
            ExprKind::Arithmetic(
                Arithmetic::Add | Arithmetic::Subtract | Arithmetic::Multiply,
                left,
                right,
            ) => self.is_whole(left, list) && self.is_whole(right, list),
            ExprKind::Builtin(
                Builtin::Floor
                | Builtin::Ceil
                | Builtin::Days
                | Builtin::Months
                | Builtin::PartOfDate(_)
                | Builtin::Decimals,
                _,
            ) => true,
            ExprKind::Builtin(Builtin::Round(_), values) => {
                values.get(1).and_then(constant).is_some_and(|places| places.is_zero())
            }
            ExprKind::Builtin(
                Builtin::Max | Builtin::Min | Builtin::Abs | Builtin::Clamp | Builtin::Within,
                values,
            ) => values.iter().all(|value| self.is_whole(value, list)),
            ExprKind::Cohort(of) => figure(of.function, of.value.as_ref(), of.if_empty.as_ref(), list),
            ExprKind::Entries(of) => {
                figure(of.function, of.value.as_ref(), of.if_empty.as_ref(), Some(of.list))
            }
            ExprKind::Members { function, values, if_empty, .. } => {
                values.iter().all(|(value, _)| figure(*function, Some(value), if_empty.as_deref(), list))
            }
            _ => false,
        }
    }

    fn gap(&mut self, subject: &Expr, piece: &Piece, span: Span, between: Option<((usize, usize), &[Band])>) {
        let what = self.sources.slice(subject.span).to_owned();
        let place = self.place(piece, subject);
        let joined = between.map(|((lower, upper), rows)| self.joined(subject, lower, upper, rows));
        let message = text!("「{what}」{0}没有对应的档", "no band takes `{what}` {0}", place);
        match joined {
            Some((written, row, above)) => self
                .report(&GAP, row, message, text!("这一档到这里", "this band ends here"))
                .also(above, text!("上面一档从这里起", "the upper band begins here"))
                .advise(text!(
                    "把界线连起来：这一档写成「{written}」",
                    "let this band reach the upper: `{written}`"
                )),
            None => self.report(&GAP, span, message, text!("有空当", "a gap")).advise(text!(
                "补上这一段，或在最后加一行「其他 得 0」",
                "add a band for it, or end with a row `otherwise gives 0`"
            )),
        };
    }

    /// Values between two bands take the row `otherwise`.
    fn hole(&mut self, subject: &Expr, piece: &Piece, (lower, upper): (usize, usize), rows: &[Band]) {
        let what = self.sources.slice(subject.span).to_owned();
        let place = self.place(piece, subject);
        let (written, row, above) = self.joined(subject, lower, upper, rows);
        self.report(
            &HOLE,
            row,
            text!("「{what}」{0}按「其他」计", "`{what}` {0} takes the row `otherwise`", place),
            text!("这一档到这里", "this band ends here"),
        )
        .also(above, text!("上面一档从这里起", "the upper band begins here"))
        .advise(text!("把界线连起来：这一档写成「{written}」", "let this band reach the upper: `{written}`"));
    }

    /// The lower of two bands as it would be written if it reached the upper; the places of both.
    fn joined(&self, subject: &Expr, lower: usize, upper: usize, rows: &[Band]) -> (String, Span, Span) {
        let end = |bound: &Option<(Expr, bool)>| {
            let (expr, closed) = bound.as_ref()?;
            Some((self.shown(&position(expr)?, subject).zh.into_owned(), *closed))
        };
        let top = end(&rows[upper].low).unwrap_or_default();
        let written = match (end(&rows[lower].low), top) {
            (Some((low, closed)), (top, above)) => {
                format!("{}{low}, {top}{}", if closed { "[" } else { "(" }, if above { ")" } else { "]" })
            }
            (None, (top, above)) => format!("{} {top}", if above { "<" } else { "≤" }),
        };
        (written, rows[lower].span, rows[upper].span)
    }

    /// Where a piece lies, in words.
    fn place(&self, piece: &Piece, subject: &Expr) -> crate::locale::Text {
        let show = |number: &Number| self.shown(number, subject);
        match (&piece.low, &piece.high) {
            (Some(low), Some(high)) if low == high => text!("等于 {0} 时", "equal to {0}", show(low)),
            (Some(low), Some(high)) => {
                text!("在 {0} 与 {1} 之间时", "between {0} and {1}", show(low), show(high))
            }
            (Some(low), None) => text!("大于 {0} 时", "above {0}", show(low)),
            (None, Some(high)) => text!("小于 {0} 时", "below {0}", show(high)),
            (None, None) => text!("为任何值时", "of any value"),
        }
    }

    /// A bound as it would be written in the unit of the subject.
    fn shown(&self, number: &Number, subject: &Expr) -> crate::locale::Text {
        use super::types::Ty;
        use crate::unit::Dimension;
        let hundredfold = number * &Number::from(100);
        if let ExprKind::Fact(id) = &subject.kind
            && let FactType::Money(unit) | FactType::Quantity(unit) = &self.facts[*id].spec.ty
        {
            let value = number.divide(&unit.scale).unwrap_or_default();
            return crate::locale::Text::same(format!("{value}{}", unit.symbol));
        }
        crate::locale::Text::same(match &subject.ty {
            Ty::Unit(Dimension::Percent) => format!("{hundredfold}%"),
            Ty::Date => {
                let day = number.to_i64().and_then(crate::unit::Date::from_day_number);
                day.map_or_else(|| number.to_string(), |day| day.to_string())
            }
            _ => number.to_string(),
        })
    }
}

/// The bands between which a piece lies, the lower first, where the piece is small beside them: as where a document
/// leaves out what lies between 89 and 90.
fn neighbours(piece: &Piece, bounds: &[Bounds]) -> Option<(usize, usize)> {
    let (low, high) = (piece.low.as_ref()?, piece.high.as_ref()?);
    let lower = bounds.iter().position(|b| b.ends_at(low))?;
    let upper = bounds.iter().position(|b| b.begins_at(high))?;
    let twice = &(high - low) + &(high - low);
    let small = [lower, upper].iter().filter_map(|row| bounds[*row].width()).all(|width| twice <= width);
    (low < high && small).then_some((lower, upper))
}

/// The bands that both stop short of a point, the lower first.
fn beside(piece: &Piece, bounds: &[Bounds]) -> Option<(usize, usize)> {
    let point = piece.low.as_ref()?;
    let lower = bounds.iter().position(|b| b.ends_at(point))?;
    let upper = bounds.iter().position(|b| b.begins_at(point))?;
    Some((lower, upper))
}

/// The elementary pieces that the subject can be in.
fn pieces(bounds: &[Bounds], range: &(Option<Number>, Option<Number>), whole: bool) -> Vec<Piece> {
    let ends = bounds.iter().flat_map(|b| {
        let low = b.low.iter().map(|(number, _)| number);
        low.chain(b.high.iter().map(|(number, _)| number)).chain(b.except.iter())
    });
    let inside = |number: &&Number| {
        range.0.as_ref().is_none_or(|low| *number >= low)
            && range.1.as_ref().is_none_or(|high| *number <= high)
    };
    let mut points: Vec<Number> =
        ends.chain(range.0.iter()).chain(range.1.iter()).filter(inside).cloned().collect();
    points.sort();
    points.dedup();
    let mut pieces = Vec::new();
    if range.0.is_none() {
        pieces.push(Piece { low: None, high: points.first().cloned() });
    }
    for (at, point) in points.iter().enumerate() {
        pieces.push(Piece { low: Some(point.clone()), high: Some(point.clone()) });
        let next = points.get(at + 1);
        let holds_a_whole_number = |low: &Number, high: &Number| &low.floor() + &Number::ONE < *high;
        let empty = whole && next.is_some_and(|next| !holds_a_whole_number(point, next));
        if !empty && (next.is_some() || range.1.is_none()) {
            pieces.push(Piece { low: Some(point.clone()), high: next.cloned() });
        }
    }
    if whole {
        pieces.retain(|piece| !piece.is_point() || piece.low.as_ref().is_some_and(Number::is_whole));
    }
    pieces
}
