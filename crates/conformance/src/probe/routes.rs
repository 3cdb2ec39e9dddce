//! Routes that an app's code serves.

use assay_app::App;
use assay_code::{Invocation, Side, analyse, graph::Program};
use assay_probes::Route;

/// Every route that a server of the app registers, in the order of their names. What is not read as a path below
/// the server's own is not among them.
pub(super) fn of_code(app: &App) -> Vec<Route> {
    let program = Program::load(app, assay_languages::READERS);
    let analysis = analyse(&program, app);
    let served = analysis.entries.iter().filter(|entry| {
        entry.side == Side::Server
            && !matches!(
                entry.invocation,
                Invocation::Lambda | Invocation::Module | Invocation::ServerAction | Invocation::Tool
            )
    });
    let mut routes: Vec<Route> = served
        .filter_map(|entry| {
            let (method, path) = entry.name.split_once(' ')?;
            let is_method = method.bytes().all(|byte| byte.is_ascii_uppercase());
            (is_method && path.starts_with('/')).then(|| Route {
                method: method.to_owned(),
                path: path.to_owned(),
                place: Some(entry.declared_at.clone()),
            })
        })
        .collect();
    routes.sort_by(|one, other| (&one.path, &one.method).cmp(&(&other.path, &other.method)));
    routes.dedup_by(|one, other| (&one.path, &one.method) == (&other.path, &other.method));
    routes
}
