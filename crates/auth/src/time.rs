//! When a token is good.

use std::fmt;

use crate::{Object, Refusal};

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(pub i64);

impl UnixTime {
    /// This many seconds later; earlier for a negative number.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How long a token is good.
///
/// `exp` is required and has no leeway: at that second the token is over (RFC 7519, section 4.1.4). `iat` is
/// required and, like `nbf` where there is one, may lie ahead by the leeway, because the sender's clock may run
/// ahead of ours: leeway goes one way only. `exp` may not lie further ahead than the longest life of this kind of
/// token, so that a leaked token dies soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRules {
    most_ahead: i64,
    leeway: i64,
}

impl TimeRules {
    /// The most leeway that can be asked for, in seconds.
    pub const MOST_LEEWAY: i64 = 30;

    /// Connect request, context and session tokens: 15 minutes, the longest that the official frameworks issue.
    pub const CONNECT: Self = Self { most_ahead: 900, leeway: Self::MOST_LEEWAY };

    /// Install and uninstall callbacks, and Forge invocation tokens, are made for one request: 5 minutes.
    pub const ONE_CALL: Self = Self { most_ahead: 300, leeway: Self::MOST_LEEWAY };

    /// Trello: `exp` is 900 seconds after `iat`, by its documentation read 2026-01.
    pub const TRELLO: Self = Self { most_ahead: 900, leeway: Self::MOST_LEEWAY };

    /// Rules of one's own; leeway is cut to [`Self::MOST_LEEWAY`], and neither number is below zero.
    pub fn new(most_ahead: i64, leeway: i64) -> Self {
        Self { most_ahead: most_ahead.max(0), leeway: leeway.clamp(0, Self::MOST_LEEWAY) }
    }

    /// Checks `exp`, `iat` and `nbf`; gives the time of expiry.
    ///
    /// # Errors
    /// [`Refusal::MissingClaim`], [`Refusal::ClaimShape`], [`Refusal::Expired`], [`Refusal::NotYetValid`],
    /// [`Refusal::Lifetime`].
    pub(crate) fn check(&self, claims: &Object, now: UnixTime) -> Result<UnixTime, Refusal> {
        let expires_at = claims.seconds("exp")?.ok_or(Refusal::MissingClaim { claim: "exp" })?;
        if expires_at <= now {
            return Err(Refusal::Expired { at: expires_at, now });
        }
        let issued_at = claims.seconds("iat")?.ok_or(Refusal::MissingClaim { claim: "iat" })?;
        for (claim, at) in [("iat", Some(issued_at)), ("nbf", claims.seconds("nbf")?)] {
            if let Some(at) = at.filter(|&at| at > now.plus(self.leeway)) {
                return Err(Refusal::NotYetValid { claim, at, now });
            }
        }
        let ahead = expires_at.since(now);
        if ahead > self.most_ahead + self.leeway || expires_at <= issued_at {
            return Err(Refusal::Lifetime { seconds: ahead, most: self.most_ahead });
        }
        Ok(expires_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(1_700_000_000);

    fn check(claims: &str) -> Result<UnixTime, Refusal> {
        let claims = claims.replace("NOW", &NOW.to_string());
        TimeRules::new(900, 30).check(&Object::parse(claims.as_bytes()).unwrap(), NOW)
    }

    #[test]
    fn the_second_of_expiry_is_too_late() {
        assert_eq!(check(r#"{"iat":1,"exp":1700000001}"#), Ok(NOW.plus(1)));
        assert_eq!(check(r#"{"iat":1,"exp":NOW}"#), Err(Refusal::Expired { at: NOW, now: NOW }));
    }

    #[test]
    fn leeway_is_for_clocks_that_run_ahead_and_never_for_expiry() {
        assert!(check(r#"{"iat":1700000030,"nbf":1700000030,"exp":1700000040}"#).is_ok());
        let late = Err(Refusal::NotYetValid { claim: "nbf", at: NOW.plus(31), now: NOW });
        assert_eq!(check(r#"{"iat":NOW,"nbf":1700000031,"exp":1700000040}"#), late);
        assert!(matches!(check(r#"{"iat":1,"exp":1699999999}"#), Err(Refusal::Expired { .. })));
        assert_eq!(TimeRules::new(900, 3600), TimeRules::CONNECT);
    }

    #[test]
    fn a_life_longer_than_the_kind_has_is_refused() {
        assert!(check(r#"{"iat":NOW,"exp":1700000930}"#).is_ok());
        assert_eq!(
            check(r#"{"iat":NOW,"exp":1700000931}"#),
            Err(Refusal::Lifetime { seconds: 931, most: 900 })
        );
        assert!(matches!(check(r#"{"iat":NOW,"exp":9223372036854775807}"#), Err(Refusal::Lifetime { .. })));
    }

    #[test]
    fn what_is_no_number_of_seconds_is_no_time() {
        for exp in ["\"1700000100\"", "1700000100.5", "-5", "1e300", "null", "[]", "18446744073709551615"] {
            let seen = check(&format!(r#"{{"iat":NOW,"exp":{exp}}}"#));
            assert!(matches!(seen, Err(Refusal::ClaimShape { claim: "exp", .. })), "{exp}: {seen:?}");
        }
        assert_eq!(check(r#"{"iat":NOW}"#), Err(Refusal::MissingClaim { claim: "exp" }));
        assert_eq!(check(r#"{"exp":1700000100}"#), Err(Refusal::MissingClaim { claim: "iat" }));
    }
}
