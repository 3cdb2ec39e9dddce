//! Methods that an HTTP client writes from the request in their annotation: those of interfaces of Retrofit and OpenFeign.
//!
//! Source: square.github.io/retrofit/declarations, docs.spring.io/spring-cloud-openfeign/reference (read 2026-11).

use assay_code::ir::{
    Argument, ExpressionId, ExpressionKind, FunctionId, FunctionKind, Name, Statement, StatementKind,
};
use assay_source::Span;
use tree_sitter::Node;

use super::Java;
use crate::{builder::plain, lowering::Lowering, span};

/// What Retrofit's annotations are called, each a method of HTTP.
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

/// The request of a method.
struct Request<'n> {
    method: &'static str,
    annotation: Node<'n>,
    /// What makes the call: the annotation of the method, or that of the interface.
    client: Node<'n>,
    /// What the path is put behind, where the interface says it.
    base: Option<String>,
}

impl<'t> Java<'t> {
    /// The method as the client writes it: what its path names becomes a part of the address, and what else it is handed
    /// goes along. None for a method without a request.
    pub(super) fn requested(&mut self, node: Node<'_>) -> Option<FunctionId> {
        let request = self.request(node)?;
        let mut literals = Vec::new();
        if let Some(arguments) = request.annotation.child_by_field_name("arguments") {
            self.literals(arguments, &mut literals);
        }
        let path = literals.into_iter().next().unwrap_or_default();
        let list = node.child_by_field_name("parameters")?;
        let names = self.aliases(list, &["Path", "PathVariable", "Param"]);
        let head = self.head(node, FunctionKind::Method);
        let id = self.builder.open_function(head);
        let parameters = self.parameters(list);
        let at = span(request.annotation);
        let url = self.address(at, request.base.as_deref(), &path, &names);
        let is_in_path = |name: &str| path.contains(&format!("{{{name}}}"));
        let beside = names.iter().filter(|(alias, _)| !is_in_path(alias)).map(|(_, own)| *own);
        let (mut bodies, others): (Vec<&str>, Vec<&str>) = beside.partition(|own| self.is_body(list, own));
        let body = bodies.drain(..).next().map(|own| self.builder.name(at, own));
        let body = body.unwrap_or_else(|| self.builder.expression(at, ExpressionKind::Undefined));
        let others: Vec<Argument> = others.into_iter().map(|own| plain(self.builder.name(at, own))).collect();
        let name = request.client.child_by_field_name("name")?;
        let mut callee = self.type_expression(name);
        if request.client != request.annotation {
            callee = self.builder.member(at, callee, request.method);
        }
        let arguments = [plain(url), plain(body)].into_iter().chain(others).collect();
        let call = self.builder.call(at, callee, arguments);
        let body = vec![Statement { span: at, kind: StatementKind::Return(Some(call)) }];
        self.builder.close_function(id, parameters, body);
        Some(id)
    }

    fn request<'n>(&self, node: Node<'n>) -> Option<Request<'n>> {
        let interface = node.parent()?.parent().filter(|it| it.kind() == "interface_declaration")?;
        let called = |it: &Node<'_>| it.child_by_field_name("name").map(|name| self.text(name));
        let client = self.modifiers(interface).into_iter().find(|it| called(it) == Some("FeignClient"));
        self.modifiers(node).into_iter().find_map(|annotation| {
            let name = called(&annotation)?;
            if let Some(client) = client {
                let method = name.strip_suffix("Mapping")?.to_ascii_uppercase();
                let method = METHODS.into_iter().find(|known| *known == method)?;
                return Some(Request { method, annotation, client, base: self.url_of(client) });
            }
            let method = METHODS.into_iter().find(|known| *known == name)?;
            // JAX-RS has annotations of these names, which are given nothing.
            let is_given = annotation.child_by_field_name("arguments").is_some();
            is_given.then_some(Request { method, annotation, client: annotation, base: None })
        })
    }

    /// Whether what a parameter is given is the body: nothing says that it goes elsewhere.
    fn is_body(&self, list: Node<'_>, own: &str) -> bool {
        const ELSEWHERE: [&str; 9] = [
            "Header",
            "HeaderMap",
            "Query",
            "QueryMap",
            "Url",
            "RequestHeader",
            "RequestParam",
            "CookieValue",
            "SpringQueryMap",
        ];
        let mut cursor = list.walk();
        let mut parameters = list.named_children(&mut cursor);
        let named = |it: &Node<'_>| it.child_by_field_name("name").map(|name| self.text(name));
        let parameter = parameters.find(|it| named(it) == Some(own));
        let annotations = parameter.map(|it| self.modifiers(it)).unwrap_or_default();
        !annotations.iter().filter_map(named).any(|name| ELSEWHERE.contains(&name))
    }

    /// `https://…` of `@FeignClient(name = "…", url = "https://…")`.
    fn url_of(&self, client: Node<'_>) -> Option<String> {
        let list = client.child_by_field_name("arguments")?;
        let mut cursor = list.walk();
        let pair = list
            .named_children(&mut cursor)
            .find(|pair| pair.child_by_field_name("key").is_some_and(|key| self.text(key) == "url"))?;
        let mut literals = Vec::new();
        self.literals(pair, &mut literals);
        literals.into_iter().next().filter(|url| url.contains("://") && !url.contains("${"))
    }

    /// The address: what it begins with is known to who makes the client, unless the interface says it.
    fn address(
        &mut self,
        at: Span,
        base: Option<&str>,
        path: &str,
        names: &[(String, &'t str)],
    ) -> ExpressionId {
        let mut strings = vec![base.unwrap_or_default().trim_end_matches('/').to_owned()];
        let mut values = Vec::new();
        if base.is_none() {
            values.push(self.builder.expression(at, ExpressionKind::Opaque(Vec::new())));
            strings.push(String::new());
        }
        let mut rest = path.trim_start_matches('/');
        strings.last_mut().expect("there is always one").push('/');
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((name, after)) = behind.split_once('}') else { break };
            strings.last_mut().expect("there is always one").push_str(before);
            let own = names.iter().find(|(alias, _)| alias == name).map(|(_, own)| *own);
            let value = match own {
                Some(own) => {
                    let value = self.builder.name(at, own);
                    let encode = ExpressionKind::Global("encodeURIComponent".into());
                    let encode = self.builder.expression(at, encode);
                    self.builder.call(at, encode, vec![plain(value)])
                }
                None => self.builder.expression(at, ExpressionKind::Opaque(Vec::new())),
            };
            values.push(value);
            strings.push(String::new());
            rest = after;
        }
        strings.last_mut().expect("there is always one").push_str(rest);
        let strings: Vec<Name> = strings.into_iter().map(Name::from).collect();
        let kind = match values.is_empty() {
            true => ExpressionKind::Text(strings.into_iter().next().unwrap_or_default()),
            false => ExpressionKind::Template { strings, values },
        };
        self.builder.expression(at, kind)
    }
}
