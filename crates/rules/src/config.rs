//! Rules about how an app is served and where its data lies, as files of servers, platforms, containers and clouds say.

pub(crate) mod address;
pub(crate) mod container_too_powerful;
pub(crate) mod headers_dropped_in_part;
pub(crate) mod old_protocol_configured;
pub(crate) mod plain_http_configured;
pub(crate) mod plain_http_entrance;
pub(crate) mod session_cookie_configured_open;
pub(crate) mod store_link_configured_plain;
pub(crate) mod store_open_to_internet;
pub(crate) mod store_unencrypted;
pub(crate) mod suite_outside_configured;
pub(crate) mod verification_off_configured;

use assay_app::App;
use assay_evidence::Applicability;
use assay_hosting::Format;

use crate::{Case, Look};

/// Any repository may hold such files.
fn applies(_: &App) -> Applicability {
    Applicability::Applies
}

/// Files that say how something is served.
const OF_SERVERS: &[Format] = &[
    Format::Nginx,
    Format::Apache,
    Format::Caddy,
    Format::Tomcat,
    Format::Iis,
    Format::SpringProperties,
    Format::SpringYaml,
    Format::Kubernetes,
    Format::Terraform,
    Format::CloudFormation,
    Format::Serverless,
    Format::AppEngine,
    Format::Fly,
];

/// Files that make stores.
const OF_STORES: &[Format] =
    &[Format::Terraform, Format::CloudFormation, Format::Serverless, Format::Kubernetes];

/// Files that make or run containers.
const OF_CONTAINERS: &[Format] = &[Format::Dockerfile, Format::Compose, Format::Kubernetes];

/// Notes the files of some formats, and what could not be read. Where there is none, nothing was looked at.
fn note_files(case: &Case<'_>, formats: &[Format], look: &mut Look<'_>) {
    look.looked_at(case.hosting.files.iter().filter(|(_, format)| formats.contains(format)).count());
    note_gaps(case, look);
}

/// Notes every setting of an app, for claims that all of its files together can prove: the list of files counts, too.
fn note_settings(case: &Case<'_>, look: &mut Look<'_>) {
    let hosting = case.hosting;
    look.looked_at(hosting.variables.len() + hosting.addresses.len() + hosting.stores.len() + 1);
    note_gaps(case, look);
}

fn note_gaps(case: &Case<'_>, look: &mut Look<'_>) {
    for gap in &case.hosting.gaps {
        look.skip(gap.what.clone(), gap.because.clone(), Some(gap.place.clone()));
    }
}
