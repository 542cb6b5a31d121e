//! Scripts of a scheme.

use super::{Expr, ExprKind, ScriptId};
use crate::number::Number;
use crate::scheme::types::Ty;
use crate::script::{Fault, Formula, Kind, Script};
use crate::source::Span;
use std::sync::Arc;

/// Bytes of a word that a script takes whatever it does with it.
pub const SHORT_WORD: usize = 1_000;

/// A script.
pub struct NamedScript {
    /// Its name.
    pub name: Arc<str>,
    /// What runs.
    pub script: Script,
    /// The text between the fences.
    pub body: Span,
}

impl std::fmt::Debug for NamedScript {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "script {}", self.name)
    }
}

/// A call of a script in columns.
///
/// # Errors
/// What keeps it from columns.
pub fn formula(
    scripts: &[NamedScript],
    id: ScriptId,
    arguments: &[(Expr, Number)],
) -> Result<Formula, Fault> {
    let kinds: Vec<Kind> = arguments.iter().map(|(argument, _)| kind(scripts, argument)).collect();
    scripts[id].script.formula(&kinds)
}

/// What the values of an expression are, as far as a script is concerned, where they are of the type that it has.
fn kind(scripts: &[NamedScript], expr: &Expr) -> Kind {
    match &expr.ty {
        Ty::Number | Ty::Ratio | Ty::Unit(_) => Kind::Number,
        Ty::Truth => Kind::Truth,
        // Evidence holds only the words that are declared; what else may pass for a category is not so certain.
        Ty::Category(words)
            if matches!(expr.kind, ExprKind::Fact(_) | ExprKind::LastYear(_) | ExprKind::Field(_))
                && words.iter().all(|word| word.len() <= SHORT_WORD) =>
        {
            Kind::Word
        }
        Ty::Category(_) | Ty::Text | Ty::Date | Ty::Grade => Kind::Unknown,
        Ty::Any => match &expr.kind {
            ExprKind::Script(id, arguments) => {
                formula(scripts, *id, arguments).map_or(Kind::Unknown, |formula| formula.kind)
            }
            ExprKind::Arithmetic(..) | ExprKind::Negate(_) | ExprKind::Builtin(..) => Kind::Number,
            _ => Kind::Unknown,
        },
    }
}
