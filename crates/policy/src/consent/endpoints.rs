//! Endpoints: routes of the app's own servers.

use assay_app::Spanned;

use super::{
    Open,
    notebook::{Draft, Notebook},
    turnover::{Became, Turn, became, turn, turnover, variables},
};
use crate::{
    Grants, Kind,
    grants::{EndpointGrant, Flag},
    words,
};

pub(super) fn compare(notes: &mut Notebook<'_>) {
    let (old, new): (&Grants, &Grants) = (notes.old, notes.new);
    let turnover =
        turnover(&old.endpoints, &new.endpoints, notes.environment, |endpoint| endpoint.key.clone());
    for moved in turnover.came {
        let target = moved
            .item
            .target
            .as_ref()
            .map_or_else(String::new, |target| format!(", of the {}", named(target)));
        notes.came(
            Draft::new(Kind::EndpointAdded, format!("the endpoint `{}` is added{target}", moved.item.key))
                .gives("The app may call a further address of its own server")
                .after(moved.item.span),
        );
    }
    for moved in turnover.went {
        let what = format!("the endpoint `{}` is removed", moved.item.key);
        notes.went(Draft::new(Kind::EndpointRemoved, what).before(moved.item.span));
    }
    for kept in turnover.kept {
        endpoint(notes, kept.old, kept.new);
    }
}

/// `remote api` as people say it.
fn named(target: &Spanned<String>) -> String {
    target
        .value
        .split_once(' ')
        .map_or_else(|| format!("`{target}`"), |(kind, key)| format!("{kind} `{key}`"))
}

/// What differs between two versions of an endpoint.
#[derive(Default)]
struct Differences {
    told: Vec<String>,
    depends_on: Vec<String>,
    /// One of them is certain.
    certain: bool,
    /// One of them gives something.
    gives: bool,
}

impl Differences {
    fn add(&mut self, told: String, open: Option<Open>) {
        self.told.push(told);
        self.gives = true;
        match open {
            Some(Open::Variables(names)) => self.depends_on.extend(names),
            _ => self.certain = true,
        }
    }

    fn text(&mut self, notes: &mut Notebook<'_>, was: Option<&str>, is: Option<&str>, told: String) {
        let is = is.unwrap_or_default();
        match became(was.unwrap_or_default(), is, notes.environment) {
            Became::Same => notes.keeps(is),
            Became::Another => self.add(told, None),
            Became::Perhaps(open) => self.add(told, Some(open)),
        }
    }

    fn token(&mut self, notes: &Notebook<'_>, name: &str, was: &Flag, is: &Flag) {
        match turn(was, is, notes.environment) {
            Turn::Same => {}
            Turn::On => self.add(format!("is now sent `{name}`"), None),
            Turn::MaybeOn(open) => self.add(format!("may now be sent `{name}`"), Some(open)),
            Turn::Off => {
                self.told.push(format!("is no longer sent `{name}`"));
                self.certain = true;
            }
        }
    }
}

fn endpoint(notes: &mut Notebook<'_>, old: &EndpointGrant, new: &EndpointGrant) {
    fn text(text: &Option<Spanned<String>>) -> Option<&str> {
        text.as_ref().map(|text| text.value.trim())
    }
    let mut found = Differences::default();
    let target = new.target.as_ref().map_or_else(
        || "no longer leads anywhere".to_owned(),
        |target| format!("now leads to the {}", named(target)),
    );
    found.text(notes, text(&old.target), text(&new.target), target);
    let route = text(&new.path)
        .map_or_else(|| "no longer has a route".to_owned(), |path| format!("now has the route `{path}`"));
    found.text(notes, text(&old.path), text(&new.path), route);
    found.token(notes, "appUserToken", &old.user_token, &new.user_token);
    found.token(notes, "appSystemToken", &old.system_token, &new.system_token);
    if found.told.is_empty() {
        return;
    }
    let open = variables(found.depends_on).filter(|_| !found.certain);
    let what = format!("the endpoint `{}` {}", new.key, words::and(&found.told));
    let draft = Draft::new(Kind::EndpointChanged, what).before(old.span).after(new.span).open(open);
    let gives = "The app's own server is called, or trusted with tokens, in another way";
    notes.differs(if found.gives { draft.gives(gives) } else { draft });
}
