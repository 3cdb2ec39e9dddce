//! Where a project says which release of a language, or of a system, it runs on; Node.js apart.

use std::sync::Arc;

use assay_app::{
    App,
    document::{Document, JsonDialect, Node, read_json, read_yaml},
};
use assay_deps::{Ecosystem, Image};
use assay_evidence::Confidence;
use assay_hosting::CloudRuntime;
use assay_source::{Place, RelPath, SourceText};

use crate::words::words;

/// One place that names a release, or several to choose from.
pub(super) struct Pin {
    /// Name of the product in the table of release lines.
    pub(super) product: &'static str,
    /// What names it, for a sentence: `` `.python-version` ``.
    pub(super) what: String,
    /// Versions or ranges, one at least; one of them in support is enough.
    pub(super) asked: Vec<String>,
    /// How ranges are read.
    pub(super) ranges: Ecosystem,
    /// Where.
    pub(super) place: Place,
    /// How sure it is that the app runs on it, and not just is built or tested with it.
    pub(super) confidence: Confidence,
}

/// Every pin among an app's files, in the order of their paths. The number is that of the files looked at.
pub(super) fn pins(app: &App, images: &[Image], runtimes: &[CloudRuntime]) -> (Vec<Pin>, usize) {
    let mut pins: Vec<Pin> = images.iter().flat_map(of_image).collect();
    pins.extend(runtimes.iter().filter_map(of_cloud));
    let mut looked_at = images.len() + runtimes.len();
    for file in app.files() {
        let Some(read) = reader(&file.path) else { continue };
        let Ok(text) = app.tree.read(&file.path) else { continue };
        looked_at += 1;
        pins.extend(read(&text));
    }
    for path in &app.project.ci_files {
        let Ok(text) = app.tree.read(path) else { continue };
        looked_at += 1;
        pins.extend(in_pipeline(&text));
    }
    (pins, looked_at)
}

/// What reads the pins of one kind of file.
type Reader = fn(&Arc<SourceText>) -> Vec<Pin>;

fn reader(path: &RelPath) -> Option<Reader> {
    Some(match path.file_name() {
        ".python-version" | ".ruby-version" | ".java-version" | ".php-version" | ".go-version" => {
            version_file
        }
        "runtime.txt" => runtime_txt,
        ".tool-versions" => tool_versions,
        "pyproject.toml" | "Pipfile" => python_manifest,
        "pom.xml" => pom,
        "build.gradle" | "build.gradle.kts" => gradle,
        "composer.json" => composer,
        "Gemfile" => gemfile,
        "go.mod" => go_mod,
        "global.json" => global_json,
        name if name.ends_with("proj") && name.contains('.') => project_file,
        _ => return None,
    })
}

/// A pin of a line of a text.
fn on_line(text: &SourceText, number: u32, product: &'static str, what: &str, asked: &str) -> Pin {
    Pin {
        product,
        what: what.to_owned(),
        asked: vec![asked.to_owned()],
        ranges: Ecosystem::Npm,
        place: text.place(text.line_span(number)),
        confidence: Confidence::High,
    }
}

fn lines(text: &SourceText) -> impl Iterator<Item = (u32, &str)> {
    (1..=text.line_count()).map(|number| (number, text.line(number).trim()))
}

fn version_file(text: &Arc<SourceText>) -> Vec<Pin> {
    let name = text.path().file_name();
    let product = match name {
        ".python-version" => "Python",
        ".ruby-version" => "Ruby",
        ".java-version" => "Java",
        ".php-version" => "PHP",
        _ => "Go",
    };
    let first = lines(text).find(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let pin =
        first.map(|(number, line)| on_line(text, number, product, &format!("`{name}`"), from_digit(line)));
    pin.into_iter().collect()
}

/// `python-3.8.10`, as hosts read it.
fn runtime_txt(text: &Arc<SourceText>) -> Vec<Pin> {
    let pin = lines(text).find_map(|(number, line)| {
        let version = line.strip_prefix("python-")?;
        Some(on_line(text, number, "Python", "`runtime.txt`", version))
    });
    pin.into_iter().collect()
}

fn tool_versions(text: &Arc<SourceText>) -> Vec<Pin> {
    let pins = lines(text).filter_map(|(number, line)| {
        let mut words = line.split_whitespace();
        let product = match words.next()? {
            "python" => "Python",
            "ruby" => "Ruby",
            "java" => "Java",
            "php" => "PHP",
            "golang" | "go" => "Go",
            "dotnet" | "dotnet-core" => ".NET",
            _ => return None,
        };
        Some(on_line(text, number, product, "`.tool-versions`", from_digit(words.next()?)))
    });
    pins.collect()
}

/// The part from the first digit on: `17.0.1` of `temurin-17.0.1`.
fn from_digit(text: &str) -> &str {
    text.find(|c: char| c.is_ascii_digit()).map_or(text, |at| &text[at..])
}

/// A statement `key = "value"`, whatever table it stands in.
fn assigned<'t>(line: &'t str, keys: &[&str]) -> Option<&'t str> {
    let (key, value) = line.split_once('=')?;
    keys.contains(&key.trim()).then(|| value.trim().trim_matches(['"', '\'']))
}

fn python_manifest(text: &Arc<SourceText>) -> Vec<Pin> {
    let pins = lines(text).filter_map(|(number, line)| {
        let keys = ["requires-python", "python_version", "python_full_version", "python"];
        let asked = assigned(line, &keys).filter(|asked| !asked.starts_with('{'))?;
        let key = line.split('=').next().unwrap_or_default().trim();
        let mut pin = on_line(text, number, "Python", &format!("`{key}`"), asked);
        pin.ranges = Ecosystem::PyPi;
        Some(pin)
    });
    pins.collect()
}

/// What the code is compiled for: a runtime of that release or a later one.
fn pom(text: &Arc<SourceText>) -> Vec<Pin> {
    let keys = ["java.version", "maven.compiler.release", "maven.compiler.target", "maven.compiler.source"];
    let pin = lines(text).find_map(|(number, line)| {
        let (key, value) = keys.iter().find_map(|key| {
            let value = line.strip_prefix(&format!("<{key}>"))?.split('<').next()?;
            Some((key, value))
        })?;
        let mut pin =
            on_line(text, number, "Java", &format!("`{key}`"), value.strip_prefix("1.").unwrap_or(value));
        pin.confidence = Confidence::Medium;
        Some(pin)
    });
    pin.into_iter().collect()
}

fn gradle(text: &Arc<SourceText>) -> Vec<Pin> {
    let pin = lines(text).find_map(|(number, line)| {
        let key = ["sourceCompatibility", "targetCompatibility", "JavaLanguageVersion.of("]
            .into_iter()
            .find(|key| line.contains(key))?;
        let (_, rest) = line.split_once(key)?;
        let rest =
            rest.trim_start_matches([' ', '=', '"', '\'', '(']).trim_start_matches("JavaVersion.VERSION_");
        let rest = rest.replace('_', ".");
        let version = rest.strip_prefix("1.").unwrap_or(&rest);
        let end = version.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(version.len());
        let mut pin =
            on_line(text, number, "Java", &format!("`{}`", key.trim_end_matches(".of(")), &version[..end]);
        pin.confidence = Confidence::Medium;
        Some(pin)
    });
    pin.into_iter().collect()
}

fn of_node(
    document: &Document,
    node: &Node,
    product: &'static str,
    what: &str,
    ranges: Ecosystem,
) -> Option<Pin> {
    Some(Pin {
        product,
        what: what.to_owned(),
        asked: vec![node.scalar()?],
        ranges,
        place: document.place(node.span),
        confidence: Confidence::High,
    })
}

fn composer(text: &Arc<SourceText>) -> Vec<Pin> {
    let document = read_json(text, JsonDialect::Strict);
    let platform = document.root.at(["config", "platform", "php"]);
    let what = if platform.is_some() { "`config.platform.php`" } else { "`require.php`" };
    let node = platform.or_else(|| document.root.at(["require", "php"]));
    node.and_then(|node| of_node(&document, node, "PHP", what, Ecosystem::Packagist)).into_iter().collect()
}

fn global_json(text: &Arc<SourceText>) -> Vec<Pin> {
    let document = read_json(text, JsonDialect::Commented);
    let node = document.root.at(["sdk", "version"]);
    let pin = node.and_then(|node| of_node(&document, node, ".NET", "`global.json`", Ecosystem::Npm));
    // An SDK builds for older runtimes too.
    pin.into_iter().map(|pin| Pin { confidence: Confidence::Medium, ..pin }).collect()
}

fn gemfile(text: &Arc<SourceText>) -> Vec<Pin> {
    let pins = lines(text).filter_map(|(number, line)| {
        let rest = line.strip_prefix("ruby ")?.trim_start();
        let version = rest.strip_prefix(['"', '\''])?.split(['"', '\'']).next()?;
        let mut pin = on_line(text, number, "Ruby", "the `Gemfile`", version);
        pin.ranges = Ecosystem::RubyGems;
        Some(pin)
    });
    pins.collect()
}

/// The least release a module asks for; what builds it may be newer.
fn go_mod(text: &Arc<SourceText>) -> Vec<Pin> {
    let pin = lines(text).find_map(|(number, line)| {
        let version = line.strip_prefix("toolchain go").or_else(|| line.strip_prefix("go "))?;
        let mut pin = on_line(text, number, "Go", "`go.mod`", version.trim());
        pin.confidence = Confidence::Low;
        Some(pin)
    });
    pin.into_iter().collect()
}

/// `net6.0`, `netcoreapp3.1`; not `netstandard2.0` or `net48`, which are no runtimes of this line.
fn project_file(text: &Arc<SourceText>) -> Vec<Pin> {
    let pins = lines(text).filter_map(|(number, line)| {
        let (_, rest) = line.split_once("<TargetFramework").and_then(|(_, rest)| rest.split_once('>'))?;
        let targets = rest.split('<').next().unwrap_or_default().split(';');
        let versions: Vec<String> = targets
            .filter_map(|target| {
                let version =
                    target.trim().strip_prefix("netcoreapp").or_else(|| target.trim().strip_prefix("net"))?;
                let version = version.split('-').next().unwrap_or(version);
                version.contains('.').then(|| version.strip_suffix(".0").unwrap_or(version).to_owned())
            })
            .filter(|version| version.starts_with(|c: char| c.is_ascii_digit()))
            .collect();
        if versions.is_empty() {
            return None;
        }
        let mut pin = on_line(text, number, ".NET", "the target framework", "");
        pin.asked = versions;
        Some(pin)
    });
    pins.collect()
}

/// The versions that a pipeline tests or builds with.
fn in_pipeline(text: &Arc<SourceText>) -> Vec<Pin> {
    let document = read_yaml(text);
    let mut pins = Vec::new();
    for node in document.root.walk() {
        for entry in node.entries() {
            let words = words(&entry.key.text);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let product = match words[..] {
                ["python", "version" | "versions"] => "Python",
                ["java", "version"] => "Java",
                ["php", "version" | "versions"] => "PHP",
                ["ruby", "version"] => "Ruby",
                ["go", "version"] => "Go",
                ["dotnet", "version"] => ".NET",
                _ => continue,
            };
            let all =
                entry.value.scalar().into_iter().chain(entry.value.items().iter().filter_map(Node::scalar));
            let asked: Vec<String> = all
                .filter(|text| text.starts_with(|c: char| c.is_ascii_digit() || "<>=^~".contains(c)))
                .collect();
            if !asked.is_empty() {
                pins.push(Pin {
                    product,
                    what: format!("`{}`", entry.key.text),
                    asked,
                    ranges: Ecosystem::Npm,
                    place: document.place(entry.value.span),
                    confidence: Confidence::Low,
                });
            }
        }
    }
    pins
}

/// What an image holds: a language by its name, a system by its name or by the ending of its tag.
fn of_image(image: &Image) -> Vec<Pin> {
    let name = image.name.split('@').next().unwrap_or(&image.name);
    let path = name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).map_or(name, |(path, _)| path);
    let tag = name[path.len()..].trim_start_matches(':');
    if tag.is_empty() || name.contains('$') {
        return Vec::new();
    }
    let last = path.rsplit('/').next().unwrap_or(path);
    let product = match last {
        "python" => Some("Python"),
        "php" => Some("PHP"),
        "ruby" => Some("Ruby"),
        "golang" => Some("Go"),
        "openjdk" | "eclipse-temurin" | "amazoncorretto" | "adoptopenjdk" | "java" => Some("Java"),
        "sdk" | "aspnet" | "runtime" if path.contains("dotnet") => Some(".NET"),
        "debian" => Some("Debian"),
        "alpine" => Some("Alpine Linux"),
        "ubuntu" => Some("Ubuntu"),
        _ => None,
    };
    let pin = |product, asked: &str| Pin {
        product,
        what: format!("the image `{}`", image.name),
        asked: vec![asked.to_owned()],
        ranges: Ecosystem::Npm,
        place: image.at.place(),
        confidence: if image.runs { Confidence::High } else { Confidence::Low },
    };
    let version = match product {
        Some(".NET") => tag.split('-').next().map(|version| version.strip_suffix(".0").unwrap_or(version)),
        Some(_) => Some(tag.split('-').next().unwrap_or(tag)),
        None => None,
    };
    let own = product.zip(version).map(|(product, version)| pin(product, version));
    let system = tag.split('-').skip(1).find_map(|word| {
        let alpine =
            word.strip_prefix("alpine").filter(|version| version.starts_with(|c: char| c.is_ascii_digit()));
        let debian =
            ["stretch", "buster", "bullseye", "bookworm", "jessie", "wheezy"].contains(&word).then_some(word);
        alpine.map(|version| pin("Alpine Linux", version)).or_else(|| debian.map(|word| pin("Debian", word)))
    });
    own.into_iter().chain(system).collect()
}

/// The language of a cloud's runtime: `python3.13` and `dotnet8` of Lambda, `python313` and `php84` of Google.
fn of_cloud(runtime: &CloudRuntime) -> Option<Pin> {
    let name = runtime.name.as_str();
    let (language, version) = name.split_at(name.find(|c: char| c.is_ascii_digit())?);
    let version = version.split('.').take_while(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let version = version.collect::<Vec<_>>().join(".");
    let (product, has_minor) = match language {
        "python" => ("Python", true),
        "ruby" => ("Ruby", true),
        "php" => ("PHP", true),
        "java" => ("Java", false),
        "dotnet" | "dotnetcore" => (".NET", false),
        _ => return None,
    };
    let is_joined = has_minor && !version.contains('.') && version.len() > 1;
    let asked = if is_joined { format!("{}.{}", &version[..1], &version[1..]) } else { version };
    Some(Pin {
        product,
        what: format!("`{}: {name}`", runtime.setting),
        asked: vec![asked],
        ranges: Ecosystem::Npm,
        place: runtime.place.clone(),
        confidence: Confidence::High,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, content: &str) -> Vec<(&'static str, Vec<String>)> {
        let path = RelPath::parse(name).unwrap();
        let text = Arc::new(SourceText::new(path.clone(), content.as_bytes()));
        let read = reader(&path).unwrap_or(in_pipeline);
        read(&text).into_iter().map(|pin| (pin.product, pin.asked)).collect()
    }

    #[test]
    fn every_file_tells_its_release() {
        for (name, content, product, asked) in [
            (".python-version", "3.8.10\n", "Python", "3.8.10"),
            ("runtime.txt", "python-3.7.9", "Python", "3.7.9"),
            (".tool-versions", "java temurin-17.0.1+12", "Java", "17.0.1+12"),
            ("pyproject.toml", "[project]\nrequires-python = \">=3.8,<3.9\"", "Python", ">=3.8,<3.9"),
            ("pom.xml", "<properties>\n<java.version>1.8</java.version>", "Java", "8"),
            ("build.gradle", "sourceCompatibility = JavaVersion.VERSION_1_8", "Java", "8"),
            ("build.gradle.kts", "languageVersion.set(JavaLanguageVersion.of(16))", "Java", "16"),
            ("composer.json", "{\"require\": {\"php\": \"^7.4\"}}", "PHP", "^7.4"),
            ("Gemfile", "ruby '2.6.3'\n", "Ruby", "2.6.3"),
            ("go.mod", "module x\n\ngo 1.13\n", "Go", "1.13"),
            ("a.csproj", "<TargetFramework>netcoreapp3.1</TargetFramework>", ".NET", "3.1"),
            ("a.csproj", "<TargetFramework>net6.0</TargetFramework>", ".NET", "6"),
            (".github/workflows/x.yml", "with:\n  python-version: 3.7\n", "Python", "3.7"),
        ] {
            assert_eq!(told(name, content), [(product, vec![asked.to_owned()])], "{name}");
        }
        assert!(told("a.csproj", "<TargetFramework>netstandard2.0</TargetFramework>").is_empty());
    }

    #[test]
    fn a_cloud_s_runtime_tells_its_release() {
        let told = |name: &str| {
            let place = Place::file(RelPath::parse("template.yml").unwrap());
            let pin = of_cloud(&CloudRuntime { setting: "Runtime".to_owned(), name: name.to_owned(), place });
            pin.map(|pin| (pin.product, pin.asked.join(" ")))
        };
        for (name, product, asked) in [
            ("python3.8", "Python", "3.8"),
            ("python312", "Python", "3.12"),
            ("python27", "Python", "2.7"),
            ("ruby2.7", "Ruby", "2.7"),
            ("php74", "PHP", "7.4"),
            ("java8.al2", "Java", "8"),
            ("dotnetcore3.1", ".NET", "3.1"),
            ("dotnet6", ".NET", "6"),
        ] {
            assert_eq!(told(name), Some((product, asked.to_owned())), "{name}");
        }
        for name in ["nodejs22.x", "provided.al2023", "custom", "go1.x", ""] {
            assert_eq!(told(name), None, "{name}");
        }
    }
}
