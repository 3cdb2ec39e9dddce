//! Tokens, minted and verified.
#![expect(clippy::unwrap_used, reason = "tests")]

mod laws;
mod query_hash;
mod stage;
mod variants;
