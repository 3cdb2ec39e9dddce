//! One abstract run of the whole program.
//!
//! Every function is interpreted with the values it is called with, as far as they are known, and gives a
//! [`flow::Summary`]: what it returns, what it does (calls of what others wrote, writes to what outlives it, functions
//! it calls), and what holds at each of these. Summaries are kept by function and arguments, so a helper that is
//! called alike from everywhere is interpreted once. Nothing is copied up to callers: [`flatten`] walks from an entry
//! down, and adds up what holds on the way.
//!
//! Work is bounded: recursion is cut, a function is interpreted in a limited number of ways, an entry may cost a
//! limited number of steps. What is given up is unknown, and is written down.

mod addresses;
mod arguments;
mod assertions;
mod budget;
mod calls;
mod cases;
mod checks;
mod classes;
mod cleansed;
mod collections;
mod comparisons;
mod containers;
mod data_classes;
mod decorators;
mod dependencies;
mod elements;
mod exports;
mod expressions;
mod extensions;
mod external;
mod fields;
mod fitted;
mod flatten;
mod flow;
mod frameworks;
mod functions;
mod globals;
mod held;
mod hooks;
mod left_on_requests;
mod lists;
mod marks;
mod mediated;
mod members;
mod memory;
mod methods;
mod modules;
mod objects;
mod operators;
mod own_paths;
mod patterns;
mod permissions;
mod pipes;
mod place;
mod promises;
mod promises_tested;
mod proved;
mod put_on_servers;
mod receivers;
mod records;
mod records_shown;
mod required;
mod resolved;
mod resolved_by_php;
mod run;
mod schemas;
mod scopes;
mod singletons;
mod statements;
mod targets;
mod texts;
mod uncalled;
mod variables;
mod views;
mod yields;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::entry::Decorated;
use crate::graph::Program;
use crate::guard::Guards;
use crate::hash::{HashMap, HashSet};
use crate::ir::{
    ClassId, ExpressionId, Format, FunctionId, Language, ModuleId, Name, VariableId, VariableKind,
};
use crate::model::{Model, Models};
use crate::site::Site;
use crate::value::{CellId, Value};

use budget::Budget;
use flow::{Summary, SummaryId};
use memory::Memory;
use required::Required;
use scopes::Scopes;

pub use decorators::KEYWORDS;
pub use receivers::RECEIVER;
pub(crate) use run::run;

/// The program while it is interpreted.
pub(crate) struct Interpreter<'p> {
    program: &'p Program,
    models: &'static Models,
    /// What was looked up among the models, by path.
    looked_up: RefCell<HashMap<Name, Option<&'static Model>>>,
    /// Texts of the program, each made once; by module.
    literals: Vec<HashMap<ExpressionId, Value>>,
    scopes: Vec<Scopes>,
    /// What required modules hand out of their own variables.
    required: Required,
    memory: Memory,
    summaries: Vec<Summary>,
    /// By function, `this`, arguments and what it has captured; the last one is the newest.
    memo: HashMap<u64, SummaryId>,
    /// What functions were called with that are called in too many ways, over all these calls.
    together: HashMap<(ModuleId, FunctionId), Vec<Value>>,
    /// What things that others wrote are when they are read, by path and what they belong to.
    read_outside: HashMap<u64, Value>,
    /// Variables that name something of a package.
    packages: HashMap<(ModuleId, VariableId), Value>,
    /// For each summary the version of memory at which its reads were last found unchanged.
    checked_at: Vec<u64>,
    modules: Vec<modules::ModuleState>,
    /// The functions being interpreted, outermost first, each with its key.
    active: Vec<(ModuleId, FunctionId, u64)>,
    budget: Budget,
    /// Functions that have been interpreted at least once.
    seen: HashSet<(ModuleId, FunctionId)>,
    /// Functions inside functions as they were made last, with what they captured: for those that nobody calls.
    made: BTreeMap<(ModuleId, FunctionId), std::sync::Arc<crate::value::Closure>>,
    /// Classes and members that carry decorators.
    /// Objects that were made while modules were loaded: of each there is one, whoever calls.
    made_at_loading: std::collections::BTreeSet<crate::value::ObjectId>,
    decorated: BTreeMap<Site, Decorated>,
    /// What scripts declare at their top level: visible to all scripts of a page.
    script_globals: HashMap<Name, Vec<(ModuleId, VariableId)>>,
    /// What is put on the global object.
    put_on_global: HashMap<Name, CellId>,
    /// What is put there and not kept.
    lost_on_global: HashSet<Name>,
    /// The members that a module assigns to, of those modules that were asked.
    members_put: HashMap<ModuleId, HashSet<Name>>,
    /// Classes that a framework has made an instance of, by their digest; and what their constructors did.
    constructed: BTreeSet<u64>,
    injected: Vec<SummaryId>,
    /// A filter of an entry is being run.
    in_filter: bool,
    /// The route that the filter runs before which is being followed, and what filters ask of it.
    place: Option<place::Place>,
    frameworks: frameworks::Told,
    questions: place::Questions,
    /// Classes whose members stand in several files, by language, folder and name.
    parts: HashMap<(Language, String, Name), Vec<(ModuleId, ClassId)>>,
    /// The classes that name each interface; made when the first is asked for.
    implementers: Option<BTreeMap<Name, Vec<(ModuleId, ClassId)>>>,
    /// The program's methods on types of others, once somebody asked.
    extensions: Option<extensions::Extensions>,
    /// Calls whose promise itself is tested, by the module.
    promises_tested: HashMap<ModuleId, crate::hash::HashSet<crate::ir::ExpressionId>>,
    /// What holds where each handler's function lets the next one run, by its summary.
    let_through: HashMap<SummaryId, Option<Guards>>,
    /// What holds where promises of the program's own making are resolved.
    resolved: resolved::Resolved,
    /// What holds on ways from entries down.
    held: held::Sets,
}

impl<'p> Interpreter<'p> {
    /// An interpreter that has run nothing yet.
    pub(crate) fn new(program: &'p Program, models: &'static Models) -> Self {
        let expressions = program.modules.iter().map(|module| module.expressions.len()).sum();
        Self {
            program,
            models,
            looked_up: RefCell::default(),
            literals: program.modules.iter().map(|_| HashMap::default()).collect(),
            scopes: program.modules.iter().map(Scopes::of).collect(),
            required: Required::of(program),
            memory: Memory::default(),
            summaries: Vec::new(),
            memo: HashMap::default(),
            together: HashMap::default(),
            read_outside: HashMap::default(),
            packages: HashMap::default(),
            checked_at: Vec::new(),
            modules: program.modules.iter().map(|_| modules::ModuleState::default()).collect(),
            active: Vec::new(),
            budget: Budget::for_program(expressions),
            seen: HashSet::default(),
            made: BTreeMap::new(),
            made_at_loading: std::collections::BTreeSet::new(),
            decorated: BTreeMap::new(),
            script_globals: script_globals(program),
            put_on_global: HashMap::default(),
            lost_on_global: HashSet::default(),
            members_put: HashMap::default(),
            constructed: BTreeSet::new(),
            injected: Vec::new(),
            in_filter: false,
            place: None,
            frameworks: frameworks::Told::default(),
            questions: place::Questions::default(),
            parts: parts(program),
            implementers: None,
            extensions: None,
            promises_tested: HashMap::default(),
            let_through: HashMap::default(),
            resolved: resolved::Resolved::default(),
            held: held::Sets::default(),
        }
    }
}

impl Interpreter<'_> {
    /// What a module is written in.
    fn language(&self, module: ModuleId) -> Language {
        self.program.modules[module.index()].language
    }
}

fn script_globals(program: &Program) -> HashMap<Name, Vec<(ModuleId, VariableId)>> {
    let mut found: HashMap<Name, Vec<(ModuleId, VariableId)>> = HashMap::default();
    for id in program.ids() {
        let module = program.module(id);
        if module.format != Format::Script {
            continue;
        }
        for (index, variable) in module.variables.iter().enumerate() {
            if variable.function.index() == 0 && variable.kind != VariableKind::Import {
                found.entry(variable.name.clone()).or_default().push((id, VariableId(index as u32)));
            }
        }
    }
    found
}

/// Go's types, whose methods may stand in any file of their folder, and C#'s partial classes.
fn parts(program: &Program) -> HashMap<(Language, String, Name), Vec<(ModuleId, ClassId)>> {
    let mut found: HashMap<(Language, String, Name), Vec<(ModuleId, ClassId)>> = HashMap::default();
    for id in program.ids() {
        let module = program.module(id);
        for (index, class) in module.classes.iter().enumerate() {
            let Some(name) = &class.name else { continue };
            let is_partial = || {
                let text = module.text.slice(class.span);
                text.split(name.as_str()).next().unwrap_or_default().contains("partial")
            };
            let folder = match module.language {
                Language::Go => module.file.parent().as_str().to_owned(),
                Language::CSharp if is_partial() => String::new(),
                _ => continue,
            };
            let key = (module.language, folder, name.clone());
            found.entry(key).or_default().push((id, ClassId(index as u32)));
        }
    }
    found.retain(|_, parts| parts.len() > 1);
    found
}
