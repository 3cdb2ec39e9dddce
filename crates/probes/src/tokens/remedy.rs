//! What would be right, in one sentence for each claim, and how bad it is where that depends on the claim.

use assay_catalogue::Severity;

/// How bad a contradiction is, where it is less than the probe's usual.
pub(super) fn severity(claim: &str) -> Option<Severity> {
    match claim {
        // Whoever makes such a token holds the key already.
        "endpoints/token-read-strictly" => Some(Severity::Low),
        "connect/lifetime-bounded" | "fit/lifetime-bounded" => Some(Severity::Low),
        // Somebody has to get the platform to sign a request with such parameters first.
        "connect/qsh-canonical" => Some(Severity::Low),
        _ => None,
    }
}

/// The sentence for a claim.
pub(super) fn for_claim(claim: &str) -> &'static str {
    match claim {
        "connect/token-verified" => {
            "Verify the signature with the secret of the tenant in `iss`, before anything else is done with the request."
        }
        "connect/algorithm-pinned" => {
            "Fix the algorithm in the code, HS256 for requests and RS256 for callbacks; never take it from the token."
        }
        "connect/expiry-checked" => "Refuse a token whose `exp` is not in the future.",
        "connect/expiry-required" => {
            "Refuse a token without `exp`, or with one that is no number: most libraries check it only where it is there."
        }
        "connect/lifetime-bounded" => {
            "Refuse a token whose `exp` is more than 15 minutes ahead, or whose `iat` or `nbf` lies in the future."
        }
        "connect/qsh-validated" => {
            "Recompute the query hash from method, path and query, and compare it in constant time."
        }
        "connect/qsh-canonical" => {
            "Make the hash of the parameters as they came: decode each name and value once, keep every value of a repeated name, and join values by commas that are not encoded."
        }
        "connect/context-jwt" => {
            "Accept `context-qsh` only where the app's own iframe calls, on routes marked for it."
        }
        "connect/tenant-bound" => "Look the tenant up by `iss` only, and verify with that tenant's secret.",
        "connect/replay-refused" => {
            "Remember the tokens of requests that change something until they expire, and refuse them the second time."
        }
        "connect/admin-surfaces-checked" => {
            "Ask the product on the server whether this user is an administrator, before the page is made."
        }
        "connect/permission-checked" => {
            "Ask the product on the server whether the token's user may see this id, before anything about it is answered."
        }
        "connect/lifecycle-verified" => {
            "Verify callbacks with RS256 and the platform's published key, and check `aud`, `exp` and the query hash."
        }
        "connect/install-bound-to-tenant" => {
            "Require that `iss` is the body's `clientKey` and its `baseUrl` an https address of a product, and take each token once."
        }
        "fit/signature-verified" => {
            "Verify RS256 with the platform's key set at its fixed address, and accept no other algorithm or key."
        }
        "fit/audience-constant" => "Compare `aud` and `app.id` with your app's id, a constant in the code.",
        "fit/issuer-checked" => "Require that `iss` is `forge/invocation-token`.",
        "fit/time-checked" => {
            "Require `exp`, refuse what is past it or not yet valid, and what would be good for long."
        }
        "fit/context-checked" => {
            "Take installation and environment from the verified token, and refuse a token without them."
        }
        "fit/replay-refused" => "Remember tokens until they expire, or make repeated calls harmless.",
        "trello/signature-verified" => {
            "Verify RS256 with Trello's published keys, and accept no other algorithm."
        }
        "trello/expiry-checked" => "Require `exp`, and refuse what is past it.",
        "trello/power-up-checked" => "Compare `idPlugin` with your Power-Up's id: the token has no `aud`.",
        "trello/member-checked" => "Take the member from the verified token, and refuse a token without one.",
        "endpoints/authenticated" => {
            "Answer 401 to a request without a token that was verified, or name the endpoint under `anonymous` in assay.toml with the reason."
        }
        "connect/authentication-on" => {
            "Put the check of the token in front of every route, and have no switch that turns it off."
        }
        "fit/required" => "Answer 401 to a request without a Forge invocation token.",
        "endpoints/bad-token-refused" => {
            "Catch what goes wrong while a token is read, and answer 401 at once."
        }
        "endpoints/token-not-echoed" => {
            "Answer refusals with a bare 401 that repeats nothing of the request."
        }
        "injection/request" => {
            "Take keys from one fixed address, and refuse a key id with anything but letters, digits, `.`, `_`, `-` before it is used."
        }
        "endpoints/token-read-strictly" => {
            "Use a reader of tokens that refuses padding, repeated names and unknown critical extensions."
        }
        "fit/lifetime-bounded" => "Refuse a token that would be good for longer than a few minutes.",
        "endpoints/keys-kept" => {
            "Keep keys by their id, remember for a while that an id is unknown, and look at the token's claims before asking."
        }
        "oauth/state-sent" => "Send a fresh random `state` with every authorisation request.",
        "oauth/state-unguessable" => "Draw each `state` from a cryptographic source, at least 128 bits.",
        "oauth/state-checked-first" => {
            "Compare `state` before the code is redeemed, and stop where it is missing or another."
        }
        "oauth/state-bound-to-session" => {
            "Bind the `state` to the browser's session, and compare it with that session's."
        }
        "oauth/pkce-sound" => {
            "Make a fresh random verifier for each authorisation, send its SHA-256 as the challenge (`S256`), and the verifier with the code."
        }
        "oauth/redirect-fixed" => {
            "Take the `redirect_uri` from the app's configuration: an https address that nothing in a request can change."
        }
        "secrets/urls" => {
            "Ask for a code (`response_type=code`), redeem it on the server with the secret in the body, and keep tokens there: a browser gets a session cookie."
        }
        "oauth/state-single-use" => "Delete the `state` when it was used.",
        _ => "Refuse it with 401.",
    }
}
