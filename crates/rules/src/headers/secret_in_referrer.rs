use std::collections::BTreeSet;

use assay_app::{ConnectDescriptor, ConnectModule};
use assay_catalogue::Severity;
use assay_code::{
    Value,
    model::{Effect, Role},
};
use assay_evidence::{Applicability, Confidence, Step, Topic};
use assay_headers::ReferrerPolicy;
use assay_source::{Place, Span};

use super::{
    absence::{is_for_show, missing},
    has_servers, referrer_policy_not_set,
    setting::Settings,
};
use crate::{
    Case, Found, Look, Rule,
    code::{
        credential_fields::is_markup,
        flow, hosts,
        reach::{blind_spots, reads_code},
        secret_in_address, sensitive,
    },
};

pub(crate) const RULE: Rule = Rule {
    id: "secret-in-referrer",
    title: "a secret that leaves in a `Referer` header",
    claims: &["secrets/referer"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("secret_in_referrer.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    sent_by_code(case, look);
    if has_servers(case.app) == Applicability::Applies {
        told_by_pages(case, look);
    }
}

/// Requests that the code gives a `Referer` of its own.
fn sent_by_code(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::Egress) {
        if !seen.insert(call.site) {
            continue;
        }
        look.looked_at(1);
        let headers = [call.role(Role::Headers), call.role(Role::Options).field("headers")];
        // Only where the name is written: one that is computed may be any.
        let named = |name: &str| name.eq_ignore_ascii_case("referer");
        let values = headers.iter().flat_map(Value::fields).filter(|(name, _)| named(name));
        let values = values.map(|(_, value)| value);
        let Some(secret) = values.filter_map(|value| sensitive::secret(&value)).find(|exposed| exposed.sure)
        else {
            continue;
        };
        let words = secret.words;
        let found = Found::new(
            "secrets/referer",
            format!("referer: {words}"),
            format!("{words} is sent in the `Referer` header of `{}`", call.path),
        )
        .at(code.place(call.site))
        .help("send no `Referer`, or the origin alone")
        .path(flow::steps(code, event, "the request is sent"));
        look.against(found);
    }
}

/// Pages whose address holds a token, and that load files of other hosts.
fn told_by_pages(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(token) = token_in_address(case) else { return };
    let settings = Settings::of_app(case);
    let loads = loads(case);
    look.looked_at(settings.all.len() + loads.len());
    for setting in settings.of("referrer-policy") {
        let policy = setting.text().and_then(|text| ReferrerPolicy::of_fields([text]));
        let Some(policy) = policy.filter(|policy| policy.tells_the_address()) else { continue };
        let in_reach = |load: &&Load| !setting.by_tag || load.place.file == setting.place.file;
        let load = loads.iter().find(in_reach);
        let told = load.map_or_else(|| "other hosts".to_owned(), |load| format!("`{}`", load.host));
        let mut path = vec![Step { place: setting.place.clone(), text: "the policy is set".to_owned() }];
        path.extend(load.map(|load| Step {
            place: load.place.clone(),
            text: format!("the page loads a file of `{}`", load.host),
        }));
        let found = Found::new(
            "secrets/referer",
            format!("referrer-policy: {}", policy.name()),
            format!("`{}` tells {told} the address of a page, with {token} in it", policy.name()),
        )
        .at(setting.place.clone())
        .path(path)
        .help("send `no-referrer` or `strict-origin-when-cross-origin`");
        if !setting.runs() {
            look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this");
        } else if load.is_none() {
            look.unsure(
                found.confidence(Confidence::Low),
                "no page was found that loads a file of another host",
            );
        } else {
            look.against(found);
        }
    }
    let Some(load) = loads.first() else { return };
    let Some(missing) = missing(case, settings, &referrer_policy_not_set::WANTED, look) else { return };
    let found = Found::new(
        "secrets/referer",
        format!("no policy: {}", load.host),
        format!(
            "the page loads a file of `{}`, its address holds {token}, and nothing says how much of it is told",
            load.host
        ),
    )
    .at(load.place.clone())
    .path(vec![
        Step { place: missing.place, text: "a `Referrer-Policy` would be set here".to_owned() },
        Step { place: load.place.clone(), text: format!("the page loads a file of `{}`", load.host) },
    ])
    .by_absence()
    .confidence(Confidence::Low)
    .help("send `Referrer-Policy: no-referrer` or `strict-origin-when-cross-origin` with every page");
    look.unsure(
        found,
        missing.doubt.unwrap_or_else(|| {
            "browsers of the last years tell other hosts the origin alone where nothing is said, older ones tell all".to_owned()
        }),
    );
}

/// What is secret in the address of a page of the app, in words; none where nothing was seen to be.
fn token_in_address(case: &Case<'_>) -> Option<String> {
    let is_page = |module: &ConnectModule| !module.urls.is_empty() && module.kind.value != "webhooks";
    let with_tokens = |descriptor: &&ConnectDescriptor| {
        descriptor.authentication.as_ref().is_none_or(|kind| kind.value != "none")
    };
    let descriptor = case.app.descriptor.as_ref().filter(with_tokens);
    if descriptor.is_some_and(|descriptor| descriptor.modules.iter().any(is_page)) {
        return Some("the product's token".to_owned());
    }
    let to_own_page = |address: &Value| {
        address.texts().any(|text| {
            let template = text.template();
            // What follows `#` is told to nobody.
            !template.contains('#') && template.starts_with('/') && !template.starts_with("//")
        })
    };
    let exposed = secret_in_address::exposed(case.code).into_iter();
    let mut own = exposed.filter(|(_, call, _)| {
        call.effect() == Some(Effect::Redirect) && call.role_all(Role::Target).iter().any(to_own_page)
    });
    own.next().map(|(_, _, words)| words)
}

/// A file of another host that a page loads.
struct Load {
    host: String,
    place: Place,
}

/// Of every page, in the order of files; files of those who gave out the token are left out.
fn loads(case: &Case<'_>) -> Vec<Load> {
    const LARGEST: u64 = 1024 * 1024;
    let pages = case
        .app
        .files()
        .filter(|file| is_markup(&file.path) && file.length <= LARGEST && !is_for_show(case, &file.path));
    let mut found = Vec::new();
    for file in pages {
        let Ok(text) = case.app.tree.read(&file.path) else { continue };
        for address in assay_headers::static_files(text.as_str()) {
            let address =
                address.strip_prefix("//").map_or_else(|| address.clone(), |rest| format!("https://{rest}"));
            let Some(host) = hosts::host_of(&address).filter(|host| is_other(case, host)) else { continue };
            let at = text.as_str().find(&host).unwrap_or_default();
            found.push(Load { place: text.place(Span::new(at, at + host.len())), host });
        }
    }
    found
}

fn is_other(case: &Case<'_>, host: &str) -> bool {
    const OF_THE_PRODUCT: [&str; 6] =
        ["atlassian.com", "atlassian.net", "atl-paas.net", "bitbucket.org", "trello.com", "trellocdn.com"];
    let below = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
    let base = case.app.descriptor.as_ref().and_then(|descriptor| descriptor.base_url.as_ref());
    let own = base.and_then(|base| hosts::host_of(&base.value));
    !host.contains(['{', '<', '$'])
        && host.contains('.')
        && !OF_THE_PRODUCT.iter().any(|domain| below(domain))
        && own.as_deref() != Some(host)
        && !case.settings.owned_hosts.iter().any(|domain| below(domain))
}
