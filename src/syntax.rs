//! The language as written.
pub mod keywords;
use pest_derive::Parser;
#[derive(Parser)]
#[grammar = "grammar/keywords.pest"]
#[grammar = "grammar/heng.pest"]
pub struct P;
pub fn try_it(t: &str) { 
  use pest::Parser;
  match P::parse(Rule::file, t) { Ok(p) => { show(p, 0) } Err(e) => println!("{e}") } }
fn show(p: pest::iterators::Pairs<Rule>, d: usize) { for x in p { let r=x.as_rule(); if matches!(r, Rule::WHITESPACE|Rule::COMMENT|Rule::nl) {continue} let leaf = x.clone().into_inner().next().is_none(); println!("{}{:?}{}", "  ".repeat(d), r, if leaf {format!(" {:?}", x.as_str())} else {String::new()}); show(x.into_inner(), d+1);} }
