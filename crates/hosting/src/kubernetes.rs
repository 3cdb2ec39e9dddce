//! Objects of Kubernetes.
//!
//! Source: the references of Kubernetes 1.34, ingress-nginx, the AWS Load Balancer Controller, Traefik and Istio
//! (read 2026-11-22).

use assay_app::document::Node;
use assay_source::Span;

use crate::{
    AtRest, Breadth, Container, Entrance, Protocols, Site, Store, Suites,
    compose::traefik_header,
    directive::{Ends, read as parse},
    nginx::{self, is_old},
    platforms,
    reading::Reading,
    resources,
};

/// One object of any kind.
pub(crate) fn object(reading: &mut Reading<'_>, root: &Node) {
    let name = root.at(["metadata", "name"]).and_then(Node::scalar).unwrap_or_default();
    match root.get("kind").and_then(Node::as_str).unwrap_or_default() {
        "List" => {
            root.get("items").map(Node::items).unwrap_or_default().iter().for_each(|it| object(reading, it))
        }
        "Pod" => pod(reading, root.get("spec"), &name),
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" => {
            pod(reading, root.at(["spec", "template", "spec"]), &name);
        }
        "CronJob" => pod(reading, root.at(["spec", "jobTemplate", "spec", "template", "spec"]), &name),
        "ConfigMap" => config_map(reading, root),
        "Ingress" => ingress(reading, root, &name),
        "Middleware" => {
            for entry in root.at(["spec", "headers"]).map(Node::entries).unwrap_or_default() {
                let key = entry.key.text.to_ascii_lowercase();
                match entry.value.scalar() {
                    Some(value) => traefik_header(reading, &key, &value, entry.span()),
                    None if key == "customresponseheaders" => {
                        for header in entry.value.entries() {
                            let value = header.value.scalar();
                            reading.header(&header.key.text, value.as_deref(), Breadth::Whole, header.span());
                        }
                    }
                    None => {}
                }
            }
        }
        "TLSOption" => {
            if let Some(entry) = root.get("spec").and_then(|spec| spec.entry("minVersion")) {
                let old = entry.value.as_str().filter(|it| matches!(*it, "VersionTLS10" | "VersionTLS11"));
                protocols(reading, format!("the TLS option `{name}`"), old, entry.span());
            }
        }
        "Gateway" => {
            for server in root.at(["spec", "servers"]).map(Node::items).unwrap_or_default() {
                if let Some(entry) = server.get("tls").and_then(|tls| tls.entry("minProtocolVersion")) {
                    let old =
                        entry.value.as_str().filter(|it| matches!(*it, "TLSV1_0" | "TLSV1_1" | "TLS_AUTO"));
                    protocols(reading, format!("the gateway `{name}`"), old, entry.span());
                }
            }
        }
        "StorageClass" => {
            let encrypted = root.get("parameters").and_then(|parameters| parameters.entry("encrypted"));
            if let Some(entry) = encrypted {
                let off = entry.value.scalar().as_deref() == Some("false");
                let place = reading.place(entry.span());
                reading.hosting.stores.push(Store {
                    what: format!("the disks of the storage class `{name}`"),
                    at_rest: if off { AtRest::SwitchedOff } else { AtRest::Encrypted },
                    at_rest_place: place,
                    openings: Vec::new(),
                });
            }
        }
        _ => {}
    }
}

fn protocols(reading: &mut Reading<'_>, what: String, old: Option<&str>, span: Span) {
    let place = reading.place(span);
    let old = old.map(ToOwned::to_owned).into_iter().collect();
    reading.hosting.protocols.push(Protocols { what, old, by_default: false, place });
}

fn pod(reading: &mut Reading<'_>, spec: Option<&Node>, name: &str) {
    let Some(spec) = spec else { return };
    for host in ["hostPID", "hostNetwork"] {
        if let Some(entry) = spec.entry(host).filter(|entry| entry.value.as_bool() == Some(true)) {
            let has = "shares processes or network with the machine it runs on";
            container(reading, format!("the pod `{name}`"), has, entry.span());
        }
    }
    let lists = ["containers", "initContainers"].into_iter().filter_map(|key| spec.get(key));
    for one in lists.flat_map(Node::items) {
        platforms::variable_list(reading, one.get("env"), "name");
        let own = one.get("name").and_then(Node::scalar).unwrap_or_else(|| name.to_owned());
        let what = format!("the container `{own}`");
        let Some(context) = one.get("securityContext") else { continue };
        if let Some(entry) = context.entry("privileged").filter(|entry| entry.value.as_bool() == Some(true)) {
            container(reading, what.clone(), "has all rights of the machine it runs on", entry.span());
        }
        if let Some(entry) =
            context.entry("runAsUser").filter(|entry| entry.value.scalar().as_deref() == Some("0"))
        {
            container(reading, what, "runs as root", entry.span());
        }
    }
}

fn container(reading: &mut Reading<'_>, what: String, has: &str, span: Span) {
    let place = reading.place(span);
    reading.hosting.containers.push(Container { what, has: has.to_owned(), place });
}

/// Variables; settings of ingress-nginx; files of nginx.
fn config_map(reading: &mut Reading<'_>, root: &Node) {
    let Some(data) = root.get("data") else { return };
    for entry in data.entries() {
        let value = entry.value.scalar().unwrap_or_default();
        let key = entry.key.text.as_str();
        let is_nginx =
            value.contains("server {") || value.contains("add_header ") || value.contains("proxy_pass ");
        match key {
            _ if is_nginx => nginx_part(reading, entry.value.span),
            "ssl-protocols" => {
                let old: Vec<String> =
                    value.split_whitespace().filter(|it| is_old(it)).map(ToOwned::to_owned).collect();
                let place = reading.place(entry.span());
                let what = "the ingress controller".to_owned();
                reading.hosting.protocols.push(Protocols { what, old, by_default: false, place });
            }
            "ssl-ciphers" => {
                let place = reading.place(entry.span());
                reading.hosting.suites.push(Suites { list: value, place });
            }
            "hsts-max-age" => {
                let subdomains = data.get("hsts-include-subdomains").and_then(Node::scalar);
                let value = crate::hsts(value, subdomains.as_deref() != Some("false"));
                reading.header("strict-transport-security", Some(&value), Breadth::Whole, entry.span());
            }
            "hsts" if value == "false" => {
                reading.header("strict-transport-security", Some("max-age=0"), Breadth::Whole, entry.span());
            }
            _ if entry.value.scalar().is_some() => reading.variable(key, Some(&value), false, entry.span()),
            _ => {}
        }
    }
}

fn ingress(reading: &mut Reading<'_>, root: &Node, name: &str) {
    let annotations = root.at(["metadata", "annotations"]);
    let what = format!("the ingress `{name}`");
    let class = root.at(["spec", "ingressClassName"]).and_then(Node::scalar).unwrap_or_default();
    let has_tls = root.at(["spec", "tls"]).is_some_and(|tls| !tls.items().is_empty());
    entrance(reading, root, &Ingress { what, class, has_tls }, annotations);
}

/// The ingress of a chart: `ingress: { className, annotations, tls }` among its values.
pub(crate) fn ingress_of_chart(reading: &mut Reading<'_>, values: &Node) {
    let part = |name: &str| values.at([name]);
    if part("enabled").and_then(Node::scalar).is_some_and(|enabled| enabled == "false") {
        return;
    }
    let what = "the chart's ingress".to_owned();
    let class = part("className").or(part("ingressClassName")).and_then(Node::scalar).unwrap_or_default();
    let has_tls = part("tls").is_some_and(|tls| !tls.items().is_empty());
    entrance(reading, values, &Ingress { what, class, has_tls }, part("annotations"));
}

/// What is told of an ingress beside its annotations.
struct Ingress {
    what: String,
    class: String,
    has_tls: bool,
}

fn entrance(reading: &mut Reading<'_>, root: &Node, of: &Ingress, annotations: Option<&Node>) {
    let Ingress { what, class, has_tls } = of;
    let has_tls = *has_tls;
    let mut is_nginx = class.contains("nginx");
    for entry in annotations.map(Node::entries).unwrap_or_default() {
        let value = entry.value.scalar().unwrap_or_default();
        let key = entry.key.text.as_str();
        is_nginx |= key.starts_with("nginx.ingress.kubernetes.io/")
            || (key.ends_with("ingress.class") && value == "nginx");
        match key.rsplit('/').next().unwrap_or_default() {
            "ssl-redirect" | "force-ssl-redirect"
                if value == "false" && has_tls && key.starts_with("nginx.") =>
            {
                let place = reading.place(entry.span());
                reading.hosting.entrances.push(Entrance { what: what.clone(), place });
            }
            "configuration-snippet" | "server-snippet" => nginx_part(reading, entry.value.span),
            "ssl-policy" if key.starts_with("alb.") => {
                let old = resources::is_old_policy(&value).then_some(value.as_str());
                protocols(reading, what.clone(), old, entry.span());
            }
            _ => {}
        }
    }
    let place = reading.place(root.site());
    reading.hosting.sites.push(Site {
        what: what.clone(),
        speaks_tls: has_tls,
        serves_files: false,
        // ingress-nginx does so unless its configuration says otherwise.
        adds_hsts: is_nginx && has_tls,
        in_part: true,
        place,
    });
}

/// Reads a stretch of the file as settings of nginx; everything else is put out of the way, so that places hold.
fn nginx_part(reading: &mut Reading<'_>, span: Span) {
    let text = reading.text.clone();
    let whole = text.as_str();
    let mut alone = String::with_capacity(whole.len());
    for (at, letter) in whole.char_indices() {
        if letter == '\n' || (span.start..span.end).contains(&at) {
            alone.push(letter);
        } else {
            alone.extend(std::iter::repeat_n(' ', letter.len_utf8()));
        }
    }
    // The sign of a block, or the quote around a text, is none of nginx's.
    if let Some(first) = alone.get(span.start..).and_then(|rest| rest.chars().next())
        && matches!(first, '|' | '>' | '"' | '\'')
    {
        let line_end = alone[span.start..].find('\n').map_or(span.start + 1, |end| span.start + end);
        let end = if matches!(first, '|' | '>') { line_end } else { span.start + 1 };
        alone.replace_range(span.start..end, &" ".repeat(end - span.start));
    }
    nginx::read_part(reading, parse(&alone, Ends::Semicolon));
}

#[cfg(test)]
mod tests {
    use crate::hosting::read_one;

    #[test]
    fn an_ingress_and_its_snippet_are_read() {
        let hosting = read_one(
            "k8s/ingress.yaml",
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  annotations:\n    nginx.ingress.kubernetes.io/ssl-redirect: \"false\"\n    nginx.ingress.kubernetes.io/configuration-snippet: |\n      more_set_headers \"Referrer-Policy: unsafe-url\";\nspec:\n  tls:\n    - hosts: [a.example.com]\n",
        );
        assert_eq!(hosting.entrances[0].what, "the ingress `web`");
        assert_eq!(hosting.headers[0].value.as_deref(), Some("unsafe-url"));
        assert_eq!(hosting.headers[0].place.line(), 8);
        assert!(hosting.sites[0].adds_hsts);
    }

    #[test]
    fn the_ingress_of_a_chart_is_one() {
        let values = "replicaCount: 2\nimage:\n  tag: a\ningress:\n  enabled: true\n  className: nginx\n  annotations:\n    nginx.ingress.kubernetes.io/ssl-redirect: \"false\"\n    nginx.ingress.kubernetes.io/configuration-snippet: |\n      more_set_headers \"Strict-Transport-Security: max-age=300\";\n  tls:\n    - hosts: [a.example.com]\n";
        let hosting = read_one("chart/values.yaml", values);
        assert_eq!(hosting.entrances[0].what, "the chart's ingress");
        assert_eq!(hosting.headers[0].value.as_deref(), Some("max-age=300"));
        let off = values.replace("enabled: true", "enabled: false");
        assert!(read_one("chart/values.yaml", &off).entrances.is_empty());
    }

    #[test]
    fn settings_of_controllers_are_read() {
        let hosting = read_one(
            "k8s/controller.yaml",
            "apiVersion: v1\nkind: ConfigMap\ndata:\n  ssl-protocols: TLSv1 TLSv1.2\n  hsts-max-age: \"300\"\n---\napiVersion: traefik.io/v1alpha1\nkind: TLSOption\nmetadata:\n  name: old\nspec:\n  minVersion: VersionTLS10\n---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: fast\nparameters:\n  encrypted: \"false\"\n",
        );
        assert_eq!(hosting.protocols.len(), 2);
        assert!(hosting.protocols.iter().all(|it| it.old.len() == 1));
        assert_eq!(hosting.headers[0].value.as_deref(), Some("max-age=300; includeSubDomains"));
        assert_eq!(hosting.stores.len(), 1);
    }
}
