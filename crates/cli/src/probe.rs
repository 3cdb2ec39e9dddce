//! `assay probe`.

use std::{cell::Cell, io::IsTerminal as _, time::Duration};

use anyhow::{Context as _, Result};
use assay_conformance::{Aim, ConfigSource, ProbeOptions, Watch};
use assay_probes::{Keys, Limits, Means, NameServers, Proxy, Registries, Target, Tenant, Way};
use jiff::Timestamp;

use crate::{
    arguments::{ProbeArguments, SecretSource, TenantSource},
    check, data, output, today,
};

pub(crate) fn run(arguments: &ProbeArguments, quiet: bool) -> Result<u8> {
    let options = options(arguments)?;
    let run = assay_conformance::probe(options, Teller { quiet, shown: Cell::new(0) })?;
    output::progress(quiet, "");
    let text = assay_report::diagnostics(&run.diagnostics, output::wants_color(), output::width());
    output::say(run.diagnostics.is_empty(), &text);
    let spent = run.spent;
    let refused = match spent.refused {
        0 => String::new(),
        refused => format!("; {refused} more were not sent, since the budget was spent"),
    };
    output::say(
        quiet,
        &format!("{} of at most {} requests were sent{refused}\n", spent.requests, arguments.budget),
    );
    let mut apps = [run.assessment];
    check::apply_baseline(&arguments.gate, &mut apps)?;
    check::write_reports(&arguments.output, &apps, quiet)?;
    Ok(arguments.gate.gate(run.config.fail_on).exit(&apps).code())
}

fn options(arguments: &ProbeArguments) -> Result<ProbeOptions> {
    let trust = data::trust(arguments.ca_file.as_deref())?;
    Ok(ProbeOptions {
        aim: arguments.target.parse::<Aim>()?,
        base_url: arguments.base_url.clone(),
        app_type: arguments.app_type,
        app_id: arguments.app_id.clone(),
        more: arguments.more.clone(),
        restricted: arguments.restricted.clone(),
        owned: arguments.own.clone(),
        config: match (&arguments.config, arguments.no_config) {
            (Some(file), _) => ConfigSource::File(file.clone()),
            (None, true) => ConfigSource::None,
            (None, false) => ConfigSource::Nearest,
        },
        limits: Limits {
            requests: arguments.budget,
            per_host: usize::from(arguments.concurrency),
            per_second: (arguments.rate > 0.0).then_some(arguments.rate),
            timeout: Duration::from_secs(arguments.timeout.into()),
            way: Way {
                proxy: arguments.proxy.as_deref().map(Proxy::parse).transpose()?,
                resolve: arguments.resolve.iter().map(|given| (given.host.clone(), given.address)).collect(),
            },
        },
        keys: Keys {
            tenants: arguments.tenant.iter().map(tenant).collect::<Result<_>>()?,
            account: arguments.account.clone(),
            other_account: arguments.other_account.clone(),
            webhook_secret: arguments.webhook_secret.as_ref().map(webhook_secret).transpose()?,
            ..Keys::default()
        },
        key_server: arguments.key_server,
        means: Means {
            trust,
            name_servers: match (arguments.no_dns, arguments.name_server) {
                (true, _) => NameServers::Nobody,
                (false, Some(address)) => NameServers::At(address),
                (false, None) => NameServers::System,
            },
            registries: registries(arguments.rdap.as_deref())?,
            plain_port: arguments.plain_port,
        },
        allow_changes: arguments.change_state,
        record: arguments.record.clone(),
        replay: arguments.replay.clone(),
        // Tokens are minted for this moment, and certificates judged by it: it is the clock's, whatever day is judged.
        now: Timestamp::now(),
        today: today::today(arguments.output.now)?,
    })
}

fn registries(given: Option<&str>) -> Result<Registries> {
    let Some(given) = given else { return Ok(Registries::Nobody) };
    if given.contains("://") {
        return Ok(Registries::at(given)?);
    }
    let text = std::fs::read_to_string(given).with_context(|| format!("`{given}` cannot be read"))?;
    Ok(Registries::read(given, &text)?)
}

fn tenant(source: &TenantSource) -> Result<Tenant> {
    let secret = source.secret.read()?;
    if secret.is_empty() {
        anyhow::bail!("the shared secret of the tenant `{}` is empty", source.client_key);
    }
    Ok(Tenant::new(&source.client_key, &secret))
}

fn webhook_secret(source: &SecretSource) -> Result<assay_probes::Secret> {
    let secret = source.read()?;
    if secret.is_empty() {
        anyhow::bail!("the secret of webhooks is empty");
    }
    Ok(assay_probes::Secret::from(secret.as_str()))
}

/// How fast it goes, in words: `, 8 at a time, 50 a second at most`.
fn pace(target: &Target, limits: &Limits) -> String {
    let at_a_time = match limits.per_host {
        1 => "one".to_owned(),
        count => count.to_string(),
    };
    let at_a_time = format!(", {at_a_time} at a time at each host");
    let paces: Vec<Option<f64>> = target.origins().iter().map(|origin| limits.pace(origin)).collect();
    let rate = paces.iter().flatten().next();
    let but = if paces.contains(&None) { ", but for loopback" } else { "" };
    rate.map_or_else(|| at_a_time.clone(), |rate| format!("{at_a_time}, {rate} a second at most{but}"))
}

/// Tells on standard error what goes on.
struct Teller {
    quiet: bool,
    shown: Cell<u64>,
}

impl Watch for Teller {
    fn begins(&self, target: &Target, limits: &Limits) {
        let hosts: Vec<String> =
            target.origins().iter().filter_map(|origin| origin.host_str().map(ToOwned::to_owned)).collect();
        let pace = pace(target, limits);
        let plural =
            |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
        output::say(
            self.quiet,
            &format!(
                "{} at {}: at most {} requests{pace}\n",
                plural(target.endpoints.len(), "endpoint"),
                hosts.join(", "),
                limits.requests
            ),
        );
    }

    fn sent(&self, count: u64, address: &str) {
        // Drawing takes longer than a request does.
        if count >= self.shown.get() + 10 && std::io::stderr().is_terminal() {
            self.shown.set(count);
            let address = address.split('?').next().unwrap_or_default();
            output::progress(self.quiet, &format!("{count} requests, now {address} …"));
        }
    }

    fn serves_keys(&self, address: &str) {
        output::say(self.quiet, &format!("keys are served at {address}\n"));
    }
}
