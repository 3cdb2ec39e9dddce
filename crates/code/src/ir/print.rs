//! The tree as text, for people who look at what lowering made of a file.
//!
//! It reads like the language it came from, with what lowering decided spelt out: variables carry their number
//! (`id#4`), names nobody declares a `~`, functions stand where they are written.

use std::fmt::{self, Display, Formatter, Write};

use super::{
    Argument, Attribute, Class, Exported, ExpressionId, ExpressionKind, ForHead, FunctionId, FunctionKind,
    ImportedName, LogicalOperator, MemberKind, Module, Name, Parameter, Pattern, Property, PropertyKey,
    Statement, StatementKind, Tag, VariableId, VariableKind,
};

impl Display for Module {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {:?}{}", self.file, self.format, if self.complete { "" } else { " (incomplete)" })?;
        for import in &self.imports {
            let request = &self.requests[import.request.index()];
            let kind = if request.kind == super::RequestKind::Types { "import type" } else { "import" };
            writeln!(
                f,
                "{kind} {} as {} from {:?}",
                imported(&import.name),
                self.variable(import.variable),
                request.specifier
            )?;
        }
        let mut printer = Printer { module: self, out: String::new(), indent: 0 };
        printer.statements(&self.functions[0].body)?;
        f.write_str(&printer.out)?;
        for export in &self.exports {
            let what = match &export.exported {
                Exported::Variable(variable) => self.variable(*variable),
                Exported::Expression(_) => "the default expression".to_owned(),
                Exported::From(request, name) => {
                    format!("{} from {:?}", imported(name), self.requests[request.index()].specifier)
                }
                Exported::All(request) => format!("all from {:?}", self.requests[request.index()].specifier),
            };
            writeln!(f, "export {:?} = {what}", export.name)?;
        }
        Ok(())
    }
}

impl Module {
    fn variable(&self, id: VariableId) -> String {
        format!("{}#{}", self.variables[id.index()].name, id.0)
    }
}

fn imported(name: &ImportedName) -> String {
    match name {
        ImportedName::Default => "default".to_owned(),
        ImportedName::Namespace => "*".to_owned(),
        ImportedName::Named(name) => format!("{name:?}"),
    }
}

struct Printer<'m> {
    module: &'m Module,
    out: String,
    indent: usize,
}

impl Printer<'_> {
    fn line(&mut self, text: &str) -> fmt::Result {
        writeln!(self.out, "{:width$}{text}", "", width = 2 * self.indent)
    }

    fn statements(&mut self, statements: &[Statement]) -> fmt::Result {
        statements.iter().try_for_each(|statement| self.statement(&statement.kind))
    }

    fn nested(&mut self, head: &str, statements: &[Statement]) -> fmt::Result {
        self.line(head)?;
        self.indent += 1;
        self.statements(statements)?;
        self.indent -= 1;
        Ok(())
    }

    fn statement(&mut self, statement: &StatementKind) -> fmt::Result {
        match statement {
            StatementKind::Expression(value) => {
                let text = self.text(*value);
                self.line(&text)
            }
            StatementKind::Declare { pattern, value } => {
                let value = value.map_or("nothing".to_owned(), |value| self.text(value));
                let (kind, pattern) = (self.declared_as(pattern), self.pattern(pattern));
                self.line(&format!("{kind} {pattern} = {value}"))
            }
            StatementKind::If { test, then, otherwise } => {
                let test = self.text(*test);
                self.nested(&format!("if {test}"), then)?;
                if otherwise.is_empty() { Ok(()) } else { self.nested("else", otherwise) }
            }
            StatementKind::Switch { subject, cases } => {
                let subject = self.text(*subject);
                self.line(&format!("switch {subject}"))?;
                cases.iter().try_for_each(|case| {
                    let head =
                        case.test.map_or("default".to_owned(), |test| format!("case {}", self.text(test)));
                    self.nested(&head, &case.body)
                })
            }
            StatementKind::Loop { before, test, body, update, body_first } => {
                self.statements(before)?;
                let test = test.map_or("true".to_owned(), |test| self.text(test));
                let update = update.map_or(String::new(), |update| format!("; {}", self.text(update)));
                let head = if *body_first { "do while" } else { "while" };
                self.nested(&format!("{head} {test}{update}"), body)
            }
            StatementKind::ForEach { each, over, keys, body } => {
                let each = match each {
                    ForHead::Declare(pattern) => {
                        format!("{} {}", self.declared_as(pattern), self.pattern(pattern))
                    }
                    ForHead::Assign(pattern) => self.pattern(pattern),
                };
                let over = self.text(*over);
                self.nested(&format!("for {each} {} {over}", if *keys { "in" } else { "of" }), body)
            }
            StatementKind::Return(value) => {
                let value = value.map_or(String::new(), |value| format!(" {}", self.text(value)));
                self.line(&format!("return{value}"))
            }
            StatementKind::Throw(value) => {
                let value = self.text(*value);
                self.line(&format!("throw {value}"))
            }
            StatementKind::Try { body, handler, finalizer } => {
                self.nested("try", body)?;
                if let Some((caught, body)) = handler {
                    let caught = caught.as_ref().map_or(String::new(), |pattern| self.pattern(pattern));
                    self.nested(format!("catch {caught}").trim_end(), body)?;
                }
                if finalizer.is_empty() { Ok(()) } else { self.nested("finally", finalizer) }
            }
            StatementKind::Block(body) => self.nested("block", body),
            StatementKind::Labelled(label, body) => {
                self.nested(&format!("{label}:"), std::slice::from_ref(body.as_ref()))
            }
            StatementKind::Break(label) => {
                self.line(format!("break {}", label.as_deref().unwrap_or("")).trim_end())
            }
            StatementKind::Continue(label) => {
                self.line(format!("continue {}", label.as_deref().unwrap_or("")).trim_end())
            }
            StatementKind::ExportDefault(value) => {
                let value = self.text(*value);
                self.line(&format!("export default {value}"))
            }
            StatementKind::ExportAssign(value) => {
                let value = self.text(*value);
                self.line(&format!("export = {value}"))
            }
        }
    }

    fn declared_as(&self, pattern: &Pattern) -> &'static str {
        match pattern {
            Pattern::Variable(id) => match self.module.variables[id.index()].kind {
                VariableKind::Constant => "const",
                VariableKind::Function => "function",
                VariableKind::Class => "class",
                VariableKind::Enumeration => "enum",
                VariableKind::Mutable
                | VariableKind::Parameter
                | VariableKind::Import
                | VariableKind::Caught => "let",
            },
            Pattern::Default { pattern, .. } => self.declared_as(pattern),
            Pattern::Object { properties, .. } => {
                properties.first().map_or("let", |property| self.declared_as(&property.pattern))
            }
            Pattern::Array { elements, .. } => {
                elements.iter().flatten().next().map_or("let", |element| self.declared_as(element))
            }
            Pattern::Target(_) => "let",
        }
    }

    fn list(&self, values: &[ExpressionId]) -> String {
        values.iter().map(|value| self.text(*value)).collect::<Vec<_>>().join(", ")
    }

    fn arguments(&self, arguments: &[Argument]) -> String {
        let text = |argument: &Argument| {
            format!("{}{}", if argument.spread { "..." } else { "" }, self.text(argument.value))
        };
        arguments.iter().map(text).collect::<Vec<_>>().join(", ")
    }

    fn key(&self, key: &PropertyKey) -> String {
        match key {
            PropertyKey::Name(name) => name.to_string(),
            PropertyKey::Computed(key) => format!("[{}]", self.text(*key)),
        }
    }

    fn template(&self, strings: &[Name], values: &[ExpressionId]) -> String {
        let mut text = String::from("`");
        for (index, string) in strings.iter().enumerate() {
            text.push_str(string);
            if let Some(value) = values.get(index) {
                text.push_str(&format!("${{{}}}", self.text(*value)));
            }
        }
        text + "`"
    }

    fn text(&self, id: ExpressionId) -> String {
        match &self.module.expressions[id.index()].kind {
            ExpressionKind::Undefined => "undefined".to_owned(),
            ExpressionKind::Null => "null".to_owned(),
            ExpressionKind::Boolean(value) => value.to_string(),
            ExpressionKind::Number(value) => value.to_string(),
            ExpressionKind::Text(text) => format!("{text:?}"),
            ExpressionKind::Regex { pattern, flags } => format!("/{pattern}/{flags}"),
            ExpressionKind::Template { strings, values } => self.template(strings, values),
            ExpressionKind::Tagged { tag, strings, values } => {
                format!("{}{}", self.text(*tag), self.template(strings, values))
            }
            ExpressionKind::Variable(variable) => self.module.variable(*variable),
            ExpressionKind::Global(name) => format!("~{name}"),
            ExpressionKind::This => "this".to_owned(),
            ExpressionKind::Super => "super".to_owned(),
            ExpressionKind::Meta => "meta".to_owned(),
            ExpressionKind::Member { object, property, optional } => {
                format!("{}{}{property}", self.text(*object), if *optional { "?." } else { "." })
            }
            ExpressionKind::Extended { objects, property, otherwise, .. } => {
                self.extended(objects, property, *otherwise)
            }
            ExpressionKind::Index { object, index, optional } => {
                format!("{}{}[{}]", self.text(*object), if *optional { "?." } else { "" }, self.text(*index))
            }
            ExpressionKind::Call { callee, arguments, optional } => {
                let optional = if *optional { "?." } else { "" };
                format!("{}{optional}({})", self.text(*callee), self.arguments(arguments))
            }
            ExpressionKind::New { callee, arguments } => {
                format!("new {}({})", self.text(*callee), self.arguments(arguments))
            }
            ExpressionKind::Require(request) => {
                format!("require({:?})", self.module.requests[request.index()].specifier)
            }
            ExpressionKind::DynamicImport(request) => {
                format!("import({:?})", self.module.requests[request.index()].specifier)
            }
            ExpressionKind::ComputedImport(value) => format!("import(computed {})", self.text(*value)),
            ExpressionKind::Function(function) => self.function(*function),
            ExpressionKind::Class(class) => self.class(&self.module.classes[class.index()]),
            ExpressionKind::Object(properties) => {
                let properties: Vec<_> = properties.iter().map(|property| self.property(property)).collect();
                format!("{{{}}}", properties.join(", "))
            }
            ExpressionKind::Array(elements) => format!("[{}]", self.arguments(elements)),
            ExpressionKind::Assign { target, value, operator, logical } => {
                let operator = match (operator, logical) {
                    (Some(operator), _) => format!("{operator:?} "),
                    (None, Some(logical)) => format!("{logical:?} "),
                    (None, None) => String::new(),
                };
                format!("{} {operator}:= {}", self.pattern(target), self.text(*value))
            }
            ExpressionKind::Update(target) => format!("{}++", self.pattern(target)),
            ExpressionKind::Unary { operator, operand } => format!("{operator:?}({})", self.text(*operand)),
            ExpressionKind::Delete(operand) => format!("delete {}", self.text(*operand)),
            ExpressionKind::Binary { operator, left, right } => {
                format!("({} {operator:?} {})", self.text(*left), self.text(*right))
            }
            ExpressionKind::Logical { operator, left, right } => {
                let operator = match operator {
                    LogicalOperator::And => "&&",
                    LogicalOperator::Or => "||",
                    LogicalOperator::Coalesce => "??",
                };
                format!("({} {operator} {})", self.text(*left), self.text(*right))
            }
            ExpressionKind::Conditional { test, then, otherwise } => {
                format!("({} ? {} : {})", self.text(*test), self.text(*then), self.text(*otherwise))
            }
            ExpressionKind::Sequence(values) => format!("({})", self.list(values)),
            ExpressionKind::Await(value) => format!("await {}", self.text(*value)),
            ExpressionKind::Yield(value) => {
                format!("yield {}", value.map_or(String::new(), |value| self.text(value)))
            }
            ExpressionKind::Element { tag, attributes, children } => self.element(tag, attributes, children),
            ExpressionKind::Opaque(parts) => format!("opaque({})", self.list(parts)),
        }
    }

    fn extended(&self, objects: &[ExpressionId], property: &str, otherwise: ExpressionId) -> String {
        let objects: Vec<String> = objects.iter().map(|object| self.text(*object)).collect();
        format!("[{}].{property} or {}", objects.join(", "), self.text(otherwise))
    }

    fn property(&self, property: &Property) -> String {
        match property {
            Property::Value { key, value } => format!("{}: {}", self.key(key), self.text(*value)),
            Property::Getter { key, function } => {
                format!("get {}: {}", self.key(key), self.function(*function))
            }
            Property::Setter { key, function } => {
                format!("set {}: {}", self.key(key), self.function(*function))
            }
            Property::Spread(value) => format!("...{}", self.text(*value)),
        }
    }

    fn element(&self, tag: &Tag, attributes: &[Attribute], children: &[ExpressionId]) -> String {
        let tag = match tag {
            Tag::Intrinsic(name) => name.to_string(),
            Tag::Component(component) => self.text(*component),
            Tag::Fragment => String::new(),
        };
        let attributes: String = attributes
            .iter()
            .map(|attribute| match attribute {
                Attribute::Named(name, value) => format!(" {name}={{{}}}", self.text(*value)),
                Attribute::Spread(value) => format!(" {{...{}}}", self.text(*value)),
            })
            .collect();
        format!("<{tag}{attributes}>[{}]", self.list(children))
    }

    fn function(&self, id: FunctionId) -> String {
        let function = &self.module.functions[id.index()];
        let mut head = String::new();
        if function.is_async {
            head.push_str("async ");
        }
        head.push_str(match function.kind {
            FunctionKind::ModuleBody => "module",
            FunctionKind::Plain => "function",
            FunctionKind::Arrow => "arrow",
            FunctionKind::Method => "method",
            FunctionKind::Initializer => "initializer",
        });
        if function.is_generator {
            head.push('*');
        }
        if let Some(name) = &function.name {
            head.push_str(&format!(" {name}"));
        }
        let parameters: Vec<_> =
            function.parameters.iter().map(|parameter| self.parameter(parameter)).collect();
        head.push_str(&format!("({})", parameters.join(", ")));
        if !function.captures.is_empty() {
            let captures: Vec<_> = function.captures.iter().map(|id| self.module.variable(*id)).collect();
            head.push_str(&format!(" capturing {}", captures.join(", ")));
        }
        if let [Statement { kind: StatementKind::Return(Some(value)), .. }] = function.body.as_slice() {
            return format!("{head} => {}", self.text(*value));
        }
        let mut printer =
            Printer { module: self.module, out: format!("{head} {{\n"), indent: self.indent + 1 };
        printer.statements(&function.body).expect("writing to a string does not fail");
        printer.out + &format!("{:width$}}}", "", width = 2 * self.indent)
    }

    fn parameter(&self, parameter: &Parameter) -> String {
        let mut text = String::new();
        for decorator in &parameter.decorators {
            text.push_str(&format!("@{} ", self.text(*decorator)));
        }
        if parameter.rest {
            text.push_str("...");
        }
        text.push_str(&self.pattern(&parameter.pattern));
        if let Some(declared) = &parameter.declared_type {
            let variable = declared.variable.map_or(String::new(), |variable| format!("#{}", variable.0));
            text.push_str(&format!(": {}{variable}", declared.name));
        }
        if let Some(field) = &parameter.field {
            text.push_str(&format!(" -> this.{field}"));
        }
        text
    }

    fn class(&self, class: &Class) -> String {
        let mut text = format!("class {}", class.name.as_deref().unwrap_or(""));
        if let Some(parent) = class.parent {
            text.push_str(&format!(" extends {}", self.text(parent)));
        }
        let inner = Printer { module: self.module, out: String::new(), indent: self.indent + 1 };
        let pad = 2 * inner.indent;
        text.push_str(" {\n");
        if let Some(constructor) = class.constructor {
            text.push_str(&format!("{:pad$}constructor {}\n", "", inner.function(constructor)));
        }
        for member in &class.members {
            let decorators: String =
                member.decorators.iter().map(|decorator| format!("@{} ", self.text(*decorator))).collect();
            let statically = if member.is_static { "static " } else { "" };
            let (kind, function) = match member.kind {
                MemberKind::Method(function) => ("", Some(function)),
                MemberKind::Getter(function) => ("get ", Some(function)),
                MemberKind::Setter(function) => ("set ", Some(function)),
                MemberKind::Field(value) => ("field ", value),
                MemberKind::StaticBlock(function) => ("block ", Some(function)),
            };
            let declared =
                member.declared_type.as_ref().map_or(String::new(), |name| format!(": {}", name.name));
            let value = function.map_or(String::new(), |function| format!(" {}", inner.function(function)));
            text.push_str(&format!(
                "{:pad$}{decorators}{statically}{kind}{}{declared}{value}\n",
                "",
                self.key(&member.key)
            ));
        }
        let decorators: String =
            class.decorators.iter().map(|decorator| format!("@{} ", self.text(*decorator))).collect();
        format!("{decorators}{text}{:width$}}}", "", width = 2 * self.indent)
    }

    fn pattern(&self, pattern: &Pattern) -> String {
        match pattern {
            Pattern::Variable(id) => self.module.variable(*id),
            Pattern::Target(target) => self.text(*target),
            Pattern::Object { properties, rest } => {
                let mut parts: Vec<_> = properties
                    .iter()
                    .map(|property| {
                        format!("{}: {}", self.key(&property.key), self.pattern(&property.pattern))
                    })
                    .collect();
                parts.extend(rest.as_ref().map(|rest| format!("...{}", self.pattern(rest))));
                format!("{{{}}}", parts.join(", "))
            }
            Pattern::Array { elements, rest } => {
                let mut parts: Vec<_> = elements
                    .iter()
                    .map(|element| element.as_ref().map_or(String::new(), |element| self.pattern(element)))
                    .collect();
                parts.extend(rest.as_ref().map(|rest| format!("...{}", self.pattern(rest))));
                format!("[{}]", parts.join(", "))
            }
            Pattern::Default { pattern, value } => {
                format!("{} ?= {}", self.pattern(pattern), self.text(*value))
            }
        }
    }
}
