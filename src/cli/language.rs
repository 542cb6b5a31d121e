//! Which language to speak.

use crate::locale::Lang;
use crate::source::Source;
use crate::syntax::keywords::KEYWORDS;
use crate::syntax::tree::{TokenKind, Tree};

/// The language that the environment asks for: `HENG_LANG`, then the locale. `C` and `POSIX` ask for none.
pub fn from_environment() -> Option<Lang> {
    let names = ["HENG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
    let mut values = names.iter().filter_map(|name| std::env::var(name).ok());
    values.find_map(|value| of_locale(&value))
}

fn of_locale(value: &str) -> Option<Lang> {
    let value = value.to_lowercase();
    let bare = value.split(['.', '@']).next().unwrap_or_default();
    match bare {
        "" | "c" | "posix" => None,
        zh if zh.starts_with("zh") => Some(Lang::Zh),
        _ => Some(Lang::En),
    }
}

/// The language of most keywords of a scheme; none if it has none.
pub fn of_scheme(source: &Source, tree: &Tree) -> Option<Lang> {
    let (mut zh, mut en) = (0, 0);
    for token in &tree.tokens {
        if let TokenKind::Keyword(rule) = token.kind {
            let written = source.slice(token.span);
            let chinese =
                KEYWORDS.iter().any(|keyword| keyword.rule == rule && keyword.zh.contains(&written));
            if chinese { zh += 1 } else { en += 1 }
        }
    }
    if zh == 0 && en == 0 { None } else { Some(if zh >= en { Lang::Zh } else { Lang::En }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales() {
        assert_eq!(of_locale("zh_CN.UTF-8"), Some(Lang::Zh));
        assert_eq!(of_locale("de_DE"), Some(Lang::En));
        assert_eq!(of_locale("C.UTF-8"), None);
        assert_eq!(of_locale("POSIX"), None);
    }
}
