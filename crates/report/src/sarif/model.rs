//! The part of SARIF 2.1.0 that is written. Names and meanings are the standard's
//! (OASIS, “Static Analysis Results Interchange Format (SARIF) Version 2.1.0”, chapter 3).

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

macro_rules! object {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub(super) struct $name {
            $(#[serde(skip_serializing_if = "is_unset")] pub(super) $field: $kind,)*
        }
    )*};
}

/// Left out of the document: an absent value, an empty list.
trait Unset {
    fn unset(&self) -> bool;
}

fn is_unset<T: Unset>(value: &T) -> bool {
    value.unset()
}

impl<T> Unset for Option<T> {
    fn unset(&self) -> bool {
        self.is_none()
    }
}

impl<T> Unset for Vec<T> {
    fn unset(&self) -> bool {
        self.is_empty()
    }
}

impl<K, V> Unset for BTreeMap<K, V> {
    fn unset(&self) -> bool {
        self.is_empty()
    }
}

/// A value that is always written.
macro_rules! always {
    ($($kind:ty),*) => {$(
        impl Unset for $kind {
            fn unset(&self) -> bool {
                false
            }
        }
    )*};
}

always!(String, &'static str, u32, usize, bool, Message, Driver, Tool, AutomationDetails, ArtifactLocation);

pub(super) type Properties = BTreeMap<&'static str, Value>;

/// The whole log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Log {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: Vec<Run>,
}

/// One run; its list of results is written even when it is empty: §3.14.23, absent would mean “not computed”.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run {
    pub(super) tool: Tool,
    pub(super) automation_details: AutomationDetails,
    pub(super) column_kind: &'static str,
    pub(super) original_uri_base_ids: BTreeMap<&'static str, UriBase>,
    pub(super) invocations: Vec<Invocation>,
    pub(super) taxonomies: Vec<Driver>,
    pub(super) results: Vec<SarifResult>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) redaction_tokens: Vec<&'static str>,
    pub(super) properties: Properties,
}

object! {
    /// §3.18.
    Tool { driver: Driver, }
    /// §3.17.
    AutomationDetails { id: String, }
    /// §3.14.14: what relative addresses are relative to; where that is, is not told.
    UriBase { description: Message, }
    /// §3.19, for the driver and for taxonomies.
    Driver {
        name: String,
        guid: Option<String>,
        organization: Option<&'static str>,
        version: String,
        semantic_version: Option<String>,
        short_description: Option<Message>,
        is_comprehensive: Option<bool>,
        rules: Vec<Descriptor>,
        taxa: Vec<Descriptor>,
        supported_taxonomies: Vec<ComponentReference>,
        properties: Properties,
    }
    /// §3.49.
    Descriptor {
        id: String,
        short_description: Option<Message>,
        full_description: Option<Message>,
        help: Option<Message>,
        default_configuration: Option<Configuration>,
        properties: Properties,
    }
    /// §3.50.
    Configuration { level: &'static str, }
    /// §3.54.
    ComponentReference { name: String, index: usize, guid: Option<String>, }
    /// §3.52.
    DescriptorReference { id: String, index: Option<usize>, tool_component: Option<ComponentReference>, }
    /// §3.20.
    Invocation {
        execution_successful: bool,
        tool_configuration_notifications: Vec<Notification>,
        tool_execution_notifications: Vec<Notification>,
    }
    /// §3.58.
    Notification {
        level: &'static str,
        descriptor: Option<DescriptorReference>,
        associated_rule: Option<DescriptorReference>,
        message: Message,
        locations: Vec<Location>,
    }
    /// §3.11 and §3.12.
    Message { text: String, markdown: Option<String>, }
    /// §3.3.
    ArtifactContent { text: String, }
    /// §3.27.
    SarifResult {
        rule_id: String,
        rule_index: Option<usize>,
        kind: &'static str,
        level: &'static str,
        message: Message,
        locations: Vec<Location>,
        related_locations: Vec<Location>,
        code_flows: Vec<CodeFlow>,
        partial_fingerprints: BTreeMap<&'static str, String>,
        taxa: Vec<DescriptorReference>,
        suppressions: Vec<Suppression>,
        baseline_state: Option<&'static str>,
        web_request: Option<WebRequest>,
        web_response: Option<WebResponse>,
        properties: Properties,
    }
    /// §3.46.
    WebRequest {
        protocol: &'static str,
        version: &'static str,
        method: String,
        target: String,
        headers: BTreeMap<String, String>,
        body: Option<ArtifactContent>,
    }
    /// §3.47.
    WebResponse {
        protocol: Option<&'static str>,
        version: Option<&'static str>,
        status_code: Option<u16>,
        reason_phrase: Option<String>,
        headers: BTreeMap<String, String>,
        body: Option<ArtifactContent>,
        no_response_received: Option<bool>,
    }
    /// §3.35.
    Suppression {
        kind: &'static str,
        status: &'static str,
        justification: String,
        location: Option<Location>,
    }
    /// §3.36.
    CodeFlow { thread_flows: Vec<ThreadFlow>, }
    /// §3.37.
    ThreadFlow { locations: Vec<ThreadFlowLocation>, }
    /// §3.38.
    ThreadFlowLocation { location: Option<Location>, }
    /// §3.28.
    Location { physical_location: Option<PhysicalLocation>, message: Option<Message>, }
    /// §3.29.
    PhysicalLocation {
        artifact_location: ArtifactLocation,
        region: Option<Region>,
        context_region: Option<Region>,
    }
    /// §3.4.
    ArtifactLocation { uri: String, uri_base_id: Option<&'static str>, }
    /// §3.30; the end column is the one after the last character.
    Region {
        start_line: u32,
        start_column: Option<u32>,
        end_line: Option<u32>,
        end_column: Option<u32>,
        snippet: Option<Message>,
    }
}
