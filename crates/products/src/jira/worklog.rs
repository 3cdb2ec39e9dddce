//! Work that was logged on issues.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{change, changeable, seen, view};
use crate::{
    answer::{self, Done, created, ok},
    call::Call,
    paging,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/rest/api/3/issue/{issueIdOrKey}/worklog", list),
    row("POST", "/rest/api/3/issue/{issueIdOrKey}/worklog", add),
];

/// Work of somebody on an issue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Worklog {
    id: String,
    author: String,
    comment: Value,
    seconds: u64,
    started: String,
    created: String,
}

fn shown(call: &Call<'_>, issue: &str, work: &Worklog) -> Value {
    let author = view::user(call.site, &work.author);
    let mut shown = json!({
        "self": call.link(&format!("/rest/api/3/issue/{issue}/worklog/{}", work.id)), "id": work.id, "issueId": issue,
        "author": author, "updateAuthor": author, "created": work.created, "updated": work.created,
        "started": work.started, "timeSpent": in_words(work.seconds), "timeSpentSeconds": work.seconds,
    });
    if !work.comment.is_null() {
        shown["comment"] = view::document(&work.comment, call.is_version_2);
    }
    shown
}

fn list(call: &mut Call<'_>) -> Done {
    let at = seen(call, call.parameter(0))?;
    let issue = &call.site.jira.issues[at];
    let all: Vec<Value> = issue.worklogs.iter().map(|work| shown(call, &issue.id, work)).collect();
    let mut page = paging::by_number(call, 5_000, &all, "worklogs");
    page.as_object_mut().and_then(|page| page.remove("isLast"));
    ok(page)
}

fn add(call: &mut Call<'_>) -> Done {
    let at = changeable(call, call.parameter(0), "You do not have permission to log work on this issue.")?;
    let body = call.object(answer::jira(400, "No content to map due to end-of-input"))?.clone();
    let invalid = || answer::jira_field("timeLogged", "Invalid time duration entered.");
    let seconds = match (body["timeSpentSeconds"].as_u64(), body["timeSpent"].as_str()) {
        (Some(seconds), _) => Some(seconds),
        (None, Some(text)) => seconds(text),
        (None, None) => None,
    };
    let seconds = seconds.filter(|seconds| *seconds >= 60).ok_or_else(invalid)?;
    for unknown in body.as_object().into_iter().flatten().map(|(name, _)| name) {
        if !["timeSpentSeconds", "timeSpent", "started", "comment"].contains(&unknown.as_str()) {
            call.query.ignore(format!("worklog.{unknown}"));
        }
    }
    let now = call.moment();
    let work = Worklog {
        id: call.site.jira.next_id(),
        author: call.account().unwrap_or_default().to_owned(),
        comment: change::text(call, &body["comment"], "comment")?,
        seconds,
        started: body["started"].as_str().unwrap_or(&now).to_owned(),
        created: now,
    };
    let issue = &mut call.site.jira.issues[at];
    issue.worklogs.push(work.clone());
    let shown = shown(call, &call.site.jira.issues[at].id, &work);
    call.happened(
        "jira",
        "avi:jira:created:worklog",
        json!({
            "eventType": "avi:jira:created:worklog", "worklog": shown, "atlassianId": call.account(),
        }),
    );
    created(shown)
}

/// Units of time, longest first, in seconds: a week has five days and a day eight hours, as on a new site.
const UNITS: [(char, u64); 4] = [('w', 5 * 8 * 3_600), ('d', 8 * 3_600), ('h', 3_600), ('m', 60)];

/// `1d 2h 30m`, in seconds; none where it is no time.
fn seconds(text: &str) -> Option<u64> {
    let mut all: u64 = 0;
    for word in text.split_whitespace() {
        let unit = word.chars().last()?;
        let (_, length) = UNITS.iter().find(|(own, _)| *own == unit)?;
        let count: u64 = word[..word.len() - unit.len_utf8()].parse().ok()?;
        all = all.checked_add(count.checked_mul(*length)?)?;
    }
    Some(all)
}

fn in_words(mut seconds: u64) -> String {
    let mut words = Vec::new();
    for (unit, length) in UNITS {
        if seconds >= length {
            words.push(format!("{}{unit}", seconds / length));
            seconds %= length;
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_told() {
        assert_eq!(seconds("1d 2h 30m"), Some(28_800 + 7_200 + 1_800));
        assert_eq!(in_words(28_800 + 7_200 + 1_800), "1d 2h 30m");
        for wrong in ["2x", "h", "-1h", "99999999999999999999w", "18446744073709551615w", "1é"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
