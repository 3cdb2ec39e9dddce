//! What happens, and whom it concerns.

pub(crate) mod expression;
pub(crate) mod filter;
