//! Small servers in this process, each with one bad habit.

use std::{net::SocketAddr, rc::Rc};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// What a server does with a connection on which a request has come.
pub(crate) type Habit = Rc<dyn Fn(TcpStream, String) -> std::pin::Pin<Box<dyn Future<Output = ()>>>>;

/// Starts a server that reads the head of each request and then follows its habit.
pub(crate) async fn start(habit: Habit) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::task::spawn_local(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let habit = Rc::clone(&habit);
            tokio::task::spawn_local(async move {
                let mut head = Vec::new();
                let mut buffer = [0; 4096];
                while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < 100_000 {
                    match stream.read(&mut buffer).await {
                        Ok(0) | Err(_) => return,
                        Ok(count) => head.extend_from_slice(&buffer[..count]),
                    }
                    // A handshake is no request, and has no such end.
                    if head.first() == Some(&22) || head.first() == Some(&0x80) {
                        break;
                    }
                }
                habit(stream, String::from_utf8_lossy(&head).into_owned()).await;
            });
        }
    });
    address
}

/// A habit of writing the same bytes to everybody and closing the connection.
pub(crate) fn says(bytes: impl Into<Vec<u8>>) -> Habit {
    let bytes = Rc::new(bytes.into());
    Rc::new(move |mut stream, _| {
        let bytes = Rc::clone(&bytes);
        Box::pin(async move {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        })
    })
}

/// A habit made of an async closure.
pub(crate) fn does<F: Future<Output = ()> + 'static>(
    act: impl Fn(TcpStream, String) -> F + 'static,
) -> Habit {
    Rc::new(move |stream, head| Box::pin(act(stream, head)))
}
