//! The network as it is.

use std::{
    io::{self, ErrorKind},
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    sync::mpsc::channel,
    thread,
    time::Duration,
};

use assay_wire::{Connection, Message, Proxy, Tls, Trouble, Trust, Way, in_one_thread};

use super::{Incoming, Network, Outgoing};

/// Largest body of an answer, in bytes. Ours: how much the hosted platform takes is not published.
const LARGEST: usize = 10 << 20;

/// The network: names as the system knows them, HTTPS to hosts whose certificates are good, and no proxy but a given one.
pub struct Live {
    tls: Tls,
    way: Way,
}

impl Live {
    /// With whom TLS is spoken, and the proxy to go through. No variable of the environment names one. A proxy is asked
    /// for the address that was looked at, never for a name.
    #[must_use]
    pub fn new(trust: &Trust, proxy: Option<Proxy>) -> Self {
        Self { tls: trust.verifying(), way: Way { proxy, ..Way::default() } }
    }

    async fn exchange(&self, to: SocketAddr, request: &Outgoing) -> io::Result<Incoming> {
        let headers = request.headers.iter().filter(|(name, _)| name != "accept-encoding");
        let headers = headers.map(|(name, value)| (name.as_str(), value.as_str()));
        // What comes is handed on as it is, and nothing behind this unpacks it.
        let headers = headers.chain([("accept-encoding", "identity")]);
        let message = Message::new(&request.method, &request.url, headers, request.body.clone(), false);
        let message = message.map_err(io::Error::other)?;
        let mut connection =
            Connection::open(&request.url, Some(to), &self.way, &self.tls).await.map_err(in_words)?;
        let mut answer = connection.ask(message).await.map_err(|unanswered| in_words(unanswered.trouble))?;
        let mut body = Vec::new();
        while let Some(piece) = answer.next().await.map_err(in_words)? {
            if body.len() + piece.len() > LARGEST {
                return Err(io::Error::other(format!("the answer is larger than {LARGEST} bytes")));
            }
            body.extend_from_slice(&piece);
        }
        Ok(Incoming { status: answer.status, headers: answer.headers, body })
    }
}

impl Network for Live {
    fn resolve(&self, host: &str, patience: Duration) -> io::Result<Vec<IpAddr>> {
        let (tell, told) = channel();
        let name = host.to_owned();
        // The system's look-up cannot be ended; one that hangs ends by itself, with nobody waiting for it.
        thread::spawn(move || {
            let found = (name.as_str(), 443).to_socket_addrs();
            let _ = tell.send(found.map(|all| all.map(|address| address.ip()).collect::<Vec<_>>()));
        });
        match told.recv_timeout(patience) {
            Ok(Ok(found)) if !found.is_empty() => Ok(found),
            Ok(_) => Err(in_words(Trouble::NoAddress { host: host.to_owned() })),
            Err(_) => Err(too_slow()),
        }
    }

    fn send(&self, to: SocketAddr, request: &Outgoing, patience: Duration) -> io::Result<Incoming> {
        if request.url.scheme() != "https" {
            return Err(io::Error::new(ErrorKind::InvalidInput, "calls leave by https alone"));
        }
        let exchange = async {
            let exchanged = tokio::time::timeout(patience, self.exchange(to, request)).await;
            exchanged.unwrap_or_else(|_| Err(too_slow()))
        };
        in_one_thread(exchange)?
    }
}

fn in_words(trouble: Trouble) -> io::Error {
    io::Error::other(trouble)
}

fn too_slow() -> io::Error {
    io::Error::new(ErrorKind::TimedOut, "no answer came in time")
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live").field("way", &self.way).finish_non_exhaustive()
    }
}
