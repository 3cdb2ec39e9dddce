//! `assay probe`.

use std::{net::IpAddr, path::PathBuf, str::FromStr};

use assay_evidence::AppType;
use clap::Args;

use super::{GateArguments, OutputArguments, SecretSource};

/// A tenant's shared secret, and where to take it from: never the secret itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TenantSource {
    pub(crate) client_key: String,
    pub(crate) secret: SecretSource,
}

impl FromStr for TenantSource {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            "`<clientKey>=env:NAME` or `<clientKey>=file:PATH` is needed; the secret itself never stands on a command line".to_owned()
        };
        let (client_key, source) = text.split_once('=').ok_or_else(wrong)?;
        let secret = source.parse().map_err(|_: String| wrong())?;
        if client_key.is_empty() {
            Err(wrong())
        } else {
            Ok(Self { client_key: client_key.to_owned(), secret })
        }
    }
}

/// A name and the address to take for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resolved {
    pub(crate) host: String,
    pub(crate) address: IpAddr,
}

impl FromStr for Resolved {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (host, address) = text.split_once('=').ok_or("`HOST=ADDRESS` is needed")?;
        let address = address.parse().map_err(|_| format!("`{address}` is no IP address"))?;
        Ok(Self { host: host.to_ascii_lowercase(), address })
    }
}

/// `assay probe`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  assay probe https://app.example.com/atlassian-connect.json --i-own app.example.com
  assay probe . --base-url https://staging.example.com --i-own staging.example.com
  assay probe https://remote.example.com/api --type remote --i-own remote.example.com
  assay probe . --i-own app.example.com --tenant 0a1b2c=env:SHARED_SECRET
  assay check . --format json=a.json && assay probe . --format json=b.json && assay report a.json b.json")]
pub(crate) struct ProbeArguments {
    /// What to test: the address of a descriptor, an app's directory, or any address with `--type`.
    #[arg(value_name = "TARGET")]
    pub(crate) target: String,

    /// A host that is yours to test; may be given several times. `owned_hosts` in assay.toml counts, too. No other
    /// host is ever asked anything.
    #[arg(long = "i-own", value_name = "HOST")]
    pub(crate) own: Vec<String>,

    /// Where the app is served from, where its files do not say so, or say something else.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) base_url: Option<String>,

    /// What the target is, where it does not tell: connect, remote, trello, 3lo.
    #[arg(long = "type", value_name = "TYPE", value_parser = probed_type)]
    pub(crate) app_type: Option<AppType>,

    /// Another address of the app, with its method in front where that is not the usual one; may be given several
    /// times: `/oauth/login`, `'POST /hooks/trello'`. What code of JavaScript serves is found in an app's directory.
    #[arg(long = "also", value_name = "ADDRESS")]
    pub(crate) more: Vec<String>,

    /// The id that tokens for the app name, where its files do not tell: of a Forge app (`ari:cloud:…`) or a Power-Up.
    #[arg(long, value_name = "ID")]
    pub(crate) app_id: Option<String>,

    /// An installation whose shared secret you hold: `<clientKey>=env:NAME` or `<clientKey>=file:PATH`; may be given
    /// several times. With two, it is tested that each is good for itself only.
    #[arg(long, value_name = "KEY=SOURCE")]
    pub(crate) tenant: Vec<TenantSource>,

    /// The Atlassian account id of a user who may see the app's pages, for apps that ask the product.
    #[arg(long, value_name = "ACCOUNT_ID")]
    pub(crate) account: Option<String>,

    /// The account id of a user who may not see what `--restricted` names.
    #[arg(long, value_name = "ACCOUNT_ID", requires = "restricted")]
    pub(crate) other_account: Option<String>,

    /// An address of the app that `--account` may see and `--other-account` may not, with the id of something real; may
    /// be given several times: `'/issue?key=SEC-1'`. Both are asked for it, and should not get the same.
    #[arg(long, value_name = "ADDRESS", requires = "account")]
    pub(crate) restricted: Vec<String>,

    /// The secret that Trello signs calls of webhooks with, that of the Power-Up's OAuth: `env:NAME` or `file:PATH`.
    #[arg(long, value_name = "SOURCE")]
    pub(crate) webhook_secret: Option<SecretSource>,

    /// Serve keys of ours at this address while testing: for an app in staging that takes the platform's keys from it.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) key_server: Option<std::net::SocketAddr>,

    /// Send requests that an app may act upon where it does not refuse them: POST and the like, forged installations
    /// among them. Without it, nothing but GET, HEAD and OPTIONS is sent.
    #[arg(long)]
    pub(crate) change_state: bool,

    /// The most requests that are sent.
    #[arg(long, value_name = "NUMBER", default_value_t = 2000)]
    pub(crate) budget: u64,

    /// The most requests a second; 0 for no limit. Loopback addresses are not limited.
    #[arg(long, value_name = "NUMBER", default_value_t = 50.0)]
    pub(crate) rate: f64,

    /// The most requests under way at one host at the same time.
    #[arg(long, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) concurrency: u16,

    /// Seconds to wait for one answer.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=300))]
    pub(crate) timeout: u16,

    /// An HTTP proxy to go through: http://proxy.example.com:3128.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) proxy: Option<String>,

    /// Trust the authorities in this file (PEM) as well as the public ones.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,

    /// Take this address for a host, whatever DNS says; may be given several times.
    #[arg(long, value_name = "HOST=ADDRESS")]
    pub(crate) resolve: Vec<Resolved>,

    /// Ask this name server instead of the system's.
    #[arg(long, value_name = "ADDRESS:PORT", conflicts_with = "no_dns")]
    pub(crate) name_server: Option<std::net::SocketAddr>,

    /// Ask nothing about names; what DNS says of the hosts stays open.
    #[arg(long)]
    pub(crate) no_dns: bool,

    /// Ask until when the domains are registered: an RDAP server (`https://rdap.example.com/`), or a file: IANA's list of
    /// servers (https://data.iana.org/rdap/dns.json), or answers of RDAP that were saved. Without it no registry is asked.
    #[arg(long, value_name = "ADDRESS|FILE")]
    pub(crate) rdap: Option<String>,

    /// Where the host answers plain http, where its https is not at port 443.
    #[arg(long, value_name = "PORT")]
    pub(crate) plain_port: Option<u16>,

    /// Keep everything that is asked and answered in this folder, without secrets.
    #[arg(long, value_name = "FOLDER", conflicts_with = "replay")]
    pub(crate) record: Option<PathBuf>,

    /// Send nothing, and take the answers from this folder.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) replay: Option<PathBuf>,

    /// Use this assay.toml instead of the nearest one.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Read no assay.toml.
    #[arg(long)]
    pub(crate) no_config: bool,

    #[command(flatten)]
    pub(crate) gate: GateArguments,

    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

fn probed_type(text: &str) -> Result<AppType, String> {
    let name = if text == "remote" { "forge-remote" } else { text };
    AppType::named(name)
        .filter(|app_type| *app_type != AppType::Forge)
        .ok_or_else(|| "the types are connect, remote, trello, 3lo".to_owned())
}
