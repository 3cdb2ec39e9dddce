//! How long it takes to have every version, suite and group of an nginx on loopback, beside sslscan where that is
//! installed: `cargo bench -p assay-probes --features live`. Prints medians; asserts nothing.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for a terminal")]

#[path = "../tests/common/nginx.rs"]
mod nginx;

use std::{
    process::Command,
    time::{Duration, Instant},
};

use assay_probes::{Limits, ask_tls, in_one_thread};
use nginx::{INTERMEDIATE, Nginx, WEAK, has};

const ROUNDS: usize = 11;

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}

fn main() {
    if !has(&["nginx", "openssl"]) {
        return;
    }
    for (name, tls) in [("intermediate", INTERMEDIATE), ("weak", WEAK)] {
        let nginx = Nginx::start(tls, "return 200 ok;");
        let ours = median(|| {
            in_one_thread(ask_tls("127.0.0.1", nginx.port, &Limits::default())).unwrap();
        });
        println!("{name}: assay {ours:?}");
        if has(&["sslscan"]) {
            let theirs = median(|| {
                let address = format!("127.0.0.1:{}", nginx.port);
                Command::new("sslscan").arg("--no-heartbleed").arg(address).output().unwrap();
            });
            println!("{name}: sslscan {theirs:?}");
        }
    }
}
