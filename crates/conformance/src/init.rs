//! The `assay.toml` that `assay init` writes: every key explained, and filled in with what the app shows.

use std::fmt::Write as _;

use assay_app::App;
use assay_catalogue::{Catalogue, ClaimId, Method, RequirementId};
use assay_source::RelPath;
use assay_verdict::Assessment;
use jiff::ToSpan as _;

/// Where a repository usually says what an attestation would say. A hint for its author, never a proof.
struct Hint {
    requirement: &'static str,
    words: &'static [&'static str],
}

const HINTS: [Hint; 4] = [
    Hint {
        requirement: "ALL-12",
        words: &["bug fix policy", "bug-fix policy", "security bug fix", "remediat"],
    },
    Hint { requirement: "ALL-13", words: &["ecohelp", "incident"] },
    Hint { requirement: "ALL-14", words: &["security@", "contact:", "security contact"] },
    Hint {
        requirement: "CONNECT-12.1",
        words: &["24 h", "24h", "24 hours", "sharedsecret", "shared secret"],
    },
];

/// Files that speak of security: their names, in lower case, or parts of them.
const SPEAKING_FILES: [&str; 6] =
    ["security.md", "security.txt", "incident", "runbook", "contributing.md", "disclosure"];

/// The text of a commented configuration for one app. The attestations it prepares are those that open rows
/// of its assessment could be answered by; each stands in comments until somebody puts a name to it.
pub fn template(app: &App, assessment: &Assessment) -> String {
    let mut out = String::from(HEAD);
    types(&mut out, app);
    out.push_str(GATE);
    hosts(&mut out, app);
    anonymous(&mut out, app);
    attestations(&mut out, app, assessment);
    let expires = assessment.today.saturating_add(90.days());
    let _ = write!(
        out,
        "{WAIVERS}# [[waivers]]\n# rule = \"egress-wildcard\"\n# path = \"manifest.yml\"\n# reason = \"…\"\n# expires = {expires}\n"
    );
    out.push_str(DATA);
    out
}

const HEAD: &str = "\
# What people say about this app: for `assay check`.
# Lines that begin with `#` do nothing; take the `#` away to use them. `assay explain <id>` tells more.
";
const GATE: &str = "
# Whether the app is, or is meant to be, published on the Marketplace.
# published = true

# The mildest severity of a finding that fails a run: low, medium, high or critical.
fail_on = \"medium\"

# Files to leave out, as in .gitignore. (`include` names the only ones to look at.)
exclude = []
";
const WAIVERS: &str = "
# Findings you decided to live with. A waiver never makes a row green: it stands beside the finding, with its
# reason, until it expires.
";
const DATA: &str = "
# Newer tables than those that come with the build, as files beside this one.
# [data]
# runtimes = \"runtimes.toml\"
";

fn types(out: &mut String, app: &App) {
    let names: Vec<String> =
        app.types.iter().map(|decision| format!("\"{}\"", decision.app_type.name())).collect();
    out.push_str(
        "\n# The app's type, where the files mislead: forge, forge-remote, connect, trello, oauth. Found:\n",
    );
    for decision in &app.types {
        let _ = writeln!(out, "#   {}: {}", decision.app_type, decision.because);
    }
    let _ = writeln!(out, "# type = [{}]", names.join(", "));
}

fn hosts(out: &mut String, app: &App) {
    out.push_str("\n# Hosts you own, without scheme: domains, certificates and TLS are asked of these.\n");
    let mut hosts: Vec<String> = Vec::new();
    if let Some(manifest) = &app.manifest {
        let urls = manifest.remotes.iter().flat_map(|remote| &remote.base_urls).map(|url| url.url.as_str());
        hosts.extend(urls.filter_map(host).map(|host| format!("\"{host}\"")));
    }
    if let Some(base_url) = app.descriptor.as_ref().and_then(|descriptor| descriptor.base_url.as_ref()) {
        hosts.extend(host(base_url.as_str()).map(|host| format!("\"{host}\"")));
    }
    hosts.sort();
    hosts.dedup();
    let comment = if hosts.is_empty() { "# " } else { "" };
    let _ = writeln!(out, "{comment}owned_hosts = [{}]", hosts.join(", "));
}

/// The host of an address that is no variable.
fn host(url: &str) -> Option<&str> {
    let host = url.split_once("://")?.1.split(['/', ':', '?', '#']).next()?;
    (!host.is_empty() && !host.contains(['$', '{', '*'])).then_some(host)
}

fn anonymous(out: &mut String, app: &App) {
    out.push_str("\n# Endpoints that answer anybody on purpose, with the reason.\n");
    let triggers = app.manifest.iter().flat_map(|manifest| &manifest.web_triggers);
    let mut any = false;
    for key in triggers.filter_map(|trigger| trigger.key.as_ref()) {
        any = true;
        let _ = writeln!(out, "# [[anonymous]]\n# endpoint = \"{key}\"\n# reason = \"…\"");
    }
    if !any {
        out.push_str("# [[anonymous]]\n# endpoint = \"status\"\n# reason = \"…\"\n");
    }
}

fn attestations(out: &mut String, app: &App, assessment: &Assessment) {
    out.push_str(
        "\n# What only people can know. Each counts until it expires, or until the requirement changes.\n\
         # Put a name to what is true and take the `#` away; leave out what is not.\n",
    );
    let (catalogue, today) = (Catalogue::bundled(), assessment.today);
    let expires = today.saturating_add(1.year());
    let mut asked: Vec<&ClaimId> = Vec::new();
    for row in &assessment.rows {
        for verdict in row.duties.iter().filter(|verdict| verdict.outcome.is_open()) {
            let Some(duty) = catalogue.duty(&verdict.duty) else { continue };
            // One attestation serves every row that rests on the same claims.
            let vouched = duty.proofs.iter().any(|proof| proof.as_slice() == [Method::Interview]);
            if !vouched || duty.claims.iter().all(|claim| asked.contains(&claim)) {
                continue;
            }
            asked.extend(&duty.claims);
            let target = match row.duties.len() {
                1 => row.requirement.to_string(),
                _ => verdict.duty.to_string(),
            };
            let _ = writeln!(out, "\n# {target}: {}", duty.text.trim());
            let hint = hint(app, &row.requirement);
            let (owner, link) = match &hint {
                Some(Hinted { file, contact }) => {
                    let _ = writeln!(out, "# {file} may say it already.");
                    (contact.as_deref().unwrap_or("…"), file.as_str())
                }
                None => ("…", "…"),
            };
            let _ = write!(
                out,
                "# [[attestations]]\n# requirement = \"{target}\"\n# statement = \"…\"\n# owner = \"{owner}\"\n\
                 # date = {today}\n# expires = {expires}\n# link = \"{link}\"\n"
            );
        }
    }
}

/// A file that speaks of what a row asks, and whom it names.
struct Hinted {
    file: RelPath,
    contact: Option<String>,
}

/// The first file of the repository that speaks of what a row asks.
fn hint(app: &App, id: &RequirementId) -> Option<Hinted> {
    let hint = HINTS.iter().find(|hint| {
        let twin = |row: &assay_catalogue::Requirement| row.twins.contains(id);
        let row = hint.requirement.parse().ok();
        let row = row.and_then(|row| Catalogue::bundled().requirement(&row));
        hint.requirement == id.to_string() || row.is_some_and(twin)
    })?;
    let speaks = |path: &RelPath| {
        let name = path.file_name().to_ascii_lowercase();
        SPEAKING_FILES.iter().any(|part| name.contains(part))
    };
    let above = |path: &RelPath| app.root.is_below(&path.parent()) || app.owns(path);
    let mut files = app.tree.files().iter().map(|file| &file.path).filter(|path| speaks(path) && above(path));
    files.find_map(|path| {
        let text = app.tree.read(path).ok()?;
        let lower = text.as_str().to_lowercase();
        let is_meant = hint.words.iter().any(|word| lower.contains(word));
        is_meant.then(|| Hinted { file: path.clone(), contact: address(text.as_str()) })
    })
}

/// The first e-mail address in a text.
fn address(text: &str) -> Option<String> {
    let inside = |c: char| c.is_ascii_alphanumeric() || "@.-_+".contains(c);
    let words = text.split(|c: char| !inside(c)).map(|word| word.trim_matches(['.', '-', '_']));
    let mut addresses = words.filter(|word| {
        let domain = word.split_once('@').map(|(name, domain)| (!name.is_empty(), domain));
        domain.is_some_and(|(named, domain)| named && domain.contains('.') && !domain.contains('@'))
    });
    addresses.next().map(ToOwned::to_owned)
}
