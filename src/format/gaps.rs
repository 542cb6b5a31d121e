//! What stands between two words: a blank, nothing, or a place at which the language lets a line end.

use super::document::Column;
use crate::syntax::concrete::Form;
use crate::syntax::tree::TokenKind;

/// The word before.
pub struct Last {
    /// As it is written.
    pub text: String,
    /// The form in which it stands.
    pub form: Form,
    /// What it is.
    pub kind: TokenKind,
}

/// What stands between two words.
pub enum Gap {
    /// Nothing.
    Tight,
    /// A blank.
    Space,
    /// A place at which a line may end, with the others of its group.
    Line,
    /// A place at which a line may end by itself.
    Soft,
    /// The beginning of a column.
    Cell(Column),
}

/// What stands before a word. `blanks`: whether there were any.
pub fn before(text: &str, form: Form, kind: TokenKind, last: Option<&Last>, blanks: bool) -> Gap {
    let Some(last) = last else { return Gap::Tight };
    let sign = kind == TokenKind::Sign;
    let behind_sign = last.kind == TokenKind::Sign;
    match text {
        "," | "." | ")" | "]" if sign => return Gap::Tight,
        ";" if sign => return Gap::Tight,
        ":" if sign && form == Form::LineName => return Gap::Tight,
        ":" if sign => return Gap::Cell(Column::Colon),
        "(" if sign
            && matches!(
                form,
                Form::Arguments | Form::Parameters | Form::Category | Form::Type | Form::LastYear
            ) =>
        {
            return Gap::Tight;
        }
        _ => {}
    }
    match last.text.as_str() {
        "(" | "[" | "." if behind_sign => return Gap::Tight,
        "-" | "+" if behind_sign && matches!(last.form, Form::Prefix | Form::Power) => return Gap::Tight,
        "," if behind_sign => {
            return match last.form {
                Form::Arguments => Gap::Line,
                Form::Commas | Form::Parameters | Form::TableRow | Form::Category => Gap::Soft,
                _ => Gap::Space,
            };
        }
        ";" | ">" if behind_sign && last.form == Form::Category => return Gap::Soft,
        _ => {}
    }
    match kind {
        TokenKind::Unit if matches!(text, "%" | "‰") => Gap::Tight,
        TokenKind::Unit if form == Form::Quantity && last.kind == TokenKind::Number => {
            let spaced = blanks || text.starts_with(|c: char| c.is_ascii_alphabetic());
            if spaced { Gap::Space } else { Gap::Tight }
        }
        TokenKind::Keyword("over") => Gap::Line,
        TokenKind::Keyword("else") if form == Form::Conditional => Gap::Line,
        TokenKind::Keyword(_) if form == Form::OverClause && last.form != Form::OverClause => Gap::Line,
        TokenKind::Keyword("each") if form == Form::BracketRow => Gap::Cell(Column::Head),
        _ => Gap::Space,
    }
}
