//! What the classes being lowered declare, in languages where a method names it without `this`.

use std::collections::BTreeSet;

use assay_code::ir::{ExpressionKind, VariableId};

/// The names that one class declares.
#[derive(Default)]
pub(crate) struct Members<'t> {
    /// The class itself.
    pub(crate) own: Option<VariableId>,
    pub(crate) of_instances: BTreeSet<&'t str>,
    pub(crate) of_the_class: BTreeSet<&'t str>,
    pub(crate) has_parent: bool,
}

impl Members<'_> {
    /// What stands before the dot where one of these classes, the innermost last, declares a name: the instance, or the
    /// class.
    pub(crate) fn receiver(all: &[Self], name: &str) -> Option<ExpressionKind> {
        let declares = |it: &&Self| it.of_instances.contains(name) || it.of_the_class.contains(name);
        let members = all.iter().rev().find(declares)?;
        Some(match members.own.filter(|_| members.of_the_class.contains(name)) {
            Some(class) => ExpressionKind::Variable(class),
            None => ExpressionKind::This,
        })
    }
}
