//! Whether a call of a product's API goes through.

use assay_app::operations::{Operation, Piece, Route, identity_change, operations};

use super::{
    Allowed, Context, Decision, Denial, Unmodelled,
    path::Readings,
    permissions::Impersonation,
    request::{Identity, ProductRequest},
    rule::Rule,
};

/// Products whose operations are known here.
const MODELLED: [&str; 2] = ["jira", "confluence"];

/// Headers and parameters by which some servers take another method than the request's.
const OVERRIDES: [&str; 4] = ["x-http-method-override", "x-method-override", "x-http-method", "_method"];

/// Headers that are the platform's to set, and such as begin with a name that ends in a dash.
const OWN_HEADERS: [&str; 14] = [
    "authorization",
    "cookie",
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "te",
    "upgrade",
    "forwarded",
    "proxy-",
    "forge-proxy-",
    "x-forge-",
    "x-forwarded-",
    "x-original-",
];

pub(super) fn decide(context: &Context<'_>, request: &ProductRequest) -> Decision {
    match judge(context, request) {
        Ok(decision) => decision,
        Err(denial) => Decision::Deny(denial),
    }
}

fn judge(context: &Context<'_>, request: &ProductRequest) -> Result<Decision, Denial> {
    let guards = context.guards;
    let account = acting(context, request)?;
    if let Some(named) = &request.context
        && guards.hold(Rule::IdentityClaimed)
        && !context.contexts.iter().any(|own| own == named)
    {
        return Err(Denial::new(
            Rule::IdentityClaimed,
            403,
            "the call names a context this installation does not have".to_owned(),
        )
        .fix("leave the context out, or name one the app is installed in"));
    }
    if !MODELLED.contains(&request.product.as_str()) {
        return Ok(Decision::Unmodelled(Unmodelled { what: format!("calls of {}", request.product) }));
    }
    if guards.hold(Rule::ProductNotInstalled)
        && context.distributed
        && !context.products.contains(&request.product)
    {
        return Err(Denial::new(
            Rule::ProductNotInstalled,
            403,
            format!("the app is not installed in {} here, and apps that are distributed may call only where they are installed", request.product),
        )
        .fix(format!("install the app in {}, or leave the call out", request.product)));
    }
    let overriding = request
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .chain(request.path.split(['?', '&']).skip(1).filter_map(|pair| pair.split('=').next()))
        .find(|name| OVERRIDES.contains(name));
    if let (Some(name), true) = (overriding, guards.hold(Rule::MethodOverridden)) {
        return Err(Denial::new(
            Rule::MethodOverridden,
            400,
            format!("`{name}` asks for another method than {}", request.method),
        )
        .fix("send the request with the method it means"));
    }
    let readings = Readings::of(&request.path)
        .map_err(|error| ambiguous(&format!("the path cannot be used: {error}")))?;
    let plain = reading(request, &readings.plain, guards.hold(Rule::IdentityChange))?;
    if guards.hold(Rule::PathAmbiguous) && !readings.agree() {
        let loose = reading(request, &readings.loose, guards.hold(Rule::IdentityChange))?;
        if loose.map(|operation| operation.path) != plain.map(|operation| operation.path) {
            return Err(ambiguous("the path can be read in more than one way, as different operations"));
        }
    }
    let Some(operation) = plain else {
        return Ok(Decision::Unmodelled(Unmodelled {
            what: format!("{} {} of {}", request.method, shown(&readings.plain), request.product),
        }));
    };
    let scopes = covered(context, operation)?;
    if let (Some(account), true) = (account, guards.hold(Rule::UserMayNot))
        && let Some(because) = context.rights.refuses(account, operation, &readings.plain)
    {
        return Err(Denial::new(Rule::UserMayNot, 403, format!("the user may not do this: {because}"))
            .fix("call as a user who may, or ask before offering it"));
    }
    let dropped = |name: &str| {
        OWN_HEADERS.iter().any(|own| name == *own || own.ends_with('-') && name.starts_with(own))
    };
    Ok(Decision::Allow(Allowed {
        operation: Some(operation),
        scopes,
        target: readings.canonical(),
        headers: request.headers.iter().filter(|(name, _)| !dropped(name)).cloned().collect(),
    }))
}

/// The account whose rights count; none where the app acts for itself.
fn acting<'c>(context: &Context<'c>, request: &'c ProductRequest) -> Result<Option<&'c str>, Denial> {
    let nobody = || {
        Denial::new(Rule::NoActingUser, 401, "no user acts here".to_owned())
            .error("NEEDS_AUTHENTICATION_ERR")
            .fix("call asApp() in schedules, events and web triggers, and check by yourself what that may do")
    };
    match &request.identity {
        Identity::App => Ok(None),
        Identity::Nobody => Err(nobody()),
        Identity::User(None) => context.actor.map(Some).ok_or_else(nobody),
        Identity::User(Some(account)) if context.actor == Some(account.as_str()) => Ok(Some(account)),
        Identity::User(Some(account)) => {
            let granted = context.permissions.scopes.values().any(|may| *may == Impersonation::Granted);
            if granted || !context.guards.hold(Rule::ImpersonationNotGranted) {
                return Ok(Some(account));
            }
            Err(Denial::new(
                Rule::ImpersonationNotGranted,
                403,
                "the call is made for another user than the one who acts, and no scope was granted for that"
                    .to_owned(),
            )
            .fix("declare the scope with allowImpersonation, and have the admin approve it"))
        }
    }
}

/// The operation one reading of the path means.
fn reading(
    request: &ProductRequest,
    segments: &[String],
    refuse: bool,
) -> Result<Option<&'static Operation>, Denial> {
    let path = shown(segments);
    // Servers differ in whether they tell capitals apart, and in whether `/wiki` may be left out.
    let lower = path.to_ascii_lowercase();
    let below_wiki = format!("/wiki{lower}");
    let changed =
        [&lower, &below_wiki].into_iter().find_map(|path| identity_change(Some(&request.method), path));
    if let (Some(what), true) = (changed, refuse) {
        return Err(Denial::new(
            Rule::IdentityChange,
            403,
            format!("{} {path} changes {what}, which no app may", request.method),
        )
        .fix("leave users, groups and permissions to administrators"));
    }
    let route = Route::new([Piece::Literal(path)]);
    Ok(operations(&request.product, Some(&request.method), &route).operations.into_iter().next())
}

/// The granted scopes that cover an operation.
fn covered(context: &Context<'_>, operation: &'static Operation) -> Result<Vec<&'static str>, Denial> {
    let sets: Vec<_> = operation.alternatives().collect();
    let granted =
        sets.iter().find(|set| set.iter().all(|scope| context.permissions.scopes.contains_key(*scope)));
    match granted {
        Some(set) => Ok((*set).clone()),
        None if !context.guards.hold(Rule::ScopeNotGranted) => Ok(Vec::new()),
        None => {
            let words: Vec<String> = sets.iter().map(|set| set.join(" and ")).collect();
            let (reason, fix) = match words.as_slice() {
                [] => (
                    "no scope is published that lets an app do this".to_owned(),
                    "leave the call out".to_owned(),
                ),
                _ => (
                    format!(
                        "{} {} takes {}, which is not granted",
                        operation.method,
                        operation.path,
                        words.join(", or ")
                    ),
                    format!("add `{}` to permissions.scopes, and have the admin approve it", words[0]),
                ),
            };
            Err(Denial::new(Rule::ScopeNotGranted, 403, reason).fix(fix))
        }
    }
}

fn ambiguous(because: &str) -> Denial {
    Denial::new(Rule::PathAmbiguous, 400, because.to_owned())
        .fix("write the path plainly, and build it with route`…`, which encodes what is put in")
}

fn shown(segments: &[String]) -> String {
    format!("/{}", segments.join("/"))
}
