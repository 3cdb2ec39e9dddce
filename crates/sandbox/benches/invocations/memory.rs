//! Whether anything is left of an invocation: in the processes that stay, and in this one.

use std::fs;

use assay_sandbox::Version;

use crate::series;

/// What counts as flat, in KiB: a ninth of a kilobyte for each of nine thousand, where a page for each would be 36,000.
const FLAT: u64 = 1_000;

pub(crate) fn tell(version: &Version) {
    println!("| after | the processes that stay | this process |\n|---|---|---|");
    let mut first = None;
    for (more, total) in [(1_000, 1_000), (4_000, 5_000), (5_000, 10_000)] {
        series(version, "index.hello", more);
        let own = resident(std::process::id());
        let stay = of_all(version.zygote().process_id());
        println!("| {total} invocations | {stay} KiB | {own} KiB |");
        let (stay_first, own_first) = *first.get_or_insert((stay, own));
        assert!(stay <= stay_first + FLAT && own <= own_first + FLAT, "memory grows");
    }
    println!();
}

/// Of a process and all below it.
fn of_all(pid: u32) -> u64 {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    let below: u64 = children.split_whitespace().filter_map(|it| it.parse().ok()).map(of_all).sum();
    resident(pid) + below
}

/// Memory of a process that is there, in KiB.
fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
