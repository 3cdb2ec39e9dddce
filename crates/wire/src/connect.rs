//! The way to a host: its address, a proxy where there is one, TLS where it is asked for.

use std::{
    collections::BTreeMap,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use url::Url;

use crate::{Tls, proxy::Proxy, trouble::Trouble};

/// The most that is read of a proxy's answer, in bytes.
const PROXY_HEAD: usize = 8 * 1024;

/// How hosts are reached; by default directly, and where the system's name service says they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Way {
    /// The proxy to go through.
    pub proxy: Option<Proxy>,
    /// Addresses of names, for hosts that nobody else knows yet.
    pub resolve: BTreeMap<String, IpAddr>,
}

/// A connection, plain or through TLS.
pub enum Stream {
    /// As it is.
    Plain(TcpStream),
    /// Encrypted.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// The certificates of the other end, its own first, as base64.
    pub fn chain(&self) -> Vec<String> {
        let Self::Tls(stream) = self else { return Vec::new() };
        let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
        chain.iter().map(|certificate| data_encoding::BASE64.encode(certificate)).collect()
    }

    pub(crate) fn into_io(self) -> TokioIo<Self> {
        TokioIo::new(self)
    }
}

/// A connection to the host of a URL, with TLS where the URL says `https`. A plain one through a proxy goes to the proxy
/// itself.
///
/// Where `at` is given, the connection is made to that very address, directly or by the proxy, and the host of the URL
/// is only what the certificate has to name.
///
/// # Errors
/// [`Trouble`].
pub async fn connected(url: &Url, at: Option<SocketAddr>, way: &Way, tls: &Tls) -> Result<Stream, Trouble> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().unwrap_or(443);
    let (to, port) = at.map_or_else(|| (host.clone(), port), |at| (at.ip().to_string(), at.port()));
    if url.scheme() != "https" {
        return match &way.proxy {
            Some(proxy) => dial(&proxy.host, proxy.port, way).await.map(Stream::Plain),
            None => dial(&to, port, way).await.map(Stream::Plain),
        };
    }
    let stream = open(&to, port, way).await?;
    let name = ServerName::try_from(host).map_err(|error| Trouble::Tls { why: error.to_string() })?;
    let secured = TlsConnector::from(Arc::clone(tls)).connect(name, stream).await;
    secured.map(|stream| Stream::Tls(Box::new(stream))).map_err(|error| tls_trouble(&error))
}

/// A plain connection to a host and port, through the proxy where there is one. `host` is a name or an address.
///
/// # Errors
/// [`Trouble`].
pub async fn open(host: &str, port: u16, way: &Way) -> Result<TcpStream, Trouble> {
    match &way.proxy {
        None => dial(host, port, way).await,
        Some(proxy) => tunnel(proxy, host, port, way).await,
    }
}

async fn dial(host: &str, port: u16, way: &Way) -> Result<TcpStream, Trouble> {
    let addresses = addresses(host, port, way).await?;
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

async fn addresses(host: &str, port: u16, way: &Way) -> Result<Vec<SocketAddr>, Trouble> {
    let given = way.resolve.get(&host.to_ascii_lowercase()).copied();
    if let Some(address) = given.or_else(|| host.parse::<IpAddr>().ok()) {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let found = tokio::net::lookup_host((host, port)).await;
    let found: Vec<_> = found.map(Iterator::collect).unwrap_or_default();
    if found.is_empty() { Err(Trouble::NoAddress { host: host.to_owned() }) } else { Ok(found) }
}

/// Asks a proxy for a way through.
async fn tunnel(proxy: &Proxy, host: &str, port: u16, way: &Way) -> Result<TcpStream, Trouble> {
    let mut stream = dial(&proxy.host, proxy.port, way).await?;
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
