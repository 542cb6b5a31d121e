//! Breaks running text into lines of a terminal, Chinese and English alike.
//!
//! Chinese may break between any two 汉字, but never before a closing sign nor after an opening one; English
//! breaks at blanks. Widths are terminal columns. Nothing here knows what the text says.

use crate::source::char_width;

/// Signs that never stand at the head of a line.
const CLOSING: &str = "，。、；：？！）》】」』〉”’％…—·,.;:?!)]}%";
/// Signs that never stand at the end of a line.
const OPENING: &str = "（《【「『〈“‘([{";

/// The room that the lines of a text have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Columns of the first line.
    pub first: usize,
    /// Columns of every further line.
    pub rest: usize,
    /// Whether ambiguous signs are drawn wide.
    pub ambiguous_wide: bool,
}

/// The lines of `text`, without blanks at their ends. A line break in the text stays one. Always at least one
/// line; a piece that is wider than its line is cut where the line ends.
pub(super) fn wrap(text: &str, room: Room) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for piece in pieces(paragraph) {
            let width = piece.trim_end().chars().map(|c| char_width(c, room.ambiguous_wide)).sum::<usize>();
            if used > 0 && used + width > allowed(room, lines.len()) {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0;
            }
            for c in piece.chars() {
                let width = char_width(c, room.ambiguous_wide);
                if used > 0 && !c.is_whitespace() && used + width > allowed(room, lines.len()) {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push(c);
                used += width;
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

fn allowed(room: Room, line: usize) -> usize {
    if line == 0 { room.first } else { room.rest }.max(1)
}

/// Cuts a paragraph at every place where a line may end.
fn pieces(paragraph: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in paragraph.char_indices() {
        if before.is_some_and(|b| may_break(b, c)) {
            pieces.push(&paragraph[start..at]);
            start = at;
        }
        before = Some(c);
    }
    pieces.push(&paragraph[start..]);
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if after.is_whitespace() || CLOSING.contains(after) || OPENING.contains(before) {
        return false;
    }
    before.is_whitespace() || char_width(before, false) == 2 || char_width(after, false) == 2
}

#[cfg(test)]
mod tests {
    use super::{Room, wrap};

    fn lines(text: &str, width: usize) -> Vec<String> {
        wrap(text, Room { first: width, rest: width, ambiguous_wide: false })
    }

    #[test]
    fn signs_keep_to_their_words() {
        assert_eq!(lines("把分值改为二十分，再检查", 8), ["把分值改", "为二十", "分，再检", "查"]);
        assert_eq!(lines("见（附件）", 4), ["见", "（附", "件）"]);
        assert_eq!(lines("the weights do not add up", 11), ["the weights", "do not add", "up"]);
    }

    #[test]
    fn nothing_is_lost_in_narrow_rooms() {
        assert_eq!(lines("internationalisation", 6), ["intern", "ationa", "lisati", "on"]);
        assert_eq!(lines("汉字", 0), ["汉", "字"]);
        assert_eq!(lines("", 5), [""]);
        assert_eq!(lines("a\n\nb", 5), ["a", "", "b"]);
    }
}
