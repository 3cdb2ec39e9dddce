//! One file: what it asks for, what it gives, and the names that tie its functions together.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use assay_source::{SourceText, Span};
use oxc::{
    ast::ast,
    semantic::{Scoping, SymbolId},
    span::GetSpan,
};

use crate::ir::{
    Class, Export, Exported, Expression, ExpressionId, ExpressionKind, Format, Function, FunctionId,
    FunctionKind, Import, ImportedName, Language, Module, Name, Request, RequestId, RequestKind, Statement,
    StatementKind, Variable, VariableId,
};

/// A span of the parser as one of ours.
pub(super) fn at(span: oxc::span::Span) -> Span {
    Span::new(span.start as usize, span.end as usize)
}

/// A module in the making.
pub(super) struct Lowering<'s> {
    pub(super) scoping: &'s Scoping,
    pub(super) functions: Vec<Function>,
    pub(super) classes: Vec<Class>,
    pub(super) variables: Vec<Variable>,
    pub(super) expressions: Vec<Expression>,
    requests: Vec<Request>,
    imports: Vec<Import>,
    pub(super) exports: Vec<Export>,
    request_ids: HashMap<(Name, RequestKind), RequestId>,
    /// The variable of each symbol that has a value.
    pub(super) symbol_variables: Vec<Option<VariableId>>,
    /// The function each scope belongs to, where one begins.
    pub(super) scope_functions: Vec<Option<FunctionId>>,
    /// Which function uses which variable.
    pub(super) uses: Vec<(VariableId, FunctionId)>,
    /// The function being lowered.
    pub(super) function: FunctionId,
    /// How deep we are in statements and expressions.
    pub(super) depth: usize,
    /// Where that got too deep.
    pub(super) cuts: Vec<Span>,
    /// It uses `require`, `module` or `exports`.
    pub(super) is_common_js: bool,
    is_es_module: bool,
    /// Namespaces that have an object already.
    pub(super) opened_namespaces: BTreeSet<VariableId>,
}

impl<'s> Lowering<'s> {
    pub(super) fn new(scoping: &'s Scoping) -> Self {
        let mut lowering = Self {
            scoping,
            functions: Vec::new(),
            classes: Vec::new(),
            variables: Vec::new(),
            expressions: Vec::new(),
            requests: Vec::new(),
            imports: Vec::new(),
            exports: Vec::new(),
            request_ids: HashMap::new(),
            symbol_variables: Vec::new(),
            scope_functions: vec![None; scoping.scopes_len()],
            uses: Vec::new(),
            function: FunctionId(0),
            depth: 0,
            cuts: Vec::new(),
            is_common_js: false,
            is_es_module: false,
            opened_namespaces: BTreeSet::new(),
        };
        lowering.declare_symbols();
        lowering
    }

    /// The module, and where it nested too deep to follow.
    pub(super) fn module(
        mut self,
        text: &Arc<SourceText>,
        program: &ast::Program<'_>,
    ) -> (Module, Vec<Span>) {
        let body = self.open(FunctionKind::ModuleBody, program.span, program.span, None);
        if let Some(scope) = program.scope_id.get() {
            self.scope_functions[scope.index()] = Some(body);
        }
        let statements = self.body(&program.body);
        self.functions[body.index()].body = statements;
        self.settle_captures();
        let format = match (self.is_es_module, self.is_common_js) {
            (true, _) => Format::EsModule,
            (false, true) => Format::CommonJs,
            (false, false) => Format::Script,
        };
        let module = Module {
            file: text.path().clone(),
            text: Arc::clone(text),
            format,
            functions: self.functions,
            classes: self.classes,
            variables: self.variables,
            expressions: self.expressions,
            requests: self.requests,
            imports: self.imports,
            exports: self.exports,
            language: Language::JavaScript,
            provides: Vec::new(),
            searches: Vec::new(),
            complete: true,
        };
        (module, self.cuts)
    }

    /// A new expression.
    pub(super) fn push(&mut self, span: Span, kind: ExpressionKind) -> ExpressionId {
        let id = ExpressionId(self.expressions.len() as u32);
        self.expressions.push(Expression { span, kind });
        id
    }

    /// The request for a specifier, made where it is asked for first.
    pub(super) fn request(&mut self, specifier: &str, span: Span, kind: RequestKind) -> RequestId {
        let specifier = Name::from(specifier);
        *self.request_ids.entry((specifier.clone(), kind)).or_insert_with(|| {
            let id = RequestId(self.requests.len() as u32);
            self.requests.push(Request { specifier, span, kind });
            id
        })
    }

    pub(super) fn import(&mut self, declaration: &ast::ImportDeclaration<'_>) {
        self.is_es_module = true;
        let source = (declaration.source.value.as_str(), at(declaration.source.span));
        let all_types = declaration.import_kind.is_type();
        let specifiers = declaration.specifiers.iter().flatten();
        if !all_types {
            self.request(source.0, source.1, RequestKind::Import);
        }
        for specifier in specifiers {
            let (name, local, is_type) = match specifier {
                ast::ImportDeclarationSpecifier::ImportSpecifier(named) => {
                    let name = match named.imported.name().as_str() {
                        "default" => ImportedName::Default,
                        name => ImportedName::Named(name.into()),
                    };
                    (name, &named.local, all_types || named.import_kind.is_type())
                }
                ast::ImportDeclarationSpecifier::ImportDefaultSpecifier(default) => {
                    (ImportedName::Default, &default.local, all_types)
                }
                ast::ImportDeclarationSpecifier::ImportNamespaceSpecifier(namespace) => {
                    (ImportedName::Namespace, &namespace.local, all_types)
                }
            };
            let kind = if is_type { RequestKind::Types } else { RequestKind::Import };
            let request = self.request(source.0, source.1, kind);
            if let Some(variable) = self.bound(local) {
                self.imports.push(Import { request, name, variable });
            }
        }
    }

    pub(super) fn export_all(&mut self, declaration: &ast::ExportAllDeclaration<'_>) {
        self.is_es_module = true;
        let request = self.export_request(&declaration.source, declaration.export_kind);
        let (name, exported) = match &declaration.exported {
            Some(name) => (name.name().as_str().into(), Exported::From(request, ImportedName::Namespace)),
            None => (Name::default(), Exported::All(request)),
        };
        self.exports.push(Export { name, exported, span: at(declaration.span) });
    }

    pub(super) fn export_from(&mut self, declaration: &ast::ExportFromDeclaration<'_>) {
        self.is_es_module = true;
        if declaration.specifiers.is_empty() {
            self.export_request(&declaration.source, declaration.export_kind);
        }
        for specifier in &declaration.specifiers {
            let is_type = declaration.export_kind.is_type() || specifier.export_kind.is_type();
            let kind = if is_type { ast::ImportOrExportKind::Type } else { ast::ImportOrExportKind::Value };
            let request = self.export_request(&declaration.source, kind);
            let imported = match specifier.local.name().as_str() {
                "default" => ImportedName::Default,
                name => ImportedName::Named(name.into()),
            };
            let name = specifier.exported.name().as_str().into();
            self.exports.push(Export {
                name,
                exported: Exported::From(request, imported),
                span: at(specifier.span),
            });
        }
    }

    fn export_request(
        &mut self,
        source: &ast::StringLiteral<'_>,
        kind: ast::ImportOrExportKind,
    ) -> RequestId {
        let kind = if kind.is_type() { RequestKind::Types } else { RequestKind::Import };
        self.request(source.value.as_str(), at(source.span), kind)
    }

    pub(super) fn export_named(&mut self, declaration: &ast::ExportNamedDeclaration<'_>) {
        self.is_es_module = true;
        for specifier in &declaration.specifiers {
            let ast::ModuleExportName::IdentifierReference(local) = &specifier.local else { continue };
            if let Some(variable) = self.resolved(local) {
                let name = specifier.exported.name().as_str().into();
                self.exports.push(Export {
                    name,
                    exported: Exported::Variable(variable),
                    span: at(specifier.span),
                });
            }
        }
    }

    pub(super) fn export_variable(&mut self, name: &str, variable: VariableId, span: Span) {
        self.is_es_module = true;
        self.exports.push(Export { name: name.into(), exported: Exported::Variable(variable), span });
    }

    /// `export default`, but for a named function, which is hoisted.
    pub(super) fn export_default(
        &mut self,
        declaration: &ast::ExportDefaultDeclaration<'_>,
        out: &mut Vec<Statement>,
    ) {
        self.is_es_module = true;
        let span = at(declaration.span);
        let value = match &declaration.declaration {
            ast::ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => return,
            ast::ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                if function.body.is_none() || function.id.is_some() {
                    return;
                }
                self.function_expression(function, Some("default".into()))
            }
            ast::ExportDefaultDeclarationKind::ClassDeclaration(class) => {
                if let Some(variable) = self.class_declaration(class, out) {
                    self.export_variable("default", variable, span);
                    return;
                }
                self.class_expression(class, Some("default".into()))
            }
            other => self.named_expression(other.to_expression(), Some("default".into())),
        };
        self.exports.push(Export { name: "default".into(), exported: Exported::Expression(value), span });
        out.push(Statement { span, kind: StatementKind::ExportDefault(value) });
    }

    /// `export const a = …`, `export function f() {}` and their like.
    pub(super) fn export_declaration(
        &mut self,
        export: &ast::ExportDeclaration<'_>,
        out: &mut Vec<Statement>,
    ) {
        self.is_es_module = true;
        self.declaration(&export.declaration, out);
        let mut names: Vec<SymbolId> = Vec::new();
        match &export.declaration {
            ast::Declaration::VariableDeclaration(variables) => {
                for declarator in &variables.declarations {
                    names.extend(
                        declarator.id.get_binding_identifiers().iter().filter_map(|id| id.symbol_id.get()),
                    );
                }
            }
            other => names.extend(other.id().and_then(|id| id.symbol_id.get())),
        }
        for symbol in names {
            if let Some(variable) = self.symbol_variables[symbol.index()] {
                let name = self.variables[variable.index()].name.clone();
                self.export_variable(&name, variable, at(export.declaration.span()));
            }
        }
    }

    /// Says of each variable whose it is, and who else uses it.
    fn settle_captures(&mut self) {
        self.settle_owners();
        let mut captures: Vec<BTreeSet<VariableId>> = vec![BTreeSet::new(); self.functions.len()];
        for &(variable, user) in &self.uses {
            let owner = self.variables[variable.index()].function;
            if owner == user {
                continue;
            }
            self.variables[variable.index()].captured = true;
            let mut function = Some(user);
            while let Some(id) = function.filter(|&id| id != owner && owner != FunctionId(0)) {
                if !captures[id.index()].insert(variable) {
                    break;
                }
                function = self.functions[id.index()].parent;
            }
        }
        for (function, captures) in self.functions.iter_mut().zip(captures) {
            function.captures = captures.into_iter().collect();
        }
    }
}
