//! Composer, Bundler, Go, Cargo and NuGet.

use crate::{project, told};

#[test]
fn composer() {
    let manifest = r#"{ "name": "example/notes", "require": { "php": "^8.2", "ext-json": "*", "Monolog/Monolog": "^3" },
  "require-dev": { "phpunit/phpunit": "^11" } }"#;
    let lock = r#"{
  "packages": [
    { "name": "monolog/monolog", "version": "3.5.0", "require": { "php": ">=8.1", "psr/log": "^3" } },
    { "name": "psr/log", "version": "v3.0.0", "abandoned": "psr/log-next",
      "dist": { "type": "zip", "url": "https://example.com/x.zip", "shasum": "da39a3ee5e6b4b0d3255bfef95601890afd80709" } }
  ],
  "packages-dev": [{ "name": "phpunit/phpunit", "version": "11.0.0" }]
}"#;
    let project = project([("composer.json", manifest), ("composer.lock", lock)]);
    assert_eq!(project.packages[2].deprecated.as_deref(), Some("abandoned, use psr/log-next instead"));
    insta::assert_snapshot!(told(&project), @r"
    monolog/monolog 3.5.0 Production monolog/monolog composer.json:1
    phpunit/phpunit 11.0.0 Development phpunit/phpunit composer.json:2
    psr/log 3.0.0 Production monolog/monolog > psr/log composer.lock:4
    ");
}

#[test]
fn bundler() {
    let manifest = "source 'https://rubygems.org'\nruby '3.3.0'\ngem 'rails', '~> 7.1'\n\ngroup :development, :test do\n  gem \"rspec\"\nend\ngem 'own', path: 'own'\n";
    let lock = "PATH\n  remote: own\n  specs:\n    own (0.1.0)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n    rack (3.0.0)\n    \
                rails (7.1.0)\n      rack (>= 2)\n    rspec (3.12.0)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  own!\n  rails (~> 7.1)\n  rspec\n";
    insta::assert_snapshot!(told(&project([("Gemfile", manifest), ("Gemfile.lock", lock)])), @r"
    own 0.1.0 Production own Gemfile:8
    rack 3.0.0 Production rails > rack Gemfile.lock:9
    rails 7.1.0 Production rails Gemfile:3
    rspec 3.12.0 Development rspec Gemfile:6
    ");
}

#[test]
fn go() {
    let module = "module example.com/notes\n\ngo 1.21\n\nrequire (\n\tgithub.com/gorilla/mux v1.8.1\n\tgolang.org/x/net v0.17.0 // indirect\n)\n\n\
                  replace github.com/gorilla/mux => github.com/example/mux v1.9.0\n";
    let project = project([("go.mod", module)]);
    assert_eq!(project.packages[0].purl().unwrap(), "pkg:golang/github.com/example/mux@v1.9.0");
    insta::assert_snapshot!(told(&project), @r"
    github.com/example/mux 1.9.0 Production github.com/example/mux go.mod:6
    golang.org/x/net 0.17.0 Production golang.org/x/net go.mod:7
    ");
}

#[test]
fn cargo() {
    let manifest = "[package]\nname = \"notes\"\nversion = \"0.1.0\"\n[dependencies]\nserde = { version = \"1\" }\n[dev-dependencies]\ntempfile = \"3\"\n";
    let lock = r#"version = 4

[[package]]
name = "notes"
version = "0.1.0"
dependencies = ["serde", "tempfile"]

[[package]]
name = "serde"
version = "1.0.200"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

[[package]]
name = "tempfile"
version = "3.10.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["serde 1.0.200"]
"#;
    insta::assert_snapshot!(told(&project([("Cargo.toml", manifest), ("Cargo.lock", lock)])), @r"
    serde 1.0.200 Production serde Cargo.toml:5
    tempfile 3.10.0 Development tempfile Cargo.toml:7
    ");
}

#[test]
fn nuget() {
    let manifest = r#"<Project Sdk="Microsoft.NET.Sdk.Web">
  <ItemGroup>
    <PackageReference Include="Newtonsoft.Json" Version="13.0.3" />
    <PackageReference Include="Analyzer"><PrivateAssets>all</PrivateAssets></PackageReference>
  </ItemGroup>
</Project>"#;
    let central = r#"<Project><ItemGroup><PackageVersion Include="Analyzer" Version="[1.0,2.0)" /></ItemGroup></Project>"#;
    insta::assert_snapshot!(told(&project([("notes.csproj", manifest), ("Directory.Packages.props", central)])), @r"
    analyzer [1.0,2.0) Development analyzer notes.csproj:4
    newtonsoft.json 13.0.3 Production newtonsoft.json notes.csproj:3
    gap: what `notes.csproj` brings in; there is no lock file, so what is installed is decided on the day of installation
    ");
    let lock = r#"{ "version": 1, "dependencies": { "net8.0": {
      "Newtonsoft.Json": { "type": "Direct", "requested": "[13.0.3, )", "resolved": "13.0.3", "dependencies": { "Microsoft.CSharp": "4.0.1" } },
      "Microsoft.CSharp": { "type": "Transitive", "resolved": "4.0.1" } } } }"#;
    insta::assert_snapshot!(told(&project([("notes.csproj", manifest), ("packages.lock.json", lock)])), @r"
    microsoft.csharp 4.0.1 Production newtonsoft.json > microsoft.csharp packages.lock.json:3
    newtonsoft.json 13.0.3 Production newtonsoft.json notes.csproj:3
    ");
}
