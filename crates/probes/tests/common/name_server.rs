//! A name server in this process that knows a handful of names.

use std::net::SocketAddr;

use tokio::net::UdpSocket;

/// What it knows: name, type and data; a name without any record does not exist.
pub(crate) type Records = Vec<(&'static str, u16, Vec<u8>)>;

pub(crate) const A: u16 = 1;
pub(crate) const NS: u16 = 2;
pub(crate) const CNAME: u16 = 5;
pub(crate) const CAA: u16 = 257;

/// A name as it stands in a message.
pub(crate) fn name(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for label in text.split('.') {
        out.push(u8::try_from(label.len()).unwrap());
        out.extend_from_slice(label.as_bytes());
    }
    out.push(0);
    out
}

/// A CAA record that lets one authority issue.
pub(crate) fn issue(authority: &str) -> Vec<u8> {
    [&[0, 5], b"issue".as_slice(), authority.as_bytes()].concat()
}

/// Starts one. It answers over UDP for as long as the runtime lives.
pub(crate) async fn start(records: Records) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::task::spawn_local(async move {
        let mut buffer = [0; 1500];
        while let Ok((count, from)) = socket.recv_from(&mut buffer).await {
            let _ = socket.send_to(&answer(&buffer[..count], &records), from).await;
        }
    });
    address
}

fn answer(question: &[u8], records: &Records) -> Vec<u8> {
    let (mut labels, mut at) = (Vec::new(), 12);
    while question[at] != 0 {
        let end = at + 1 + usize::from(question[at]);
        labels.push(String::from_utf8_lossy(&question[at + 1..end]).to_ascii_lowercase());
        at = end;
    }
    let asked = labels.join(".");
    let kind = u16::from_be_bytes([question[at + 1], question[at + 2]]);
    let exists = records.iter().any(|(known, ..)| *known == asked || known.ends_with(&format!(".{asked}")));
    let found: Vec<_> = records.iter().filter(|(known, of, _)| *known == asked && *of == kind).collect();
    let mut out = question[..2].to_vec();
    out.extend_from_slice(&[
        0x84,
        if exists { 0 } else { 3 },
        0,
        1,
        0,
        u8::try_from(found.len()).unwrap(),
        0,
        0,
        0,
        0,
    ]);
    out.extend_from_slice(&question[12..at + 5]);
    for (_, of, data) in found {
        out.extend_from_slice(&[0xc0, 12]);
        out.extend_from_slice(&of.to_be_bytes());
        out.extend_from_slice(&[0, 1, 0, 0, 0, 60]);
        out.extend_from_slice(&u16::try_from(data.len()).unwrap().to_be_bytes());
        out.extend_from_slice(data);
    }
    out
}
