//! Hashing without a secret: the same on every run, and cheap.

use foldhash::fast::FixedState;

/// A map for keys that are asked for often.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, FixedState>;
/// A set of the same kind.
pub(crate) type HashSet<T> = std::collections::HashSet<T, FixedState>;
