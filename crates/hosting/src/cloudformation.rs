//! CloudFormation, SAM, and the Serverless Framework, which takes resources of the same kind.

use assay_app::document::{JsonDialect, Node, read_json, read_yaml};

use crate::{platforms, reading::Reading, resources};

pub(crate) fn read(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    let is_json = reading.name().ends_with(".json");
    let document = if is_json { read_json(&text, JsonDialect::Strict) } else { read_yaml(&text) };
    reading.note(&document);
    template(reading, &document.root);
}

pub(crate) fn read_serverless(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    let document = read_yaml(&text);
    reading.note(&document);
    let root = &document.root;
    root.at(["provider", "environment"]).into_iter().for_each(|node| platforms::variables(reading, node));
    root.get("provider").into_iter().for_each(|provider| reading.runtime(provider, "runtime"));
    for function in root.get("functions").map(Node::entries).unwrap_or_default() {
        reading.runtime(&function.value, "runtime");
        function.value.get("environment").into_iter().for_each(|node| platforms::variables(reading, node));
    }
    let resources = root.get("resources");
    for part in resources.into_iter().flat_map(|node| std::iter::once(node).chain(node.items())) {
        template(reading, part);
    }
}

fn template(reading: &mut Reading<'_>, root: &Node) {
    let globals = root.at(["Globals", "Function"]);
    globals.into_iter().for_each(|function| reading.runtime(function, "Runtime"));
    let variables = globals.and_then(|function| function.at(["Environment", "Variables"]));
    variables.into_iter().for_each(|node| platforms::variables(reading, node));
    for resource in root.get("Resources").map(Node::entries).unwrap_or_default() {
        let Some(kind) = resource.value.get("Type").and_then(Node::as_str) else { continue };
        let empty = Node { value: assay_app::document::Value::Map(Vec::new()), ..resource.value.clone() };
        let properties = resource.value.get("Properties").unwrap_or(&empty);
        resources::read(reading, kind, &resource.key.text, properties, resource.key.span);
        reading.runtime(properties, "Runtime");
        if let Some(variables) = properties.at(["Environment", "Variables"]) {
            platforms::variables(reading, variables);
        }
        for container in properties.get("ContainerDefinitions").map(Node::items).unwrap_or_default() {
            for variable in container.get("Environment").map(Node::items).unwrap_or_default() {
                let name = variable.get("Name").and_then(Node::scalar).unwrap_or_default();
                let value = variable.get("Value").and_then(Node::scalar);
                reading.variable(&name, value.as_deref(), false, variable.site());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{AtRest, hosting::read_one};

    #[test]
    fn resources_are_read_from_both_notations() {
        let yaml = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Main:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      StorageEncrypted: false\n  Asked:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      StorageEncrypted: !Ref Encrypted\n  Bare:\n    Type: AWS::EFS::FileSystem\n";
        let hosting = read_one("stack.yaml", yaml);
        let at_rest: Vec<_> = hosting.stores.iter().map(|store| store.at_rest).collect();
        assert_eq!(at_rest[0], AtRest::SwitchedOff);
        assert_ne!(at_rest[1], AtRest::SwitchedOff);
        assert_eq!(at_rest[2], AtRest::OffByDefault);
        let json = r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Main": {"Type": "AWS::RDS::DBInstance", "Properties": {"StorageEncrypted": {"Ref": "A"}}}}}"#;
        assert_eq!(read_one("stack.json", json).stores[0].at_rest, AtRest::Unknown);
    }

    #[test]
    fn functions_say_what_they_run_on() {
        let named = |name, text| {
            let runtimes = read_one(name, text).runtimes;
            runtimes.into_iter().map(|runtime| runtime.name).collect::<Vec<_>>()
        };
        let template = "Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Runtime: nodejs18.x\nResources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.8\n  B:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: ${Runtime}\n";
        assert_eq!(named("template.yml", template), ["nodejs18.x", "python3.8"]);
        let serverless = "provider:\n  runtime: nodejs16.x\nfunctions:\n  a:\n    handler: a.b\n    runtime: ${self:custom.runtime}\n  b:\n    runtime: nodejs22.x\n";
        assert_eq!(named("serverless.yml", serverless), ["nodejs16.x", "nodejs22.x"]);
        let terraform = "resource \"aws_lambda_function\" \"a\" {\n  runtime = \"nodejs14.x\"\n}\nresource \"aws_lambda_function\" \"b\" {\n  runtime = var.runtime\n}\nresource \"google_cloudfunctions2_function\" \"c\" {\n  build_config {\n    runtime = \"nodejs16\"\n  }\n}\n";
        assert_eq!(named("main.tf", terraform), ["nodejs14.x", "nodejs16"]);
        assert_eq!(named("app.yaml", "runtime: nodejs12\nhandlers: []\n"), ["nodejs12"]);
        let firebase = r#"{"functions": [{"source": "functions", "runtime": "nodejs16"}]}"#;
        assert_eq!(named("firebase.json", firebase), ["nodejs16"]);
    }

    #[test]
    fn the_serverless_framework_takes_resources_too() {
        let yaml = "service: a\nprovider:\n  environment:\n    PGSSLMODE: disable\nresources:\n  Resources:\n    Files:\n      Type: AWS::EFS::FileSystem\n      Properties:\n        Encrypted: false\n";
        let hosting = read_one("serverless.yml", yaml);
        assert_eq!((hosting.stores.len(), hosting.variables.len()), (1, 1));
    }
}
