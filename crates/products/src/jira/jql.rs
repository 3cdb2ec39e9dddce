//! Fields of issues, as JQL names and compares them.

use jiff::{Span, Timestamp, Zoned, civil, tz::TimeZone};

use super::Issue;
use crate::{
    adf,
    call::Call,
    query::{Fields, Mistake, Word},
    site::Site,
};

/// Issues of a site, as somebody searches them.
pub(super) struct Jql<'a> {
    pub(super) site: &'a Site,
    pub(super) account: Option<&'a str>,
    pub(super) now: Timestamp,
}

impl<'a> Jql<'a> {
    pub(super) fn of(call: &'a Call<'_>) -> Self {
        Self { site: call.site, account: call.account(), now: call.now }
    }
}

const DATES: [&str; 6] = ["created", "createddate", "updated", "updateddate", "duedate", "due"];

impl Fields<Issue> for Jql<'_> {
    fn values(&self, issue: &Issue, field: &str) -> Result<Vec<String>, Mistake> {
        let text = |field: &str| vec![issue.text(field).to_owned()];
        let plain = |field: &str| match issue.fields.get(field) {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(document) => adf::text(document),
            None => String::new(),
        };
        let values = match field {
            "project" => match self.site.jira.project(issue.project()) {
                Some(project) => vec![project.key.clone(), project.id.clone(), project.name.clone()],
                None => Vec::new(),
            },
            "key" | "issuekey" | "issue" | "id" => vec![issue.key.clone(), issue.id.clone()],
            "status" | "priority" | "assignee" | "reporter" | "creator" | "parent" => text(field),
            "statuscategory" => {
                let status = super::view::one_of(&super::view::COMMON.statuses, issue.text("status"));
                let category = status.map(|it| &it["category"]);
                category
                    .into_iter()
                    .flat_map(|it| [&it["key"], &it["name"]])
                    .filter_map(|it| it.as_str())
                    .map(ToOwned::to_owned)
                    .collect()
            }
            "issuetype" | "type" => text("issuetype"),
            "summary" | "description" => vec![plain(field)],
            "text" => {
                let comments = issue.comments.iter().map(|it| match &it.body {
                    serde_json::Value::String(text) => text.clone(),
                    document => adf::text(document),
                });
                [plain("summary"), plain("description")].into_iter().chain(comments).collect()
            }
            "labels" => {
                let labels = issue.fields.get("labels").and_then(|it| it.as_array()).into_iter().flatten();
                labels.filter_map(|it| it.as_str()).map(ToOwned::to_owned).collect()
            }
            "resolution" if issue.text("status") == "Done" => vec!["Done".to_owned()],
            "resolution" => Vec::new(),
            "sprint" => {
                let id = issue.fields.get("customfield_10020").and_then(serde_json::Value::as_u64);
                let sprint = self.site.jira.sprints.iter().find(|it| Some(it.id) == id);
                sprint
                    .into_iter()
                    .flat_map(|it| [it.id.to_string(), it.name.clone(), format!("\0{}", it.state)])
                    .collect()
            }
            // Nobody ranks issues by hand here: they stand as they were made.
            "rank" => vec![issue.id.clone()],
            date if DATES.contains(&date) => text(match date {
                "createddate" => "created",
                "updateddate" => "updated",
                "due" => "duedate",
                date => date,
            }),
            unknown => return Err(Mistake::Unmodelled(format!("the JQL field {unknown}"))),
        };
        Ok(values.into_iter().filter(|it| !it.is_empty()).collect())
    }

    fn value(&self, field: &str, word: &Word) -> Result<Option<String>, Mistake> {
        Ok(Some(match word {
            Word::Empty => return Ok(None),
            Word::Function(name) => match name.as_str() {
                "currentuser" => self.account.unwrap_or_default().to_owned(),
                "opensprints" => "\0active".to_owned(),
                "closedsprints" => "\0closed".to_owned(),
                "futuresprints" => "\0future".to_owned(),
                "now" => moment(self.now),
                "startofday" => moment(day(self.now)),
                name => return Err(Mistake::Unmodelled(format!("the JQL function {name}()"))),
            },
            Word::Text(text) if DATES.contains(&field) => date(text, self.now)?,
            // People are named by account; groups of states by their names.
            Word::Text(text) => text.clone(),
        }))
    }
}

fn day(now: Timestamp) -> Timestamp {
    let zoned: Zoned = now.to_zoned(TimeZone::UTC);
    zoned.start_of_day().map_or(now, |it| it.timestamp())
}

fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

/// `2026-01-05`, `2026/01/05 09:00`, `-7d`.
fn date(text: &str, now: Timestamp) -> Result<String, Mistake> {
    let wrong = || {
        Mistake::Syntax(format!(
            "Date value '{text}' for field is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
        ))
    };
    if let Some(unit) = text.chars().last().filter(char::is_ascii_alphabetic) {
        let number: i64 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
        let hours = match unit {
            'm' => {
                return now
                    .checked_add(Span::new().try_minutes(number).map_err(|_| wrong())?)
                    .map(moment)
                    .map_err(|_| wrong());
            }
            'h' => Some(number),
            'd' => number.checked_mul(24),
            'w' => number.checked_mul(24 * 7),
            _ => None,
        };
        let span = Span::new().try_hours(hours.ok_or_else(wrong)?).map_err(|_| wrong())?;
        return now.checked_add(span).map(moment).map_err(|_| wrong());
    }
    let text = text.replace('/', "-");
    let read = match text.len() {
        0..=10 => text.parse::<civil::Date>().map(|date| date.at(0, 0, 0, 0)),
        _ => civil::DateTime::strptime("%Y-%m-%d %H:%M", &text),
    };
    let zoned = read.map_err(|_| wrong())?.to_zoned(TimeZone::UTC).map_err(|_| wrong())?;
    Ok(moment(zoned.timestamp()))
}
