//! heng (衡): a language and an exact rule engine for appraisal schemes.

pub mod diagnostic;
pub mod evidence;
pub mod locale;
pub mod number;
pub mod source;
pub mod unit;
