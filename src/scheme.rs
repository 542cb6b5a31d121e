//! The language as meant: names resolved, units applied, sums checked, nothing left to look up.
//!
//! [`check`] turns a tree into a [`model::Scheme`] and findings. A scheme is returned only if no finding is an
//! error: whoever holds one need not ask again. [`library`] reads the files of a scheme and of all that it inherits. This module knows neither pest nor evidence nor how scores are
//! computed.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Sources;
use crate::syntax::tree::SchemeNode;
use model::Scheme;

mod adjusted;
mod alerts;
mod applies;
mod bands;
mod bare;
mod brackets;
mod captured;
mod checker;
mod cycles;
mod dates;
mod doubts;
mod edges;
mod effects;
pub mod enclosed;
mod enclosing;
mod entries;
mod entry_slips;
mod expected;
mod expr;
mod facts;
mod figure_clauses;
mod figures;
mod findings;
mod forms;
mod functions;
mod given;
mod group_results;
mod head;
mod items;
pub mod library;
mod lines;
mod linked;
mod meeting;
pub(crate) mod merge;
mod misplaced;
mod misread;
pub mod model;
mod names;
mod ordered;
mod parts;
mod policies;
mod quotas;
mod raters;
mod results;
mod signed;
mod slips;
mod standing;
mod sums;
mod suppressions;
mod table_file;
mod tables;
mod tests;
mod twice;
pub mod types;
mod units;
mod unread;
mod weight_cases;
mod weights;
mod winners;

pub use suppressions::ERROR_STAYS;

use checker::Checker;
use enclosed::Enclosed;

/// Checks a scheme as it stands in the tree, with all that it inherits: see [`library`]. The sources are those that
/// were parsed.
pub fn check(sources: &Sources, node: &SchemeNode, enclosed: &Enclosed) -> (Option<Scheme>, Vec<Diagnostic>) {
    let mut checker = Checker::new(sources, node, enclosed);
    let scheme = whole(&mut checker, node);
    let sound = !checker.problems.iter().any(Diagnostic::is_error);
    let mut problems = checker.problems;
    problems.append(&mut checker.about_tests);
    (scheme.filter(|_| sound), problems)
}

/// The order of the work: first everything is declared, then every expression is read.
fn whole<'t>(checker: &mut Checker<'t>, node: &'t SchemeNode) -> Option<Scheme> {
    let mut head = checker.head(node);
    checker.declare_facts(node);
    checker.declare_items(node);
    checker.declare_grades(node);
    checker.declare_tables(node);
    checker.declare_alerts(node);
    checker.check_fact_policies(node);
    checker.check_sums(&head);
    checker.check_items(node, &mut head);
    checker.check_adjustments(node);
    checker.check_rules(node);
    checker.check_results(node);
    checker.check_quotas(node);
    checker.check_uncalled_functions();
    let applies = checker.check_applies(&head);
    checker.check_cycles();
    checker.check_tests(node);
    checker.check_slips(&head);
    Some(Scheme { applies, ..checker.finish(head) })
}

/// The names of the functions and figures that are built in: each in Chinese and in English.
pub fn function_names() -> impl Iterator<Item = &'static [&'static str]> {
    functions::built_in().chain(figures::built_in())
}

/// The codes that this module raises.
pub static CODES: &[&Code] = &[
    &misplaced::FIELD_WITHOUT_ENTRY,
    &doubts::POINTS_OF_AN_ADJUSTMENT,
    &doubts::TOGETHER_WITHOUT_LIMIT,
    &doubts::CANNOT_TAKE_SO_MUCH,
    &doubts::NET_WITHOUT_FLOOR,
    &doubts::FULL_TIMES_AMOUNT,
    &doubts::RATE_AS_POINTS,
    &doubts::TEXT_WITHOUT_QUOTES,
    &doubts::RANK_AGAINST_ALL,
    &misplaced::LAST_PLACE_AS_VALUE,
    &misplaced::NO_BRACKETS,
    &misplaced::WORD_AS_VALUE,
    &misplaced::OUTCOME_AS_VALUE,
    &doubts::EMPTY_RESULT,
    &findings::UNKNOWN_NAME,
    &findings::DUPLICATE_NAME,
    &findings::AMBIGUOUS_NAME,
    &sums::SUM_DIFFERS,
    &sums::SHARES_OF_THE_WHOLE,
    &sums::MIXED_MARKS,
    &sums::WEIGHT_OUTSIDE,
    &cycles::CYCLE,
    &findings::LATER_STAGE,
    &findings::UNKNOWN_FUNCTION,
    &findings::WRONG_ARGUMENTS,
    &functions::TOO_MANY_CALLS,
    &findings::TYPES_DIFFER,
    &findings::BARE_PERCENT,
    &lines::PERCENT_STEP,
    &units::UNKNOWN_UNIT,
    &findings::NO_SCORE,
    &findings::NO_CONDITION,
    &findings::UNKNOWN_WORD,
    &facts::WRONG_TYPE_UNIT,
    &findings::NOT_CONSTANT,
    &lines::NO_BASE,
    &items::LIMITS_CROSS,
    &items::NO_MARKS,
    &items::RULE_AND_CHILDREN,
    &items::EMPTY_ITEM,
    &lines::BAD_STEP,
    &lines::LIMIT_OF_THE_ITEM,
    &ordered::NO_ORDER,
    &ordered::LATEST_COUNT,
    &ordered::PERIOD_DECLARED,
    &dates::NO_PERIOD_SAID,
    &enclosing::NO_SCHEME_TO_USE,
    &enclosing::USED_IN_A_CIRCLE,
    &linked::NO_SUCH_RESULT,
    &linked::RESULT_TYPE,
    &linked::RESULT_PLACE,
    &tables::TABLE_ROW,
    &tables::TABLE_VALUE,
    &tables::TABLE_TWICE,
    &tables::TABLE_LACKS,
    &tables::TABLE_COLUMN,
    &table_file::TABLE_FILE,
    &table_file::TABLE_CELL,
    &policies::POLICY_DOES_NOT_FIT,
    &effects::EFFECT_DOES_NOT_FIT,
    &adjusted::EACH_OR_TOGETHER,
    &parts::READY_MADE,
    &parts::OPTIONAL_PARTS,
    &parts::WEIGHT_TYPE,
    &results::GRADE_ROWS,
    &head::HEAD,
    &group_results::OF_ONE_RATEE,
    &group_results::OTHER_GROUPS,
    &bands::GAP,
    &bands::OVERLAP,
    &bands::DEAD_ROW,
    &bands::HOLE,
    &edges::EDGE,
    &forms::LINE_POINTS,
    &forms::LOOKUP_KEYS,
    &bare::WITH_UNIT,
    &brackets::NOT_JOINED,
    &captured::VALUE_FROM_OUTSIDE,
    &figure_clauses::CLAUSE,
    &figure_clauses::PARAMETER,
    &figure_clauses::PLACE,
    &raters::RATER_WEIGHTS,
    &entries::NO_ENTRY_AT_HAND,
    &entries::NO_KEY_AT_HAND,
    &entries::NOT_EVERYONES_LIST,
    &entries::SAME_WITHOUT_ENTRIES,
    &figure_clauses::ONE_VALUE,
    &library::NO_PARENT_FILE,
    &library::NO_PARENT,
    &library::CIRCLE,
    &applies::APPLIES,
    &merge::findings::NOT_THERE,
    &merge::findings::CHANGES_NOTHING,
    &merge::findings::PARENTS_DIFFER,
    &merge::findings::REPEATED,
    &merge::findings::NOTHING_TO_RESCALE,
    &merge::findings::NOBODY_ABOVE,
    &merge::findings::CHANGED_TWICE,
    &given::UNKNOWN_IN_TEST,
    &given::GIVEN_DOES_NOT_FIT,
    &given::GIVEN_TWICE,
    &tests::TEST_WITHOUT,
    &tests::UNKNOWN_RATEE,
    &expected::EXPECTED_DOES_NOT_FIT,
    &tests::TEST_TWICE,
    &weights::WEIGHTS_VARY,
    &weights::WEIGHTS_UNUSED,
    &weights::WEIGHT_NEEDS_BRACKETS,
    &entry_slips::NOTHING_OVER_NO_ENTRY,
    &entry_slips::SAME_FOR_EACH_ENTRY,
    &entry_slips::BALLOTS_OF_ONE_RATEE,
    &entry_slips::ALL_BALLOTS_OR_NONE,
    &misread::POINTS_SWAPPED,
    &misread::COUNTS_ALL,
    &misread::CONSTANT_CONDITION,
    &misread::DISCRETION,
    &misread::MEETS_NEEDS_BRACKETS,
    &misread::OVER_A_FACT,
    &misread::SHARE_OF_THE_TOTAL,
    &slips::GRADE_SCALE,
    &slips::WEIGHTED_SCALE,
    &slips::WEIGHTED_TWICE,
    &slips::POINTS_TIMES_POINTS,
    &slips::ZERO_POINTS,
    &slips::CONSTANT_ABOVE_FULL,
    &slips::NOTHING_TO_ADD_TO,
    &slips::HELD_BACK,
    &suppressions::NO_REASON,
    &suppressions::UNKNOWN_CODE,
    &suppressions::NOTHING_ALLOWED,
    &suppressions::ERROR_STAYS,
    &suppressions::NOT_UNDERSTOOD,
    &signed::RUNS_BOTH_WAYS,
    &facts::HALF_ORDERED,
    &quotas::NO_PLACES,
    &quotas::NEAR_A_GRADE,
    &quotas::ROW_TWICE,
    &quotas::ROW_DOES_NOT_FIT,
    &quotas::WRONG_AMOUNT,
    &quotas::NO_ORDER,
    &quotas::OTHERS,
    &quotas::BOUNDS_CROSS,
    &twice::SAID_TWICE,
    &twice::FULL_OF_A_PILOT,
    &twice::NOT_IN_AN_ADJUSTMENT,
    &twice::NOT_IN_TOGETHER,
    &winners::LEAST_WITH_TIES,
    &winners::NO_SUCH_AWARD,
];
