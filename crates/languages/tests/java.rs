//! What becomes of a Java file.
#![expect(clippy::unwrap_used, reason = "tests")]

mod told;

use std::sync::Arc;

use assay_languages::lower;
use assay_source::{RelPath, SourceText};
use told::told;

fn tree(source: &str) -> String {
    let text = Arc::new(SourceText::new(RelPath::parse("Notes.java").unwrap(), source.as_bytes()));
    let lowered = lower(&text);
    let complaints: Vec<String> =
        lowered.diagnostics.iter().map(|it| format!("! {}\n", it.message)).collect();
    format!("{}{}", complaints.concat(), lowered.module.unwrap())
}

#[test]
fn a_controller_reads_like_the_program_it_is() {
    insta::assert_snapshot!(tree(
        r#"
package com.example.notes;

import com.atlassian.connect.spring.AtlassianHostUser;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.bind.annotation.GetMapping;
import static java.util.Objects.requireNonNull;

@RestController
@RequestMapping(path = "/notes", produces = {"application/json"})
public class NotesController {
    private static final String TABLE = "notes";
    private final NoteRepository repository;
    @Autowired private Audit audit;

    public NotesController(NoteRepository repository) {
        this.repository = repository;
    }

    @GetMapping("/{id}")
    public List<Note> read(@AuthenticationPrincipal AtlassianHostUser user, @PathVariable String id) {
        if (id == null || id.isEmpty()) {
            throw new IllegalArgumentException("no id");
        }
        String query = "SELECT * FROM " + TABLE + " WHERE id = '" + id + "'";
        try (Statement statement = open()) {
            for (Note note : repository.all(query)) {
                audit.log("read " + note.getId());
            }
        } catch (SQLException | RuntimeException error) {
            log(error);
        } finally {
            audit.done();
        }
        int count = 0;
        count += 2;
        return repository.find(query).stream().map(Note::new).filter(it -> it.host().equals(user.getHost())).toList();
    }

    private void log(Exception error) {
        switch (error.getMessage()) {
            case "a", "b" -> System.out.println(error);
            default -> requireNonNull(error);
        }
    }
}

record Note(String id, String host) {}
"#
    ));
}

#[test]
fn a_field_is_told_from_a_method_of_its_name() {
    let tree = tree(
        "class A { private B notes; A(B it) { this.notes = it; } B notes() { return notes.all(notes()); } }",
    );
    assert!(tree.contains("this.#notes.all(this.notes())"), "{tree}");
    assert!(tree.contains("this.#notes := "), "{tree}");
}

#[test]
fn a_broken_method_does_not_hide_the_others() {
    let tree = tree("class A { int a() { return 1; } int b( { return ]; } int c() { return 3; } }");
    assert!(tree.starts_with("! a part of this file is not Java"), "{tree}");
    assert!(tree.contains("=> 1"), "{tree}");
}

#[test]
fn what_nests_without_end_is_cut() {
    let deep = format!("class A {{ int a = {}1{}; }}", "f(".repeat(5000), ")".repeat(5000));
    assert!(tree(&deep).contains("(incomplete)"));
}

#[test]
fn annotations_are_written_with_fields_of_their_class() {
    let controller = r#"
package com.example.notes;

import org.springframework.web.bind.annotation.*;

@RestController
@RequestMapping(NoteController.ROOT)
public class NoteController {
    static final String ROOT = "/api";
    private static final String NOTES_OF = "/notes";
    private static final String LISTS = NOTES_OF + "/lists";

    @GetMapping(LISTS)
    String lists() { return "[]"; }

    @PostMapping(path = ("/lists" + "/{id}"))
    String list(@PathVariable String id) { return id; }
}
"#;
    let entries = told(&[("src/NoteController.java", controller)]);
    let names: Vec<&str> = entries.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(names, ["GET /api/notes/lists", "POST /api/lists/{id}"], "{entries}");
}

#[test]
fn mybatis_puts_in_what_stands_behind_a_dollar_and_hands_over_the_rest() {
    let mapper = r#"
package com.example.notes;

import java.util.List;
import org.apache.ibatis.annotations.*;

@Mapper
public interface NoteMapper {
    @Select({"SELECT * FROM notes", "WHERE owner = #{note.owner} ORDER BY ${order}"})
    List<Note> sorted(@Param("note") Note note, @Param("order") String by);

    @Update("UPDATE notes SET text = #{text} WHERE cost = 'US$'")
    int change(String text);

    List<Note> fromXml();
}
"#;
    let tree = tree(mapper);
    assert!(tree.contains("`SELECT * FROM notes WHERE owner = ? ORDER BY ${by#"), "{tree}");
    assert!(tree.contains("\"UPDATE notes SET text = ? WHERE cost = 'US$'\", text#"), "{tree}");
    assert!(!tree.contains("fromXml"), "{tree}");
}
