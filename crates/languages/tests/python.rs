//! What becomes of a Python file.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use assay_languages::lower;
use assay_source::{RelPath, SourceText};

fn tree(source: &str) -> String {
    let text = Arc::new(SourceText::new(RelPath::parse("app.py").unwrap(), source.as_bytes()));
    let lowered = lower(&text);
    let complaints: Vec<String> =
        lowered.diagnostics.iter().map(|it| format!("! {}\n", it.message)).collect();
    format!("{}{}", complaints.concat(), lowered.module.unwrap())
}

#[test]
fn a_service_reads_like_the_program_it_is() {
    insta::assert_snapshot!(tree(
        r#"
import os, json as j
from fastapi import APIRouter, HTTPException
from .store import notes as store, find

router = APIRouter(prefix="/notes")
limit = 10

@router.get("/{note_id}", tags=["notes"])
async def read(note_id: str, request: Request, size: int = 5, *rest, **more):
    global limit
    if not request.headers.get("authorization"):
        raise HTTPException(401)
    elif size > limit and note_id in store:
        limit += size
    rows = [row["id"] for row in await find(f"id = '{note_id}'", more=rest) if row]
    with open("notes/" + note_id) as file:
        first, *others = file.read()
    return {"rows": rows, **more, "n": len(others) if others else 0}
"#
    ));
}

#[test]
fn a_class_has_a_receiver_fields_and_a_constructor() {
    insta::assert_snapshot!(tree(
        r#"
class Base:
    table = "notes"
    def __init__(self, db: Database):
        self.db = db

class Notes(Base):
    @staticmethod
    def clean(text):
        return text.strip()

    @property
    def size(self):
        return self.db.count(self.table)

    def add(self, text):
        try:
            self.db.execute("INSERT INTO %s VALUES (%s)" % (self.table, Notes.clean(text)))
        except (ValueError, KeyError) as error:
            print(error)
        except Exception:
            raise
        finally:
            self.db.close()
        return lambda: self.size
"#
    ));
}

#[test]
fn a_broken_function_does_not_hide_the_others() {
    let tree = tree("def a():\n    return 1\n\ndef b(:\n    return ]\n\ndef c():\n    return 3\n");
    assert!(tree.starts_with("! a part of this file is not Python"), "{tree}");
    assert!(tree.contains("=> 1") && tree.contains("=> 3"), "{tree}");
}

#[test]
fn what_nests_without_end_is_cut() {
    let deep = format!("x = {}1{}\n", "(".repeat(5000), ")".repeat(5000));
    assert!(tree(&deep).contains("x#0 := 1"));
    let blocks: String = (0..2000).map(|depth| format!("{}if a:\n", " ".repeat(depth))).collect();
    assert!(tree(&format!("{blocks}{}b\n", " ".repeat(2000))).contains("(incomplete)"));
}
