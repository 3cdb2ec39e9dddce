//! The other side: HTTP/1.1 answered at an address of this machine.
//!
//! Bodies are read whole, up to a bound; heads are bounded by number, size and time. Who may ask is for the caller.

use std::{convert::Infallible, rc::Rc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    Request, Response, StatusCode, body::Incoming, header, server::conn::http1, service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

/// Largest body that is read, in bytes.
const LARGEST: usize = 1 << 20;
/// Most fields, and most bytes, of a head.
const MOST_FIELDS: usize = 64;
const LARGEST_HEAD: usize = 16 << 10;
/// Longest wait for a head, and for a body.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// In capitals, as it was sent.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query, as it was sent, without its mark; empty where there is none.
    pub query: String,
    /// Header fields in their order, names in lower case. Values that are no text are left out.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// `application/json`.
    pub content_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

impl Asked {
    /// The values of a header field, by its name in lower case.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Answers whoever connects until this is dropped, several at a time, on the runtime's one thread.
pub async fn serve<F, Answering>(listener: TcpListener, answer: F)
where
    F: Fn(Asked) -> Answering + 'static,
    Answering: Future<Output = Answered> + 'static,
{
    let answer = Rc::new(answer);
    loop {
        // A connection that failed before it was ours is the other side's business.
        let Ok((stream, _)) = listener.accept().await else { continue };
        let answer = Rc::clone(&answer);
        tokio::task::spawn_local(async move {
            let service = service_fn(move |request| respond(request, Rc::clone(&answer)));
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .max_headers(MOST_FIELDS)
                .max_buf_size(LARGEST_HEAD)
                .keep_alive(false);
            // What a client does wrong with its connection ends the connection.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn respond<F, Answering>(
    request: Request<Incoming>,
    answer: Rc<F>,
) -> Result<Response<Full<Bytes>>, Infallible>
where
    F: Fn(Asked) -> Answering,
    Answering: Future<Output = Answered>,
{
    let (head, body) = request.into_parts();
    let body = tokio::time::timeout(PATIENCE, Limited::new(body, LARGEST).collect()).await;
    let Ok(Ok(body)) = body else {
        return Ok(plain(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the body is larger than a mebibyte, or did not come\n",
        ));
    };
    let headers = head
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    let asked = Asked {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body: body.to_bytes().to_vec(),
    };
    let Answered { status, content_type, body } = answer(asked).await;
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(content_type));
    fields.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    fields.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    Ok(response)
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response
}
