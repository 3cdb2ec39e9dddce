//! Files of every format, broken in many ways: each is read to its end, and what cannot be read is told.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use assay_app::{AppType, Options, find};
use assay_hosting::Hosting;
use assay_source::Tree;

/// One file of each format, with something of everything.
const SEEDS: [(&str, &str); 14] = [
    (
        "nginx.conf",
        "http { ssl_protocols TLSv1.1 TLSv1.2; # c\n server { listen 443 ssl; add_header X-A \"b; c\" always; location ~ \\.js$ { access_by_lua_block { if x then y = {1} end } } } }",
    ),
    (
        "httpd.conf",
        "<VirtualHost *:443>\n SSLProtocol all \\\n  -SSLv3\n Header always set X-A \"b\"\n</VirtualHost>\n",
    ),
    (
        "Caddyfile",
        "{\n\temail a@b\n}\na.example.com {\n\theader {\n\t\t-Server\n\t\tX-A \"b\"\n\t}\n\treverse_proxy {$UP}\n}\n",
    ),
    (
        "server.xml",
        "<?xml version=\"1.0\"?><Server><Connector ciphers=\"A\"><SSLHostConfig protocols=\"TLSv1\"/></Connector></Server>",
    ),
    ("application.properties", "# c\nserver.ssl.enabled-protocols=TLSv1\\\n ,TLSv1.2\na: b\n"),
    ("application.yml", "server:\n  ssl:\n    enabledProtocols: TLSv1\n---\nspring: {profiles: dev}\n"),
    ("Dockerfile", "FROM node:24 AS a\nENV A=b C=\"d e\"\nFROM a\nUSER root\n"),
    ("docker-compose.yml", "services:\n  a: &a\n    environment: [A=b]\n    privileged: true\n  b: *a\n"),
    (
        "k8s/a.yaml",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  nginx.conf: |\n    server { add_header X-A b; }\n---\napiVersion: v1\nkind: {{ .Values.kind }}\n",
    ),
    (
        "main.tf",
        "resource \"aws_db_instance\" \"a\" {\n  storage_encrypted = var.x ? true : false\n  tags = { a = \"${b}\" }\n  dynamic \"c\" {\n    content {\n      d = [1, 2]\n    }\n  }\n}\n",
    ),
    (
        "stack.json",
        "{\"AWSTemplateFormatVersion\": \"2010-09-09\", \"Resources\": {\"A\": {\"Type\": \"AWS::EFS::FileSystem\"}}}",
    ),
    ("netlify.toml", "[[headers]]\nfor = \"/*\"\n[headers.values]\nX-A = '''b'''\n"),
    ("_headers", "/*\n  X-A: b\n  ! X-C\n"),
    (
        "vercel.json",
        "{\"headers\": [{\"source\": \"/(.*)\", \"headers\": [{\"key\": \"X-A\", \"value\": \"b\"}]}]}",
    ),
];

fn read(name: &str, content: &[u8]) -> Hosting {
    let tree = Arc::new(Tree::from_files([(name, content)]).unwrap());
    let options = Options { types: Some(vec![AppType::Connect]) };
    Hosting::of(&find(&tree, &options).apps[0])
}

#[test]
fn whole_files_leave_no_gap() {
    for (name, content) in SEEDS {
        let hosting = read(name, content.as_bytes());
        assert_eq!(hosting.files.len(), 1, "{name}");
        assert!(hosting.gaps.is_empty(), "{name}: {:?}", hosting.gaps);
    }
}

#[test]
fn broken_files_are_read_to_their_end_and_told() {
    // A small generator with a fixed seed, so that a failure can be seen again.
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    const PIECES: [&[u8]; 16] = [
        b"{",
        b"}",
        b"\"",
        b"'",
        b"\n",
        b";",
        b"\\",
        b"${",
        b"{{",
        b"<",
        b">",
        b"[",
        b"---\n",
        b"\xff",
        b"\0",
        "ä".as_bytes(),
    ];
    for (name, content) in SEEDS {
        for _ in 0..150 {
            let mut bytes = content.as_bytes().to_vec();
            for _ in 0..=draw(3) {
                let at = draw(bytes.len() + 1);
                match draw(3) {
                    0 => bytes.truncate(at),
                    1 => {
                        let end = (at + draw(12)).min(bytes.len());
                        bytes.drain(at..end);
                    }
                    _ => {
                        let piece = PIECES[draw(PIECES.len())];
                        bytes.splice(at..at, piece.iter().copied());
                    }
                }
            }
            let hosting = read(name, &bytes);
            assert!(hosting.diagnostics.is_empty() || !hosting.gaps.is_empty(), "{name}");
        }
    }
}
