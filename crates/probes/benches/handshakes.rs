//! How long it takes to have every version, suite and group of an nginx on loopback, beside sslscan and sslyze where those
//! are installed, in turn: `cargo bench -p assay-probes --features live --bench handshakes`. Prints the least and the
//! median of each, and the ratio of the least; asserts nothing. The other two are timed from start to end of the process.
//! With `ASSAY=target/release/assay` so is the whole of `assay probe`: headers, DNS and reports with it.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for a terminal")]

#[path = "../tests/common/nginx.rs"]
mod nginx;

use std::{
    process::Command,
    time::{Duration, Instant},
};

use assay_probes::{Limits, ask_tls, in_one_thread};
use nginx::{INTERMEDIATE, Nginx, WEAK, has};

const ROUNDS: usize = 7;

/// Other programs, asked for the same: versions, suites, groups.
const OTHERS: [(&str, &[&str]); 2] = [
    ("sslscan", &["--no-heartbleed"]),
    (
        "sslyze",
        &[
            "--mozilla_config=disable",
            "--sslv2",
            "--sslv3",
            "--tlsv1",
            "--tlsv1_1",
            "--tlsv1_2",
            "--tlsv1_3",
            "--elliptic_curves",
        ],
    ),
];

/// The way to have something looked at, by its name.
type Look<'a> = (&'a str, Box<dyn FnMut() + 'a>);

/// The times of each, taken in turn: what slows the machine slows all.
fn in_turn(looks: &mut [Look<'_>]) -> Vec<Vec<Duration>> {
    let mut times = vec![Vec::with_capacity(ROUNDS); looks.len()];
    for _ in 0..ROUNDS {
        for ((_, look), times) in looks.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            look();
            times.push(begun.elapsed());
        }
    }
    times.iter_mut().for_each(|times| times.sort_unstable());
    times
}

fn main() {
    if !has(&["nginx", "openssl"]) {
        return;
    }
    let there = |program: &str| Command::new(program).arg("--help").output().is_ok();
    let binary = std::env::var("ASSAY");
    for (name, tls) in [("intermediate", INTERMEDIATE), ("weak", WEAK)] {
        let nginx = Nginx::start(tls, "return 200 ok;");
        let address = format!("127.0.0.1:{}", nginx.port);
        let run = |program: &'static str, options: &'static [&str]| {
            let address = address.clone();
            move || drop(Command::new(program).args(options).arg(&address).output().unwrap())
        };
        let ours = || in_one_thread(ask_tls("127.0.0.1", nginx.port, &Limits::default())).map(drop).unwrap();
        let mut looks: Vec<Look<'_>> = vec![("assay", Box::new(ours))];
        for (program, options) in OTHERS {
            if there(program) {
                looks.push((program, Box::new(run(program, options))));
            }
        }
        if let Ok(binary) = &binary {
            let url = format!("https://{address}/");
            let whole =
                ["probe", &url, "--type", "connect", "--i-own", "127.0.0.1", "--no-config", "--quiet"];
            let whole = whole.map(ToOwned::to_owned);
            looks.push((
                "assay probe",
                Box::new(move || drop(Command::new(binary).args(&whole).output().unwrap())),
            ));
        }
        let times = in_turn(&mut looks);
        for ((program, _), of_it) in looks.iter().zip(&times) {
            let (least, median) = (of_it[0], of_it[ROUNDS / 2]);
            let ratio = least.as_secs_f64() / times[0][0].as_secs_f64();
            println!(
                "{name}: {program} {least:?} at least, {median:?} in the middle, {ratio:.1} times assay's least"
            );
        }
    }
}
