//! Which file is what.

use assay_source::RelPath;

use crate::{
    apache, caddy, cloudformation, compose, django, helm, iis, manifest_yaml, nelmio, nginx, node_settings,
    platforms, rails, reading::Reading, spring, terraform, tomcat, variables,
};

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// nginx.
    Nginx,
    /// Apache httpd, `.htaccess` included.
    Apache,
    /// Caddy.
    Caddy,
    /// Tomcat's `server.xml`, or a `web.xml`.
    Tomcat,
    /// `web.config`.
    Iis,
    /// `application.properties` of Spring.
    SpringProperties,
    /// `application.yml` of Spring.
    SpringYaml,
    /// Django's settings.
    Django,
    /// Rails' configuration.
    Rails,
    /// `nelmio_security.yaml` of Symfony.
    Nelmio,
    /// Variables, one a line: `.env`.
    Variables,
    /// `Procfile`.
    Procfile,
    /// A Dockerfile.
    Dockerfile,
    /// Compose.
    Compose,
    /// Objects of Kubernetes, templates of Helm among them.
    Kubernetes,
    /// Values of a Helm chart.
    HelmValues,
    /// Terraform.
    Terraform,
    /// CloudFormation, SAM included.
    CloudFormation,
    /// `serverless.yml`.
    Serverless,
    /// `vercel.json`.
    Vercel,
    /// `netlify.toml`.
    Netlify,
    /// `_headers` of Netlify and Cloudflare.
    HeadersFile,
    /// `firebase.json`.
    Firebase,
    /// `staticwebapp.config.json` of Azure.
    StaticWebApp,
    /// `app.yaml` of App Engine.
    AppEngine,
    /// `render.yaml`.
    Render,
    /// `fly.toml`.
    Fly,
    /// `config.json` of the Connect framework for Express, files of `config` in the folder `config/`.
    NodeSettings,
    /// What it holds has to say.
    Unsure,
}

/// What a file is: by its path, and where that leaves it open by what it holds.
pub(crate) fn format_of(path: &RelPath, content: Option<&str>) -> Option<Format> {
    let name = path.file_name().to_ascii_lowercase();
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    let is_yaml = matches!(extension.as_str(), "yml" | "yaml");
    let stem = name.split('.').next().unwrap_or_default();
    let by_name = match name.as_str() {
        "nginx.conf" => Some(Format::Nginx),
        ".htaccess" | "httpd.conf" | "apache2.conf" => Some(Format::Apache),
        "server.xml" | "web.xml" => Some(Format::Tomcat),
        "web.config" => Some(Format::Iis),
        "procfile" => Some(Format::Procfile),
        "vercel.json" | "now.json" => Some(Format::Vercel),
        "netlify.toml" => Some(Format::Netlify),
        "_headers" => Some(Format::HeadersFile),
        "firebase.json" => Some(Format::Firebase),
        "staticwebapp.config.json" => Some(Format::StaticWebApp),
        "render.yaml" => Some(Format::Render),
        "nelmio_security.yaml" | "nelmio_security.yml" => Some(Format::Nelmio),
        "fly.toml" => Some(Format::Fly),
        _ => None,
    };
    if by_name.is_some() {
        return by_name;
    }
    match () {
        () if stem == "caddyfile" || extension == "caddyfile" => Some(Format::Caddy),
        () if stem == "dockerfile" || stem == "containerfile" || extension == "dockerfile" => {
            Some(Format::Dockerfile)
        }
        () if matches!(extension.as_str(), "tf") || name.ends_with(".tf.json") => Some(Format::Terraform),
        () if is_yaml && compose::is_name(&name) => Some(Format::Compose),
        () if is_yaml && (stem == "serverless") => Some(Format::Serverless),
        () if is_yaml && assay_app::spring::is_settings_file(&name) => Some(Format::SpringYaml),
        () if extension == "properties" && assay_app::spring::is_settings_file(&name) => {
            Some(Format::SpringProperties)
        }
        () if name == ".env" || name.starts_with(".env.") || extension == "env" => Some(Format::Variables),
        () if extension == "nginx" || name.starts_with("nginx") && extension == "conf" => Some(Format::Nginx),
        () if extension == "rb" && rails::is_configuration(path) => Some(Format::Rails),
        () => by_content(path, &name, &extension, is_yaml, content),
    }
}

fn by_content(
    path: &RelPath,
    name: &str,
    extension: &str,
    is_yaml: bool,
    content: Option<&str>,
) -> Option<Format> {
    let in_folder = |wanted: &str| path.parent().as_str().split('/').any(|folder| folder == wanted);
    let of_sites = in_folder("sites-available") || in_folder("sites-enabled") || in_folder("conf.d");
    let is_config = matches!(extension, "conf" | "vhost" | "template" | "inc") || of_sites;
    if extension == "py" && (name.starts_with("settings") || in_folder("settings")) {
        let Some(content) = content else { return Some(Format::Unsure) };
        return django::is_settings(content).then_some(Format::Django);
    }
    let is_lock = matches!(name, "pnpm-lock.yaml" | "package-lock.json" | "composer.lock");
    if is_lock || !(is_config || is_yaml || extension == "json") {
        return None;
    }
    let Some(content) = content else { return Some(Format::Unsure) };
    let has = |words: &[&str]| words.iter().any(|word| content.contains(word));
    if is_config && has(&["add_header ", "server_name ", "proxy_pass ", "ssl_protocols ", "fastcgi_pass "]) {
        return Some(Format::Nginx);
    }
    let of_apache =
        ["<VirtualHost", "SSLProtocol ", "Header always ", "Header set ", "<IfModule ", "ProxyPass "];
    if is_config && has(&of_apache) {
        return Some(Format::Apache);
    }
    let of_templates = has(&["AWSTemplateFormatVersion", "AWS::Serverless-2016-10-31"])
        || has(&["Resources:", "\"Resources\""]) && content.contains("AWS::");
    if of_templates {
        return Some(Format::CloudFormation);
    }
    let is_node = node_settings::is_name(name) && (name == "config.json" || in_folder("config"));
    if is_node && content.contains("rejectUnauthorized") {
        return Some(Format::NodeSettings);
    }
    if is_yaml && name.starts_with("values") && helm::is_values(content) {
        return Some(Format::HelmValues);
    }
    if is_yaml && has(&["apiVersion:"]) && has(&["kind:"]) {
        return Some(Format::Kubernetes);
    }
    let of_app_engine = matches!(name, "app.yaml" | "app.yml") || name.starts_with("app-") && is_yaml;
    (of_app_engine && has(&["runtime:", "env:"]) && !has(&["modules:"])).then_some(Format::AppEngine)
}

impl Format {
    pub(crate) fn read(self, reading: &mut Reading<'_>) {
        match self {
            Self::Nginx => nginx::read(reading),
            Self::NodeSettings => node_settings::read(reading),
            Self::Apache => apache::read(reading),
            Self::Caddy => caddy::read(reading),
            Self::Tomcat => tomcat::read(reading),
            Self::Iis => iis::read(reading),
            Self::SpringProperties => spring::read_properties(reading),
            Self::SpringYaml => spring::read_yaml(reading),
            Self::Django => django::read(reading),
            Self::HelmValues => helm::read(reading),
            Self::Rails => rails::read(reading),
            Self::Nelmio => nelmio::read(reading),
            Self::Variables => variables::read_lines(reading),
            Self::Procfile => variables::read_procfile(reading),
            Self::Dockerfile => variables::read_dockerfile(reading),
            Self::Compose => compose::read(reading),
            Self::Kubernetes => manifest_yaml::read(reading),
            Self::Terraform => terraform::read(reading),
            Self::CloudFormation => cloudformation::read(reading),
            Self::Serverless => cloudformation::read_serverless(reading),
            Self::Vercel => platforms::vercel(reading),
            Self::Netlify => platforms::netlify(reading),
            Self::HeadersFile => platforms::headers_file(reading),
            Self::Firebase => platforms::firebase(reading),
            Self::StaticWebApp => platforms::static_web_app(reading),
            Self::AppEngine => platforms::app_engine(reading),
            Self::Render => platforms::render(reading),
            Self::Fly => platforms::fly(reading),
            Self::Unsure => {}
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Apache => "Apache httpd",
            Self::Caddy => "Caddy",
            Self::Tomcat => "Tomcat",
            Self::Iis => "IIS",
            Self::SpringProperties | Self::SpringYaml => "Spring",
            Self::Django => "Django",
            Self::Rails => "Rails",
            Self::Nelmio => "NelmioSecurityBundle",
            Self::Variables => "variables",
            Self::Procfile => "Procfile",
            Self::Dockerfile => "Dockerfile",
            Self::Compose => "Compose",
            Self::Kubernetes => "Kubernetes",
            Self::HelmValues => "Helm",
            Self::Terraform => "Terraform",
            Self::CloudFormation => "CloudFormation",
            Self::Serverless => "Serverless Framework",
            Self::Vercel => "Vercel",
            Self::Netlify => "Netlify",
            Self::HeadersFile => "`_headers`",
            Self::Firebase => "Firebase",
            Self::StaticWebApp => "Azure Static Web Apps",
            Self::AppEngine => "App Engine",
            Self::Render => "Render",
            Self::Fly => "Fly",
            Self::NodeSettings => "Node",
            Self::Unsure => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(path: &str, content: &str) -> Option<Format> {
        format_of(&RelPath::parse(path).unwrap(), Some(content))
    }

    #[test]
    fn names_tell_most_files() {
        assert_eq!(format("deploy/nginx.conf", ""), Some(Format::Nginx));
        assert_eq!(format("deploy/nginx.prod.conf", ""), Some(Format::Nginx));
        assert_eq!(format("docker/Dockerfile.web", ""), Some(Format::Dockerfile));
        assert_eq!(format("infra/main.tf", ""), Some(Format::Terraform));
        assert_eq!(format("src/main/resources/application-prod.yml", ""), Some(Format::SpringYaml));
        assert_eq!(format("config/default.json", "\"rejectUnauthorized\""), Some(Format::NodeSettings));
        assert_eq!(format("config/development.json", "\"rejectUnauthorized\""), None);
        assert_eq!(format("src/index.js", "server_name x;"), None);
        assert_eq!(format("pnpm-lock.yaml", "apiVersion: kind:"), None);
    }

    #[test]
    fn what_a_file_holds_tells_others() {
        assert_eq!(format("security-headers.conf", "add_header X-A b;"), Some(Format::Nginx));
        assert_eq!(format("site.conf", "<VirtualHost *:443>"), Some(Format::Apache));
        assert_eq!(format("k8s/app.yaml", "apiVersion: v1\nkind: Pod"), Some(Format::Kubernetes));
        assert_eq!(format("app.yaml", "runtime: nodejs22\n"), Some(Format::AppEngine));
        assert_eq!(
            format("stack.json", "{\"AWSTemplateFormatVersion\": \"2010-09-09\"}"),
            Some(Format::CloudFormation)
        );
        assert_eq!(format("data.json", "{}"), None);
    }
}
