//! A small HTTP/1.1 server for apps of the tests: one thread for each connection, as many requests as come.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

/// A request.
#[derive(Debug, Default)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Call {
    pub(crate) fn headers<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        self.headers.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(self.query.as_bytes());
        pairs.find(|(given, _)| given == name).map(|(_, value)| value.into_owned())
    }
}

/// An answer: status, more headers, body.
pub(crate) struct Answer(pub(crate) u16, pub(crate) Vec<(String, String)>, pub(crate) String);

impl Answer {
    pub(crate) fn of(status: u16, body: impl Into<String>) -> Self {
        Self(status, vec![("Content-Type".to_owned(), "text/html".to_owned())], body.into())
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.1.push((name.to_owned(), value.into()));
        self
    }
}

/// Serves until the process ends. `app` is told the server's own address first.
pub(crate) fn serve<A>(app: impl FnOnce(SocketAddr) -> A) -> SocketAddr
where
    A: Fn(&Call) -> Answer + Send + Sync + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let app = Arc::new(app(address));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let app = Arc::clone(&app);
            thread::spawn(move || connection(&stream, &*app));
        }
    });
    address
}

fn connection(stream: &TcpStream, app: &dyn Fn(&Call) -> Answer) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let mut words = line.split_whitespace();
        let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let mut call = Call { method, path: path.to_owned(), query: query.to_owned(), ..Call::default() };
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            call.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length =
            call.headers("content-length").first().and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        call.body = String::from_utf8_lossy(&body).into_owned();
        let Answer(status, headers, body) = app(&call);
        let mut text = format!("HTTP/1.1 {status} x\r\n");
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        let length =
            if status == 204 { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        text.push_str(&format!("{length}\r\n"));
        if status != 204 && call.method != "HEAD" {
            text.push_str(&body);
        }
        (&mut &*stream).write_all(text.as_bytes()).ok()?;
    }
}

/// The body of the answer to a GET; none where there is no 200.
pub(crate) fn get(address: &str, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    head.starts_with("HTTP/1.1 200").then(|| body.to_owned())
}

/// The access token that a code is redeemed for, with a form sent by POST.
pub(crate) fn redeem(address: &str, path: &str, form: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    let length = form.len();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (_, body) = answer.split_once("\r\n\r\n")?;
    let answer: serde_json::Value = serde_json::from_str(body).ok()?;
    answer["access_token"].as_str().map(str::to_owned)
}
