//! The control interface, listening.

use std::{net::SocketAddr, sync::mpsc::Sender, thread};

use anyhow::{Context as _, Result, bail};
use assay_run::api::{Door, problem};
use assay_wire::server::{Answered, Asked, serve};
use tokio::{net::TcpListener, sync::oneshot};

use super::hub::{Happening, Request};

/// Listens on a thread of its own, and gives what is to be told of it: address and token.
pub(super) fn listen(address: SocketAddr, anywhere: bool, to: Sender<Happening>) -> Result<String> {
    if !address.ip().is_loopback() && !anywhere {
        bail!(
            "`{address}` can be reached from other machines: `--listen 127.0.0.1:{}` is for this one, `--listen-anywhere` allows the rest",
            address.port()
        );
    }
    let listener =
        std::net::TcpListener::bind(address).with_context(|| format!("`{address}` cannot be listened at"))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let door = Door::new(address);
    let told =
        format!("listening at http://{address}, described at /v1/openapi.json\ntoken: {}\n", door.token());
    thread::spawn(move || {
        let _ = assay_wire::in_one_thread(async move {
            let Ok(listener) = TcpListener::from_std(listener) else { return };
            serve(listener, move |asked| {
                let (door, to) = (door.clone(), to.clone());
                async move { answer(&door, &to, asked).await }
            })
            .await;
        });
    });
    Ok(told)
}

async fn answer(door: &Door, to: &Sender<Happening>, asked: Asked) -> Answered {
    let (status, value) = match door.refuses(&asked) {
        Some((status, because)) => (status, problem(because)),
        None => {
            let (answer, answered) = oneshot::channel();
            let Asked { method, path, query, body, .. } = asked;
            let request = Request { method, path, query, body, answer };
            let over = || (503, problem("the session is over"));
            match to.send(Happening::Asked(request)) {
                Ok(()) => answered.await.unwrap_or_else(|_| over()),
                Err(_) => over(),
            }
        }
    };
    Answered { status, content_type: "application/json", body: format!("{value:#}\n").into_bytes() }
}
