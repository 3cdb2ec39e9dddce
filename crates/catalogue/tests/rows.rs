//! What holds for every row of the bundled catalogue.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use assay_catalogue::{
    Applies, Catalogue, ClaimId, Duty, DutyId, Facts, Force, Method, Requirement, RequirementId, Status,
    Table, Theme, Truth,
};
use jiff::civil::date;

fn catalogue() -> &'static Catalogue {
    Catalogue::bundled()
}

fn row(id: &str) -> &'static Requirement {
    catalogue().requirement(&id.parse().unwrap()).unwrap_or_else(|| panic!("{id}"))
}

fn duty(id: &str) -> &'static Duty {
    catalogue().duty(&id.parse().unwrap()).unwrap_or_else(|| panic!("{id}"))
}

fn claims(id: &str) -> BTreeSet<&'static str> {
    duty(id).claims.iter().map(ClaimId::as_str).collect()
}

#[test]
fn every_public_id_has_a_row_and_no_row_is_besides_them() {
    let listed: Vec<RequirementId> =
        include_str!("data/ids.txt").lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(listed.len(), 154);
    let listed: BTreeSet<_> = listed.into_iter().collect();
    let described: BTreeSet<_> =
        catalogue().requirements().map(|requirement| requirement.id.clone()).collect();
    assert_eq!(listed, described);
}

#[test]
fn themes_and_twins_are_those_of_the_cross_map() {
    let map: BTreeMap<Theme, BTreeMap<Table, Vec<String>>> =
        toml::from_str(include_str!("data/cross-map.toml")).unwrap();
    let mut twinned = BTreeSet::new();
    for (theme, tables) in &map {
        let mut others = Vec::new();
        for (table, numbers) in tables {
            let rows: Vec<RequirementId> =
                numbers.iter().map(|number| format!("{table}-{number}").parse().unwrap()).collect();
            for id in &rows {
                assert_eq!(catalogue().requirement(id).unwrap().theme, *theme, "{id}");
            }
            if *table != Table::All {
                others.extend(rows);
            }
        }
        for number in tables.get(&Table::All).into_iter().flatten() {
            let general = row(&format!("ALL-{number}"));
            assert_eq!(general.twins, others, "{}", general.id);
            twinned.insert(&general.id);
        }
    }
    for requirement in catalogue().requirements() {
        assert!(requirement.twins.is_empty() || twinned.contains(&requirement.id), "{}", requirement.id);
    }
}

#[test]
fn the_first_twin_of_a_table_repeats_the_row_and_the_others_detail_it() {
    for general in catalogue().requirements().filter(|requirement| !requirement.twins.is_empty()) {
        for table in Table::EVERY {
            let mut twins = general.twins_in(table);
            let Some(first) = twins.next() else { continue };
            assert_eq!(first.parent(), None, "{first}");
            assert!(twins.all(|twin| twin.parent().as_ref() == Some(first)), "{first}");
        }
    }
}

/// Twins are judged duty by duty: a letter has to mean the same in both.
#[test]
fn a_twin_that_repeats_a_row_has_its_duties_under_the_same_letters() {
    for (general, twins) in [
        ("ALL-2", ["CONNECT-2", "FORGE-R-2", "FORGE-2", "TRELLO-2", "OAUTH-4"]),
        ("ALL-3", ["CONNECT-3", "FORGE-R-3", "FORGE-3", "TRELLO-3", "OAUTH-2"]),
        ("ALL-5", ["CONNECT-5", "FORGE-R-5", "FORGE-5", "TRELLO-5", "OAUTH-1"]),
    ] {
        for twin in twins {
            assert_eq!(row(twin).duties.len(), row(general).duties.len(), "{twin}");
            for (own, theirs) in row(general).duties.iter().zip(&row(twin).duties) {
                assert_eq!(own.force, theirs.force, "{twin}.{}", theirs.letter);
            }
        }
    }
}

#[test]
fn rows_with_several_duties_have_them_in_the_decided_order() {
    let forces = |id: &str| -> String {
        let letter = |duty: &Duty| if duty.force == Force::Must { 'm' } else { 's' };
        row(id).duties.iter().map(letter).collect()
    };
    for (ids, expected) in [
        ("ALL-2 CONNECT-2 FORGE-R-2 FORGE-2 TRELLO-2 OAUTH-4", "mm"),
        ("ALL-3 CONNECT-3 FORGE-R-3 FORGE-3 TRELLO-3 OAUTH-2", "mmmss"),
        ("ALL-5 CONNECT-5 FORGE-R-5 FORGE-5 TRELLO-5 OAUTH-1", "mmmmm"),
        ("ALL-10 FORGE-R-12 FORGE-12", "mm"),
        ("CONNECT-1.2 FORGE-R-1.5 FORGE-1.3", "mm"),
        ("CONNECT-3.1 TRELLO-3.1", "s"),
        ("CONNECT-7.1 CONNECT-8.2", "ms"),
        ("TRELLO-4.1 TRELLO-10.1 FORGE-R-10.1 FORGE-10.1 TRELLO-7.1", "m"),
        ("FORGE-9", "mss"),
        ("FORGE-R-9", "mssm"),
    ] {
        for id in ids.split(' ') {
            assert_eq!(forces(id), expected, "{id}");
        }
    }
}

#[test]
fn every_claim_carries_a_duty_or_is_advice_beyond_the_table() {
    let beyond: Vec<&str> = catalogue().beyond_the_table().map(ClaimId::as_str).collect();
    assert_eq!(
        beyond,
        [
            "authz/author-from-context",
            "connect/context-token-marked",
            "connect/install-hook-declared",
            "connect/lifetime-bounded",
            "connect/qsh-canonical",
            "connect/replay-refused",
            "consent/code-waits-for-approval",
            "containers/least-rights",
            "cookies/same-site",
            "deps/locked",
            "deps/managed",
            "deps/no-known-vulnerability",
            "deps/pinned",
            "domains/certificate-not-near-expiry",
            "domains/issuers-named",
            "egress/no-navigation",
            "endpoints/bad-token-refused",
            "endpoints/keys-kept",
            "endpoints/no-debug-output",
            "endpoints/token-not-echoed",
            "endpoints/token-read-strictly",
            "eud/remote-use-declared",
            "eud/remotes-store-nothing",
            "eud/stores-closed",
            "fit/lifetime-bounded",
            "fit/replay-refused",
            "headers/answers-kept-from-strangers",
            "headers/cors-restricted",
            "headers/framed-by-products-only",
            "headers/no-sniff",
            "oauth/bearer-in-header",
            "oauth/code-bound-to-client",
            "oauth/pkce-sound",
            "oauth/redirect-fixed",
            "policy/suppressions-reasoned",
            "rovo/inputs-described",
            "runtime/others-in-support",
            "scopes/connect-needed",
            "scopes/not-deprecated",
            "scopes/sufficient",
            "scopes/token-scopes-match",
            "tls/hsts-over-https-only",
            "tls/reference-clients-served",
            "web-trigger/function-apart",
            "wiring/current-forms",
            "wiring/remotes-used",
        ]
    );
}

#[test]
fn claims_are_named_as_family_and_name() {
    let word = |text: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'))
    };
    for (id, claim) in catalogue().claims() {
        let (family, name) = id.as_str().split_once('/').unwrap_or_else(|| panic!("{id}"));
        assert!(word(family) && word(name), "{id}");
        assert!(claim.text.ends_with('.') && !claim.methods.is_empty(), "{id}");
    }
}

/// A row that no evidence could turn would be decoration.
#[test]
fn every_row_can_turn_out_other_than_well() {
    for requirement in catalogue().requirements() {
        let can_turn = |duty: &Duty| !duty.claims.is_empty() || !duty.defeaters.is_empty();
        assert!(requirement.duties.iter().all(can_turn), "{}", requirement.id);
    }
}

#[test]
fn a_duty_is_decided_by_a_method_that_one_of_its_claims_allows() {
    for (id, _, duty) in catalogue().duties() {
        let allowed = |claim: &ClaimId| catalogue().claim(claim).unwrap().methods.contains(&duty.decided_by);
        let mut named = duty.claims.iter().chain(&duty.defeaters);
        assert!(named.any(allowed), "{id}");
    }
}

/// What would void the platform's promise is looked for in the source.
#[test]
fn every_defeater_can_be_examined() {
    for (id, _, duty) in catalogue().duties() {
        for claim in &duty.defeaters {
            assert!(duty.platform_provided, "{id}");
            assert!(catalogue().claim(claim).unwrap().methods.contains(&Method::Examine), "{id}: {claim}");
        }
    }
}

#[test]
fn platform_rows_have_the_defeaters_that_were_decided() {
    let defeaters = |id: &str| -> Vec<&str> { duty(id).defeaters.iter().map(ClaimId::as_str).collect() };
    for id in ["FORGE-2.a", "FORGE-2.b"] {
        assert_eq!(defeaters(id), ["eud/kept-on-platform", "egress/none"]);
    }
    for id in ["FORGE-3.a", "FORGE-3.b", "FORGE-3.c", "FORGE-3.d", "FORGE-3.e"] {
        assert!(defeaters(id).contains(&"egress/none"), "{id}");
    }
    for id in ["FORGE-9.a", "FORGE-R-9.a"] {
        assert_eq!(defeaters(id), ["csp/scripts-strict"]);
    }
    for requirement in catalogue().requirements() {
        let provided = requirement.duties.iter().any(|duty| duty.platform_provided);
        let printed = requirement.status == Status::PlatformProvided;
        assert!(provided == printed || requirement.id.table() == Table::Sec, "{}", requirement.id);
    }
}

/// The documentation of today gives isolation of tenants to the developer.
#[test]
fn the_platform_never_answers_for_tenant_isolation() {
    for id in ["SEC-8.a", "SEC-12.a", "FORGE-7.a", "FORGE-R-7.a"] {
        assert!(!duty(id).platform_provided, "{id}");
    }
    assert!(row("FORGE-5").duties.iter().all(|duty| !duty.platform_provided));
}

/// A manifest alone cannot make a scopes row green, nor an egress duty.
#[test]
fn scopes_and_egress_rest_on_what_the_code_does() {
    for id in ["ALL-4.a", "CONNECT-4.a", "FORGE-R-4.a", "FORGE-4.a", "TRELLO-4.a", "OAUTH-3.a"] {
        assert!(claims(id).contains("scopes/used-by-calls"), "{id}");
    }
    for (id, _, duty) in catalogue().duties() {
        let named = |claim: &str| duty.claims.iter().any(|known| known.as_str() == claim);
        assert!(!named("egress/no-wildcard") || named("egress/declared-hosts-used"), "{id}");
        assert!(!named("egress/https-only") || named("tls/outgoing"), "{id}");
        assert!(!named("rovo/action-verb-truthful") || named("rovo/action-verb-matches-effects"), "{id}");
        assert!(!named("web-trigger/authenticated") || named("web-trigger/checked-before-effect"), "{id}");
    }
}

/// Only what no machine can see is proven by people's word alone.
#[test]
fn an_attestation_alone_proves_only_what_lies_outside_the_app() {
    use Theme::{
        AuthenticationAndAuthorization, BugFixPolicy, EndUserData, Incidents, Programme, Secrets,
        SecurityContact,
    };
    let alone = |duty: &Duty| duty.proofs.iter().any(|proof| proof.as_slice() == [Method::Interview]);
    for (id, requirement, duty) in catalogue().duties().filter(|(_, _, duty)| alone(duty)) {
        let expected = match requirement.theme {
            Programme | BugFixPolicy | Incidents | SecurityContact | EndUserData => true,
            // Secrets at rest; providers and kinds of client; origins of a key.
            Secrets => duty.letter == 'e',
            AuthenticationAndAuthorization => {
                ["FORGE-R-1.5", "FORGE-1.3", "TRELLO-1.3"].contains(&requirement.id.to_string().as_str())
            }
            _ => false,
        };
        assert!(expected, "{id}");
    }
}

#[test]
fn rows_are_dated_by_the_edition_that_changed_them() {
    let editions: BTreeSet<_> = catalogue().revisions().iter().map(|revision| revision.date).collect();
    assert!(catalogue().revisions().is_sorted_by(|newer, older| newer.date > older.date));
    for requirement in catalogue().requirements() {
        match requirement.id.table() {
            Table::Sec => assert_eq!(requirement.changed, date(2024, 3, 1), "{}", requirement.id),
            _ => assert!(editions.contains(&requirement.changed), "{}", requirement.id),
        }
    }
    let new = "ALL-0 ALL-10 FORGE-R-1.5 FORGE-R-6 FORGE-R-7 FORGE-R-10.1 FORGE-R-10.2 FORGE-R-12 FORGE-R-13 \
               FORGE-R-13.1 FORGE-R-14 FORGE-1.3 FORGE-6 FORGE-7 FORGE-10.1 FORGE-10.2 FORGE-12 FORGE-13 \
               FORGE-13.1 FORGE-14";
    let changed: Vec<String> = catalogue()
        .requirements()
        .filter(|requirement| requirement.changed == date(2026, 2, 19))
        .map(|requirement| requirement.id.to_string())
        .collect();
    assert_eq!(changed.join(" "), new);
}

#[test]
fn aliases_lead_from_older_numbers_to_rows() {
    let named = |list: &str, id: &str| -> Vec<String> {
        catalogue().aliased(list, id).map(|requirement| requirement.id.to_string()).collect()
    };
    assert_eq!(named("fsrt", "10.0"), ["FORGE-R-15", "FORGE-15"]);
    assert_eq!(named("requirements-2023", "10"), ["ALL-11", "FORGE-R-15", "FORGE-15"]);
    assert_eq!(named("csrt", "3.0"), ["CONNECT-3"]);
    assert_eq!(named("questionnaire", "6a"), ["FORGE-R-4"]);
    assert_eq!(named("ecoscanner", "6.3"), ["CONNECT-6.3"]);
    let lists: BTreeSet<&str> = catalogue()
        .requirements()
        .flat_map(|requirement| &requirement.aliases)
        .map(|alias| alias.list.as_str())
        .collect();
    let known = ["csrt", "ecoscanner", "fsrt", "questionnaire", "requirements-2020", "requirements-2023"];
    assert_eq!(lists, BTreeSet::from(known));
    for numbering in catalogue().revisions().iter().filter_map(|revision| revision.numbering.as_deref()) {
        assert!(lists.contains(numbering), "{numbering}");
    }
}

/// All 31 prompts of the questionnaire for Forge apps; those that only open a group stand with what they open.
#[test]
fn every_prompt_of_the_questionnaire_leads_to_a_row() {
    let prompts =
        "1 1a 2 2a 2b 3 4 4a 5 5a 6 6a 6b 6c 6d 6d-i 7 8 9 9a 10 11 12 12a 12a-i 13 14 14a 15 16 17";
    for prompt in prompts.split(' ') {
        assert!(catalogue().aliased("questionnaire", prompt).next().is_some(), "{prompt}");
    }
}

#[test]
fn rows_that_do_not_apply_say_so_in_their_own_words() {
    for id in ["FORGE-8", "FORGE-1.3", "TRELLO-13"] {
        assert!(row(id).not_applicable_because.is_some(), "{id}");
    }
    assert_eq!(row("TRELLO-13").status, Status::NotYet);
    let mut facts = Facts::default();
    facts.note("egress", false, "no egress");
    assert_eq!(row("FORGE-8").applies.to(&facts), Truth::No);
    assert_eq!(row("FORGE-8").applies.to(&Facts::default()), Truth::Unknown);
}

#[test]
fn every_control_enforces_a_duty_and_every_fact_asked_for_is_described() {
    let wanted: BTreeSet<_> =
        catalogue().duties().flat_map(|(_, _, duty)| duty.enforced_by.clone()).collect();
    for (control, _) in catalogue().controls() {
        assert!(wanted.contains(control), "{control}");
    }
    let applies: Vec<&Applies> = catalogue()
        .duties()
        .flat_map(|(_, requirement, duty)| [&requirement.applies, &duty.applies])
        .chain(catalogue().claims().map(|(_, claim)| &claim.applies))
        .collect();
    let asked: BTreeSet<_> = applies.into_iter().flat_map(Applies::facts).collect();
    let tables: BTreeSet<_> = Table::EVERY.into_iter().filter_map(Table::applies_when).collect();
    for fact in &tables {
        assert!(catalogue().facts().any(|(known, _)| known == fact), "{fact}");
    }
    for fact in asked {
        assert!(catalogue().facts().any(|(known, _)| known == fact), "{fact}");
    }
}

#[test]
fn every_row_names_the_page_it_stands_on() {
    for requirement in catalogue().requirements() {
        let page = match requirement.id.table() {
            Table::Sec => "https://developer.atlassian.com/platform/forge/security/",
            _ => "https://developer.atlassian.com/platform/marketplace/security-requirements/",
        };
        let named = |source: &assay_catalogue::Source| source.address.as_deref() == Some(page);
        assert!(requirement.sources.iter().any(named), "{}", requirement.id);
        assert!(requirement.sources.iter().all(|source| source.address.is_some()), "{}", requirement.id);
    }
}

#[test]
fn duty_ids_of_the_catalogue_print_and_parse() {
    for (id, _, _) in catalogue().duties() {
        assert_eq!(id.to_string().parse::<DutyId>().unwrap(), id);
    }
}
