//! What a guest can say over its channel to harm who listens.

use std::time::Duration;

use assay_jail::{End, Host, Init, Invocation, Reply};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{Yes, ask, ask_within, others_are_fine, spec, start, trial};

pub(crate) fn frame(head: &[u8], body: &[u8]) -> Vec<u8> {
    let length = |part: &[u8]| u32::try_from(part.len()).unwrap().to_le_bytes();
    [&length(head), &length(body), head, body].concat()
}

/// A host that answers when who asked has gone.
struct Late;

impl Host for Late {
    fn call(&mut self, _: &Value, _: &str, _: &Init) -> Reply {
        std::thread::sleep(Duration::from_millis(200));
        Reply::json(200, &json!({}))
    }
}

/// What comes of bytes that are sent as they are.
fn saying(bytes: &[u8]) -> End {
    let zygote = start(&spec());
    let outcome = ask_within(&zygote, json!({ "do": "raw", "with": bytes }), Duration::from_millis(1500));
    others_are_fine(&zygote);
    outcome.end
}

fn is_broken(end: &End) -> bool {
    matches!(end, End::ChannelBroken { .. })
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("channel::a_call_is_answered_by_the_host", || {
            let zygote = start(&spec());
            let invocation = Invocation {
                envelope: json!({ "do": "calls", "with": 3 }),
                deadline: Duration::from_secs(10),
            };
            let mut host = Yes::default();
            let outcome = zygote.invoke(&invocation, &mut host);
            assert_eq!(outcome.end, End::Reply(json!([200, 200, 200])));
            assert_eq!(outcome.calls, 3);
            assert_eq!(host.0, vec![(json!({ "type": "test" }), "/x".to_owned()); 3]);
        }),
        trial("channel::an_answer_nobody_waits_for_takes_nothing_from_the_reply", || {
            let zygote = start(&spec());
            let invocation = Invocation {
                envelope: json!({ "do": "calls_without_waiting", "with": 3 }),
                deadline: Duration::from_secs(10),
            };
            let outcome = zygote.invoke(&invocation, &mut Late);
            assert_eq!((outcome.end, outcome.calls), (End::Reply(json!("went")), 3));
        }),
        trial("channel::a_length_of_four_gigabytes_is_no_frame", || {
            assert!(is_broken(&saying(&[0xff; 8])));
        }),
        trial("channel::half_a_frame_waits_for_the_deadline_and_no_longer", || {
            assert_eq!(saying(&frame(b"{\"kind\":\"result\"}", b"1")[..12]), End::Deadline);
        }),
        trial("channel::a_head_that_is_no_text_is_no_frame", || {
            assert!(is_broken(&saying(&frame(&[0xff, 0xfe, 0x00], b""))));
        }),
        trial("channel::a_kind_nobody_knows_is_no_frame", || {
            assert!(is_broken(&saying(&frame(br#"{"kind":"become","tenant":"other"}"#, b""))));
        }),
        trial("channel::fields_nobody_asked_for_are_no_frame", || {
            let call = br#"{"kind":"call","id":1,"descriptor":{},"path":"/","method":"GET","headers":[],"tenant":"x"}"#;
            assert!(is_broken(&saying(&frame(call, b""))));
        }),
        trial("channel::the_number_of_a_call_is_used_once", || {
            let call = br#"{"kind":"call","id":1,"descriptor":{},"path":"/","method":"GET","headers":[]}"#;
            assert!(is_broken(&saying(&[frame(call, b""), frame(call, b"")].concat())));
        }),
        trial("channel::json_nested_a_hundred_thousand_deep_is_refused", || {
            let deep = "[".repeat(100_000);
            assert!(is_broken(&saying(&frame(deep.as_bytes(), b""))));
            assert!(is_broken(&saying(&frame(b"{\"kind\":\"result\"}", deep.as_bytes()))));
            let call = format!(
                r#"{{"kind":"call","id":1,"descriptor":{deep},"path":"/","method":"GET","headers":[]}}"#
            );
            assert!(is_broken(&saying(&frame(call.as_bytes(), b""))));
        }),
        trial("channel::lone_surrogates_are_refused", || {
            assert!(is_broken(&saying(&frame(b"{\"kind\":\"result\"}", br#""\ud800""#))));
        }),
        trial("channel::a_key_named_proto_is_a_key", || {
            let body = br#"{"__proto__":{"admin":true}}"#;
            let End::Reply(value) = saying(&frame(b"{\"kind\":\"result\"}", body)) else { panic!() };
            assert_eq!(value["__proto__"]["admin"], Value::Bool(true));
        }),
        trial("channel::a_guest_that_lingers_after_its_reply_is_killed", || {
            let zygote = start(&spec());
            let reply = frame(b"{\"kind\":\"result\"}", b"\"early\"");
            let outcome = ask(&zygote, json!({ "do": "raw", "with": reply }));
            assert_eq!(outcome.end, End::Reply(json!("early")));
            // It sleeps for twenty seconds, if nobody ends it.
            assert!(outcome.usage.wall < Duration::from_secs(5), "{:?}", outcome.usage);
            others_are_fine(&zygote);
        }),
        trial("channel::a_flood_of_logs_is_counted_and_dropped", || {
            let mut narrow = spec();
            narrow.limits.log_lines = 10;
            let asked = json!({ "do": "log", "with": 500 });
            let outcome = ask(&start(&narrow), asked.clone());
            assert_eq!(outcome.end, End::Reply(json!("logged")));
            assert_eq!((outcome.logs.len(), outcome.logs_dropped), (10, 490));
            let outcome = ask(&start(&narrow.weakened(|guards| guards.budgets = false)), asked);
            assert_eq!((outcome.logs.len(), outcome.logs_dropped), (500, 0));
        }),
        trial("channel::a_flood_of_bytes_ends_the_guest", || {
            let mut narrow = spec();
            narrow.limits.sent_bytes = 1 << 20;
            let log = frame(b"{\"kind\":\"log\",\"level\":30}", &[b'x'; 1000]);
            let asked = json!({ "do": "raw_repeated", "with": log });
            let short = Duration::from_millis(1500);
            let zygote = start(&narrow);
            assert_eq!(ask_within(&zygote, asked.clone(), short).end, End::Flooded { what: "bytes" });
            others_are_fine(&zygote);
            let outcome = ask_within(&start(&narrow.weakened(|guards| guards.budgets = false)), asked, short);
            assert_eq!(outcome.end, End::Deadline);
        }),
        trial("channel::a_flood_of_tidings_of_code_ends_the_guest", || {
            let code =
                br#"{"kind":"code","code":{"way":"eval","is_refused":false,"at_load":false,"stack":""}}"#;
            let asked = json!({ "do": "raw_repeated", "with": frame(code, b"") });
            let short = Duration::from_millis(1500);
            let zygote = start(&spec());
            assert_eq!(ask_within(&zygote, asked.clone(), short).end, End::Flooded { what: "code" });
            others_are_fine(&zygote);
            let unlimited = start(&spec().weakened(|guards| guards.budgets = false));
            assert_eq!(ask_within(&unlimited, asked, short).end, End::Deadline);
        }),
        trial("channel::a_flood_of_calls_ends_the_guest", || {
            let mut narrow = spec();
            narrow.limits.calls = 5;
            let asked = json!({ "do": "calls", "with": 20 });
            let outcome = ask(&start(&narrow), asked.clone());
            assert_eq!((outcome.end, outcome.calls), (End::Flooded { what: "calls" }, 5));
            let outcome = ask(&start(&narrow.weakened(|guards| guards.budgets = false)), asked);
            assert_eq!(outcome.calls, 20);
        }),
    ]
}
