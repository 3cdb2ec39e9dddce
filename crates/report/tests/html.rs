//! The HTML page: whole, well-formed, closed to the world, and deaf to what an app's author wrote.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;
#[path = "html/document.rs"]
mod document;

use std::collections::BTreeSet;

use assay_catalogue::{Catalogue, Truth};
use assay_evidence::{Dossier, InstrumentId};
use assay_report::{Report, html};
use assay_source::{Digest, RelPath};
use assay_verdict::{Statements, judge};
use common::{TODAY, catalogue, judged, pages, reporter, told, tool};
use document::{Element, read};

/// Every element and attribute the page is made of; whatever else turned up would be somebody else's.
const ELEMENTS: &str = "html head meta title style body a svg symbol path use rect text header nav ol ul li main section \
    article div p h1 h2 h3 h4 h5 h6 span strong code pre mark figure figcaption details summary table caption thead tbody tr \
    th td dl dt dd time fieldset legend label input footer";
const ATTRIBUTES: &str = "lang charset http-equiv content name class href id aria-hidden aria-label aria-labelledby role \
    focusable width height viewBox d x y rx title data-n data-label scope type checked datetime rel open tabindex";

fn one<T>((dossier, statements): (Dossier, Statements), with: impl Fn(&Report<'_>) -> T) -> T {
    let (tool, catalogue, pages) = (tool(), catalogue(), pages());
    let assessments = [judged(&catalogue, (dossier, statements))];
    with(&Report { tool: &tool, catalogue: &catalogue, assessments: &assessments, pages: &pages })
}

/// What holds for every page, whatever it tells.
fn sound(html: &str) -> Element {
    let root = read(html);
    let everything = root.walk();
    let elements: BTreeSet<&str> = ELEMENTS.split_whitespace().collect();
    let attributes: BTreeSet<&str> = ATTRIBUTES.split_whitespace().collect();
    let mut ids = BTreeSet::new();
    for element in &everything {
        assert!(elements.contains(element.name.as_str()), "<{}>", element.name);
        for name in element.attributes.keys() {
            assert!(attributes.contains(name.as_str()), "{name} on <{}>", element.name);
        }
        if let Some(id) = element.attribute("id") {
            assert!(ids.insert(id), "the id {id} stands twice");
            assert!(id.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c)), "{id}");
        }
    }
    for element in &everything {
        let labels = element.attribute("aria-labelledby").into_iter().flat_map(str::split_whitespace);
        labels.for_each(|label| assert!(ids.contains(label), "nothing is named {label}"));
        if let Some(href) = element.attribute("href") {
            let leads = href.strip_prefix('#').map_or_else(
                || element.name == "a" && (href.starts_with("https://") || href.starts_with("http://")),
                |target| ids.contains(target),
            );
            assert!(leads, "{href} leads nowhere");
        }
    }
    headings(&everything);
    root
}

/// One heading of the first level, and none that skips a level.
fn headings(everything: &[&Element]) {
    let level = |element: &&Element| match element.name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    };
    let levels: Vec<u8> = everything.iter().filter_map(level).collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{levels:?}");
    levels.iter().zip(&levels[1..]).for_each(|(one, next)| assert!(*next <= one + 1, "{levels:?}"));
}

/// A page with its style sheet left out, an element a line.
fn shown(html: &str) -> String {
    let (before, rest) = html.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    let (start, digest) = before.split_once("'sha256-").unwrap();
    let (_, end) = digest.split_once("'").unwrap();
    format!("{start}'sha256-…'{end}<style>…</style>{after}").replace("><", ">\n<") + "\n"
}

#[test]
fn the_page_of_one_app() {
    let page = one(reporter(), html);
    sound(&page);
    insta::assert_snapshot!(shown(&page));
}

#[test]
fn the_page_of_several_apps_is_sound() {
    let root = sound(&told(html));
    let apps: Vec<&str> = root
        .named("article")
        .filter_map(|app| app.attribute("id"))
        .filter(|id| id.ends_with("-app"))
        .collect();
    assert_eq!(apps, ["app-1-app", "app-2-app"]);
}

#[test]
fn no_app_is_a_page_too() {
    let (tool, catalogue) = (tool(), catalogue());
    let report = Report { tool: &tool, catalogue: &catalogue, assessments: &[], pages: &() };
    let root = sound(&html(&report));
    assert!(root.text().contains("No app was found"));
}

#[test]
fn every_row_of_the_tables_that_apply_stands_on_the_page_with_its_reason() {
    let (tool, pages) = (tool(), pages());
    let (dossier, statements) = reporter();
    let assessments = [judge(Catalogue::bundled(), dossier, statements, TODAY)];
    let report =
        Report { tool: &tool, catalogue: Catalogue::bundled(), assessments: &assessments, pages: &pages };
    let root = sound(&html(&report));
    let tables = assessments[0].tables();
    for row in &assessments[0].rows {
        let anchor = format!("row-{}", row.requirement);
        let line = root.walk().into_iter().find(|element| element.attribute("id") == Some(&anchor));
        assert_eq!(line.is_some(), tables.contains(&row.requirement.table()), "{anchor}");
        if let Some(line) = line {
            let words = if row.advice { "advice" } else { row.outcome.words() };
            assert!(line.text().contains(words), "{anchor}");
            let reason = line.named("td").nth(1).and_then(|cell| cell.elements().next()).unwrap();
            assert!(!reason.text().trim().is_empty(), "{anchor}");
        }
    }
    let folded = root.named("summary").find(|summary| summary.text().contains("not apply to this app"));
    assert_eq!(folded.is_some(), tables.len() < assay_catalogue::Table::EVERY.len());
}

#[test]
fn every_finding_stands_on_the_page_once() {
    let (root, fingerprints) = one(reporter(), |report| {
        let findings = report.assessments[0].findings.iter();
        (sound(&html(report)), findings.map(|finding| finding.fingerprint.0.clone()).collect::<Vec<_>>())
    });
    let shown: BTreeSet<&str> = root
        .named("article")
        .filter_map(|article| article.attribute("id")?.strip_prefix("finding-"))
        .collect();
    assert_eq!(shown, fingerprints.iter().map(String::as_str).collect());
}

#[test]
fn the_policy_allows_the_style_sheet_of_the_page_and_nothing_else() {
    let root = read(&one(reporter(), html));
    let style = root.named("style").next().unwrap().text();
    let meta =
        root.named("meta").find(|meta| meta.attribute("http-equiv") == Some("Content-Security-Policy"));
    let policy = meta.unwrap().attribute("content").unwrap();
    let digest = policy.split_once("'sha256-").and_then(|(_, rest)| rest.split_once('\'')).unwrap().0;
    assert_eq!(unbase64(digest), Digest::of(style.as_bytes()).as_bytes());
    let rest = policy.replace(digest, "…");
    assert_eq!(rest, "default-src 'none'; style-src 'sha256-…'; base-uri 'none'; form-action 'none'");
    for reaching_out in ["url(", "@import", "expression(", "http", "</"] {
        assert!(!style.contains(reaching_out), "{reaching_out}");
    }
}

fn unbase64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let bits: Vec<u8> = text
        .bytes()
        .filter(|c| *c != b'=')
        .flat_map(|c| (0..6).rev().map(move |bit| value(c) >> bit & 1))
        .collect();
    bits.chunks_exact(8).map(|eight| eight.iter().fold(0, |byte, bit| byte << 1 | bit)).collect()
}

#[test]
fn what_an_attestation_links_to_is_a_link_only_where_it_is_a_web_page() {
    let page = |link: &str| {
        let (dossier, mut statements) = reporter();
        statements.attestations[0].link = Some(link.to_owned());
        one((dossier, statements), html)
    };
    let leads = |html: &str, to: &str| read(html).named("a").any(|a| a.attribute("href") == Some(to));
    assert!(leads(&page("https://example.com/policy?a=1&b"), "https://example.com/policy?a=1&b"));
    for address in ["javascript:alert(1)", "data:text/html,<script>", "https://a\" onclick=\"x"] {
        let html = page(address);
        sound(&html);
        assert!(!leads(&html, address));
        assert!(read(&html).text().contains(address));
    }
}

/// The app whose author wrote `text` wherever an author writes.
fn written_by_an_author(text: &str) -> (Dossier, Statements) {
    let (mut dossier, mut statements) = reporter();
    let path = RelPath::parse(&format!("src/{text}")).unwrap_or_else(|_| RelPath::root());
    dossier.app.name = text.into();
    dossier.app.id = Some(text.into());
    dossier.app.path = path.clone();
    dossier.app.main_file = path.clone();
    dossier.app.types[0].because = text.into();
    dossier.app.types[0].place.file = path.clone();
    dossier.facts.note("type.connect", Truth::Unknown, text);
    for card in &mut dossier.instruments {
        card.title = text.into();
    }
    for evidence in &mut dossier.evidence {
        evidence.statement = text.into();
        evidence.help = Some(text.into());
        evidence.suppressed = evidence.suppressed.as_ref().map(|_| text.into());
        if let assay_evidence::Bearing::Inconclusive { because } = &mut evidence.bearing {
            *because = text.into();
        }
        for place in evidence.place.iter_mut().chain(evidence.path.iter_mut().map(|step| &mut step.place)) {
            place.file = path.clone();
            let lines = place.excerpt.iter_mut().flat_map(|excerpt| &mut excerpt.lines);
            lines.for_each(|line| *line = text.replace('\n', ""));
        }
        evidence.path.iter_mut().for_each(|step| step.text = text.into());
    }
    for skip in dossier.sweeps.iter_mut().flat_map(|sweep| &mut sweep.skipped) {
        skip.what = text.into();
        skip.because = text.into();
    }
    for diagnostic in &mut dossier.diagnostics {
        diagnostic.message = text.into();
        diagnostic.help = Some(text.into());
        diagnostic.labels.iter_mut().for_each(|label| label.text = text.into());
    }
    dossier.unlisted[0].what = text.into();
    dossier.unlisted[0].name = text.into();
    let surface = dossier.surface.as_mut().unwrap();
    for module in &mut surface.modules {
        (module.kind, module.key, module.invoked_by) = (text.into(), text.into(), Some(vec![text.into()]));
    }
    for scope in &mut surface.scopes {
        (scope.name, scope.products, scope.class) = (text.into(), vec![text.into()], Some(text.into()));
    }
    for entry in &mut surface.egress {
        (entry.list, entry.address) = (text.into(), text.into());
    }
    for remote in &mut surface.remotes {
        (remote.key, remote.addresses, remote.operations) =
            (text.into(), vec![text.into()], vec![text.into()]);
    }
    statements.attestations[0].statement = text.into();
    statements.attestations[0].owner = text.into();
    statements.attestations[0].link = Some(text.into());
    statements.waivers[0].reason = text.into();
    statements.waivers[0].path = Some(text.into());
    statements.waivers.push(statements.waivers[0].clone());
    statements.waivers[1].rule = InstrumentId::from(text);
    (dossier, statements)
}

#[test]
fn markup_in_an_apps_text_is_text() {
    for text in [
        "</style><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='x",
        "<!-- `</code>` -->",
        "]]><svg/onload=x>",
        "&lt;b&gt; &#60;b",
        "<a href=\"javascript:x\">y</a>",
    ] {
        let page = one(written_by_an_author(text), html);
        let root = sound(&page);
        let bare = text.replace('`', "");
        let statements: Vec<String> = root.named("p").map(|p| p.text().replace('`', "")).collect();
        assert!(statements.iter().any(|said| said.to_lowercase().contains(&bare.to_lowercase())), "{text}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_an_author_wrote_the_markup_is_ours(
        text in proptest::prop_oneof![
            "[<>\"'&;=/`!\\-a-z \u{202e}\u{0}]{0,24}",
            "(\\PC|\\p{Cc}|\\p{Cf}){0,40}",
            "<(/?(script|style|p|a|svg|code|details|table)|!--)[ \"'>a-z=]{0,20}",
        ]
    ) {
        let page = one(written_by_an_author(&text), html);
        sound(&page);
        let hidden = |c: char| !matches!(c, '\n' | '\t') && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
        proptest::prop_assert!(!page.contains(hidden));
        proptest::prop_assert_eq!(&page, &one(written_by_an_author(&text), html));
    }
}
