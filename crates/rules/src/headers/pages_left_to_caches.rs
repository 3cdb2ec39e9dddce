use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_headers::CacheControl;
use assay_source::Place;

use super::{
    absence::{Wanted, missing},
    has_servers,
    setting::Settings,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "pages-left-to-caches",
    title: "pages for users that no reply keeps out of caches",
    claims: &["headers/no-store"],
    topic: Topic::Headers,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: has_servers,
    examine,
    page: include_str!("pages_left_to_caches.md"),
};

const WANTED: Wanted = Wanted {
    claim: "headers/no-store",
    header: "cache-control",
    words: &["nostore", "nocache", "cachecontrol", "nevercache"],
    on_pages: true,
    missing: "nothing sends `Cache-Control: no-store` with the pages",
    help: HELP,
};

const HELP: &str = "send `Cache-Control: no-cache, no-store` with every page that is made for a user";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let settings = Settings::of_app(case);
    let of_caches: Vec<_> = settings.of("cache-control").collect();
    if of_caches.is_empty() {
        return absent(case, settings, look);
    }
    look.looked_at(of_caches.len());
    // Where some reply says `no-store`, which replies do is not followed; where none does, no page can.
    let directives = |value: &str| CacheControl::of_fields([value]);
    if of_caches.iter().any(|setting| setting.text().is_none_or(|text| directives(text).has("no-store"))) {
        return;
    }
    // A stream of events is no page: its kind is said beside it.
    let streams: Vec<_> = settings
        .of("content-type")
        .filter(|kind| kind.text().is_some_and(|text| text.starts_with("text/event-stream")))
        .map(|kind| (&kind.place.file, kind.place.line()))
        .collect();
    let is_of_stream = |place: &Place| {
        streams.iter().any(|(file, line)| **file == place.file && line.abs_diff(place.line()) <= 3)
    };
    let meant = of_caches.iter().filter(|setting| !is_of_stream(&setting.place)).find(|setting| {
        setting.text().is_some_and(|text| {
            let cache = directives(text);
            setting.runs() && (cache.has("no-cache") || cache.has("private")) && !cache.has("public")
        })
    });
    let Some(setting) = meant else { return };
    let said = setting.text().unwrap_or_default();
    let found = Found::new(
        "headers/no-store",
        format!("cache-control: {said}"),
        format!("`{said}` lets browsers keep the page: `no-store` is said nowhere"),
    )
    .at(setting.place.clone())
    .path(setting.path.clone())
    .help(HELP);
    look.against(found);
}

fn absent(case: &Case<'_>, settings: &Settings, look: &mut Look<'_>) {
    // Only pages a product shows are surely made for a user; those that may be cached are made to be.
    let modules =
        case.app.descriptor.as_ref().map(|descriptor| descriptor.modules.as_slice()).unwrap_or_default();
    let for_users = modules.iter().any(|module| {
        !module.urls.is_empty() && !module.cacheable.as_ref().is_some_and(|cacheable| cacheable.value)
    });
    let Some(missing) = missing(case, settings, &WANTED, look) else { return };
    if !for_users && modules.iter().any(|module| !module.urls.is_empty()) {
        return;
    }
    WANTED.tell(missing, look);
}
