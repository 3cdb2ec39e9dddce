//! What the app opens and reaches, as a picture with the borders of trust, and as lists.

mod draw;
mod lists;
mod plan;
mod terms;

use assay_evidence::{AppType, Surface};
use maud::{Markup, html};

use self::{
    draw::{Shape, draw},
    lists::lists,
    plan::Plan,
};
use super::pen::Pen;
use crate::text::count;

/// The section.
pub(super) fn map(pen: &Pen<'_>) -> Markup {
    let content = match &pen.assessment.dossier.surface {
        None => html! { p { (nothing_to_draw(pen)) } },
        Some(surface) => drawn(pen, surface),
    };
    pen.section("map", "Map of the app", content)
}

/// A Power-Up or a 3LO app has no declaration; a saved document of an older build did not keep it.
fn nothing_to_draw(pen: &Pen<'_>) -> &'static str {
    let types = &pen.assessment.dossier.app.types;
    let undeclared =
        |reason: &assay_evidence::TypeReason| matches!(reason.app_type, AppType::Trello | AppType::OAuth);
    if types.iter().any(undeclared) {
        "Apps of this type declare what they open and reach in consoles and in code, not in a file that could be drawn."
    } else {
        "Nothing was kept of what the app declares to open and reach, so there is nothing to draw."
    }
}

fn drawn(pen: &Pen<'_>, surface: &Surface) -> Markup {
    let plan = Plan::of(&pen.assessment.dossier.app, surface);
    html! {
        p.intro {
            "By the app’s own declaration: who can cause it to run, what it may do in Atlassian’s products, and where it sends to or "
            "loads from. Dashed lines are borders of trust."
            @if !surface.complete { " Part of the declaration could not be read: what is missing here may be there all the same." }
        }
        figure.map {
            (draw(&plan, Shape::Wide))
            (draw(&plan, Shape::Narrow))
            figcaption {
                "▲ marks what opens most: callers nobody asks who they are, scopes that administer, act as a user or receive tokens, "
                "and addresses that are every host or go unencrypted."
            }
        }
        details.folded {
            summary {
                "The map as lists: " (count(surface.modules.len(), "module", "modules")) ", "
                (count(surface.scopes.len(), "scope", "scopes")) ", "
                (count(surface.egress.len(), "way out", "ways out")) ", "
                (count(surface.remotes.len(), "remote", "remotes"))
            }
            (lists(surface))
        }
    }
}
