//! Holds our CVSS scores against somebody else's: reads lines such as `CVSS:3.1/AV:N/… 9.8`, and tells where we differ.
#![expect(clippy::print_stdout, reason = "a program for people")]

use std::io::BufRead as _;

fn main() {
    let (mut compared, mut different) = (0, 0);
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Some((vector, expected)) = line.split_once(' ') else { continue };
        compared += 1;
        if assay_advisories::score(vector) != expected.trim().parse().ok() {
            different += 1;
            println!("{line}: we say {:?}", assay_advisories::score(vector));
        }
    }
    println!("{compared} compared, {different} different");
}
