//! Chinese words that run together: `得满分` is one word to the grammar; where keywords and declared names split
//! it in only one way, people can be told where the blanks belong.

use super::keywords::KEYWORDS;

/// Words behind a number that make it a bound, and the sign that says the same: 以上 includes the number, 以下 does not.
pub const BOUNDS: [(&str, &str); 6] =
    [("及以上", "≥"), ("以上", "≥"), ("起", "≥"), ("及以下", "≤"), ("以下", "<"), ("以内", "≤")];

/// What a quoted name or text holds: without the one mark at each end. Marks inside belong to it.
pub fn unquoted(written: &str) -> &str {
    let is_text = |mark| matches!(mark, '“' | '”');
    let pairs = |open, close| match open {
        '「' => close == '」',
        '`' | '"' => close == open,
        open => is_text(open) && is_text(close),
    };
    let mut inside = written.chars();
    match (inside.next(), inside.next_back()) {
        (Some(open), Some(close)) if pairs(open, close) => inside.as_str(),
        _ => written,
    }
}

/// The one way to split `word` into keywords and `names`, at least one keyword among them; nothing if there is
/// none, or more than one.
pub fn split_words<'w>(word: &'w str, names: &[&str]) -> Option<Vec<&'w str>> {
    let pieces: Vec<(&str, bool)> = KEYWORDS
        .iter()
        .flat_map(|keyword| keyword.zh.iter().map(|word| (*word, true)))
        .chain(names.iter().map(|name| (*name, false)))
        .chain(["分", "%"].map(|unit| (unit, false)))
        .collect();
    // ways[i]: how often the first i bytes can be split (up to 2), and the last piece of a way.
    let mut ways = vec![(0_u8, 0_usize, false); word.len() + 1];
    ways[0] = (1, 0, false);
    for at in 0..word.len() {
        let (count, _, keyword_before) = ways[at];
        if count == 0 || !word.is_char_boundary(at) {
            continue;
        }
        for (piece, is_keyword) in &pieces {
            if word[at..].starts_with(piece) {
                let end = &mut ways[at + piece.len()];
                *end = (end.0.saturating_add(count), at, keyword_before || *is_keyword);
            }
        }
    }
    let (count, mut start, has_keyword) = ways[word.len()];
    if count != 1 || !has_keyword || start == 0 {
        return None;
    }
    let mut parts = vec![&word[start..]];
    while start > 0 {
        let before = ways[start].1;
        parts.push(&word[before..start]);
        start = before;
    }
    parts.reverse();
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::{split_words, unquoted};

    #[test]
    fn one_mark_at_each_end_is_no_part_of_the_text() {
        assert_eq!(unquoted("\"“两山”理论\""), "“两山”理论");
        assert_eq!(unquoted("\"「甲」村\""), "「甲」村");
        assert_eq!(unquoted("「甲乙」"), "甲乙");
        assert_eq!(unquoted("“甲”"), "甲");
        assert_eq!(unquoted("\"\""), "");
        assert_eq!(unquoted("甲"), "甲");
    }

    #[test]
    fn splits_only_what_splits_one_way() {
        assert_eq!(split_words("得满分", &[]), Some(vec!["得", "满分"]));
        assert_eq!(split_words("分上限满分", &[]), Some(vec!["分", "上限", "满分"]));
        assert_eq!(split_words("满意率低于", &["满意率"]), Some(vec!["满意率", "低于"]));
        assert_eq!(split_words("得分率", &["得分率"]), None);
        assert_eq!(split_words("满意率", &["满意率"]), None);
        assert_eq!(split_words("得甲乙", &["甲乙", "甲", "乙"]), None);
    }
}
