//! Files that a server serves as a store: what its routes write to them others are answered with.

use std::collections::BTreeSet;

use assay_code::{
    Action, Analysis, Call, Origin, Source, Value,
    model::{Effect, Role},
};

use super::tenancy;
use crate::Case;

/// Endings of files that hold data.
const ENDS: [&str; 6] = [".json", ".jsonl", ".csv", ".db", ".yaml", ".yml"];

/// The names of the files with data that routes write.
#[derive(Debug, Default)]
pub(crate) struct KeptFiles(BTreeSet<String>);

impl KeptFiles {
    /// Those of an app.
    pub(crate) fn of<'a>(case: &Case<'a>) -> &'a Self {
        case.gathered.kept_in_files.get_or_init(|| Self::gather(case.code))
    }

    fn gather(code: &Analysis) -> Self {
        let calls = tenancy::on_servers(code).filter_map(|(event, _)| match &event.action {
            Action::Call(call) => Some(call),
            _ => None,
        });
        let written = calls.filter(|call| is_written(call) && !call.role(Role::Value).is_constant());
        Self(written.flat_map(|call| names(call)).collect())
    }

    /// Whether something was read out of one.
    pub(crate) fn hold(&self, origin: &Origin) -> bool {
        let Source::File(fetched) = &origin.source else { return false };
        !self.0.is_empty() && names(&fetched.call).iter().any(|name| self.0.contains(name))
    }
}

/// Whether a call writes a file that holds data by its name, or opens it for that.
pub(crate) fn keeps_data(call: &Call) -> bool {
    is_written(call)
        && call.role(Role::Path).texts().any(|path| ENDS.iter().any(|end| path.template().ends_with(end)))
}

fn is_written(call: &Call) -> bool {
    // `open(path, "w")` of Python, with or without the name of the parameter.
    let mode = [call.argument(1), call.argument(1).field("mode")];
    call.effect() == Some(Effect::FileWrite)
        || call.path.ends_with("/builtins:open")
            && mode.iter().flat_map(Value::constants).any(|mode| mode.contains(['w', 'a', '+', 'x']))
}

/// The names of the files with data at a call's path, without their folders. What is written beside one and then put in its
/// place counts as that one.
fn names(call: &Call) -> Vec<String> {
    let name = |template: &str| {
        let name = template.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = name.trim_end_matches(".tmp").trim_end_matches(".temp");
        let is_plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter));
        (is_plain && ENDS.iter().any(|end| name.ends_with(end))).then(|| name.to_owned())
    };
    call.role(Role::Path).texts().filter_map(|path| name(&path.template())).collect()
}
