//! Routers that no server mounts: what is registered with them answers nobody.

use super::registry::Registration;
use crate::{
    entry::loaded::{Loaded, externals},
    graph::Target,
    ir::{ExpressionKind, Language, ModuleId, RequestId, RequestKind},
    model::Effect,
    site::Site,
};

/// Express, and what has its interface, make routers by a function of this name.
const ROUTER: &str = ":Router";
/// What loads files that nobody names.
const LOADS: [&str; 3] = ["eval", "readdirSync", "readdir"];

/// Which modules take part in a server.
pub(super) struct Unmounted {
    routers: Vec<Site>,
    /// Of each module, whether it asks for one that makes a server, or is asked for by one that does. None where there is no
    /// server, or which files it loads is not known.
    takes_part: Option<Vec<bool>>,
}

impl Unmounted {
    pub(super) fn of(loaded: &Loaded<'_>) -> Self {
        let of_script = |site: &Site| loaded.program.module(site.module).language == Language::JavaScript;
        let made = loaded.calls_with(Effect::ServerCreate).filter(|(_, call)| of_script(&call.site));
        let (routers, servers): (Vec<_>, Vec<_>) = made.partition(|(_, call)| call.path.ends_with(ROUTER));
        let servers: Vec<ModuleId> = servers.into_iter().map(|(_, call)| call.site.module).collect();
        let takes_part = (!routers.is_empty()).then(|| connected(loaded, &servers)).flatten();
        Self { routers: routers.into_iter().map(|(_, call)| call.site).collect(), takes_part }
    }

    /// Whether a route is registered with a router in a file that no server of the program has to do with.
    pub(super) fn holds(&self, route: &Registration<'_>) -> bool {
        let Some(takes_part) = &self.takes_part else { return false };
        let mut owners = externals(&route.call.receiver).peekable();
        let is_router = owners.peek().is_some()
            && owners.all(|owner| owner.made_at.is_some_and(|site| self.routers.contains(&site)));
        is_router && !takes_part[route.call.site.module.index()]
    }
}

/// The modules that make servers, those that ask for them, and all that any of these asks for.
fn connected(loaded: &Loaded<'_>, servers: &[ModuleId]) -> Option<Vec<bool>> {
    let program = loaded.program;
    if servers.is_empty() || program.ids().any(|id| loads_unnamed(loaded, id)) {
        return None;
    }
    let asked_by = |id: ModuleId| {
        let requests = 0..program.module(id).requests.len();
        requests.map(move |request| (request, program.target(id, RequestId(request as u32))))
    };
    let mut takes_part = vec![false; program.modules.len()];
    for server in servers {
        takes_part[server.index()] = true;
    }
    let mut grew = true;
    while std::mem::take(&mut grew) {
        for id in program.ids().filter(|id| !takes_part[id.index()]).collect::<Vec<_>>() {
            let asks = asked_by(id)
                .any(|(_, target)| matches!(target, Target::Module(it) if takes_part[it.index()]));
            takes_part[id.index()] = asks;
            grew |= asks;
        }
    }
    let mut waiting: Vec<ModuleId> = program.ids().filter(|id| takes_part[id.index()]).collect();
    while let Some(id) = waiting.pop() {
        for (request, target) in asked_by(id) {
            match target {
                Target::Module(it) if !takes_part[it.index()] => {
                    takes_part[it.index()] = true;
                    waiting.push(*it);
                }
                Target::Unresolved { .. }
                    if program.module(id).requests[request].kind != RequestKind::Types =>
                {
                    return None;
                }
                _ => {}
            }
        }
    }
    Some(takes_part)
}

/// Whether a module loads files by names that are computed.
fn loads_unnamed(loaded: &Loaded<'_>, id: ModuleId) -> bool {
    let module = loaded.program.module(id);
    module.language == Language::JavaScript
        && module.expressions.iter().any(|expression| match &expression.kind {
            ExpressionKind::ComputedImport(_) => true,
            ExpressionKind::Global(name) => LOADS.contains(&name.as_str()),
            ExpressionKind::Member { property, .. } => LOADS.contains(&property.as_str()),
            _ => false,
        })
}
