//! Chores of the repository: `cargo xtask generate` writes every file that can be derived from the code.

fn main() {}
