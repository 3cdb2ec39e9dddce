use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::as_app::{self, AsApp};
use super::authority::Authority;
use super::callers::{self, Stranger};
use super::product::Access;
use super::remote_as_app::{self, RemoteAsApp};
use super::through_queues::{self, ThroughQueue};
use super::{flow, reach::blind_spots_on_platform, reads_code, server_as_app};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "as-app-write-unchecked",
    title: "a change made as the app for somebody nobody asked about",
    claims: &["authz/checked-before-as-app"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("as_app_write_unchecked.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    look.looked_at(case.code.entries.len());
    for as_app in as_app::calls(case) {
        if as_app.call.access == Access::Read || as_app::needs_no_permission(&as_app.call) {
            continue;
        }
        look.looked_at(1);
        note(case, look, &as_app);
    }
    for change in remote_as_app::unchecked_changes(case) {
        look.looked_at(1);
        note_remote(case, look, &change);
    }
    for change in through_queues::unchecked_changes(case) {
        look.looked_at(1);
        note_queued(case, look, &change);
    }
    for change in server_as_app::unchecked_changes(case) {
        look.looked_at(1);
        let (operation, event) = (&change.operation, change.event);
        let found = Found::new(
            "authz/checked-before-as-app",
            format!("{operation} from {}", change.entry.name),
            format!(
                "any user can cause `{operation}` with the token of the app through `{}`, without a check of what they may do",
                change.entry.name
            ),
        )
        .at(case.code.place(event.site))
        .help("make the change with the user's own token (`x-forge-oauth-user`), or ask for the user's permission first")
        .path(flow::steps(case.code, event, "the product is changed as the app"));
        if change.is_doubtful {
            look.unsure(found.confidence(Confidence::Low), "something is tested before that may be a check");
        } else {
            look.against(found);
        }
    }
}

fn note_queued(case: &Case<'_>, look: &mut Look<'_>, change: &ThroughQueue<'_>) {
    let ThroughQueue { event, entry, stranger, operation, queue, doubt } = change;
    let statement = format!(
        "{} can cause `{operation}` as the app through `{}` and the queue `{queue}`, without a check of what they may do",
        callers::words(*stranger),
        entry.name
    );
    let found = Found::new("authz/checked-before-as-app", format!("{operation} by {queue} from {}", entry.name), statement)
        .at(case.code.place(event.site))
        .help(
            "check the user's permission on each of what they name before the message is pushed, or send the account id of the \
             invocation's context along and let the consumer check it",
        )
        .path(flow::steps(case.code, event, "the message is pushed; the queue's consumer changes the product as the app"));
    match doubt {
        Some(because) => look.unsure(found.confidence(Confidence::Low), *because),
        None => look.against(found.confidence(Confidence::Medium)),
    }
}

fn note_remote(case: &Case<'_>, look: &mut Look<'_>, change: &RemoteAsApp<'_>) {
    let RemoteAsApp { event, entry, stranger, operation, remote } = change;
    let statement = format!(
        "{} can cause `{operation}` at the remote `{remote}`, which gets a token of the app, through `{}`, without a check of \
         what they may do",
        callers::words(*stranger),
        entry.name
    );
    let identity = format!("{operation} at {remote} from {}", entry.name);
    let found = Found::new("authz/checked-before-as-app", identity, statement)
        .at(case.code.place(event.site))
        .confidence(Confidence::Low)
        .help("check the user's permission before the call; or send the remote a token of the user (`appUserToken`)")
        .path(flow::steps(case.code, event, "the remote is called with the app's token"));
    look.unsure(found, "what the remote does with the token, and what it asks before, is not in this code");
}

fn note(case: &Case<'_>, look: &mut Look<'_>, as_app: &AsApp<'_>) {
    let AsApp { call, entry, stranger, authority } = as_app;
    let who = callers::words(*stranger);
    let statement = format!("{who} can cause `{}` as the app through `{}`", call.operation(), entry.name);
    let (statement, help) = match authority {
        Authority::Checked | Authority::Elsewhere(_) => return,
        Authority::CanRead => (
            format!(
                "{statement}; before it only a read as the user had to succeed, and reading is not changing"
            ),
            "ask for the permission to make this change, or make it as the user (`asUser`)",
        ),
        Authority::Nothing | Authority::Doubtful(_) => (
            format!("{statement}, without a check of what they may do"),
            "make the change as the user (`asUser`), or check the user's permission on the same resource and stop where it is \
             missing",
        ),
    };
    let found = Found::new("authz/checked-before-as-app", as_app.identity(), statement)
        .at(as_app.place(case))
        .help(help)
        .path(flow::steps(case.code, as_app.event(), "the product is changed as the app"));
    if let Authority::Doubtful(guard) = authority {
        let because = format!("the test in line {} may be a check", case.code.place(guard.site).line());
        return look.unsure(found.confidence(Confidence::Low), because);
    }
    if !callers::is_documented(case, entry) {
        return look.unsure(found.confidence(Confidence::Low), callers::UNDOCUMENTED);
    }
    if call.access == Access::Unknown {
        return look.unsure(found.confidence(Confidence::Low), "which method the call uses is not known");
    }
    let confidence = match stranger {
        Stranger::ProjectAdmin => Confidence::Low,
        _ if as_app.is_chosen() => Confidence::High,
        _ => Confidence::Medium,
    };
    look.against(found.confidence(confidence));
}
