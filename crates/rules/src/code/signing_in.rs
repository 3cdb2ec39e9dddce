//! What is done while somebody signs in or out: nobody is signed in yet, or what they are signed in with is what they bring.

use assay_code::{
    Action, Analysis, Call, Entry, Event, Origin, Shape, Source, Value,
    model::{Cleansing, Effect, Part, Role},
};

use super::{authorization_request::redeemed, sensitive};
use crate::words::words;

/// Where somebody signs up, signs in or asks for a new password nobody can be known yet: the route is called so, and
/// reads a password or an address of theirs.
pub(crate) fn signs_somebody_in(code: &Analysis, entry: &Entry) -> bool {
    const ROUTES: [&str; 22] = [
        "login",
        "signin",
        "signup",
        "register",
        "registration",
        "forgot",
        "forgotpassword",
        "magiclink",
        "otp",
        "requestotp",
        "resendotp",
        "sendcode",
        "sendotp",
        "resetpassword",
        "passwordreset",
        "requestpasswordreset",
        "verifyemail",
        "confirmemail",
        "resendverification",
        "logout",
        "signout",
        "token",
    ];
    // `/auth/phone/send`, `/password/forgot`
    const STEPS: [(&[&str], &[&str]); 2] = [
        (
            &["otp", "phone", "sms", "magiclink", "emailcode", "logincode"],
            &["send", "resend", "request", "start"],
        ),
        (&["password", "passwords"], &["email", "forgot", "reset", "request"]),
    ];
    const READ: [&str; 11] = [
        "password",
        "passwd",
        "pwd",
        "newpassword",
        "email",
        "username",
        "refreshtoken",
        "confirmpassword",
        "phone",
        "phonenumber",
        "mobile",
    ];
    let plain = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let last = entry.name.rsplit(['/', ' ']).next().map(plain).unwrap_or_default();
    let reads = |value: &Value| {
        value.deep_origins().iter().any(|origin| {
            matches!(origin.source, Source::Caller(_)) && READ.contains(&plain(origin.last_field()).as_str())
        })
    };
    let before = entry.name.rsplit('/').nth(1).map(plain).unwrap_or_default();
    let is_step = STEPS
        .iter()
        .any(|(of_what, steps)| of_what.contains(&before.as_str()) && steps.contains(&last.as_str()));
    let is_asked_for = (ROUTES.contains(&last.as_str()) || is_step)
        && code.calls_of(entry.id).any(|(_, call)| call.arguments.iter().any(reads));
    is_asked_for || last == "callback" && is_of_omniauth(code, entry)
}

/// OmniAuth has asked who came back before the action runs, and put the answer where it reads it.
fn is_of_omniauth(code: &Analysis, entry: &Entry) -> bool {
    code.events_of(entry.id).any(|event| {
        let file = code.text(event.site);
        file.path().extension().as_deref() == Some("rb") && file.as_str().contains("omniauth.auth")
    })
}

/// Whether something is done with what an authorisation server gave for the code that the caller brought: it is the caller's
/// own. Whether this is the browser that asked for it is for the rules about `state`.
pub(crate) fn is_of_redemption(event: &Event) -> bool {
    let is_chosen =
        |code: &Value| code.deep_origins().iter().any(|origin| matches!(origin.source, Source::Caller(_)));
    let is_given = |value: &Value| {
        value.deep_origins().iter().any(|origin| match &origin.source {
            Source::Response(fetched) => redeemed(&fetched.call).as_ref().is_some_and(is_chosen),
            _ => false,
        })
    };
    match &event.action {
        Action::Respond(value) => is_given(value),
        Action::Call(call) => call.arguments.iter().any(is_given),
        _ => false,
    }
}

/// Whether a store is asked for records, or rid of them, that the caller's own cookie or token names: `DELETE FROM sessions WHERE
/// id = $1`. Whoever brings it is the one who was given it.
pub(crate) fn names_own_session(call: &Call) -> bool {
    let named = match call.effect() {
        Some(
            Effect::StorageRead
            | Effect::StorageQuery
            | Effect::StorageWrite
            | Effect::StorageDelete
            | Effect::Nosql,
        ) => [call.role(Role::Key), call.role(Role::Filter)],
        Some(Effect::Sql) if changes_what_it_names(call) => [call.role(Role::Parameters), Value::undefined()],
        _ => return false,
    };
    // What else they send is not theirs to write: the role of their own session, for one.
    let writes_what_was_sent = call.effect() == Some(Effect::StorageWrite)
        && call.role(Role::Value).deep_origins().iter().any(|origin| {
            matches!(origin.source, Source::Caller(Part::Body | Part::Form | Part::Query | Part::Params))
        });
    if writes_what_was_sent {
        return false;
    }
    // What is made where there is none takes its name from whoever asks first.
    !call.path.to_ascii_lowercase().contains("upsert") && named.iter().any(is_own)
}

/// Whether all that a value took from the caller is a cookie or a token, or a field beside others is.
fn is_own(named: &Value) -> bool {
    if let Shape::Object(object) = named.shape() {
        let is_or = |name: &str| matches!(name, "OR" | "$or" | "or" | "NOT" | "$ne");
        return !object.fields().keys().any(|name| is_or(name)) && object.fields().values().any(is_own);
    }
    let origins = named.deep_origins();
    let mut from_caller =
        origins.iter().filter(|origin| matches!(origin.source, Source::Caller(_))).peekable();
    from_caller.peek().is_some() && from_caller.all(is_credential)
}

fn is_credential(origin: &Origin) -> bool {
    match origin.source {
        // Of a cookie that says which tenant or language somebody chose anybody can send another.
        Source::Caller(Part::Cookies) => {
            origin.cleansed.contains(Cleansing::Hashed)
                || origin
                    .field
                    .split('.')
                    .next()
                    .is_none_or(|name| matches!(name, "" | "value") || sensitive::keeps_a_secret(name))
        }
        Source::Caller(Part::Headers) => {
            ["authorization", "cookie"].iter().any(|name| origin.last_field().eq_ignore_ascii_case(name))
        }
        _ => false,
    }
}

/// A statement that reads, changes or takes away rows by one condition.
fn changes_what_it_names(call: &Call) -> bool {
    let query = call.role(Role::Query);
    let mut texts = query.texts().map(|text| text.template().to_ascii_lowercase()).peekable();
    texts.peek().is_some()
        && texts.all(|text| {
            let is_about_rows =
                ["select", "update", "delete"].iter().any(|word| text.trim_start().starts_with(word));
            is_about_rows && text.contains("where") && !text.contains(" or ")
        })
}

/// Whether what a route keeps was drawn at random on this way, and it sends the browser off to sign in somewhere: the state of a
/// sign-in that begins.
pub(crate) fn keeps_what_was_drawn(code: &Analysis, event: &Event, call: &Call) -> bool {
    let is_kept = matches!(call.effect(), Some(Effect::StorageWrite | Effect::Nosql | Effect::Sql));
    let was_drawn = |origin: &Origin| matches!(origin.source, Source::Random(true));
    // Where the caller wants to be afterwards may be kept too, and not whom they say they are.
    let was_sent = |origin: &Origin| match origin.source {
        Source::Caller(Part::Body | Part::Form) => true,
        Source::Caller(Part::Query | Part::Params) => !says_where(origin.last_field()),
        _ => false,
    };
    let given =
        || call.arguments.iter().flat_map(|given| given.deep_origins().iter().cloned().collect::<Vec<_>>());
    if !is_kept || !given().any(|origin| was_drawn(&origin)) || given().any(|origin| was_sent(&origin)) {
        return false;
    }
    let sends_off = |call: &Call| {
        let target = call.role(Role::Target);
        call.effect() == Some(Effect::Redirect)
            && target.deep_origins().iter().any(was_drawn)
            && target.texts().any(|text| text.template().contains("authoriz"))
    };
    code.entry_of(event).is_some_and(|entry| code.calls_of(entry.id).any(|(_, call)| sends_off(call)))
}

fn says_where(name: &str) -> bool {
    const WORDS: [&str; 6] = ["return", "redirect", "next", "continue", "back", "popup"];
    words(name).iter().any(|word| WORDS.contains(&word.as_str()))
}
