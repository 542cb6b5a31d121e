//! heng (衡, the beam of a balance): a language for appraisal schemes (考核办法) and an exact engine for them.
//!
//! # Five ideas
//!
//! 1. **Values and arrows.** `Source → Tree → Scheme → Plan → Scores`. Each value is immutable and has one home;
//!    each arrow is one function that returns the value and the problems that it found. All else is a question
//!    asked of one of these values.
//! 2. **Floors.** Every module stands on a floor and uses only lower ones; modules of one floor do not see each
//!    other. `tests/floors.rs` reads the imports and fails on a module that stands nowhere.
//! 3. **One voice.** One [`Diagnostic`](diagnostic::Diagnostic); each code is declared once, in both languages,
//!    beside the check that raises it, and takes its form only at the doors.
//! 4. **One meaning.** One exact number; one plan; scoring and explaining are the same run, without and with a
//!    recorder.
//! 5. **Doors.** Only the doors meet files, clock, environment and network. All else sees a
//!    [`World`](source::World) that can read a text and list a folder.
//!
//! # Floors
//!
//! Not every room drawn here is built yet: those that are can be clicked in the list of modules below.
//!
//! ```text
//! 8  cli                            the terminal's door
//! 7  report      lsp                forms for people and programs; the editor's door
//! 6  analysis    trial      route   questions asked of scores; the tests written in schemes; who goes to which scheme
//!    config                         what an office sets: the levels of findings
//! 5  lint        score              checks of a scheme; a plan over a table
//! 4  range       plan               what can be reached; the scheme as operations on columns
//! 3  scheme      format             the language as meant; as it should be written
//! 2  syntax      script   evidence  the language as written; closed formulas; tables of facts
//! 1  unit        diagnostic         types of facts and their units; what is wrong, and where
//! 0  source      number   locale    texts and places; the exact number; Chinese and English
//!    column                         memory for many rows
//! ```

pub mod cli;
pub mod column;
pub mod config;
pub mod diagnostic;
pub mod evidence;
pub mod format;
pub mod lint;
pub mod locale;
pub mod number;
pub mod plan;
pub mod report;
pub mod route;
pub mod scheme;
pub mod score;
pub mod script;
pub mod source;
pub mod syntax;
pub mod trial;
pub mod unit;
