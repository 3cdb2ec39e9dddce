//! What reading and following a Spring app costs.
//!
//! `cargo bench -p assay-languages` writes Spring apps of 25, 50 and 100 thousand lines and prints for each the time to
//! load the program and to follow it from every entry, and both together for each thousand lines: that figure stays where
//! growth is linear. `RAYON_NUM_THREADS=2` for two cores; following runs on one thread.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark talks")]

use std::{
    fmt::Write,
    sync::Arc,
    time::{Duration, Instant},
};

use assay_app::{App, Options, find};
use assay_code::{analyse, graph::Program};
use assay_languages::READERS;
use assay_source::Tree;

/// Runs of each step; the best counts.
const RUNS: usize = 3;

fn main() {
    println!("lines      load       follow     both / 1000 lines");
    for lines in [25_000, 50_000, 100_000] {
        let app = app(lines);
        let (load, program) = best(|| Program::load(&app, READERS));
        let (follow, analysis) = best(|| analyse(&program, &app));
        let lines: u32 = program.modules.iter().map(|module| module.text.line_count()).sum();
        let each = (load + follow).as_secs_f64() * 1e6 / f64::from(lines);
        println!(
            "{lines:<10} {:<10} {:<10} {each:.1} µs/line   ({} entries, {} effects, {} functions, {} not followed to the end)",
            shown(load),
            shown(follow),
            analysis.entries.len(),
            analysis.events.len(),
            analysis.functions,
            analysis.budgets.len(),
        );
    }
}

fn best<T>(mut run: impl FnMut() -> T) -> (Duration, T) {
    let mut best: Option<(Duration, T)> = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        let result = run();
        let took = start.elapsed();
        if best.as_ref().is_none_or(|(known, _)| took < *known) {
            best = Some((took, result));
        }
    }
    best.unwrap()
}

fn shown(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// An app of about so many lines: controllers, services behind interfaces, repositories, entities.
fn app(lines: usize) -> App {
    let mut files = vec![(
        "atlassian-connect.json".to_owned(),
        r#"{"key": "notes", "baseUrl": "https://notes.example.com", "authentication": {"type": "jwt"}}"#
            .to_owned(),
    )];
    let (mut written, mut number) = (0, 0);
    while written < lines {
        for (name, text) in feature(number) {
            written += text.lines().count();
            files.push((format!("src/main/java/com/example/f{number}/{name}.java"), text));
        }
        number += 1;
    }
    let tree =
        Arc::new(Tree::from_files(files.iter().map(|(path, text)| (path.as_str(), text.as_str()))).unwrap());
    find(&tree, &Options::default()).apps.swap_remove(0)
}

/// One feature of the app: a controller, a service with helpers, a repository, an entity.
fn feature(number: usize) -> Vec<(String, String)> {
    let package = format!("package com.example.f{number};\n\n");
    let mut controller = format!(
        "{package}import java.util.List;\nimport org.slf4j.Logger;\nimport org.slf4j.LoggerFactory;\n\
         import org.springframework.web.bind.annotation.*;\n\n@RestController\n@RequestMapping(\"/f{number}\")\n\
         public class NoteController {{\n    private static final Logger log = LoggerFactory.getLogger(NoteController.class);\n\
         \x20   private final NoteService service;\n\n    public NoteController(NoteService service) {{\n        this.service = service;\n    }}\n"
    );
    let mut service = format!(
        "{package}import java.util.*;\nimport org.springframework.stereotype.Service;\n\
         import org.springframework.web.client.RestTemplate;\n\n@Service\npublic class NoteServiceImpl implements NoteService {{\n\
         \x20   private final NoteRepository notes;\n    private final RestTemplate client;\n\n\
         \x20   public NoteServiceImpl(NoteRepository notes, RestTemplate client) {{\n        this.notes = notes;\n        this.client = client;\n    }}\n"
    );
    let mut interface = format!("{package}import java.util.List;\n\npublic interface NoteService {{\n");
    for method in 0..12 {
        let _ = write!(
            controller,
            "\n    @GetMapping(\"/m{method}/{{id}}\")\n    public List<Note> m{method}(@PathVariable String id, @RequestParam String tenant) {{\n\
             \x20       if (id == null || id.isEmpty()) {{\n            throw new IllegalArgumentException(\"no id\");\n        }}\n\
             \x20       log.info(\"asked for \" + id);\n        return service.m{method}(id, tenant);\n    }}\n"
        );
        let _ = writeln!(interface, "    List<Note> m{method}(String id, String tenant);");
        let _ = write!(
            service,
            "\n    @Override\n    public List<Note> m{method}(String id, String tenant) {{\n\
             \x20       List<Note> found = new ArrayList<>();\n        for (Note note : notes.findByTenant(tenant)) {{\n\
             \x20           if (note.getId().equals(id)) {{\n                found.add(cleaned{method}(note));\n            }}\n        }}\n\
             \x20       String answer = client.getForObject(\"https://notes.example.com/\" + id, String.class);\n\
             \x20       return answer == null ? found : Collections.emptyList();\n    }}\n\n\
             \x20   private Note cleaned{method}(Note note) {{\n        String text = note.getText();\n\
             \x20       switch (note.getKind()) {{\n            case \"a\":\n                text = text.trim();\n                break;\n\
             \x20           default:\n                text = \"[\" + text + \"]\";\n        }}\n\
             \x20       note.setText(text);\n        return note;\n    }}\n"
        );
    }
    for text in [&mut controller, &mut service, &mut interface] {
        text.push_str("}\n");
    }
    let repository = format!(
        "{package}import java.util.List;\nimport org.springframework.data.jpa.repository.JpaRepository;\n\n\
         public interface NoteRepository extends JpaRepository<Note, String> {{\n    List<Note> findByTenant(String tenant);\n}}\n"
    );
    let mut entity = format!("{package}public class Note {{\n");
    for field in ["id", "text", "kind", "tenant", "owner"] {
        let upper = format!("{}{}", field[..1].to_uppercase(), &field[1..]);
        let _ = write!(
            entity,
            "    private String {field};\n\n    public String get{upper}() {{\n        return {field};\n    }}\n\n\
             \x20   public void set{upper}(String {field}) {{\n        this.{field} = {field};\n    }}\n\n"
        );
    }
    entity.push_str("}\n");
    [
        ("NoteController", controller),
        ("NoteServiceImpl", service),
        ("NoteService", interface),
        ("NoteRepository", repository),
        ("Note", entity),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .to_vec()
}
