//! Texts that are put together piece by piece: `sql.append(term)` is `sql = sql + term`, as a statement and in a chain.
//!
//! Source: docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/StringBuilder.html,
//! learn.microsoft.com/dotnet/api/system.text.stringbuilder, pkg.go.dev/strings#Builder (read 2026-11-24).

use std::collections::{BTreeMap, BTreeSet};

use assay_code::ir::{
    BinaryOperator, Expression, ExpressionId, ExpressionKind, Language, Module, Name, Pattern, TypeName,
    VariableId,
};

/// Types of such texts.
const TYPES: [&str; 2] = ["StringBuilder", "StringBuffer"];
/// Methods that put what they are given behind the text.
const BEHIND: [&str; 9] = [
    "append",
    "appendLine",
    "Append",
    "AppendLine",
    "AppendFormat",
    "WriteString",
    "WriteRune",
    "WriteByte",
    "Write",
];
/// Methods that put their second argument before it, or somewhere into it.
const INTO: [&str; 2] = ["insert", "Insert"];
/// Methods that give the text.
const WHOLE: [&str; 3] = ["toString", "ToString", "String"];
/// Functions of Go that write to their first argument.
const WRITING: [&str; 3] = ["<fmt#Fprintf>", "<fmt#Fprint>", "<fmt#Fprintln>"];

/// Whether a type, or the variable that stands for it, is one of such texts.
fn is_one(language: Language, name: &str) -> bool {
    let name = name.trim_start_matches(['*', '<']).trim_end_matches('>');
    let name = name.strip_prefix("type ").unwrap_or(name);
    match language {
        Language::Go => {
            matches!(name, "strings.Builder" | "bytes.Buffer" | "strings#Builder" | "bytes#Buffer")
        }
        Language::Java | Language::Kotlin | Language::CSharp => {
            TYPES.contains(&name.rsplit('.').next().unwrap_or(name))
        }
        _ => false,
    }
}

/// The same of the type that is declared for a variable.
pub(crate) fn is_declared(module: &Module, declared: Option<&TypeName>) -> bool {
    declared.is_some_and(|declared| {
        let stands_for = declared.variable.map(|variable| &module.variables[variable.index()].name);
        is_one(module.language, &declared.name)
            || stands_for.is_some_and(|name| is_one(module.language, name))
    })
}

/// Spells a module's texts so.
pub(crate) fn spell(module: &mut Module) {
    if !matches!(module.language, Language::Java | Language::Kotlin | Language::CSharp | Language::Go) {
        return;
    }
    let variables = of_variables(module);
    let mut texts = Texts { module, variables, built: BTreeMap::new() };
    // What an expression is made of stands before it.
    for index in 0..texts.module.expressions.len() {
        texts.expression(index);
    }
}

/// Variables that hold such a text: by their type, or since they are used so in a file that makes some.
fn of_variables(module: &Module) -> BTreeSet<VariableId> {
    let all = module.variables.iter().enumerate();
    let declared = all.filter(|(_, variable)| is_declared(module, variable.declared_type.as_ref()));
    let mut found: BTreeSet<VariableId> = declared.map(|(index, _)| VariableId(index as u32)).collect();
    let makes_some = module.expressions.iter().any(|expression| match &expression.kind {
        ExpressionKind::New { callee, .. } => is_type(module, *callee),
        _ => false,
    });
    if !makes_some {
        return found;
    }
    for expression in &module.expressions {
        let ExpressionKind::Member { object, property, .. } = &expression.kind else { continue };
        let ExpressionKind::Variable(variable) = module.expressions[object.index()].kind else { continue };
        // `var`
        let declared = &module.variables[variable.index()].declared_type;
        if declared.as_ref().is_none_or(|declared| declared.name == "var")
            && matches!(property.as_str(), "append" | "Append" | "appendLine" | "AppendLine")
        {
            found.insert(variable);
        }
    }
    found
}

struct Texts<'m> {
    module: &'m mut Module,
    variables: BTreeSet<VariableId>,
    /// Expressions that are such a text, with the variable that holds it.
    built: BTreeMap<ExpressionId, Option<VariableId>>,
}

impl Texts<'_> {
    fn kind(&self, id: ExpressionId) -> &ExpressionKind {
        &self.module.expressions[id.index()].kind
    }

    fn made(&mut self, at: ExpressionId, kind: ExpressionKind) -> ExpressionId {
        let span = self.module.expressions[at.index()].span;
        let id = ExpressionId(self.module.expressions.len() as u32);
        self.module.expressions.push(Expression { span, kind });
        id
    }

    fn expression(&mut self, index: usize) {
        let id = ExpressionId(index as u32);
        match self.kind(id).clone() {
            ExpressionKind::Variable(variable) if self.variables.contains(&variable) => {
                self.built.insert(id, Some(variable));
            }
            ExpressionKind::Sequence(parts) => {
                if let [one] = parts.as_slice()
                    && let Some(holder) = self.built.get(one).copied()
                {
                    self.built.insert(id, holder);
                }
            }
            ExpressionKind::New { callee, arguments } if is_type(self.module, callee) => {
                let empty = ExpressionKind::Text(Name::default());
                // What is a number is how much room is made.
                let first = arguments.first().map(|it| it.value);
                let first = first.filter(|it| !matches!(self.kind(*it), ExpressionKind::Number(_)));
                self.module.expressions[index].kind = match first {
                    Some(right) => {
                        let left = self.made(id, empty);
                        ExpressionKind::Binary { operator: BinaryOperator::Add, left, right }
                    }
                    None => empty,
                };
                self.built.insert(id, None);
            }
            ExpressionKind::Call { callee, arguments, .. } => {
                let given: Vec<ExpressionId> = arguments.iter().map(|argument| argument.value).collect();
                match self.kind(callee).clone() {
                    ExpressionKind::Member { object, property, .. } => {
                        self.method(id, object, &property, &given);
                    }
                    ExpressionKind::Variable(function) => {
                        let name = self.module.variables[function.index()].name.clone();
                        self.written(id, &name, &given);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// `fmt.Fprintf(&sql, " LIMIT %d", limit)`
    fn written(&mut self, id: ExpressionId, function: &str, given: &[ExpressionId]) {
        if WRITING.contains(&function)
            && let Some((first, rest)) = given.split_first()
            && let Some(holder) = self.built.get(first).copied()
        {
            let added = self.all_of(id, rest);
            self.becomes(id, holder, (*first, added));
        }
    }

    fn method(&mut self, id: ExpressionId, object: ExpressionId, name: &str, given: &[ExpressionId]) {
        let Some(holder) = self.built.get(&object).copied() else { return };
        if BEHIND.contains(&name) {
            let added = self.all_of(id, given);
            self.becomes(id, holder, (object, added));
        } else if INTO.contains(&name)
            && let [_, added] = given
        {
            self.becomes(id, holder, (*added, object));
        } else if WHOLE.contains(&name) && given.is_empty() {
            self.module.expressions[id.index()].kind = ExpressionKind::Sequence(vec![object]);
        }
    }

    /// One text of all that a method is given.
    fn all_of(&mut self, id: ExpressionId, given: &[ExpressionId]) -> ExpressionId {
        match given {
            [one] => *one,
            [] => self.made(id, ExpressionKind::Text("\n".into())),
            several => {
                let strings = vec![Name::default(); several.len() + 1];
                self.made(id, ExpressionKind::Template { strings, values: several.to_vec() })
            }
        }
    }

    fn becomes(
        &mut self,
        id: ExpressionId,
        holder: Option<VariableId>,
        (left, right): (ExpressionId, ExpressionId),
    ) {
        let sum = ExpressionKind::Binary { operator: BinaryOperator::Add, left, right };
        let kind = match holder {
            Some(variable) => {
                let value = self.made(id, sum);
                let target = Box::new(Pattern::Variable(variable));
                ExpressionKind::Assign { target, value, operator: None, logical: None }
            }
            None => sum,
        };
        self.module.expressions[id.index()].kind = kind;
        self.built.insert(id, holder);
    }
}

/// Whether what is called by `new` is the class of such texts.
fn is_type(module: &Module, callee: ExpressionId) -> bool {
    match &module.expressions[callee.index()].kind {
        ExpressionKind::Variable(variable) => {
            is_one(module.language, &module.variables[variable.index()].name)
        }
        ExpressionKind::Global(name) => is_one(module.language, name),
        _ => false,
    }
}
