//! What two tenants that share nothing but processors can tell each other by keeping them busy: hostile behaviour H29.
//!
//! One spins or sleeps, by the bits of a text nobody else knows; the other, of another site, counts how often it comes round
//! meanwhile. Nothing closes such a channel but a processor of one's own, so it is measured and said. Run it on one
//! processor for the worst case: `taskset -c 0 cargo bench -p assay-sandbox --bench contention`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement")]

use std::{
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use assay_sandbox::{End, Host, Init, Invocation, Outcome, Reply, Version, VersionOptions};
use serde_json::{Value, json};

struct Nobody;

impl Host for Nobody {
    fn call(&mut self, _: &Value, _: &str, _: &Init) -> Reply {
        Reply::default()
    }
}

/// Bits that are sent.
const BITS: usize = 200;

const CODE: &str = "exports.index = {
  send: async ({ bits, start, slot }) => {
    for (let at = 0; at < bits.length; at += 1) {
      const end = start + (at + 1) * slot;
      while (Date.now() < start + at * slot) await new Promise((done) => setTimeout(done, 1));
      if (bits[at]) { while (Date.now() < end - 2) {} } else { await new Promise((done) => setTimeout(done, Math.max(0, end - Date.now() - 2))); }
    }
  },
  receive: ({ count, start, slot }) => {
    const rounds = [];
    for (let at = 0; at < count; at += 1) {
      while (Date.now() < start + at * slot) {}
      let round = 0;
      const end = start + (at + 1) * slot;
      while (Date.now() < end) round += 1;
      rounds.push(round);
    }
    return rounds;
  },
};";

fn main() {
    assay_sandbox::enter();
    // A generator of the C standard's example: what is sent must only not be all the same.
    let mut state: u32 = 1;
    let bits: Vec<bool> = (0..BITS)
        .map(|_| {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            (state >> 16) & 1 == 1
        })
        .collect();
    let processors = thread::available_parallelism().map_or(0, |count| count.get());
    println!("{processors} processors, {BITS} bits");
    for slot_ms in [5, 10, 20, 40, 80] {
        let errors = errors(&bits, slot_ms);
        let rate = errors as f64 / BITS as f64;
        let capacity = (1.0 - entropy(rate)) * 1_000.0 / f64::from(slot_ms);
        println!("{slot_ms} ms a bit: {:.0} % wrong, {capacity:.1} bits a second", rate * 100.0);
    }
}

/// How many bits arrive wrong.
fn errors(bits: &[bool], slot_ms: u32) -> usize {
    let [sender, receiver] = [(); 2].map(|()| Version::start(CODE, &VersionOptions::default()).unwrap());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let start = u64::try_from(now.as_millis()).unwrap() + 500;
    let ask = |version: &Version, handler: &str, body: Value| {
        let envelope = json!({ "handler": handler, "body": body });
        version.invoke(&Invocation { envelope, deadline: Duration::from_secs(25) }, &mut Nobody)
    };
    let rounds = thread::scope(|scope| {
        let sent = json!({ "bits": bits, "start": start, "slot": slot_ms });
        let sending = scope.spawn(|| ask(&sender, "index.send", sent));
        let asked = json!({ "count": bits.len(), "start": start, "slot": slot_ms });
        let heard = ask(&receiver, "index.receive", asked);
        replied(&sending.join().unwrap());
        replied(&heard)
    });
    let rounds: Vec<u64> = rounds.as_array().unwrap().iter().map(|it| it.as_u64().unwrap()).collect();
    // The best that a receiver can do who knows how many of each there are: the busiest slots are ones.
    let mut sorted = rounds.clone();
    sorted.sort_unstable();
    let ones = bits.iter().filter(|bit| **bit).count();
    let edge = sorted[ones.saturating_sub(1)];
    bits.iter().zip(&rounds).filter(|(bit, round)| **bit != (**round <= edge)).count()
}

fn replied(outcome: &Outcome) -> Value {
    let End::Reply(reply) = &outcome.end else { panic!("{outcome:?}") };
    assert_eq!(reply["success"], true, "{reply}");
    reply["body"].clone()
}

/// What is left unknown of a bit that is wrong this often.
fn entropy(rate: f64) -> f64 {
    let part = |p: f64| if p <= 0.0 { 0.0 } else { -p * p.log2() };
    part(rate) + part(1.0 - rate)
}
