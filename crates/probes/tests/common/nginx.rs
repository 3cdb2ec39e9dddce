//! A real nginx on loopback.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

/// A running nginx; it ends when this is dropped.
pub(crate) struct Nginx {
    pub(crate) port: u16,
    folder: TempDir,
    child: Child,
}

/// How it is set up.
pub(crate) const INTERMEDIATE: &str = "
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
    ssl_ecdh_curve X25519:prime256v1:secp384r1;
    ssl_prefer_server_ciphers off;";

/// Everything this build of OpenSSL still has, from TLS 1.0 on.
#[allow(dead_code, reason = "not every user of this module asks for it")]
pub(crate) const WEAK: &str = "
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
    ssl_ciphers ALL:COMPLEMENTOFALL:@SECLEVEL=0;
    ssl_prefer_server_ciphers on;
    ssl_dhparam dh.pem;";

/// True where the programs are there. Where they are not, a test says so and ends; on CI they have to be.
#[allow(clippy::print_stderr, reason = "a person has to read why nothing was tested")]
pub(crate) fn has(programs: &[&str]) -> bool {
    let missing: Vec<_> =
        programs.iter().filter(|program| Command::new(program).arg("-h").output().is_err()).collect();
    if missing.is_empty() {
        return true;
    }
    let what =
        format!("{missing:?} are not installed; on Debian: apt-get install nginx-light sslscan openssl");
    assert!(std::env::var_os("CI").is_none(), "{what}");
    eprintln!("skipped: {what}");
    false
}

impl Nginx {
    /// Starts one with TLS settings and the inside of a `server` block.
    #[allow(dead_code, reason = "not every user of this module asks for it")]
    pub(crate) fn start(tls: &str, server: &str) -> Self {
        Self::start_as("DNS:localhost,IP:127.0.0.1", tls, server)
    }

    /// The same with a certificate for these names, as OpenSSL writes them.
    pub(crate) fn start_as(names: &str, tls: &str, server: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path();
        certificate(path, names);
        fs::write(path.join("dh.pem"), DH_PARAMETERS).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let at = path.display();
        let settings = format!(
            "daemon off; worker_processes 1; pid {at}/pid; error_log {at}/errors;
            events {{ worker_connections 512; }}
            http {{
                access_log off; client_body_temp_path {at}/t; proxy_temp_path {at}/t; fastcgi_temp_path {at}/t;
                uwsgi_temp_path {at}/t; scgi_temp_path {at}/t;
                server {{
                    listen 127.0.0.1:{port} ssl; server_name localhost;
                    ssl_certificate {at}/cert.pem; ssl_certificate_key {at}/key.pem;
                    {}
                    {server}
                }}
            }}",
            tls.replace("dh.pem", &format!("{at}/dh.pem"))
        );
        let file = path.join("nginx.conf");
        fs::write(&file, settings).unwrap();
        let mut command = Command::new("nginx");
        command.arg("-c").arg(&file).arg("-p").arg(path).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Self { port, folder, child };
            }
            if let Some(status) = child.try_wait().unwrap() {
                panic!(
                    "nginx ended with {status}: {}",
                    fs::read_to_string(path.join("errors")).unwrap_or_default()
                );
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("nginx does not listen");
    }
}

impl Nginx {
    /// What it serves files from.
    #[allow(dead_code, reason = "not every user of this module asks for it")]
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its own certificate, in PEM.
    #[allow(dead_code, reason = "not every user of this module asks for it")]
    pub(crate) fn certificate(&self) -> String {
        fs::read_to_string(self.folder.path().join("cert.pem")).unwrap()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master takes its workers along, where it is asked and not killed.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn certificate(folder: &Path, names: &str) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "90", "-subj", "/CN=localhost"])
        .args([
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-addext",
            &format!("subjectAltName={names}"),
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
        ])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// `ffdhe2048` of RFC 7919.
const DH_PARAMETERS: &str = "-----BEGIN DH PARAMETERS-----
MIIBCAKCAQEA//////////+t+FRYortKmq/cViAnPTzx2LnFg84tNpWp4TZBFGQz
+8yTnc4kmz75fS/jY2MMddj2gbICrsRhetPfHtXV/WVhJDP1H18GbtCFY2VVPe0a
87VXE15/V8k1mE8McODmi3fipona8+/och3xWKE2rec1MKzKT0g6eXq8CrGCsyT7
YdEIqUuyyOP7uWrat2DX9GgdT0Kj3jlN9K5W7edjcrsZCwenyO4KbXCeAvzhzffi
7MA0BM0oNC9hkXL+nOmFg/+OTxIy7vKBg8P+OxtMb61zO7X8vC7CIAXFjvGDfRaD
ssbzSibBsu/6iGtCOGEoXJf//////////wIBAg==
-----END DH PARAMETERS-----
";
