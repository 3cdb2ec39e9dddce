use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Part, Value,
    model::{Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    reach::blind_spots,
    reads_code,
    sink::{self, Sink},
};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "command-injection",
    title: "a command line that a caller has a part in",
    claims: &["injection/command"],
    topic: Topic::Childproc,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("command_injection.md"),
};

const SINK: Sink = Sink {
    claim: "injection/command",
    effects: &[Effect::Execute],
    roles: &[Role::Command, Role::Arguments],
    harmless: &[Cleansing::Shell],
    spares: sink::nothing,
    reaches: "a command that is started",
    help: "start no process with what a caller sends; where one is needed, pick the whole command from a fixed list",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    sink::examine_where(case, look, &SINK, |event, call| call.is_none_or(|call| !is_confined(event, call)));
}

/// Whether a fixed program is started without a shell, and nothing a caller sends begins one of its arguments: what cannot
/// become an option is a name of something, as a path below a folder or the value of an option is.
///
/// Source: nodejs.org/docs/latest-v24.x/api/child_process.html, `execFile`; cwe.mitre.org, CWE-88; read 2026-11-24.
fn is_confined(event: &Event, call: &Call) -> bool {
    const WITHOUT_SHELL: [&str; 6] = ["execFile", "execFileSync", "spawn", "spawnSync", "execa", "execaSync"];
    // Programs that run what they are told, whichever argument says it.
    const RUNNERS: [&str; 16] = [
        "sh",
        "bash",
        "zsh",
        "dash",
        "cmd",
        "cmd.exe",
        "powershell",
        "pwsh",
        "node",
        "python",
        "python3",
        "perl",
        "ruby",
        "php",
        "ssh",
        "env",
    ];
    let function = call.path.rsplit([':', '.']).next().unwrap_or_default();
    let program = call.role(Role::Command);
    let mut names = program.constants().map(|path| path.rsplit('/').next().unwrap_or(path)).peekable();
    let is_fixed =
        names.peek().is_some() && program.is_constant() && names.all(|name| !RUNNERS.contains(&name));
    let shell = call.role_all(Role::Settings).iter().any(|settings| {
        let shell = settings.field("shell");
        !shell.is_undefined() && shell.as_boolean() != Some(false) && !settings.fields().is_empty()
    });
    if !WITHOUT_SHELL.contains(&function) || !is_fixed || shell {
        return false;
    }
    let is_chosen = |value: &Value| sink::chosen(value, SINK.harmless, event).is_some();
    let arguments = call.role(Role::Arguments);
    let elements = arguments.elements();
    let mut before_options_end = true;
    !elements.is_empty()
        && elements.iter().all(|argument| {
            before_options_end &= argument.as_constant() != Some("--");
            !before_options_end
                || !is_chosen(argument)
                || argument.texts().next().is_some()
                    && argument.texts().all(|text| match text.parts().first() {
                        Some(Part::Literal(_)) => true,
                        Some(Part::Hole(first)) => !is_chosen(first),
                        None => true,
                    })
        })
}
