//! What Nest's pipes leave of what is sent: a number of `ParseIntPipe`, and of a class for data what its decorators say,
//! where `ValidationPipe` looks at them.
//!
//! Source: docs.nestjs.com, "Pipes" and "Validation"; github.com/typestack/class-validator; read 2026-11-24.

use std::sync::Arc;

use crate::entry::DecoratedMember;
use crate::event::Call;
use crate::ir::{FunctionId, MemberKind, Name, PropertyKey};
use crate::model::Cleansing;
use crate::origin::Cleansed;
use crate::value::{ClassValue, Closure, Fields, Object, Part, Shape, Text, Value};

use super::Interpreter;
use super::cleansed::cleansed;

const PACKAGE: &str = "@nestjs/common:";
const VALIDATION: &str = "ValidationPipe";
const FOR_ALL: &str = "@nestjs/core:APP_PIPE";
const VALIDATOR: &str = "class-validator:";
/// Classes in classes.
const DEEPEST: u8 = 4;

/// Whether what is registered holds everything that is sent against the classes that parameters are declared with.
pub(super) fn validates(calls: &[Call]) -> bool {
    let mut used = calls.iter().filter(|call| call.path.ends_with(".useGlobalPipes"));
    used.any(|call| call.arguments.iter().any(|pipe| name_of(pipe) == Some(VALIDATION)))
}

/// The same, of a module's providers.
pub(super) fn provides_validation(decorator: &Value) -> bool {
    let Some(module) = decorator.as_external().filter(|it| it.path == "@nestjs/common:Module()") else {
        return false;
    };
    let providers = module.made_with.first().map(|it| it.field("providers").elements()).unwrap_or_default();
    providers.iter().any(|provider| {
        let given = ["useClass", "useValue"].map(|name| provider.field(name));
        provider.field("provide").external_path() == Some(FOR_ALL)
            && given.iter().any(|pipe| name_of(pipe) == Some(VALIDATION))
    })
}

/// `ParseIntPipe` and `new ParseIntPipe()` alike.
fn name_of(pipe: &Value) -> Option<&str> {
    pipe.external_path()?.strip_prefix(PACKAGE).map(|name| name.trim_end_matches("()"))
}

impl<'p> Interpreter<'p> {
    /// What a parameter of a controller's method is, given what was sent.
    pub(super) fn piped(
        &mut self,
        handler: &Closure,
        member: &DecoratedMember,
        position: usize,
        sent: Value,
    ) -> Value {
        let of_parameter = member.parameters.get(position).map_or(&[][..], Vec::as_slice);
        let of_method =
            member.decorators.iter().filter(|it| it.external_path() == Some("@nestjs/common:UsePipes()"));
        let pipes: Vec<Value> = of_parameter
            .iter()
            .chain(of_method)
            .filter_map(Value::as_external)
            .flat_map(|decorator| decorator.made_with.to_vec())
            .collect();
        let names = || pipes.iter().filter_map(name_of);
        for name in names() {
            let left = match name {
                "ParseIntPipe" | "ParseFloatPipe" | "ParseDatePipe" => Cleansing::Number,
                "ParseBoolPipe" => Cleansing::Boolean,
                "ParseUUIDPipe" => Cleansing::Token,
                "ParseEnumPipe" => Cleansing::AllowList,
                _ => continue,
            };
            return cleansed(&sent, Cleansed::by(&[left]));
        }
        if !self.frameworks.validates && !names().any(|name| name == VALIDATION) {
            return sent;
        }
        let program = self.program;
        let function = &program.modules[handler.module.index()].functions[handler.function.index()];
        let declared = function.parameters.get(position).and_then(|it| it.declared_type.as_ref()?.variable);
        let class = declared.and_then(|variable| self.type_value(handler.module, variable));
        match class.as_ref().map(Value::shape) {
            Some(Shape::Class(class)) => self.validated(class, &sent, DEEPEST),
            _ => sent,
        }
    }

    /// An object of a class for data, made of what was sent.
    fn validated(&mut self, class: &Arc<ClassValue>, sent: &Value, depth: u8) -> Value {
        let mut fields = Fields::default();
        self.add_validated(class, sent, depth, &mut fields);
        if fields.is_empty() {
            return sent.clone();
        }
        let object = Object::new(fields, Some(sent.any_element()));
        Value::of(Shape::Object(Arc::new(object))).with_origins(sent.origins.clone())
    }

    fn add_validated(&mut self, class: &Arc<ClassValue>, sent: &Value, depth: u8, fields: &mut Fields) {
        if depth == 0 {
            return;
        }
        // `PartialType(CreateNote)`, `IntersectionType(One, Other)`
        let above = class.parent.iter().flat_map(|parent| match parent.as_external() {
            Some(made) => made.made_with.to_vec(),
            None => vec![parent.clone()],
        });
        for parent in above.collect::<Vec<_>>() {
            if let Shape::Class(parent) = parent.shape() {
                self.add_validated(parent, sent, depth - 1, fields);
            }
        }
        let program = self.program;
        let module = &program.modules[class.module.index()];
        let captured = Arc::clone(&class.captured);
        let mut frame = self.frame(class.module, FunctionId(0), captured, Value::undefined(), class.digest);
        for member in &module.classes[class.class.index()].members {
            let (MemberKind::Field(_), PropertyKey::Name(name), false) =
                (member.kind, &member.key, member.is_static)
            else {
                continue;
            };
            let said: Vec<Value> =
                member.decorators.iter().map(|it| self.expression(&mut frame, *it)).collect();
            if said.is_empty() {
                continue;
            }
            let nested = said.iter().any(|it| decorates(it) == Some("ValidateNested"));
            let declared = member.declared_type.as_ref().filter(|_| nested).and_then(|it| it.variable);
            let inner = declared.and_then(|variable| self.type_value(class.module, variable));
            let own = sent.field(name);
            let value = match inner.as_ref().map(Value::shape) {
                Some(Shape::Class(inner)) => self.validated(inner, &own, depth - 1),
                _ => left_by(&said, own),
            };
            fields.insert(Name::from(name.as_str()), value);
        }
    }
}

fn decorates(decorator: &Value) -> Option<&str> {
    decorator.external_path()?.strip_prefix(VALIDATOR).map(|name| name.trim_end_matches("()"))
}

/// What decorators of a field leave of it.
fn left_by(said: &[Value], sent: Value) -> Value {
    let mut is_text = false;
    for decorator in said {
        let Some(name) = decorates(decorator) else { continue };
        let left = match name {
            "IsInt" | "IsNumber" | "IsPositive" | "IsNegative" | "Min" | "Max" | "IsDivisibleBy"
            | "IsDate" => Cleansing::Number,
            "IsBoolean" => Cleansing::Boolean,
            "IsIn" | "IsEnum" | "Equals" => Cleansing::AllowList,
            "IsUUID" | "IsMongoId" | "IsHexadecimal" | "IsAlphanumeric" | "IsAlpha" | "IsHash"
            | "IsISO8601" | "IsDateString" | "IsNumberString" | "IsPort" => Cleansing::Token,
            "IsString" | "IsEmail" | "IsUrl" | "Matches" | "Length" | "MinLength" | "MaxLength" => {
                is_text = true;
                continue;
            }
            _ => continue,
        };
        let made_with = decorator.as_external().map(|it| it.made_with.to_vec()).unwrap_or_default();
        let of_each = made_with.iter().any(|settings| settings.field("each").as_boolean() == Some(true));
        let by = Cleansed::by(&[left]);
        return match of_each {
            true => Value::from_origins(sent.origins.cleansed_by(by)),
            false => cleansed(&sent, by),
        };
    }
    let is_list = |it: &Value| {
        let made_with = it.as_external().map(|it| it.made_with.to_vec()).unwrap_or_default();
        decorates(it) == Some("IsArray")
            || made_with.iter().any(|settings| settings.field("each").as_boolean() == Some(true))
    };
    if is_text && !said.iter().any(is_list) {
        return Value::of(Shape::Text(Arc::new(Text::of_parts([Part::Hole(sent)]))));
    }
    sent
}
