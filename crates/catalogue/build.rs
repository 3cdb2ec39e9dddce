//! Lists the requirement files, so that adding one is adding a file: `data/requirements/<table>/<ID>.toml`.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("data/requirements");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    for table in fs::read_dir(&root).expect("data/requirements exists").flatten() {
        println!("cargo::rerun-if-changed={}", table.path().display());
        for file in fs::read_dir(table.path()).expect("a folder per table").flatten() {
            files.push(file.path());
        }
    }
    files.sort();
    let mut code = String::from("&[\n");
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "toml")) {
        let name = file.strip_prefix(&root).expect("listed below it").display().to_string();
        writeln!(code, "    ({name:?}, include_str!({:?})),", file.display().to_string()).expect("a string");
    }
    code.push_str("]\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("requirements.rs");
    fs::write(out, code).expect("OUT_DIR is writable");
}
