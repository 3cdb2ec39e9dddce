//! Whether a token was accepted: told by status, and by the difference to what is known.

use std::collections::BTreeMap;

use assay_evidence::Confidence;

use crate::{Answer, Reply, Trouble};

/// What came of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The server took it.
    Accepted {
        /// How sure.
        confidence: Confidence,
    },
    /// The server refused it, and takes the good one.
    Refused,
    /// The server refused it; nothing shows that it would take a good one, so the refusal proves nothing.
    Unproven {
        /// What is missing.
        because: String,
    },
    /// Answered, and cannot be told.
    Unclear {
        /// Why not.
        because: String,
    },
    /// Not sent, or sent in vain.
    NotTried {
        /// Why not.
        because: String,
    },
}

/// What an endpoint does where it is known what it should do.
#[derive(Debug, Clone, Default)]
pub(super) struct Yardstick {
    /// Answers to good tokens: two, so that what changes from answer to answer is known.
    pub(super) accepted: Vec<Reply>,
    /// Why there is none.
    pub(super) no_accepted: String,
    /// The answer to the same request without a token.
    pub(super) anonymous: Option<Reply>,
    /// The answer to a token of nobody, signed by nobody.
    pub(super) unknown: Option<Reply>,
}

/// Two answers with this part of their words in common are answers of one kind.
const ALIKE: f64 = 0.8;

impl Yardstick {
    /// True where a request without a token gets what one with a token gets; or, where nothing is known of those, an
    /// answer that is no refusal.
    pub(super) fn is_open(&self) -> bool {
        let Some(anonymous) = &self.anonymous else { return false };
        match self.accepted.as_slice() {
            [] => anonymous.is_success(),
            accepted => accepted.iter().any(|accepted| same_kind(anonymous, accepted)) && serves(anonymous),
        }
    }

    /// What the answer to a case says.
    pub(super) fn judge(&self, answer: &Answer) -> Verdict {
        match &answer.outcome {
            Ok(reply) => self.judge_reply(reply),
            Err(trouble @ (Trouble::Hung { .. } | Trouble::BrokenOff | Trouble::NotHttp { .. })) => {
                Verdict::Unclear { because: trouble.to_string() }
            }
            Err(trouble) => Verdict::NotTried { because: trouble.to_string() },
        }
    }

    /// What a refusal looks like. An app that believes tokens takes that of nobody as well: then it shows none.
    fn refusals(&self) -> Vec<&Reply> {
        let like_none = |unknown: &&Reply| {
            unknown.status >= 400
                || self.anonymous.as_ref().is_some_and(|anonymous| same_kind(unknown, anonymous))
        };
        let unknown = self.unknown.as_ref().filter(like_none);
        // A request without a token that gets another answer than one with a good token was refused, in its way.
        self.anonymous.iter().chain(unknown).collect()
    }

    fn judge_reply(&self, reply: &Reply) -> Verdict {
        if reply.status == 429 {
            return Verdict::Unclear { because: "the server asked for patience (429)".to_owned() };
        }
        if self.is_open() {
            return Verdict::NotTried { because: "it answers the same request without any token".to_owned() };
        }
        if reply.status >= 400 {
            return match self.accepted.is_empty() {
                false => Verdict::Refused,
                true => Verdict::Unproven { because: self.no_accepted.clone() },
            };
        }
        let refusals = self.refusals();
        if self.accepted.is_empty() {
            // Nobody showed what a good token gets; what differs from every refusal is no refusal.
            return match refusals.iter().any(|refusal| same_kind(reply, refusal)) {
                true => Verdict::Unproven { because: self.no_accepted.clone() },
                false if reply.is_success() && !refusals.is_empty() => {
                    Verdict::Accepted { confidence: Confidence::High }
                }
                false => Verdict::Unclear { because: format!("it answered {}", reply.status) },
            };
        }
        if self.accepted.iter().any(|accepted| identical(reply, accepted)) {
            return Verdict::Accepted { confidence: Confidence::High };
        }
        if refusals.iter().any(|refusal| same_kind(reply, refusal)) {
            return Verdict::Refused;
        }
        if self.accepted.iter().any(|accepted| accepted.status / 100 != reply.status / 100) {
            return Verdict::Refused;
        }
        if self.accepted.iter().any(|accepted| same_kind(reply, accepted)) {
            return Verdict::Accepted { confidence: Confidence::Medium };
        }
        Verdict::Unclear {
            because: format!(
                "it answered {}, unlike a good token's answer and unlike a refusal",
                reply.status
            ),
        }
    }
}

/// True for an answer with something in it that is meant for the caller.
fn serves(reply: &Reply) -> bool {
    reply.status < 400
}

fn identical(one: &Reply, other: &Reply) -> bool {
    one.status == other.status && one.digest == other.digest && place(one) == place(other)
}

/// True for the same status with the same destination and much the same body.
pub(super) fn same_kind(one: &Reply, other: &Reply) -> bool {
    one.status == other.status
        && place(one) == place(other)
        && (one.digest == other.digest
            || one.media_type() == other.media_type() && likeness(&one.body, &other.body) >= ALIKE)
}

/// Where a redirect leads, without its query.
fn place(reply: &Reply) -> Option<&str> {
    let location = reply.header("location")?;
    location.split(['?', '#']).next()
}

/// The part of the words of both that they have in common, as often as they have it: 0 to 1.
fn likeness(one: &str, other: &str) -> f64 {
    let count = |text: &str| {
        let mut words: BTreeMap<String, usize> = BTreeMap::new();
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            *words.entry(word.to_owned()).or_default() += 1;
        }
        words
    };
    let (one, other) = (count(one), count(other));
    let total = one.values().sum::<usize>() + other.values().sum::<usize>();
    let common: usize =
        one.iter().map(|(word, times)| (*times).min(other.get(word).copied().unwrap_or_default())).sum();
    if total == 0 { 1.0 } else { 2.0 * common as f64 / total as f64 }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use assay_evidence::WebRequest;
    use assay_source::Digest;

    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        Reply {
            status,
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            body: body.to_owned(),
            whole: true,
            digest: Digest::of(body.as_bytes()),
            echoes_secret: false,
            secure: true,
        }
    }

    fn moved(to: &str) -> Reply {
        let mut reply = reply(302, "");
        reply.headers.push(("location".to_owned(), to.to_owned()));
        reply
    }

    fn answer(outcome: Result<Reply, Trouble>) -> Answer {
        let request = WebRequest {
            method: "GET".to_owned(),
            url: "https://app.example.com/".to_owned(),
            headers: Vec::new(),
            body: None,
        };
        Answer { request, outcome, elapsed: Duration::ZERO }
    }

    const PAGE: &str =
        "<h1>Settings of the board</h1><p>one two three four five six seven eight nine ten</p>";

    fn keyed(accepted: &[Reply], anonymous: Reply) -> Yardstick {
        Yardstick { accepted: accepted.to_vec(), anonymous: Some(anonymous), ..Yardstick::default() }
    }

    fn judge(yardstick: &Yardstick, reply: Reply) -> Verdict {
        yardstick.judge(&answer(Ok(reply)))
    }

    #[test]
    fn words_in_a_body_decide_nothing() {
        let yardstick = keyed(&[reply(200, PAGE)], reply(401, "no"));
        let with_words = format!("{PAGE}<p>error: unauthorized, invalid, 403</p>");
        assert_eq!(
            judge(&yardstick, reply(200, &with_words)),
            Verdict::Accepted { confidence: Confidence::Medium }
        );
        assert_eq!(judge(&yardstick, reply(401, PAGE)), Verdict::Refused);
    }

    #[test]
    fn an_answer_like_that_to_a_good_token_is_acceptance() {
        let yardstick = keyed(&[reply(200, PAGE), reply(200, PAGE)], reply(401, ""));
        assert_eq!(judge(&yardstick, reply(200, PAGE)), Verdict::Accepted { confidence: Confidence::High });
        assert!(matches!(judge(&yardstick, reply(200, "<h1>Please log in</h1>")), Verdict::Unclear { .. }));
        assert_eq!(judge(&yardstick, moved("/login")), Verdict::Refused);
    }

    #[test]
    fn a_refusal_that_says_200_is_a_refusal() {
        let yardstick = keyed(&[reply(200, PAGE)], reply(200, "<h1>Please log in</h1>"));
        assert_eq!(judge(&yardstick, reply(200, "<h1>Please log in</h1>")), Verdict::Refused);
        assert_eq!(judge(&yardstick, reply(200, PAGE)), Verdict::Accepted { confidence: Confidence::High });
    }

    #[test]
    fn a_refusal_proves_nothing_where_nothing_is_accepted() {
        let yardstick = Yardstick {
            no_accepted: "no key".to_owned(),
            anonymous: Some(reply(401, "")),
            unknown: Some(reply(401, "")),
            ..Yardstick::default()
        };
        assert_eq!(judge(&yardstick, reply(401, "")), Verdict::Unproven { because: "no key".to_owned() });
        assert_eq!(judge(&yardstick, reply(200, PAGE)), Verdict::Accepted { confidence: Confidence::High });
    }

    #[test]
    fn an_app_that_takes_a_token_of_nobody_takes_forged_ones() {
        let mut yardstick = Yardstick {
            no_accepted: "no key".to_owned(),
            anonymous: Some(reply(401, "")),
            unknown: Some(reply(200, PAGE)),
            ..Yardstick::default()
        };
        assert_eq!(judge(&yardstick, reply(200, PAGE)), Verdict::Accepted { confidence: Confidence::High });
        yardstick.accepted = vec![reply(200, PAGE)];
        let similar = reply(200, &format!("{PAGE}<p>at noon</p>"));
        assert_eq!(judge(&yardstick, similar), Verdict::Accepted { confidence: Confidence::Medium });
    }

    #[test]
    fn nothing_is_said_of_tokens_where_none_is_needed() {
        let open = keyed(&[reply(200, PAGE)], reply(200, PAGE));
        assert!(open.is_open());
        assert!(matches!(judge(&open, reply(200, PAGE)), Verdict::NotTried { .. }));
        assert!(!keyed(&[reply(404, "")], reply(404, "")).is_open());
    }

    #[test]
    fn silence_and_impatience_are_no_refusals() {
        let yardstick = keyed(&[reply(200, PAGE)], reply(401, ""));
        assert!(matches!(judge(&yardstick, reply(429, "")), Verdict::Unclear { .. }));
        let hung = yardstick.judge(&answer(Err(Trouble::Hung { seconds: 10 })));
        assert!(matches!(hung, Verdict::Unclear { .. }));
        let unsent = yardstick.judge(&answer(Err(Trouble::BudgetSpent { budget: 1 })));
        assert!(matches!(unsent, Verdict::NotTried { .. }));
    }
}
