//! Hosts that packages call by themselves: a client of a service knows where the service is.

use std::sync::LazyLock;

use assay_code::{Analysis, Call, Event, Value};

use super::hosts;

/// A package's client, used somewhere.
pub(crate) struct Client<'a> {
    pub(crate) event: &'a Event,
    pub(crate) calls: Calls,
}

/// Where it calls.
pub(crate) enum Calls {
    /// The service of the package.
    Service(&'static Row),
    /// A host that it is made with; none where that is not known.
    Own(Option<String>),
}

/// A package and its service.
pub(crate) struct Row {
    package: &'static str,
    hosts: Vec<&'static str>,
    options: Vec<&'static str>,
}

/// Every use of a package that is known to call a service. Of a client that is made with a host of its own, that host.
pub(crate) fn clients(code: &Analysis) -> impl Iterator<Item = Client<'_>> {
    code.calls().filter_map(|(event, call)| {
        let row = row(package(&call.path)?)?;
        let calls = own_host(call, row).map_or(Calls::Service(row), Calls::Own);
        Some(Client { event, calls })
    })
}

impl Row {
    /// The package.
    pub(crate) fn package(&self) -> &str {
        self.package.trim_end_matches('*')
    }

    /// The hosts it calls, as a manifest would declare them.
    pub(crate) fn hosts(&self) -> &[&'static str] {
        &self.hosts
    }
}

/// Whether requests of a package reach what a manifest declares.
pub(crate) fn reaches(row: &Row, address: &str) -> bool {
    let host =
        hosts::host_of(address).unwrap_or_else(|| address.split('/').next().unwrap_or(address).to_owned());
    row.hosts.iter().any(|known| hosts::allows(known, &host) || hosts::allows(address, known.trim_start_matches("*.")))
        // `*.s3.amazonaws.com` lies below `*.amazonaws.com`.
        || row.hosts.iter().filter_map(|known| known.strip_prefix('*')).any(|suffix| host.ends_with(suffix))
}

/// `@scope/name` or `name`, before what is imported from it.
fn package(path: &str) -> Option<&str> {
    let (library, _) = path.split_once(':')?;
    let before = usize::from(library.starts_with('@'));
    let end = library.match_indices('/').map(|(at, _)| at).nth(before);
    Some(end.map_or(library, |end| &library[..end]))
}

fn row(package: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| match row.package.strip_suffix('*') {
        Some(beginning) => package.starts_with(beginning),
        None => row.package == package,
    })
}

/// The host in the settings of the call, or of the call that made what stands before its dot.
fn own_host(call: &Call, row: &Row) -> Option<Option<String>> {
    let made_with = call.receiver.as_external().map(|external| external.made_with.to_vec());
    let settings: Vec<Value> = call.arguments.iter().cloned().chain(made_with.unwrap_or_default()).collect();
    let named = settings.iter().find_map(|settings| {
        let fields = settings.fields();
        row.options.iter().find_map(|option| fields.get(option).cloned())
    });
    named.filter(|value| !value.is_undefined()).map(|value| {
        value.texts().find_map(|text| hosts::host_of(&text.template()).filter(|host| !host.contains("{}")))
    })
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let rows =
        include_str!("../../data/package-hosts.tsv").lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|row| {
        let mut columns = row.split('\t');
        let package = columns.next()?;
        let hosts = columns.next()?.split(' ').collect();
        let options = columns.next()?.split(' ').filter(|option| *option != "-").collect();
        Some(Row { package, hosts, options })
    })
    .collect()
});

#[cfg(test)]
mod tests {
    use super::{ROWS, package, reaches, row};

    #[test]
    fn a_package_is_known_by_what_is_imported_of_it() {
        assert_eq!(package("@octokit/rest:Octokit"), Some("@octokit/rest"));
        assert_eq!(package("@langchain/openai/dist/x:ChatOpenAI"), Some("@langchain/openai"));
        assert_eq!(package("firebase/app:initializeApp"), Some("firebase"));
        assert!(row("@octokit/plugin-retry").is_some());
        assert!(row("octokit-like").is_none());
    }

    #[test]
    fn a_service_is_reached_below_what_is_declared() {
        let reached = |package, address| row(package).is_some_and(|row| reaches(row, address));
        assert!(reached("octokit", "api.github.com"));
        assert!(reached("octokit", "https://api.github.com"));
        assert!(reached("octokit", "*.github.com"));
        assert!(!reached("octokit", "github.com"));
        assert!(reached("@aws-sdk/client-ses", "email.eu-north-1.amazonaws.com"));
        assert!(reached("@aws-sdk/client-s3", "*.s3.amazonaws.com"));
        assert!(!reached("openai", "api.example.com"));
    }

    #[test]
    fn each_row_says_where_it_can_be_checked() {
        let table = include_str!("../../data/package-hosts.tsv");
        let rows: Vec<&str> = table.lines().filter(|line| !line.starts_with('#')).skip(1).collect();
        assert_eq!(rows.len(), ROWS.len());
        for row in rows {
            let columns: Vec<&str> = row.split('\t').collect();
            assert!(columns.len() == 4 && columns[3].starts_with("https://"), "{row}");
        }
    }
}
