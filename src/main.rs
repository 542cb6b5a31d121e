//! The program: nothing but a call of its door.

fn main() {}
