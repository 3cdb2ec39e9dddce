//! Web triggers: addresses nobody can guess, and the functions behind them.

use std::collections::BTreeMap;

use assay_auth::{SeenTokens, UnixTime};
use assay_source::Digest;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Call, Cause, Facts, Platform, held};
use crate::{
    decision::{Note, Refusal},
    error::Error,
    guard::Guard,
    state::{
        act::Installation,
        folder::{Folder, random, random_id},
    },
    web::{FRESH, WebReply, WebRequest},
};

/// The address of a web trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAddress {
    /// What stands behind `/x1/`.
    pub id: String,
    /// The whole address.
    pub url: String,
    /// What requests are signed with, where the manifest asks for signatures.
    pub secret: Option<String>,
}

/// Where an address leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Door {
    id: String,
    installation: String,
    module: String,
    secret: String,
}

/// All addresses, by the digest of their id: how long a look-up takes says nothing of an id that was tried.
#[derive(Debug)]
pub(crate) struct Doors {
    doors: BTreeMap<[u8; 32], Door>,
    seen: SeenTokens,
}

const FILE: &str = "web-triggers.json";
/// Most signatures that are remembered while they are fresh.
const MOST_SEEN: usize = 100_000;

impl Doors {
    pub(crate) fn open(folder: &Folder) -> Result<Self, Error> {
        let path = folder.path(FILE);
        let doors: Vec<Door> = match folder.read(&path)? {
            None => Vec::new(),
            Some(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| Error::Damaged { path, because: error.to_string() })?,
        };
        let doors = doors.into_iter().map(|door| (key(&door.id), door)).collect();
        Ok(Self { doors, seen: SeenTokens::new(MOST_SEEN) })
    }

    fn write(&self, folder: &Folder) -> Result<(), Error> {
        let path = folder.path(FILE);
        let doors: Vec<&Door> = self.doors.values().collect();
        let json = serde_json::to_vec(&doors).map_err(|error| Error::state(&path, error.into()))?;
        folder.replace(&path, &json)
    }
}

fn key(id: &str) -> [u8; 32] {
    *Digest::of(id.as_bytes()).as_bytes()
}

/// What the platform says of an address that leads nowhere, whatever the reason.
fn nowhere() -> WebReply {
    WebReply::plain(404, "there is nothing here\n")
}

impl Platform {
    /// The address of a web trigger of an installation, made when it is asked for first.
    ///
    /// # Errors
    /// The app has no such web trigger.
    pub fn web_address(&self, installation: &str, module: &str) -> Result<WebAddress, Error> {
        let it = self.installation(installation)?;
        let code = self.version(&it.environment, it.code)?;
        let mut triggers = code.manifest.web_triggers.iter();
        let trigger = triggers.find(|trigger| trigger.key.as_ref().is_some_and(|own| own.value == module));
        let trigger = trigger.ok_or_else(|| Error::unknown("web trigger", module))?;
        let is_signed = trigger.authentication.as_ref().is_some_and(|it| it.value == "hmacSharedSecret");
        let mut doors = held(&self.doors);
        let known = doors.doors.values().find(|it| it.installation == installation && it.module == module);
        let door = match known {
            Some(door) => door.clone(),
            None => {
                let door = Door {
                    id: random_id(),
                    installation: installation.to_owned(),
                    module: module.to_owned(),
                    secret: HEXLOWER.encode(&random::<32>()),
                };
                doors.doors.insert(key(&door.id), door.clone());
                doors.write(&self.folder)?;
                door
            }
        };
        Ok(WebAddress {
            url: format!("{}/x1/{}", self.options.web_base, door.id),
            id: door.id,
            secret: is_signed.then_some(door.secret),
        })
    }

    /// Closes an address of an installation, and gives whether there was one.
    pub(crate) fn close_address(&self, installation: &str, id: &str) -> Result<bool, Error> {
        let mut doors = held(&self.doors);
        let key = key(id);
        let is_own = doors.doors.get(&key).is_some_and(|door| door.installation == installation);
        if is_own {
            doors.doors.remove(&key);
            doors.write(&self.folder)?;
        }
        Ok(is_own)
    }

    /// Closes all addresses of an installation.
    pub(crate) fn close_addresses(&self, installation: &str) -> Result<(), Error> {
        let mut doors = held(&self.doors);
        doors.doors.retain(|_, door| door.installation != installation);
        doors.write(&self.folder)
    }

    /// Answers a request from the web to the address of an id.
    ///
    /// # Errors
    /// The state cannot be written. What is wrong with the request is an answer.
    pub fn web(&self, id: &str, request: &WebRequest) -> Result<WebReply, Error> {
        let guards = self.options.guards;
        let door = {
            let doors = held(&self.doors);
            let exact = doors.doors.get(&key(id));
            let any = || doors.doors.values().next().filter(|_| !guards.hold(Guard::UnknownAddress));
            exact.or_else(any).cloned()
        };
        let Some(door) = door else { return Ok(nowhere()) };
        let Ok(installation) = self.installation(&door.installation) else { return Ok(nowhere()) };
        let code = self.version(&installation.environment, installation.code)?;
        let mut triggers = code.manifest.web_triggers.iter();
        let trigger = triggers.find(|it| it.key.as_ref().is_some_and(|own| own.value == door.module));
        let Some((trigger, function)) = trigger.and_then(|it| Some((it, it.function.as_ref()?))) else {
            return Ok(nowhere());
        };
        let note = Note { kind: "web", subject: door.module.clone(), ..Note::default() };
        if !request.fits() && guards.hold(Guard::LargestSize) {
            let reason = "the request is larger than the platform takes";
            let refusal = Some(Refusal::of(Guard::LargestSize, reason, "send less"));
            self.note(&installation, &function.value, Note { refusal, status: 413, ..note });
            return Ok(WebReply::plain(413, "too large\n"));
        }
        if trigger.authentication.as_ref().is_some_and(|it| it.value == "hmacSharedSecret")
            && let Err(refusal) = self.check_signature(&door, request)
        {
            self.note(&installation, &function.value, Note { refusal: Some(refusal), status: 401, ..note });
            return Ok(WebReply::plain(401, "not signed as it has to be\n"));
        }
        let call = Call {
            installation: installation.id.clone(),
            function: function.value.clone(),
            actor: None,
            cause: Cause::Web { module: door.module.clone(), request: request.told() },
        };
        let answer = self.invoke(&call)?;
        let value = answer.value().ok();
        let value = match (value, trigger.is_dynamic()) {
            (Some(value), true) => Some(value.clone()),
            (Some(value), false) => outputs(&code.manifest, &door.module, value),
            (None, _) => None,
        };
        let read = value.and_then(|value| WebReply::read(&value, !guards.hold(Guard::AnswerHeaders)));
        let Some((reply, dropped)) = read else {
            self.note(&installation, &function.value, Note { status: 500, ..note });
            return Ok(WebReply::plain(500, "the app gave no answer\n"));
        };
        let refusal = (!dropped.is_empty()).then(|| {
            let reason = format!("the answer sets {}, which is not its own to set", dropped.join(", "));
            Refusal::of(Guard::AnswerHeaders, reason, "leave these headers out")
        });
        self.note(&installation, &function.value, Note { refusal, status: reply.status, ..note });
        Ok(reply)
    }

    fn check_signature(&self, door: &Door, request: &WebRequest) -> Result<(), Refusal> {
        let guards = self.options.guards;
        let fix = "sign the request anew, with the secret of this address";
        let refuse = |guard: Guard, reason: &str| Err(Refusal::of(guard, reason, fix));
        let signature = request.signature();
        let is_right = signature
            .as_ref()
            .is_some_and(|(seconds, tag)| request.is_signed(door.secret.as_bytes(), *seconds, tag));
        if !is_right && guards.hold(Guard::SignatureRight) {
            return refuse(
                Guard::SignatureRight,
                "the request has no signature, or another one than its content has",
            );
        }
        let (seconds, tag) = signature.unwrap_or_default();
        let now = self.now().as_second();
        if (now - seconds).abs() > FRESH && guards.hold(Guard::SignatureFresh) {
            return refuse(Guard::SignatureFresh, "the signature is older, or newer, than five minutes");
        }
        let name = format!("{} {}", door.id, HEXLOWER.encode(&tag));
        let expires_at = UnixTime(seconds.saturating_add(FRESH + 1));
        let taken = held(&self.doors).seen.take(&name, expires_at, UnixTime(now));
        if taken.is_err() && guards.hold(Guard::SignatureOnce) {
            return refuse(Guard::SignatureOnce, "the signature was used before");
        }
        Ok(())
    }

    /// Answers the calls by which an app asks for, lists and closes addresses. Ids it names for its tenant, its environment
    /// and itself are not read: the channel says them.
    pub(crate) fn web_graphql(&self, facts: &Facts, body: &[u8]) -> Result<Option<Value>, Error> {
        let Ok(body) = serde_json::from_slice::<Value>(body) else { return Ok(None) };
        let query = body["query"].as_str().unwrap_or_default();
        let variables = &body["variables"];
        let own = &facts.installation.id;
        if query.contains("createWebTriggerUrl") {
            let module = variables["input"]["triggerKey"].as_str().unwrap_or_default();
            return Ok(Some(match self.web_address(own, module) {
                Ok(address) => {
                    json!({ "data": { "createWebTriggerUrl": { "success": true, "id": address.id, "url": address.url } } })
                }
                Err(error) => {
                    json!({ "data": { "createWebTriggerUrl": { "success": false, "message": error.to_string(), "url": null } } })
                }
            }));
        }
        if query.contains("deleteWebTriggerUrl") {
            let id =
                variables["id"].as_str().or_else(|| variables["input"]["id"].as_str()).unwrap_or_default();
            let success = self.close_address(own, id)?;
            return Ok(Some(json!({ "data": { "deleteWebTriggerUrl": { "success": success } } })));
        }
        if query.contains("webTriggerUrlsByAppContext") {
            let doors = held(&self.doors);
            let own = doors.doors.values().filter(|door| door.installation == *own);
            let list: Vec<Value> = own
                .map(|door| json!({ "id": door.id, "triggerKey": door.module, "url": format!("{}/x1/{}", self.options.web_base, door.id) }))
                .collect();
            return Ok(Some(json!({ "data": { "webTriggerUrlsByAppContext": list } })));
        }
        Ok(None)
    }

    /// Writes down something that happened outside of an invocation.
    pub(crate) fn note(&self, installation: &Installation, function: &str, note: Note) {
        let place = crate::decision::Place::outside(self, installation, function);
        self.record(&place.record(note));
    }
}

/// The declared answer a static web trigger's function chose.
///
/// Source: developer.atlassian.com/platform/forge/manifest-reference/modules/web-trigger, read 2026-11.
fn outputs(manifest: &assay_app::Manifest, module: &str, value: &Value) -> Option<Value> {
    let chosen = value["outputKey"].as_str()?;
    let mut modules = manifest.modules_of("webtrigger");
    let node = &modules.find(|it| it.key.as_ref().is_some_and(|own| own.value == module))?.node;
    let mut outputs = node.at(["response", "outputs"])?.items().iter();
    let output = outputs.find(|it| it.get("key").and_then(|key| key.as_str()) == Some(chosen))?;
    let text = |key: &str| output.get(key).and_then(|node| node.scalar());
    let status: u64 = text("statusCode")?.parse().ok()?;
    let mut answer = json!({ "statusCode": status, "body": text("body") });
    if let Some(kind) = text("contentType") {
        answer["headers"] = json!({ "Content-Type": [kind] });
    }
    Some(answer)
}
