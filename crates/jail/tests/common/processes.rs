//! Processes that came of one another.

/// A process and all that came of it.
pub(crate) fn descendants(of: u32) -> Vec<u32> {
    let mut family = vec![of];
    let mut at = 0;
    while at < family.len() {
        // Children are listed with the thread that made them.
        let threads = std::fs::read_dir(format!("/proc/{}/task", family[at])).into_iter().flatten().flatten();
        for thread in threads {
            let children = std::fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            family.extend(children.split_whitespace().map(|pid| pid.parse::<u32>().unwrap()));
        }
        at += 1;
    }
    family
}
