use assay_app::App;
use assay_catalogue::Severity;
use assay_evidence::{AppType, Applicability, Confidence, Topic};
use assay_secrets::{Certainty, Form};

use super::finds::{finds, note_reach};
use crate::{Case, Found, HistoryLook, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "connect-shared-secret-exposed",
    title: "the shared secret of a Connect installation in the repository",
    claims: &["secrets/source", "incidents/shared-secret-24h"],
    topic: Topic::Secrets,
    severity: Severity::Critical,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("connect_shared_secret_exposed.md"),
};

fn applies(app: &App) -> Applicability {
    if app.may_be(AppType::Connect) {
        return Applicability::Applies;
    }
    Applicability::DoesNotApply { because: "the app is no Connect app".to_owned() }
}

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_reach(case, look);
    let until = case.today.tomorrow().unwrap_or(case.today);
    let help = format!(
        "1. tell Atlassian now and ask through ECOHELP for the secret's rotation, until {until}; 2. take it out of the repository; 3. look through the access logs for what was done with it; 4. write down when each was done"
    );
    let mut exposed: Option<Found> = None;
    for find in finds(case, |detection| matches!(detection.form, Form::SharedSecret { .. })) {
        let statement = "the shared secret of a Connect installation stands in the repository";
        find.tell(case, "secrets/source", statement, &help, look);
        if find.detection.certainty >= Certainty::Likely {
            exposed.get_or_insert_with(|| clock(until).at(find.place(case)).help(&help));
        }
    }
    if let HistoryLook::Read(history) = case.history {
        let stood = |form: &Form| matches!(form, Form::SharedSecret { .. });
        let mut secrets =
            history.secrets.iter().filter(|it| stood(&it.form) && it.certainty >= Certainty::Likely);
        if let Some(secret) = secrets.next() {
            let place = assay_source::Place::file(secret.path.clone());
            exposed.get_or_insert_with(|| clock(until).at(place).help(&help));
        }
    }
    if let Some(found) = exposed {
        look.unsure(found, "whether Atlassian was told and the rotation asked for cannot be seen here");
    }
}

/// The clock of CONNECT-12.1, opened by what was found today.
fn clock(until: jiff::civil::Date) -> Found {
    Found::new(
        "incidents/shared-secret-24h",
        "clock",
        format!(
            "a shared secret is exposed: its rotation has to be asked for within 24 hours, until {until}"
        ),
    )
}
