//! heng (衡): a language and an exact rule engine for appraisal schemes.

pub mod diagnostic;
pub mod locale;
pub mod number;
pub mod script;
pub mod source;
pub mod syntax;
pub mod unit;
pub mod scheme;
