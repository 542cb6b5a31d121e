//! "Did you mean": the nearest of the names that would have been right.

/// The most characters of a name to which similar ones are sought.
const LONGEST: usize = 200;

/// The candidate nearest to `word` in edits of characters, if it is near enough to be a slip: at most a third of
/// the longer word, and at least one edit allowed. The first wins among equals, so the order of candidates is
/// the only tie-break.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let (own, other) = (word.chars().count(), candidate.chars().count());
        let length = own.max(other);
        // Of a name longer than any that people write nothing is a slip.
        if length > LONGEST {
            continue;
        }
        let allowed = (length / 3).max(1).min(length.saturating_sub(1));
        if own.abs_diff(other) > allowed {
            continue;
        }
        let distance = edits(&word.to_lowercase(), &candidate.to_lowercase());
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance (insert, delete, replace, swap of neighbours), in characters.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replace.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_slips_and_leaves_strangers() {
        assert_eq!(nearest("服务满意度", ["服务满意率", "平台投入"]), Some("服务满意率"));
        assert_eq!(nearest("indicater", ["indicator", "dimension"]), Some("indicator"));
        assert_eq!(nearest("甲", ["乙"]), None);
        assert_eq!(nearest("得份", ["得分"]), Some("得分"));
    }
}
