//! Holds our orderings against somebody else's: reads lines such as `1.0-rc1 < 1.0`, and tells where we differ.
//!
//! ```console
//! $ cargo run -p assay-advisories --example compare_versions -- Maven < comparisons.txt
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

use std::{cmp::Ordering, io::BufRead as _, process::ExitCode};

use assay_advisories::{Ecosystem, Version};

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    let Some(ecosystem) = Ecosystem::named(&name) else {
        eprintln!("name an ecosystem: {}", Ecosystem::EVERY.map(Ecosystem::name).join(", "));
        return ExitCode::from(2);
    };
    let (mut compared, mut unread, mut different) = (0, 0, 0);
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [one, sign, two] = words[..] else { continue };
        let expected = match sign {
            "<" => Ordering::Less,
            "=" => Ordering::Equal,
            ">" => Ordering::Greater,
            _ => continue,
        };
        let (Some(first), Some(second)) = (Version::parse(ecosystem, one), Version::parse(ecosystem, two))
        else {
            unread += 1;
            println!("cannot be read: {line}");
            continue;
        };
        compared += 1;
        let found = first.compare(&second);
        if found != expected || second.compare(&first) != found.reverse() {
            different += 1;
            println!("{line}: we say {found:?}");
        }
    }
    println!("{ecosystem}: {compared} compared, {different} different, {unread} not read");
    ExitCode::from(u8::from(different > 0))
}
