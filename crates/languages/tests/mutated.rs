//! Broken files of every language: no panic, always a module.
#![expect(clippy::unwrap_used, reason = "tests")]

mod shown;

use shown::tree;

const SAMPLES: [(&str, &str); 5] = [
    ("a.php", include_str!("samples/notes.php")),
    ("a.rb", include_str!("samples/notes.rb")),
    ("a.go", include_str!("samples/notes.go")),
    ("a.cs", include_str!("samples/notes.cs")),
    ("a.kt", include_str!("samples/notes.kt")),
];

/// Numbers that look drawn by lot and are always the same.
struct Lot(u64);

impl Lot {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

#[test]
fn what_is_cut_doubled_or_torn_is_lowered_as_far_as_it_goes() {
    for (path, source) in SAMPLES {
        let whole = tree(path, source);
        assert!(!whole.starts_with('!'), "{path} is a good file: {whole}");
        let mut lot = Lot(path.len() as u64);
        for _ in 0..60 {
            let mut bytes = source.as_bytes().to_vec();
            for _ in 0..=lot.below(3) {
                let at = lot.below(bytes.len());
                let length = lot.below(40).min(bytes.len() - at);
                match lot.below(3) {
                    0 => drop(bytes.drain(at..at + length)),
                    1 => {
                        let piece: Vec<u8> = bytes[at..at + length].to_vec();
                        let to = lot.below(bytes.len());
                        bytes.splice(to..to, piece);
                    }
                    _ => bytes.truncate(at),
                }
            }
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(!tree(path, &text).is_empty(), "{path}");
        }
    }
}

#[test]
fn what_ends_anywhere_is_read_to_its_end() {
    for (path, source) in SAMPLES {
        for end in (0..source.len()).filter(|end| source.is_char_boundary(*end)) {
            assert!(!tree(path, &source[..end]).is_empty(), "{path}");
        }
    }
    for end in ["@Po", "@Po()", "@Po(1, \"ä", "@Po(\n1", "@Po( a ) @Bo", "@ö"] {
        for before in ["", "class A {\n", "class A {\nval a = 1\n", "class A\n", "class A\n/* a */\n"] {
            assert!(tree("a.kt", &format!("{before}{end}")).starts_with('!'), "{before}{end}");
        }
    }
}

#[test]
fn what_nests_without_end_is_cut() {
    let deep = format!("{}1{}", "(".repeat(5000), ")".repeat(5000));
    for (path, source) in [
        ("a.php", format!("<?php\n$x = {deep};\n")),
        ("a.rb", format!("x = {deep}\n")),
        ("a.go", format!("package a\nvar x = {deep}\n")),
        ("a.cs", format!("var x = {deep};\n")),
    ] {
        assert!(!tree(path, &source).is_empty(), "{path}");
    }
    let blocks: String = (0..1000).map(|_| "if (a) {\n").collect();
    let ends = "}\n".repeat(1000);
    for (path, source) in [
        ("a.php", format!("<?php\n{blocks}{ends}")),
        ("a.go", format!("package a\nfunc f() {{ {}{ends} }}\n", blocks.replace("(a)", "a"))),
        ("a.cs", format!("{blocks}{ends}")),
        ("a.rb", format!("{}{}", "if a\n".repeat(1000), "end\n".repeat(1000))),
    ] {
        assert!(tree(path, &source).contains("(incomplete)"), "{path}");
    }
}
