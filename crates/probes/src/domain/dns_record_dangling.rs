use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Resolution, Scene, probe::always, reply::host_of, service_of};

pub(crate) const PROBE: Probe = Probe {
    id: "dns-record-dangling",
    title: "a DNS record that points at something that is no longer the app's own",
    claims: &["domains/no-dangling-dns"],
    topic: Topic::Domain,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("dns_record_dangling.md"),
};

const CLAIM: &str = "domains/no-dangling-dns";

fn judge(scene: &Scene<'_>, look: &mut Look) {
    for seen in &scene.survey.dns {
        let host = &seen.host;
        match &seen.end {
            Resolution::Unknown { why } => {
                look.skip(format!("the records of {host}"), why);
                continue;
            }
            Resolution::NoName if !seen.aliases.is_empty() => {
                look.looked_at(1);
                let last = seen.last();
                let statement = match service_of(last) {
                    Some(service) => format!(
                        "{host} is an alias of {last}, which does not exist; it is a name of {}, where anybody can take it",
                        service.name
                    ),
                    None => format!("{host} is an alias of {last}, which does not exist"),
                };
                look.against(
                    Found::new(CLAIM, format!("{host}: CNAME"), statement)
                        .help("remove the record, or make the name yours again")
                        .repeat(format!("dig {host} CNAME +short; dig {last} A")),
                );
            }
            _ => {
                look.looked_at(1);
                unclaimed(scene, look, seen.last(), host);
            }
        }
        for (server, resolution) in &seen.servers {
            match resolution {
                Resolution::Addresses => look.looked_at(1),
                Resolution::Unknown { why } => look.skip(format!("the name server {server} of {host}"), why),
                Resolution::NoName | Resolution::NoAddress => {
                    look.looked_at(1);
                    let statement = format!(
                        "the zone of {host} is delegated to {server}, which has no address: who takes that name answers for yours"
                    );
                    look.against(
                        Found::new(CLAIM, format!("{host}: NS {server}"), statement)
                            .help("remove the delegation to it")
                            .repeat(format!("dig {host} NS; dig {server} A")),
                    );
                }
            }
        }
    }
}

/// The name exists; whether anybody has it is told by what answers there.
fn unclaimed(scene: &Scene<'_>, look: &mut Look, last: &str, host: &str) {
    let Some(service) = service_of(last) else { return };
    let Some(answer) = &service.answer else { return };
    let says_so = scene.survey.replies().find(|(seen, reply)| {
        host_of(&seen.answer.request.url) == host
            && reply.status >= 400
            && reply.body.contains(answer.as_str())
    });
    if let Some((seen, _)) = says_so {
        let statement =
            format!("{host} is an alias of {last}, and {} says that nobody has that name", service.name);
        look.against(
            Found::new(CLAIM, format!("{host}: {}", service.name), statement)
                .help("remove the record, or make the name yours again")
                .shown_by("any request", &seen.answer),
        );
    }
}
