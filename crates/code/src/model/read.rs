//! The tables of `data/models/`, read.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::Model;
use super::path::{Found, Steps, expand, logging_method, package, split};
use crate::ir::Name;

/// Where knowledge of a library comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Where it is documented.
    pub address: String,
    /// The day the model was written down.
    pub written: Date,
}

/// Why a file makes no models.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It cannot be read.
    #[error("{file}: {why}")]
    Syntax {
        /// The file's name.
        file: String,
        /// The reader's words, with line and column.
        why: String,
    },
    /// Two files, or two entries, speak of one path.
    #[error("{file}: `{path}` is described twice")]
    Repeated {
        /// The file's name.
        file: String,
        /// The path.
        path: String,
    },
}

/// One file: the libraries it is about (several where they share an interface), other names of things in them, and
/// what is known of each thing by its steps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    libraries: Vec<String>,
    sources: Vec<Source>,
    #[serde(default)]
    aliases: BTreeMap<String, String>,
    #[serde(default)]
    api: BTreeMap<String, Model>,
}

/// Everything that is known of things outside.
#[derive(Debug, Default)]
pub struct Models {
    models: Vec<Model>,
    libraries: BTreeMap<Name, Steps>,
    sources: BTreeMap<Name, Vec<Source>>,
}

impl Models {
    /// Those that come with this build.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<Models> = LazyLock::new(|| {
            Models::from_files(FILES.iter().copied())
                .expect("the bundled models are read by this crate's tests")
        });
        &BUNDLED
    }

    /// Reads files: name and text.
    ///
    /// # Errors
    /// [`ModelError`], of the first file that is wrong.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, ModelError> {
        let mut models = Self::default();
        for (name, text) in files {
            let file: File = toml::from_str(text).map_err(|error| ModelError::Syntax {
                file: name.to_owned(),
                why: error.to_string().trim_end().to_owned(),
            })?;
            models.add(name, file)?;
        }
        Ok(models)
    }

    fn add(&mut self, name: &str, file: File) -> Result<(), ModelError> {
        let repeated = |path: &str| ModelError::Repeated { file: name.to_owned(), path: path.to_owned() };
        for library in &file.libraries {
            self.sources.entry(library.into()).or_default().extend(file.sources.iter().cloned());
        }
        for (keys, alias) in &file.aliases {
            for library in &file.libraries {
                let steps = self.libraries.entry(library.into()).or_default();
                for key in expand(keys) {
                    let node = steps.insert(key.split('.'));
                    let alias = match alias.contains(':') {
                        true => alias.into(),
                        false => Name::from(format!("{library}:{alias}")),
                    };
                    if node.alias.replace(alias).is_some() {
                        return Err(repeated(&key));
                    }
                }
            }
        }
        for (keys, model) in file.api {
            let index = u32::try_from(self.models.len()).expect("models are counted in hundreds");
            self.models.push(model);
            for library in &file.libraries {
                let steps = self.libraries.entry(library.into()).or_default();
                for key in expand(&keys) {
                    if steps.insert(key.split('.')).model.replace(index).is_some() {
                        return Err(repeated(&key));
                    }
                }
            }
        }
        Ok(())
    }

    /// What is known of the thing at a path. Methods of loggers are called alike, whoever made the package.
    pub fn look(&self, path: &str) -> Option<&Model> {
        let by_name = || {
            let method = logging_method(path)
                .filter(|_| !split(path).is_some_and(|(library, _)| self.knows(library)))?;
            self.look_at(&format!("winston:Logger.{method}"))
        };
        self.look_at(path).or_else(by_name)
    }

    fn look_at(&self, path: &str) -> Option<&Model> {
        let mut path = Name::from(path);
        // Aliases lead to other aliases at most this often, as routers within routers do; data that goes in circles ends
        // here.
        for _ in 0..16 {
            let next = {
                let (library, steps) = split(&path)?;
                let steps: Vec<&str> = steps.collect();
                let tree = |library: &str| self.libraries.get(library).and_then(|tree| tree.find(&steps));
                match tree(library).or_else(|| tree(package(library)))? {
                    Found::Model(index) => return self.models.get(index as usize),
                    Found::Alias(alias, left) => {
                        let dot = if left == 0 || alias.ends_with(':') { "" } else { "." };
                        Name::from(format!("{alias}{dot}{}", steps[steps.len() - left..].join(".")))
                    }
                }
            };
            path = next;
        }
        None
    }

    /// True where anything is said of a thing of a library, or of what it has.
    pub fn speaks_of(&self, library: &str, name: &str) -> bool {
        let tree = self.libraries.get(library).or_else(|| self.libraries.get(package(library)));
        tree.is_some_and(|tree| tree.has(name))
    }

    /// True where anything is known of a library: `@forge/api`, `node:fs` or `fs`.
    pub fn knows(&self, library: &str) -> bool {
        let library = library.strip_prefix("node:").unwrap_or(library);
        self.libraries.contains_key(library) || self.libraries.contains_key(package(library))
    }

    /// Where knowledge of each library comes from.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &[Source])> {
        self.sources.iter().map(|(library, sources)| (library.as_str(), sources.as_slice()))
    }
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../data/models/", $name, ".toml")))),*]
    };
}

const FILES: &[(&str, &str)] = files![
    "agent-tools",
    "aws",
    "caches-memory",
    "caches-queues",
    "compare",
    "connect-client",
    "crypto-js",
    "databases-documents",
    "databases-drizzle",
    "databases-firestore",
    "databases-forge-sql-orm",
    "databases-mapped",
    "databases-prisma",
    "databases-sql",
    "databases-supabase",
    "databases-vectors",
    "dotnet-core",
    "dotnet-cors",
    "dotnet-filters",
    "dotnet-web",
    "environment",
    "forge-api",
    "forge-backend",
    "forge-bridge",
    "forge-events",
    "forge-graphql",
    "forge-platform",
    "forge-react",
    "forge-sql",
    "forge-storage",
    "forge-storage-legacy",
    "globals",
    "go-core",
    "go-databases",
    "go-chi",
    "go-cors",
    "go-cors-handlers",
    "go-echo",
    "go-echo-middleware",
    "go-fiber",
    "go-gin",
    "go-gorilla",
    "go-goth",
    "go-http",
    "go-identifiers",
    "go-logs",
    "go-mongo",
    "go-oauth",
    "go-random",
    "go-random-secret",
    "go-secure",
    "go-tokens",
    "html",
    "http-clients",
    "http-clients-fetch",
    "http-clients-graphql",
    "http-clients-rest",
    "http-clients-wretch",
    "jquery",
    "jvm-connect",
    "jvm-databases",
    "jvm-evaluation",
    "jvm-exposed",
    "jvm-http",
    "jvm-http-clients",
    "jvm-http-interfaces",
    "jvm-injection",
    "jvm-json",
    "jvm-ktor",
    "jvm-ktor-client",
    "jvm-language",
    "jvm-logs",
    "jvm-servlet",
    "jvm-mybatis",
    "jvm-spring-boot",
    "jvm-spring-data",
    "jvm-spring-filters",
    "jvm-spring-http",
    "jvm-spring-maps",
    "jvm-spring-methods",
    "jvm-spring-oauth-client",
    "jvm-spring-principal",
    "jvm-spring-security",
    "jvm-spring-security-kotlin",
    "jvm-spring-security-web",
    "jvm-spring-views",
    "jvm-spring-web",
    "jvm-stores",
    "jvm-tokens",
    "jvm-utilities",
    "language-models",
    "lodash",
    "logs",
    "logs-debug",
    "logs-errors",
    "mail",
    "markdown",
    "middleware",
    "middleware-composed",
    "middleware-headers",
    "middleware-rest",
    "middleware-security",
    "middleware-session",
    "node-crypto",
    "node-files",
    "node-http",
    "node-path",
    "node-process",
    "node-rest",
    "node-tls",
    "node-url",
    "oauth",
    "oauth-passport",
    "octokit",
    "passwords",
    "php-core",
    "php-databases",
    "php-doctrine",
    "php-eloquent",
    "php-flight",
    "php-http",
    "php-laravel",
    "php-laravel-helpers",
    "php-laravel-middleware",
    "php-logs",
    "php-requests",
    "php-slim",
    "php-symfony",
    "php-symfony-events",
    "php-symfony-security",
    "php-tokens",
    "php-tokens-others",
    "php-tuupola",
    "python-crypto",
    "python-data",
    "python-databases",
    "python-django",
    "python-django-rest",
    "python-fastapi",
    "python-flask",
    "python-flask-extensions",
    "python-flask-restful",
    "python-flask-talisman",
    "python-functions",
    "python-http",
    "python-language",
    "python-language-models",
    "python-logs",
    "python-patterns",
    "python-pickle",
    "python-services",
    "python-sqlalchemy",
    "python-stores",
    "python-system",
    "python-templates",
    "python-tokens",
    "python-urllib",
    "python-vectors",
    "python-yaml",
    "queues",
    "react",
    "react-forms",
    "react-router",
    "ruby-core",
    "ruby-http",
    "ruby-omniauth",
    "ruby-rails",
    "ruby-rails-routes",
    "ruby-sinatra",
    "ruby-sinatra-classes",
    "servers",
    "servers-fastify",
    "servers-fastify-plugin",
    "servers-hapi",
    "servers-hono",
    "servers-hono-helpers",
    "servers-koa",
    "servers-nest",
    "servers-next",
    "sign-in",
    "sign-in-clerk",
    "sign-in-hono",
    "sign-in-middleware",
    "sign-in-supabase",
    "sign-in-nest",
    "templates",
    "tokens-atlassian",
    "tokens-connect",
    "tokens-decode",
    "tokens-jose",
    "tokens-jwks",
    "tokens-jsonwebtoken",
    "tokens-middleware",
    "tokens-nest",
    "tokens-rest",
    "trello",
    "validation",
    "validation-rest",
    "validation-text",
    "webhooks",
    "yaml-xml",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Effect, Identity};

    #[test]
    fn the_bundled_models_are_read_and_have_sources() {
        let models = Models::bundled();
        assert!(models.sources().all(|(_, sources)| !sources.is_empty()));
    }

    #[test]
    fn a_path_is_found_however_it_is_imported() {
        let models = Models::bundled();
        let effect = |path: &str| models.look(path).and_then(|model| model.effect);
        for path in ["@forge/api:asApp().requestJira", "@forge/api:default.asApp().requestJira"] {
            assert_eq!(effect(path), Some(Effect::ProductCall), "{path}");
            assert_eq!(models.look(path).and_then(|model| model.identity), Some(Identity::App), "{path}");
        }
        for path in [
            "@forge/kvs:default.get",
            "@forge/kvs:kvs.get",
            "@forge/api:kvs.get",
            "@forge/api:storage.get",
            "@forge/storage:storage.get",
        ] {
            assert_eq!(effect(path), Some(Effect::StorageRead), "{path}");
        }
        for path in ["express:().get", "express:Router().post", "express:default.Router().use"] {
            assert!(effect(path).is_some(), "{path}");
        }
        for path in
            ["pg:Pool().query", "mysql2/promise:createConnection().execute", "sequelize:Sequelize().query"]
        {
            assert_eq!(effect(path), Some(Effect::Sql), "{path}");
        }
        for path in
            ["axios:", "axios:default", "axios:create()", "axios:create().get", "undici:fetch", "got:"]
        {
            assert_eq!(effect(path), Some(Effect::Egress), "{path}");
        }
        for path in ["winston:createLogger().child().info", "pino:().error", "debug:()", "global:console.log"]
        {
            assert_eq!(effect(path), Some(Effect::Log), "{path}");
        }
        for path in ["node:crypto:timingSafeEqual", "crypto:default.timingSafeEqual", "tsscmp:"] {
            assert_eq!(effect(path), Some(Effect::Compare), "{path}");
        }
        for path in ["global:document.getElementById().innerHTML", "jquery:().html", "global:$().html"] {
            assert_eq!(effect(path), Some(Effect::HtmlWrite), "{path}");
        }
        for path in ["@forge/api:nothing", "unheard-of:get", "nonsense", "", ":", "global:"] {
            assert!(models.look(path).is_none(), "{path}");
        }
    }

    #[test]
    fn aliases_in_circles_end() {
        let text = "libraries = [\"a\"]\nsources = []\n[aliases]\n\"x\" = \"y\"\n\"y\" = \"x\"\n";
        let models = Models::from_files([("circle", text)]).expect("reads");
        assert!(models.look("a:x.get").is_none());
    }

    #[test]
    fn what_is_wrong_in_a_file_is_said_with_its_name() {
        let twice = "libraries = [\"a\"]\nsources = []\n[api]\n\"{x,y}\" = {}\n\"x\" = {}\n";
        assert_eq!(
            Models::from_files([("twice", twice)]).err(),
            Some(ModelError::Repeated { file: "twice".to_owned(), path: "x".to_owned() })
        );
        let gold = "libraries = [\"a\"]\nsources = []\n[api]\n\"x\" = { yields = \"gold\" }\n";
        let error = Models::from_files([("gold", gold)]).expect_err("is refused").to_string();
        assert!(error.starts_with("gold: ") && error.contains("nothing is called `gold`"), "{error}");
    }
}
