//! Our part in the bundler's work: the entry, the border, and imports that are not there.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use rolldown_common::{ImportKind, ModuleType, ResolvedExternal};
use rolldown_plugin::{
    HookLoadArgs, HookLoadOutput, HookLoadReturn, HookResolveIdArgs, HookResolveIdOutput,
    HookResolveIdReturn, HookUsage, Plugin, PluginContext, PluginContextResolveOptions,
    SharedLoadPluginContext,
};

use crate::problem::{Place, Problem, named};

/// The entry's name, which no file has.
pub(crate) const ENTRY: &str = "\0assay-entry";

#[derive(Debug)]
pub(crate) struct Border {
    /// The app, then whatever else may be read; canonical.
    pub(crate) roots: Vec<PathBuf>,
    pub(crate) entry: String,
    /// What was noticed: imports that are not there.
    pub(crate) noticed: Mutex<Vec<Problem>>,
}

impl Border {
    /// Whether a file lies inside, wherever its links lead.
    fn holds(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|path| self.roots.iter().any(|root| path.starts_with(root)))
    }

    fn notice(&self, problem: Problem) {
        self.noticed.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
    }
}

impl Plugin for Border {
    fn name(&self) -> Cow<'static, str> {
        "assay:border".into()
    }

    fn register_hook_usage(&self) -> HookUsage {
        HookUsage::ResolveId | HookUsage::Load
    }

    async fn resolve_id(&self, ctx: &PluginContext, args: &HookResolveIdArgs<'_>) -> HookResolveIdReturn {
        if args.specifier == ENTRY {
            return Ok(Some(HookResolveIdOutput::from_id(ENTRY)));
        }
        let options =
            PluginContextResolveOptions { import_kind: args.kind, skip_self: true, ..Default::default() };
        let importer = args.importer.filter(|importer| *importer != ENTRY);
        if let Ok(found) = ctx.resolve(args.specifier, importer, Some(options)).await? {
            return Ok(Some(HookResolveIdOutput::from_resolved_id(found)));
        }
        let is_own = args.specifier.starts_with(['.', '/']);
        let may_be_absent = !is_own && matches!(args.kind, ImportKind::Require | ImportKind::DynamicImport);
        if may_be_absent {
            // Many packages try what need not be there. Whoever needs it is told when it runs.
            let importer = args.importer.unwrap_or_default();
            self.notice(Problem {
                code: "import-not-found".into(),
                message: format!("`{}` is not there; it is an error when it is reached", args.specifier),
                place: Some(Place { file: named(&self.roots[0], importer), line: 1, column: 1 }),
            });
            return Ok(Some(HookResolveIdOutput {
                external: Some(ResolvedExternal::Bool(true)),
                ..HookResolveIdOutput::from_id(args.specifier)
            }));
        }
        // The bundler says it better than we could, with the place.
        Ok(None)
    }

    async fn load(&self, _: SharedLoadPluginContext, args: &HookLoadArgs<'_>) -> HookLoadReturn {
        if args.id == ENTRY {
            return Ok(Some(HookLoadOutput {
                code: self.entry.as_str().into(),
                module_type: Some(ModuleType::Js),
                ..Default::default()
            }));
        }
        let path = args.id.split(['?', '#']).next().unwrap_or_default();
        let is_file = path.starts_with('/');
        if is_file && !self.holds(Path::new(path)) {
            let told = format!("`{path}` lies outside the app's directory and is not read");
            return Err(std::io::Error::other(told).into());
        }
        // An app's own files of JavaScript may hold elements, whatever their ending; those of packages do not.
        let is_own = is_file
            && !path.contains("/node_modules/")
            && Path::new(path).extension().is_some_and(|it| it == "js");
        if is_own {
            return Ok(Some(HookLoadOutput {
                code: std::fs::read_to_string(path)?.into(),
                module_type: Some(ModuleType::Jsx),
                ..Default::default()
            }));
        }
        Ok(None)
    }
}
