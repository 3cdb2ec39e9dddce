//! Who may ask.

use std::net::SocketAddr;

use assay_wire::server::Asked;
use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    rand::{SecureRandom as _, SystemRandom},
};
use data_encoding::HEXLOWER;

/// Lets in who has the token, comes from no web page, and asks for this very address.
///
/// A page of any site can have a browser send requests to an address of this machine, and a name of its own can lead there
/// as well (DNS rebinding). So: the token, which no page knows; the host that is asked for, which is the page's own name
/// where it leads here; and no request that a browser marks as sent by a page.
#[derive(Clone)]
pub struct Door {
    token: String,
    hosts: Vec<String>,
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door").field("hosts", &self.hosts).finish_non_exhaustive()
    }
}

/// Headers that browsers set, and that pages cannot leave out.
const OF_PAGES: [&str; 5] = ["origin", "referer", "sec-fetch-site", "sec-fetch-mode", "cookie"];

impl Door {
    /// For what listens at an address, with a new token of 256 random bits.
    ///
    /// # Panics
    /// Where the machine gives no random bytes.
    #[must_use]
    pub fn new(address: SocketAddr) -> Self {
        let mut bytes = [0; 32];
        #[expect(clippy::expect_used, reason = "there is no going on without it")]
        SystemRandom::new().fill(&mut bytes).expect("the machine gives random bytes");
        let mut hosts = vec![address.to_string()];
        if address.ip().is_loopback() {
            hosts.push(format!("localhost:{}", address.port()));
        }
        Self { token: HEXLOWER.encode(&bytes), hosts }
    }

    /// The token, to be shown once to whoever started this.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Why a request is not let in: HTTP status, and why; none where it is.
    #[must_use]
    pub fn refuses(&self, asked: &Asked) -> Option<(u16, &'static str)> {
        let mut hosts = asked.values("host");
        let is_ours =
            hosts.next().is_some_and(|host| self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host)));
        if !is_ours || hosts.next().is_some() {
            return Some((421, "this address was asked for under another name"));
        }
        if OF_PAGES.iter().any(|name| asked.values(name).next().is_some()) {
            return Some((403, "requests of web pages are not answered"));
        }
        let mut tokens = asked.values("authorization");
        let has_it = tokens
            .next()
            .and_then(|value| value.strip_prefix("Bearer "))
            .is_some_and(|given| verify_slices_are_equal(given.as_bytes(), self.token.as_bytes()).is_ok());
        if !has_it || tokens.next().is_some() {
            return Some((
                401,
                "the token that was printed at the start is needed: `Authorization: Bearer …`",
            ));
        }
        let kind = asked.values("content-type").next().unwrap_or_default();
        let is_json =
            kind.split(';').next().is_some_and(|it| it.trim().eq_ignore_ascii_case("application/json"));
        if !asked.body.is_empty() && !is_json {
            return Some((415, "bodies are `Content-Type: application/json`"));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(headers: &[(&str, &str)], body: &[u8]) -> Asked {
        Asked {
            method: "POST".into(),
            path: "/v1/acts".into(),
            query: String::new(),
            headers: headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            body: body.to_vec(),
        }
    }

    #[test]
    fn whoever_lacks_one_thing_stays_outside() {
        let door = Door::new("127.0.0.1:4000".parse().unwrap());
        let bearer = format!("Bearer {}", door.token());
        let good = [
            ("host", "127.0.0.1:4000"),
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let refused =
            |headers: &[(&str, &str)]| door.refuses(&asked(headers, b"{}")).map(|(status, _)| status);
        assert_eq!(refused(&good), None);
        assert_eq!(refused(&[("host", "LOCALHOST:4000"), good[1], good[2]]), None);
        for host in ["attacker.example", "127.0.0.1", "localhost:4001", "127.0.0.1:4000.attacker.example", ""]
        {
            assert_eq!(refused(&[("host", host), good[1], good[2]]), Some(421), "{host}");
        }
        assert_eq!(refused(&good[1..]), Some(421));
        assert_eq!(refused(&[good[0], good[0], good[1], good[2]]), Some(421));
        for name in OF_PAGES {
            assert_eq!(refused(&[good[0], good[1], good[2], (name, "x")]), Some(403), "{name}");
        }
        for token in ["", "Bearer ", "Bearer x", &bearer[..bearer.len() - 1], &bearer.to_lowercase()] {
            assert_eq!(refused(&[good[0], ("authorization", token), good[2]]), Some(401), "{token}");
        }
        assert_eq!(refused(&good[..2]), Some(415));
        assert_ne!(door.token(), Door::new("127.0.0.1:4000".parse().unwrap()).token());
        assert!(!format!("{door:?}").contains(door.token()));
    }
}
