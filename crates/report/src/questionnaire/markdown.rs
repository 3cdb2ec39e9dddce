//! A document that a partner pastes from.

use std::fmt::Write as _;

use assay_catalogue::Truth;
use assay_verdict::questionnaire::{Answer, Certainty, Exhibit, ExhibitKind, Reply};

use super::{
    Draft, condition,
    escape::{link, prose},
    reply, shown,
    summary::Summary,
    weight,
};

/// One app's draft as Markdown. Links lead from the directory that was checked.
pub fn questionnaire_markdown(draft: &Draft<'_>) -> String {
    let mut out = heading(draft);
    out.push_str(&summary(draft));
    out.push_str(LEGEND);
    for answer in draft.answers {
        out.push_str(&self::answer(answer));
    }
    out
}

const LEGEND: &str = "\
## How to read it

- **certain**: it can be read off the place beside it, or everything there was has been looked at by sure means.
- **stated**: a named person vouches for it in `assay.toml`, until the day that is given.
- **likely**: what was seen speaks for it and does not settle it. Look before you paste it.
- **Blank**: nothing is known that carries an answer. It is not a hidden *fine*: somebody has to answer.

## Answers
";

fn heading(draft: &Draft<'_>) -> String {
    let app = &draft.assessment.dossier.app;
    let types: Vec<String> = app.types.iter().map(|reason| reason.app_type.to_string()).collect();
    let mut out = format!("# Security questionnaire, draft: {}\n\n", prose(&app.name));
    let is = if types.is_empty() { String::new() } else { format!(", a {}", types.join(" and a ")) };
    let _ = writeln!(
        out,
        "Drafted on {} by {} {} from {}{is}. The numbers are those of the Marketplace's questionnaire as read on {}; \
         the wording of the prompts is ours. A draft helps to answer, and does not answer for you: read every \
         line against the form and the app before it is sent.\n",
        draft.assessment.today,
        prose(&draft.tool.name),
        prose(&draft.tool.version),
        link(app.main_file.as_str(), None),
        draft.questionnaire.source.read,
    );
    out
}

fn summary(draft: &Draft<'_>) -> String {
    let Summary { drafted, blank, not_asked, blocking, warning, may_block } = Summary::of(draft.answers);
    let list = |ids: &[&str], none: &str| if ids.is_empty() { none.to_owned() } else { ids.join(", ") };
    let all = draft.answers.len();
    format!(
        "| | prompts |\n|---|---|\n\
         | drafted answer blocks the listing | {} |\n\
         | drafted answer brings a warning | {} |\n\
         | blank, and one answer would block | {} |\n\
         | drafted, {} of {all} | {} |\n\
         | blank, {} of {all} | {} |\n\
         | not asked, {} of {all} | {} |\n\n",
        match blocking.is_empty() {
            true => "none of those drafted".to_owned(),
            false => format!("**{}**", blocking.join(", ")),
        },
        list(&warning, "none of those drafted"),
        list(&may_block, "none"),
        drafted.len(),
        list(&drafted, "none"),
        blank.len(),
        list(&blank, "none"),
        not_asked.len(),
        list(&not_asked, "none"),
    )
}

fn answer(answer: &Answer<'_>) -> String {
    let mut out = format!("\n### {}. {}\n\n", answer.prompt.id, answer.prompt.text);
    let quoted = matches!(answer.reply, Reply::Text(_));
    let said = if quoted { prose(&reply(answer)) } else { format!("**{}**", reply(answer)) };
    let mut marks: Vec<String> = Vec::new();
    if answer.certainty != Certainty::Unknown {
        marks.push(answer.certainty.to_string());
    }
    marks.extend(weight(answer).map(|weight| format!("**{weight}**")));
    marks.extend(condition(answer));
    let marks = if marks.is_empty() { String::new() } else { format!(" · {}", marks.join(" · ")) };
    match quoted {
        true => {
            let _ = writeln!(out, "> {said}\n\n{}", marks.trim_start_matches(" · "));
        }
        false => {
            let _ = writeln!(out, "{said}{marks}");
        }
    }
    if answer.asked == Truth::No || answer.reply == Reply::Blank {
        let _ = writeln!(out, "\n{}", prose(&answer.because));
    }
    let (exhibits, more) = shown(answer);
    if !exhibits.is_empty() {
        out.push('\n');
    }
    for exhibit in exhibits {
        out.push_str(&item(exhibit));
    }
    if more > 0 {
        let _ = writeln!(out, "- and {more} more, in the report of `assay check`");
    }
    if let Some(how) = &answer.what_would_answer_it {
        let lead = if answer.reply == Reply::Blank { "To answer it" } else { "To be sure" };
        let _ = writeln!(out, "\n*{lead}:* {}", prose(how));
    }
    out
}

fn item(exhibit: &Exhibit) -> String {
    let Exhibit { kind, statement, place, by, note } = exhibit;
    let lead = if *kind == ExhibitKind::Doubt { "look at: " } else { "" };
    let mut where_from: Vec<String> = Vec::new();
    where_from
        .extend(place.as_ref().map(|place| link(place.file.as_str(), place.region.map(|it| it.start.line))));
    where_from.extend(by.as_ref().map(|by| format!("`{by}`")));
    let where_from =
        if where_from.is_empty() { String::new() } else { format!(" ({})", where_from.join(", ")) };
    let note = note.as_ref().map_or_else(String::new, |note| format!("; {}", prose(note)));
    format!("- {lead}{}{where_from}{note}\n", prose(statement.trim_end_matches('.')))
}
