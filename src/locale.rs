//! Chinese and English: whatever a person reads exists in both languages, as a pair.
//!
//! A [`Text`] is written where it is needed, both halves side by side (see [`text!`](crate::text)); which
//! half is shown is decided only at the doors. This module knows no message and no environment.

use std::borrow::Cow;

/// A language in which heng speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

/// The same words in Chinese and in English.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    /// The Chinese half.
    pub zh: Cow<'static, str>,
    /// The English half.
    pub en: Cow<'static, str>,
}

impl Text {
    /// A pair of fixed texts.
    pub const fn fixed(zh: &'static str, en: &'static str) -> Self {
        Text { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
    }

    /// A name, number or code that reads the same in both languages.
    pub fn same(words: impl Into<String>) -> Self {
        let words = words.into();
        Text { zh: Cow::Owned(words.clone()), en: Cow::Owned(words) }
    }

    /// Names in a row, parted as each language parts them.
    pub fn listed(names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let names: Vec<String> = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
        Text { zh: Cow::Owned(names.join("、")), en: Cow::Owned(names.join(", ")) }
    }

    /// Pairs in a row, as [`Text::listed`].
    pub fn joined(parts: impl IntoIterator<Item = Text>) -> Self {
        let (zh, en): (Vec<String>, Vec<String>) =
            parts.into_iter().map(|part| (part.zh.into_owned(), part.en.into_owned())).unzip();
        Text { zh: Cow::Owned(zh.join("、")), en: Cow::Owned(en.join(", ")) }
    }

    /// The half for one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Writes a [`Text`](crate::locale::Text): `text!("缺少 {name}", "{name} is missing")`. Both halves are format strings that
/// take the names in scope; further arguments are themselves pairs, taken by position in the right language.
#[macro_export]
macro_rules! text {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::locale::Text {
            zh: ::std::borrow::Cow::Owned(format!($zh)),
            en: ::std::borrow::Cow::Owned(format!($en)),
        }
    };
    ($zh:literal, $en:literal, $($pair:expr),+ $(,)?) => {
        $crate::locale::Text {
            zh: ::std::borrow::Cow::Owned(format!($zh, $($pair.get($crate::locale::Lang::Zh)),+)),
            en: ::std::borrow::Cow::Owned(format!($en, $($pair.get($crate::locale::Lang::En)),+)),
        }
    };
}
