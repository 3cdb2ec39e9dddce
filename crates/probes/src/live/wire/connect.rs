//! The way to a host: its address, a proxy where there is one, TLS where it is asked for.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use url::Url;

use super::super::limits::{Limits, Proxy};
use crate::Trouble;

/// The most that is read of a proxy's answer, in bytes.
const PROXY_HEAD: usize = 8 * 1024;

/// A connection, plain or through TLS.
pub(crate) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// The certificates of the other end, its own first, as base64.
    pub(super) fn chain(&self) -> Vec<String> {
        let Self::Tls(stream) = self else { return Vec::new() };
        let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
        chain.iter().map(|certificate| data_encoding::BASE64.encode(certificate)).collect()
    }

    pub(crate) fn into_io(self) -> TokioIo<Self> {
        TokioIo::new(self)
    }
}

/// A connection to the host of a URL, with TLS where the URL says `https`. A plain one goes to the proxy itself.
pub(crate) async fn connected(
    url: &Url,
    limits: &Limits,
    tls: &Arc<ClientConfig>,
) -> Result<Stream, Trouble> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().unwrap_or(443);
    if url.scheme() != "https" {
        return match &limits.proxy {
            Some(proxy) => dial(&proxy.host, proxy.port, limits).await.map(Stream::Plain),
            None => open(&host, port, limits).await.map(Stream::Plain),
        };
    }
    let stream = open(&host, port, limits).await?;
    let name = ServerName::try_from(host).map_err(|error| Trouble::Tls { why: error.to_string() })?;
    let secured = TlsConnector::from(Arc::clone(tls)).connect(name, stream).await;
    secured.map(|stream| Stream::Tls(Box::new(stream))).map_err(|error| tls_trouble(&error))
}

/// A plain connection to a host and port, through the proxy where there is one. `host` is a name or an address.
pub(crate) async fn open(host: &str, port: u16, limits: &Limits) -> Result<TcpStream, Trouble> {
    match &limits.proxy {
        None => dial(host, port, limits).await,
        Some(proxy) => tunnel(proxy, host, port, limits).await,
    }
}

async fn dial(host: &str, port: u16, limits: &Limits) -> Result<TcpStream, Trouble> {
    let addresses = addresses(host, port, limits).await?;
    let mut last = Trouble::NoAddress { host: host.to_owned() };
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                // A request is one small write; waiting for more costs a round trip's time.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => last = Trouble::Refused,
            Err(_) => last = Trouble::BrokenOff,
        }
    }
    Err(last)
}

async fn addresses(host: &str, port: u16, limits: &Limits) -> Result<Vec<SocketAddr>, Trouble> {
    let given = limits.resolve.get(&host.to_ascii_lowercase()).copied();
    if let Some(address) = given.or_else(|| host.parse::<IpAddr>().ok()) {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let found = tokio::net::lookup_host((host, port)).await;
    let found: Vec<_> = found.map(Iterator::collect).unwrap_or_default();
    if found.is_empty() { Err(Trouble::NoAddress { host: host.to_owned() }) } else { Ok(found) }
}

/// Asks a proxy for a way through.
async fn tunnel(proxy: &Proxy, host: &str, port: u16, limits: &Limits) -> Result<TcpStream, Trouble> {
    let mut stream = dial(&proxy.host, proxy.port, limits).await?;
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let mut head = format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n");
    if let Some(authorization) = &proxy.authorization {
        head.push_str(&format!("Proxy-Authorization: {}\r\n", authorization.0));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await.map_err(|_| Trouble::BrokenOff)?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        if answer.len() >= PROXY_HEAD {
            return Err(Trouble::Proxy { why: "its answer does not end".to_owned() });
        }
        // Byte by byte: what follows the head is the other end's.
        let byte = stream.read_u8().await.map_err(|_| Trouble::Proxy { why: "it broke off".to_owned() })?;
        answer.push(byte);
    }
    let line = String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned();
    let status = line.split_whitespace().nth(1).unwrap_or_default().to_owned();
    if status.starts_with('2') && status.len() == 3 { Ok(stream) } else { Err(Trouble::Proxy { why: line }) }
}

fn tls_trouble(error: &io::Error) -> Trouble {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(error) => Trouble::Tls { why: error.to_string() },
        None => Trouble::Tls { why: "the connection was closed in the handshake".to_owned() },
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, to),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_read(context, to),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_shutdown(context),
        }
    }
}
