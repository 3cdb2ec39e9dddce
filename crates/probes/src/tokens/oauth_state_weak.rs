//! Does each authorisation carry a fresh and unguessable `state`?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "oauth-state-weak",
    title: "authorisations whose `state` is missing, repeated or short",
    claims: &["oauth/state-sent", "oauth/state-unguessable"],
    topic: Topic::OauthState,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_oauth,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("oauth_state_weak.md"),
};

#[cfg(feature = "live")]
mod live {
    use assay_evidence::Confidence;

    use crate::{
        Found, Look, Probing, Scene,
        tokens::{authorization::Begun, remedy},
    };

    /// The least entropy of a `state`, in bits (RFC 6749, section 10.10).
    const LEAST_BITS: f64 = 128.0;

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            let begun = async |turn: &str| Begun::begin(scene, &format!("oauth-state-weak/{turn}")).await;
            match (begun("first").await, begun("second").await) {
                (Ok(one), Ok(other)) => judge(look, &one, &other),
                (Err(because), _) | (_, Err(because)) => {
                    look.skip("the beginning of an authorisation", because)
                }
            }
        })
    }

    fn judge(look: &mut Look, one: &Begun, other: &Begun) {
        let found = |claim: &'static str, statement: String| {
            Found::new(claim, format!("state: {claim}"), statement)
                .help(remedy::for_claim(claim))
                .shown_by("the beginning of an authorisation", &one.answer)
                .shown_by("the same from another browser", &other.answer)
        };
        let (Some(first), Some(second)) = (&one.state, &other.state) else {
            look.looked_at_for("oauth/state-sent", 1);
            look.against(found("oauth/state-sent", format!("the way to {} carries no `state`", host(one))));
            return look.skip_for("oauth/state-unguessable", "the `state`", "there is none");
        };
        look.looked_at(1);
        let unguessable = "oauth/state-unguessable";
        if first == second {
            look.against(found(unguessable, "two browsers were given the same `state`".to_owned()));
        } else if bits(first).min(bits(second)) < LEAST_BITS {
            let statement = format!(
                "a `state` of {} characters holds {:.0} bits at most, fewer than {LEAST_BITS}",
                first.chars().count(),
                bits(first).min(bits(second)),
            );
            look.against(found(unguessable, statement));
        } else if common_beginning(first, second) * 2 > first.len() {
            let found =
                found(unguessable, "two values of `state` share more than half of their text".to_owned());
            look.unsure(found.confidence(Confidence::Low), "what differs may still be random enough");
        }
    }

    fn host(begun: &Begun) -> &str {
        begun.location.host_str().unwrap_or("the authorisation server")
    }

    fn common_beginning(one: &str, other: &str) -> usize {
        one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count()
    }

    /// A class of characters.
    type Class = fn(&u8) -> bool;

    /// The most bits that a text of this length and alphabet can hold.
    fn bits(text: &str) -> f64 {
        let has = |is: Class| text.bytes().any(|byte| is(&byte));
        let hexadecimal = text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        let alphabet = if hexadecimal && !has(|byte| (b'a'..=b'f').contains(&byte.to_ascii_lowercase())) {
            10.0
        } else if hexadecimal {
            16.0
        } else {
            let classes: [(Class, f64); 4] = [
                (u8::is_ascii_lowercase, 26.0),
                (u8::is_ascii_uppercase, 26.0),
                (u8::is_ascii_digit, 10.0),
                (|byte| !byte.is_ascii_alphanumeric(), 2.0),
            ];
            classes.into_iter().filter(|(is, _)| has(*is)).map(|(_, size)| size).sum()
        };
        // Hyphens of a UUID stand where they always stand.
        let random = text.bytes().filter(|byte| !(hexadecimal && *byte == b'-')).count();
        random as f64 * alphabet.max(1.0).log2()
    }

    #[cfg(test)]
    mod tests {
        use super::{LEAST_BITS, bits};

        #[test]
        fn random_values_of_the_usual_forms_are_enough() {
            for state in [
                "0e50fccb239d4991a5dbdc850ba3f236",
                "b7AZk1_-3xQm0LwRtY8uPq",
                "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            ] {
                assert!(bits(state) >= LEAST_BITS, "{state}: {}", bits(state));
            }
        }

        #[test]
        fn numbers_words_and_times_are_not() {
            for state in ["", "1", "12345", "login", "1790000000123", "user-42", "aaaaaaaaaaaaaaaa"] {
                assert!(bits(state) < LEAST_BITS, "{state}: {}", bits(state));
            }
        }
    }
}
