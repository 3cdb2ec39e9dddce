use std::collections::{BTreeMap, BTreeSet};

use assay_catalogue::Severity;
use assay_code::{
    Action, Analysis, Call, EntryId, Event, Guard, GuardKind, Reach, Shape, Side, Site, Source, Value,
    model::{CheckKind, Effect, Identity, Role},
};
use assay_evidence::{Confidence, Topic};

use super::descriptor_urls::{DescriptorUrl, descriptor_urls};
use super::product::{self, Access, ProductCall};
use super::{flow, own_records, reach::blind_spots, reads_code, sql_rows};
use crate::{Case, Found, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "connect-permission-unchecked",
    title: "a route that acts for every user who has a token",
    claims: &["connect/permission-checked"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("connect_permission_unchecked.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(1);
    // Webhooks and callbacks come from the product; pages it opens with the context that the user looks at.
    let (sent, shown): (Vec<_>, Vec<_>) =
        descriptor_urls(case).into_iter().partition(|url| url.used.is_sent());
    let ids = |urls: &[DescriptorUrl<'_>]| -> BTreeSet<EntryId> {
        urls.iter().flat_map(|url| &url.routes).map(|entry| entry.id).collect()
    };
    let (by_product, pages) = (ids(&sent), ids(&shown));
    let mut places: BTreeMap<_, (&Event, String)> = BTreeMap::new();
    for event in code.events.iter().filter(|event| event.reach == Reach::Entry) {
        let Some(entry) = code.entry_of(event).filter(|entry| entry.side == Side::Server) else { continue };
        let Some(what) = change(case, event) else { continue };
        look.looked_at(1);
        let by_token = event.guards.iter().any(|guard| guard.kind == GuardKind::Check(CheckKind::Connect));
        // Lifecycle callbacks come from the product, not from a user.
        let is_lifecycle = ["install", "uninstall", "enabled", "disabled", "webhook"]
            .iter()
            .any(|word| entry.name.contains(word));
        if by_token
            && !is_lifecycle
            && !by_product.contains(&entry.id)
            && !event.guards.surely(&is_permission)
        {
            places.entry((written_at(code, event), entry.name.clone())).or_insert((event, what));
        }
    }
    for ((site, _), (event, what)) in places {
        let Some(entry) = code.entry_of(event) else { continue };
        let found = Found::new(
            "connect/permission-checked",
            format!("{what} in {}", entry.name),
            format!("`{}` {what} for anyone with a valid token: every user of the site has one", entry.name),
        )
        .at(code.place(site))
        .help("check what the token's user may do (`addon.authorizeJira`, `permissions/check`) before it happens, or do it as that user (`asUserByAccountId`, `authenticatedAsHostActor()`)")
        .path(flow::steps(code, event, "this happens for any user"));
        let reads = matches!(&event.action, Action::Call(call) if product::as_somebody(event, call)
            .is_some_and(|product| product.access == Access::Read));
        if reads && pages.contains(&entry.id) {
            look.unsure(
                found.confidence(Confidence::Low),
                "the product itself may have put what is read into the page's address, and signed it",
            );
        } else if event.guards.iter().any(|guard| {
            matches!(
                guard.kind,
                GuardKind::UnknownTested(_) | GuardKind::StoreTested | GuardKind::OneOfSeveral
            )
        }) {
            look.unsure(found.confidence(Confidence::Low), "something is tested before that may be a check");
        } else {
            look.against(found);
        }
    }
}

pub(super) fn is_permission(guard: &Guard) -> bool {
    matches!(
        guard.kind,
        GuardKind::Check(CheckKind::Permission | CheckKind::AdminPermission)
            | GuardKind::PermissionAsked
            | GuardKind::UserRead
            | GuardKind::AccountCompared
            | GuardKind::Member
    )
}

/// It reads content as the app, by an id of the caller's, and somebody looks at the answer.
fn reads_for_caller(product: &ProductCall<'_>) -> bool {
    let chosen = |origin: &assay_code::Origin| {
        matches!(origin.source, Source::Caller(_)) && !origin.cleansed.is_summed_up()
    };
    product.access == Access::Read
        && product.identity() == Some(Identity::App)
        && (product.call.used || answers_a_callback(product))
        && !product::is_common_knowledge(&product.path)
        && !product::is_own_data(&product.path)
        && !product::asks_for_permission(&product.path)
        && product
            .resources()
            .into_iter()
            .chain(asked_in_body(product))
            .any(|it| it.deep_origins().iter().any(chosen))
}

/// `client.get(path, (error, response, body) => …)`
fn answers_a_callback(product: &ProductCall<'_>) -> bool {
    product.call.arguments.iter().any(|argument| matches!(argument.shape(), Shape::Function(_)))
}

/// What a search that is posted asks for.
fn asked_in_body(product: &ProductCall<'_>) -> Vec<Value> {
    if !product::asks_in_body(product.call) {
        return Vec::new();
    }
    let options = [product.call.role(Role::Options), product.call.argument(0)];
    let fields = options.iter().flat_map(|it| ["body", "json", "data"].map(|name| it.field(name)));
    fields.chain([product.call.role(Role::Body)]).filter(|value| !value.is_undefined()).collect()
}

/// Where the program says what is asked of a product; the event's own place for all else.
fn written_at(code: &Analysis, event: &Event) -> Site {
    let product = match &event.action {
        Action::Call(call) => product::as_somebody(event, call),
        _ => None,
    };
    product.map_or(event.site, |product| product.written_at(code))
}

/// What a route changes that is the app's or the product's, or reads as the app where the caller says what.
fn change(case: &Case<'_>, event: &Event) -> Option<String> {
    let Action::Call(call) = &event.action else { return None };
    if let Some(product) = product::as_somebody(event, call) {
        let matters =
            product.access == Access::Write && !is_as_the_viewer(call) || reads_for_caller(&product);
        return matters.then(|| format!("calls `{}`", product.operation()));
    }
    if let Some(rows) = rows_changed(call) {
        return Some(rows);
    }
    let is_write = matches!(
        call.effect()?,
        Effect::StorageWrite | Effect::StorageDelete | Effect::SecretWrite | Effect::SecretDelete
    );
    // Nobody else's is kept under a key that was just drawn.
    let is_new = call.role(Role::Key).deep_origins().iter().any(|it| matches!(it.source, Source::Random(_)));
    (is_write && !is_new && !own_records::is_own(case, call)).then(|| format!("calls `{}`", call.path))
}

/// Rows that a statement changes or takes away by what the caller sent; none where the caller's own account is asked for.
fn rows_changed(call: &Call) -> Option<String> {
    if call.effect() != Some(Effect::Sql) {
        return None;
    }
    let statement = call.role(Role::Query).texts().next()?.template().to_lowercase();
    let mut words = statement.split_whitespace();
    let (does, table) = match words.next()? {
        "update" => ("changes", words.next()?),
        "delete" => ("deletes", words.find(|word| *word != "from")?),
        _ => return None,
    };
    let given = || {
        call.arguments
            .iter()
            .chain(call.receiver.as_external().into_iter().flat_map(|it| it.made_with.iter()))
    };
    let is_own = given().any(|value| {
        value.deep_origins().iter().any(own_records::names_the_caller) || holds(value, &is_of_the_request)
    });
    let is_sent = given().any(sql_rows::is_chosen);
    (is_sent && !is_own).then(|| format!("{does} rows of `{}`", table.trim_matches(['"', '`', ';'])))
}

/// `request.account`, where what ran before has put it.
fn is_of_the_request(value: &Value) -> bool {
    const WORDS: [&str; 4] = ["account", "user", "sub", "author"];
    value.external_path().is_some_and(|path| {
        path.contains("Request.")
            && words(path.rsplit('.').next().unwrap_or_default())
                .iter()
                .any(|word| WORDS.contains(&word.as_str()))
    })
}

fn holds(value: &Value, is: &impl Fn(&Value) -> bool) -> bool {
    let mut found = is(value);
    value.visit(&mut |one| found |= is(one), 4);
    found
}

/// The product asks what they may: it is done as a user, and not as one whom the caller names.
fn is_as_the_viewer(call: &Call) -> bool {
    match call.identity() {
        Some(Identity::User) => true,
        Some(Identity::NamedUser) => {
            let client = call.receiver.as_external().and_then(|client| client.made_by.as_ref());
            let account = client.map_or_else(|| call.role(Role::Account), |made| made.role(Role::Account));
            let origins = account.deep_origins();
            let mut sources = origins.iter().map(|origin| &origin.source);
            sources.len() > 0 && sources.all(|source| !matches!(source, Source::Caller(_)))
        }
        _ => false,
    }
}
