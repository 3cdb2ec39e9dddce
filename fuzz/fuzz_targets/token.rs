#![no_main]

use assay_auth::{
    Binding, ConnectToken, FitExpectation, FitToken, HmacKey, InstallToken, Jwks, Request, RsaPublicKey, Secret,
    TimeRules, TrelloToken, UnixTime, oauth, trello_webhook,
};

// Any text is taken, nothing is believed: no key here has ever signed anything.
libfuzzer_sys::fuzz_target!(|text: &str| {
    let now = UnixTime(1_790_000_000);
    let key = HmacKey::new(Secret::from("a secret that signed nothing")).expect("it is not empty");
    let keys = Jwks::parse(text.as_bytes()).unwrap_or_default();
    for binding in [Binding::Context, Binding::Request(Request::default()), Binding::Session { app_key: "app" }] {
        if let Ok(token) = ConnectToken::parse(text) {
            let _ = token.claimed_tenant(&binding);
            assert!(token.verify("tenant", &key, &binding, &TimeRules::CONNECT, now).is_err());
        }
    }
    if let Ok(token) = InstallToken::parse(text)
        && let Ok(key) = RsaPublicKey::from_components(&[0xff; 256], &[1, 0, 1])
    {
        let verified = token.verify("https://app", &key, &Request::default(), &TimeRules::ONE_CALL, now);
        assert!(verified.is_err());
    }
    if let Ok(token) = FitToken::parse(text) {
        assert!(token.verify(&FitExpectation::default(), &keys, &TimeRules::ONE_CALL, now).is_err());
    }
    if let Ok(token) = TrelloToken::parse(text) {
        assert!(token.verify("plugin", &[], &TimeRules::TRELLO, now).is_err());
    }
    let _ = TrelloToken::keys(text.as_bytes());
    let _ = RsaPublicKey::from_pem(text);
    assert!(oauth::verify_state(text, &Secret::from("session"), &key, now).is_err());
    assert!(trello_webhook::verify(&Secret::from("secret"), b"body", "https://app", text).is_err());
});
