//! Days, parts of dates, and the latest entries of lists.

/// Parts of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatePart {
    /// The year.
    Year,
    /// The quarter, 1 to 4.
    Quarter,
    /// The month, 1 to 12.
    Month,
}

/// Days that a run knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayOf {
    /// 今日
    Today,
    /// 期初
    PeriodStart,
    /// 期末
    PeriodEnd,
}

/// The latest entries of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latest {
    /// How many.
    pub count: usize,
    /// Whether they are taken before the condition chooses among them; else among those that it chose.
    pub first: bool,
}
