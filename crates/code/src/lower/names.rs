//! Names: the variables of a module, and what each use of a name means.

use oxc::{
    ast::ast,
    semantic::{ScopeId, SymbolFlags, SymbolId},
};

use super::module::{Lowering, at};
use crate::ir::{
    ExpressionId, ExpressionKind, FunctionId, Name, TypeName, Variable, VariableId, VariableKind,
};

impl Lowering<'_> {
    /// Makes a variable of every symbol that has a value, in the order of the file.
    pub(super) fn declare_symbols(&mut self) {
        let scoping = self.scoping;
        self.symbol_variables = vec![None; scoping.symbols_len()];
        for symbol in scoping.symbol_ids() {
            let flags = scoping.symbol_flags(symbol);
            let Some(kind) = kind_of(flags) else { continue };
            self.symbol_variables[symbol.index()] = Some(VariableId(self.variables.len() as u32));
            self.variables.push(Variable {
                name: scoping.symbol_name(symbol).into(),
                span: at(scoping.symbol_span(symbol)),
                kind,
                function: FunctionId(0),
                reassigned: scoping.symbol_is_mutated(symbol) || is_declared_twice(self, symbol, kind),
                captured: false,
                declared_type: None,
            });
        }
    }

    /// Says of each variable whose it is, once every function has its number.
    pub(super) fn settle_owners(&mut self) {
        for symbol in self.scoping.symbol_ids() {
            if let Some(variable) = self.symbol_variables[symbol.index()] {
                self.variables[variable.index()].function = self.owner(self.scoping.symbol_scope_id(symbol));
            }
        }
    }

    /// The function a scope belongs to.
    fn owner(&self, scope: ScopeId) -> FunctionId {
        self.scoping
            .scope_ancestors(scope)
            .find_map(|scope| self.scope_functions[scope.index()])
            .unwrap_or(FunctionId(0))
    }

    /// The variable a name binds.
    pub(super) fn bound(&self, id: &ast::BindingIdentifier<'_>) -> Option<VariableId> {
        self.symbol_variables[id.symbol_id.get()?.index()]
    }

    /// The variable a name means; none where nobody in the module declares it. Notes the use.
    pub(super) fn resolved(&mut self, id: &ast::IdentifierReference<'_>) -> Option<VariableId> {
        let variable = self.symbol_variables[self.symbol(id)?.index()]?;
        self.uses.push((variable, self.function));
        Some(variable)
    }

    pub(super) fn symbol(&self, id: &ast::IdentifierReference<'_>) -> Option<SymbolId> {
        self.scoping.get_reference(id.reference_id.get()?).symbol_id()
    }

    /// A name that is used as a value.
    pub(super) fn name(&mut self, id: &ast::IdentifierReference<'_>) -> ExpressionId {
        let kind = match self.resolved(id) {
            Some(variable) => ExpressionKind::Variable(variable),
            None if self.is_enum_member(id) => ExpressionKind::Opaque(Vec::new()),
            None => self.global(id.name.as_str()),
        };
        self.push(at(id.span), kind)
    }

    /// A member of an enum, used by name in a later one of the same enum.
    fn is_enum_member(&self, id: &ast::IdentifierReference<'_>) -> bool {
        self.symbol(id)
            .is_some_and(|symbol| self.scoping.symbol_flags(symbol).contains(SymbolFlags::EnumMember))
    }

    fn global(&mut self, name: &str) -> ExpressionKind {
        match name {
            "undefined" => return ExpressionKind::Undefined,
            "require" | "module" | "exports" => self.is_common_js = true,
            "arguments" => self.mark_arguments(),
            _ => {}
        }
        ExpressionKind::Global(name.into())
    }

    /// The name of a declared type: the one that dependency injection goes by.
    pub(super) fn type_name(&mut self, annotation: Option<&ast::TSTypeAnnotation<'_>>) -> Option<TypeName> {
        self.name_of_type(&annotation?.type_annotation)
    }

    fn name_of_type(&mut self, declared: &ast::TSType<'_>) -> Option<TypeName> {
        match declared {
            ast::TSType::TSTypeReference(reference) => match &reference.type_name {
                ast::TSTypeName::IdentifierReference(id) => {
                    let variable = self.symbol(id).and_then(|symbol| self.symbol_variables[symbol.index()]);
                    Some(TypeName { name: id.name.as_str().into(), variable })
                }
                ast::TSTypeName::QualifiedName(name) => {
                    Some(TypeName { name: name.right.name.as_str().into(), variable: None })
                }
                ast::TSTypeName::ThisExpression(_) => None,
            },
            // `Service | undefined`
            ast::TSType::TSUnionType(union) => {
                let mut named = union.types.iter().filter(|part| {
                    !matches!(part, ast::TSType::TSNullKeyword(_) | ast::TSType::TSUndefinedKeyword(_))
                });
                let only = named.next()?;
                if named.next().is_some() { None } else { self.name_of_type(only) }
            }
            _ => None,
        }
    }

    /// The name of a property, where it is written out.
    pub(super) fn key_name(key: &ast::PropertyKey<'_>) -> Option<Name> {
        match key {
            ast::PropertyKey::PrivateIdentifier(id) => Some(compact_str::format_compact!("#{}", id.name)),
            key => key.static_name().map(|name| Name::from(&*name)),
        }
    }
}

/// How a symbol came to be; none for types, members of enums and what is only declared to exist somewhere.
fn kind_of(flags: SymbolFlags) -> Option<VariableKind> {
    let is = |flag| flags.intersects(flag);
    if is(SymbolFlags::Import) || is(SymbolFlags::TypeImport) {
        return Some(VariableKind::Import);
    }
    if is(SymbolFlags::Ambient) {
        return None;
    }
    if is(SymbolFlags::Class) {
        Some(VariableKind::Class)
    } else if is(SymbolFlags::Function) {
        Some(VariableKind::Function)
    } else if is(SymbolFlags::CatchVariable) {
        Some(VariableKind::Caught)
    } else if is(SymbolFlags::ConstVariable) {
        Some(VariableKind::Constant)
    } else if is(SymbolFlags::Variable) {
        Some(VariableKind::Mutable)
    } else if is(SymbolFlags::Enum) || is(SymbolFlags::ValueModule) {
        Some(VariableKind::Enumeration)
    } else {
        None
    }
}

/// `var x = 1; var x = 2`. Overloads of a function and merged namespaces are one.
fn is_declared_twice(lowering: &Lowering<'_>, symbol: SymbolId, kind: VariableKind) -> bool {
    kind == VariableKind::Mutable && lowering.scoping.symbol_redeclarations(symbol).len() > 1
}
