use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use url::Url;

#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Observation, Probe, Scene, Trouble, loopback::is_loopback, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "plain-http-served",
    title: "an app that answers over plain http with more than the way to https",
    claims: &["tls/served-min-1.2"],
    topic: Topic::Tls,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("plain_http_served.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    for origin in scene.target.origins().iter().filter(|origin| origin.scheme() == "http") {
        let host = origin.host_str().unwrap_or_default();
        if is_loopback(origin) {
            look.skip(
                format!("how {host} is reached from outside"),
                "the app is tested at a loopback address",
            );
            continue;
        }
        look.looked_at(1);
        let statement = format!("the app is served over plain http at {host}");
        look.against(
            Found::new("tls/served-min-1.2", format!("{host}: http"), statement)
                .help("serve it over https, and answer http with nothing but a redirect"),
        );
    }
    let mut asked = Vec::new();
    for seen in scene.survey.of(Observation::PlainHttp) {
        let url = Url::parse(&seen.answer.request.url).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned();
        asked.push(host.clone());
        let reply = match &seen.answer.outcome {
            Ok(reply) => reply,
            // Nobody listens: there is nothing to be had in the clear.
            Err(Trouble::Refused) => {
                look.looked_at(1);
                continue;
            }
            Err(trouble) => {
                look.skip(format!("plain http at {host}"), trouble.to_string());
                continue;
            }
        };
        look.looked_at(1);
        let target = reply.header("location").and_then(|location| url.as_ref()?.join(location).ok());
        let leads_to_https =
            (300..400).contains(&reply.status) && target.is_some_and(|url| url.scheme() == "https");
        if leads_to_https || reply.status >= 400 {
            continue;
        }
        let statement = match reply.status {
            300..400 => format!("{host} redirects plain http to an address that is not https"),
            status => format!("{host} answers plain http with {status} instead of a redirect to https"),
        };
        look.against(
            Found::new("tls/served-min-1.2", format!("{host}: http"), statement)
                .help("answer http with a permanent redirect to the same path at https")
                .shown_by("plain http", &seen.answer),
        );
    }
    for origin in scene.target.origins().iter().filter(|origin| origin.scheme() == "https") {
        let host = origin.host_str().unwrap_or_default();
        if !asked.iter().any(|known| known == host) {
            let why = "its https is not at port 443, so where http would be is not known; say it with `--plain-port`";
            look.skip(format!("plain http at {host}"), why);
        }
    }
}
