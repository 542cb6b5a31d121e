//! How a terminal wants to be written to. What it can do is found out at the door, not here.

/// Columns of a tab.
pub(super) const TAB: usize = 4;

/// How a terminal wants to be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether colours are wanted.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether the terminal draws “ ” … ① → as wide as 汉字. Frames are then drawn in ASCII.
    pub ambiguous_wide: bool,
}

impl Default for Style {
    fn default() -> Self {
        Style { color: false, width: 100, ambiguous_wide: false }
    }
}
