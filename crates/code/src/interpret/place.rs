//! Where a request leads. A filter that lets some routes alone is followed for each route that it runs before, and what it
//! asks of the address is answered by that route.

use super::Interpreter;
use super::marks::{Asked, Marks};
use crate::{
    entry::{Entry, conventions::next::matcher},
    event::Call,
    hash::HashMap,
    ir::{FunctionId, ModuleId, Name},
    model::Part,
    origin::Source,
    value::{Digester, External, Shape, Value},
};

/// What Clerk's patterns were put into.
const MATCHER: &str = ":createRouteMatcher()";

/// A route before which filters run.
#[derive(Debug)]
pub(super) struct Place {
    method: String,
    path: String,
    /// Flask's name for it, where that is known.
    endpoint: Option<Name>,
    /// What decorators say of it; see [`super::marks`].
    marks: Marks,
}

/// What a filter asks of the route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Question {
    /// Is this its address?
    Is(Name),
    /// Does its address begin so?
    IsBelow(Name),
    /// Is this its name?
    IsNamed(Name),
    /// Is it asked what it would allow? Of Flask, which answers that by itself, or of another framework.
    IsPreflight { of_flask: bool },
    /// Is it marked so?
    IsMarked(Asked),
    /// Does one of these patterns name its address?
    IsNamedBy(Vec<Name>),
}

/// What was asked so far.
#[derive(Debug, Default)]
pub(super) struct Questions {
    /// By each function that is being followed, with what it has called.
    open: Vec<Vec<Question>>,
    /// By each function that was followed for some route.
    of: HashMap<(ModuleId, FunctionId), Vec<Question>>,
}

impl Place {
    pub(super) fn of(entry: &Entry, endpoint: Option<Name>, marks: Marks) -> Option<Self> {
        let (method, path) = entry.name.split_once(' ')?;
        Some(Self { method: method.to_owned(), path: path.to_owned(), endpoint, marks })
    }

    fn answer(&self, question: &Question) -> Option<bool> {
        match question {
            Question::Is(wanted) => self.is(wanted),
            Question::IsBelow(wanted) => self.is_below(wanted),
            Question::IsNamed(wanted) => {
                let last = wanted.rsplit('.').next().unwrap_or(wanted);
                self.endpoint.as_ref().map(|endpoint| endpoint == last)
            }
            Question::IsPreflight { of_flask } => match self.method.as_str() {
                "OPTIONS" => Some(true),
                "ALL" | "*" if !of_flask => None,
                _ => Some(false),
            },
            Question::IsNamedBy(patterns) => {
                let names = |pattern: &Name| matcher::matches(pattern, &self.path);
                Some(patterns.iter().any(names))
            }
            Question::IsMarked(asked) => self.marks.answer(asked),
        }
    }

    fn is(&self, wanted: &str) -> Option<bool> {
        let parts = |path: &str| -> Vec<String> {
            path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let (own, wanted) = (parts(&self.path), parts(wanted));
        let takes_all = own.iter().any(|part| part.contains('*') || part.contains("path"));
        // A part of the program may lie below a path that is not known here.
        let may_lie_below = own.len() > wanted.len() && !wanted.is_empty() && own.ends_with(&wanted);
        if takes_all || may_lie_below {
            return None;
        }
        let differs = |(own, wanted): (&String, &String)| !is_chosen(own) && own != wanted;
        if own.len() != wanted.len() || own.iter().zip(&wanted).any(differs) {
            return Some(false);
        }
        (!own.iter().any(|part| is_chosen(part))).then_some(true)
    }

    fn is_below(&self, wanted: &str) -> Option<bool> {
        let literal = self.path.split('/').take_while(|part| !is_chosen(part)).collect::<Vec<_>>().join("/");
        let is_whole = literal.len() == self.path.len();
        let directory = format!("{literal}/");
        match () {
            () if literal.starts_with(wanted) || !is_whole && directory.starts_with(wanted) => Some(true),
            () if !is_whole && wanted.starts_with(&literal) => None,
            () if self.path.contains(wanted) => None,
            () => Some(false),
        }
    }
}

/// A part of an address that the caller chooses, or that is not known: `{id}`, `:id`, `<int:id>`, `*`.
fn is_chosen(part: &str) -> bool {
    part.starts_with([':', '<', '*']) || part.contains('{')
}

impl<'p> Interpreter<'p> {
    /// Whether two values are equal, where one is the address of the request, or what else the route answers.
    pub(super) fn placed_equality(&mut self, left: &Value, right: &Value) -> Option<bool> {
        self.place.as_ref()?;
        let (value, constant) = match (left.as_constant(), right.as_constant()) {
            (None, Some(constant)) => (left, constant),
            (Some(constant), None) => (right, constant),
            _ => return None,
        };
        let question = question_of(value, constant)?;
        self.ask(question)
    }

    /// Whether the address begins with one of these.
    pub(super) fn placed_prefix(&mut self, value: &Value, beginning: &Value) -> Option<bool> {
        self.place.as_ref()?;
        if !is_address(value) {
            return None;
        }
        let all = constants(beginning)?;
        let questions = all.into_iter().filter(|it| it.starts_with('/')).map(Question::IsBelow);
        self.ask_any(questions.collect())
    }

    /// Whether the address, or what else the route answers, is one of a list.
    pub(super) fn placed_member(&mut self, list: &Value, value: &Value) -> Option<bool> {
        self.place.as_ref()?;
        let all = constants(list).filter(|all| !all.is_empty())?;
        let questions =
            all.iter().map(|constant| question_of(value, constant)).collect::<Option<Vec<_>>>()?;
        self.ask_any(questions)
    }

    /// One `yes` is enough; a `no` takes all of them.
    fn ask_any(&mut self, questions: Vec<Question>) -> Option<bool> {
        let answers: Vec<Option<bool>> = questions.into_iter().map(|it| self.ask(it)).collect();
        match answers.contains(&Some(true)) {
            true => Some(true),
            false => answers.iter().all(Option::is_some).then_some(false),
        }
    }

    pub(super) fn ask(&mut self, question: Question) -> Option<bool> {
        let answer = self.place.as_ref()?.answer(&question);
        if let Some(open) = self.questions.open.last_mut()
            && !open.contains(&question)
        {
            open.push(question);
        }
        answer
    }

    /// `createRouteMatcher(['/api/(.*)'])(request)`
    pub(super) fn pattern_asked_for(&mut self, call: &Call, external: &External) -> Option<Value> {
        self.place.as_ref().filter(|_| call.path.ends_with(MATCHER))?;
        let patterns = constants(external.made_with.first()?)?;
        self.ask(Question::IsNamedBy(patterns)).map(Value::boolean)
    }

    /// What tells the ways of a function apart: the answers to all that it was seen to ask. Nothing where no filter runs.
    pub(super) fn answers(&mut self, function: (ModuleId, FunctionId)) -> Option<u64> {
        let place = self.place.as_ref()?;
        // A filter may be an entry by itself, where no route is known.
        let Some(asked) = self.questions.of.get(&function) else { return Some(0) };
        if let Some(open) = self.questions.open.last_mut() {
            let new: Vec<_> = asked.iter().filter(|it| !open.contains(it)).cloned().collect();
            open.extend(new);
        }
        Some(Digester::tagged(101).add_all(asked.iter().map(|question| place.answer(question))).end())
    }

    /// A function is followed.
    pub(super) fn begin_asking(&mut self) {
        if self.place.is_some() {
            self.questions.open.push(Vec::new());
        }
    }

    /// It was; true where it asked something that it had not asked before.
    pub(super) fn end_asking(&mut self, function: (ModuleId, FunctionId)) -> bool {
        if self.place.is_none() {
            return false;
        }
        let asked = self.questions.open.pop().unwrap_or_default();
        if let Some(outer) = self.questions.open.last_mut() {
            let new: Vec<_> = asked.iter().filter(|it| !outer.contains(it)).cloned().collect();
            outer.extend(new);
        }
        if asked.is_empty() {
            return false;
        }
        let known = self.questions.of.entry(function).or_default();
        let new: Vec<_> = asked.into_iter().filter(|it| !known.contains(it)).collect();
        let is_new = !new.is_empty();
        known.extend(new);
        is_new
    }
}

/// What a comparison with a constant asks of the route.
fn question_of(value: &Value, constant: &str) -> Option<Question> {
    let path = value.external_path().unwrap_or_default();
    if path.ends_with(".endpoint") {
        return Some(Question::IsNamed(constant.into()));
    }
    if path.ends_with(".method") || path.ends_with(".Method") {
        let of_flask = path.starts_with("@python/flask");
        return (constant == "OPTIONS").then_some(Question::IsPreflight { of_flask });
    }
    (constant.starts_with('/') && is_address(value)).then(|| Question::Is(constant.into()))
}

/// Whether a value is the address that was asked for, or the path in it.
fn is_address(value: &Value) -> bool {
    let is = |source: &Source| matches!(source, Source::Caller(Part::Url));
    !matches!(value.shape, Shape::Text(_) | Shape::Array(_))
        && !value.origins.is_empty()
        && value.origins.iter().all(|origin| is(&origin.source) && !origin.cleansed.is_summed_up())
}

/// One constant, or a list of nothing else.
fn constants(value: &Value) -> Option<Vec<Name>> {
    if let Some(one) = value.as_constant() {
        return Some(vec![one.into()]);
    }
    match &value.shape {
        Shape::Array(array) if array.rest().is_none() => {
            array.elements().iter().map(|one| one.as_constant().map(Name::from)).collect()
        }
        _ => None,
    }
}
