//! Every shape of the data is seen where it stands, and its stand-ins are not.
#![expect(clippy::unwrap_used, reason = "tests")]

use assay_secrets::{Certainty, Form, SecretId, detectors, scan};
use assay_source::RelPath;

fn path(text: &str) -> RelPath {
    RelPath::parse(text).unwrap()
}

fn names(file: &str, text: &str) -> Vec<String> {
    let found = scan(&path(file), text.as_bytes()).detections;
    let name = |form: Form| match form {
        Form::Issued { detector, .. } => detector.to_owned(),
        Form::Named { name, .. } | Form::SharedSecret { name } => name,
        Form::Query { name, .. } => format!("?{name}"),
    };
    found.into_iter().map(|detection| name(detection.form)).collect()
}

#[test]
fn every_shape_is_seen_once_in_code_settings_and_prose() {
    for detector in detectors() {
        let example = detector.example();
        for (file, text) in [
            ("src/a.js", format!("const client = connect(\n  \"{example}\",\n);\n")),
            (".env", format!("SOMETHING={example}\n")),
            ("src/a.py", format!("x = '''{example}'''\n")),
        ] {
            let found = scan(&path(file), text.as_bytes()).detections;
            assert_eq!(found.len(), 1, "{} in {file}: {found:?}", detector.id);
            let is_it = match &found[0].form {
                Form::Issued { detector: id, .. } => *id == detector.id,
                Form::SharedSecret { name } => *name == detector.id,
                _ => false,
            };
            assert!(is_it, "{} in {file}: {found:?}", detector.id);
            assert!(found[0].certainty >= Certainty::Likely, "{}", detector.id);
        }
    }
}

#[test]
fn a_shape_inside_a_longer_word_is_that_words() {
    for detector in
        detectors().iter().filter(|detector| detector.example().starts_with(|c: char| c.is_alphanumeric()))
    {
        let text = format!("x = 'Q{}';", detector.example());
        let found = scan(&path("src/a.js"), text.as_bytes()).detections;
        let same = |form: &Form| matches!(form, Form::Issued { detector: id, .. } if *id == detector.id);
        // Those that may begin anywhere ahead of their keyword, and addresses, have no first letter to be wrong.
        if detector.kind == assay_secrets::DetectorKind::Token && detector.id != "aws-secret-key" {
            assert!(
                !found.iter().any(|it| same(&it.form) && it.span.start == 5),
                "{}: {found:?}",
                detector.id
            );
        }
    }
}

#[test]
fn a_wrong_checksum_is_no_github_or_npm_token() {
    for id in ["github-token", "npm-token"] {
        let mut example = assay_secrets::detector(id).unwrap().example();
        let last = example.pop().unwrap();
        example.push(if last == 'a' { 'b' } else { 'a' });
        assert_eq!(names("src/a.js", &format!("x = '{example}'")), [""; 0], "{id}");
    }
}

#[test]
fn a_right_checksum_counts_even_in_a_test() {
    let github = assay_secrets::detector("github-token").unwrap().example();
    let slack = assay_secrets::detector("slack-token").unwrap().example();
    let certainty = |text: &str| scan(&path("tests/a.test.js"), text.as_bytes()).detections[0].certainty;
    assert_eq!(certainty(&format!("x = '{github}'")), Certainty::Certain);
    assert_eq!(certainty(&format!("x = '{slack}'")), Certainty::Doubtful);
}

#[test]
fn named_secrets_are_seen_in_every_language() {
    let v = "q8Zr1mWc0pTnVb7K";
    for (file, text) in [
        ("a.js", format!("const API_KEY = '{v}';")),
        ("a.ts", format!("private readonly clientSecret: string = \"{v}\";")),
        ("a.py", format!("API_TOKEN = \"{v}\"")),
        ("a.java", format!("private static final String API_TOKEN = \"{v}\";")),
        ("a.go", format!("apiToken := \"{v}\"")),
        ("a.rb", format!("config[:secret_key] = '{v}'")),
        ("a.php", format!("define('API_TOKEN', '{v}');")),
        ("a.cs", format!("var apiKey = @\"{v}\";")),
        ("a.json", format!("{{\"apiKey\": \"{v}\"}}")),
        ("a.yaml", format!("api_key: {v}\n")),
        ("a.toml", format!("api_key = \"{v}\"\n")),
        ("a.properties", format!("acme.api-key={v}\n")),
        ("a.xml", format!("<apiKey>{v}</apiKey>")),
        ("web.config", format!("<add key=\"ApiKey\" value=\"{v}\"/>")),
        (".env", format!("ACME_API_KEY={v}\n")),
        ("Dockerfile", format!("FROM x\nENV API_TOKEN={v}\nENV API_TOKEN2 x\n")),
        ("a.sh", format!("export API_TOKEN={v}\n")),
        ("k8s/a.yaml", format!("env:\n  - name: API_TOKEN\n    value: {v}\n")),
        ("a.html", format!("<script>var accessToken = '{v}'</script>")),
        ("b.js", format!("headers: {{ Authorization: 'Bearer {v}' }}")),
        ("c.js", format!("const secret = process.env.CLIENT_SECRET || '{v}'")),
    ] {
        assert_eq!(names(file, &text).len(), 1, "{file}: {text}");
    }
}

#[test]
fn what_looks_like_a_secret_and_is_none_is_passed_over() {
    for (file, text) in [
        ("a.js", "const token = await getToken('storage-key-1');"),
        ("a.js", "const TOKEN_KEY = 'api-token-v2';"),
        ("a.js", "const apiKey = process.env.API_KEY;"),
        ("a.js", "const apiKey = 'YOUR_API_KEY';"),
        ("a.js", "const clientSecret = 'xxxxxxxxxxxxxxxx';"),
        ("a.js", "const password = t('login.password.label');"),
        ("a.ts", "interface A { token: string; password?: string }"),
        ("a.js", "api.asApp().requestJira(route`/rest?token=x`)"),
        ("a.json", "{\"integrity\": \"sha512-q8Zr1mWc0pTnVb7KdLs2HyXe4GaRu9\"}"),
        ("a.json", "{\"tokenType\": \"Bearer\", \"token_type_hint\": \"access_token\"}"),
        ("a.yaml", "token: ${TOKEN}\npassword: '{{ .Values.password }}'\nsecret: !Ref Secret1a\n"),
        ("a.yaml", "secretKeyRef:\n  name: db-secret-1\n  key: password1\n"),
        ("a.properties", "password.reset.token.header=X-Auth-Token-1\n"),
        (".env.example", "API_KEY=q8Zr1mWc0pTnVb7K\n"),
        ("src/a.test.js", "const apiKey = 'q8Zr1mWc0pTnVb7K'"),
        ("README.md", "API_KEY=q8Zr1mWc0pTnVb7K"),
        ("yarn.lock", "token \"q8Zr1mWc0pTnVb7K\""),
        ("src/locales/de.json", "{\"password\": \"Passwort1!\"}"),
        ("a.js", "const publicKey = 'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ'"),
        ("a.js", "csrfToken: 'q8Zr1mWc0pTnVb7K'"),
        ("a.py", "\"\"\"Answers {\"token\": \"q8Zr1mWc0pTnVb7K...\"}\"\"\""),
        ("a.js", "apiKey: 'q8Zr1m...KdLs2HyXe4Ga'"),
        ("a.js", "x = 'postgres://user:password@localhost:5432/db'"),
        ("a.js", "x = `postgres://${user}:${password}@${host}/db`"),
        ("a.js", "x = 'https://user:pass@example.com'"),
        ("a.js", "-----BEGIN PRIVATE KEY-----\\n"),
        (
            "a.pem",
            "-----BEGIN PUBLIC KEY-----\nMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ\n-----END PUBLIC KEY-----",
        ),
    ] {
        assert_eq!(names(file, text), [""; 0], "{file}: {text}");
    }
}

#[test]
fn a_word_to_sign_with_counts_where_nothing_else_is_given() {
    let text = "return os.getenv(\"STATE_SECRET\") or \"dev-state-secret-change-me\"";
    assert_eq!(names("a.py", text), ["STATE_SECRET"]);
    assert_eq!(names("a.js", "const key = process.env.JWT_SECRET || 'secret-key'"), ["JWT_SECRET"]);
    assert_eq!(names("a.js", "const key = process.env.API_KEY || 'your-key'"), [""; 0]);
    assert_eq!(names("config.toml", "secret_key = \"env(SECRET_VALUE)\"\n"), [""; 0]);
}

#[test]
fn what_stands_in_for_a_variable_of_settings_is_in_the_source() {
    let file = "src/main/resources/application.yml";
    assert_eq!(
        names(file, "security:\n  password: ${SECURITY_PASSWORD:hunter2horse}\n"),
        ["SECURITY_PASSWORD"]
    );
    assert_eq!(names(file, "signing: ${JWT_SECRET:sign-with-this}\n"), ["JWT_SECRET"]);
    assert_eq!(names("application.properties", "db.password=${DB_PW:hunter2horse}\n"), ["DB_PW"]);
    assert_eq!(names("a.java", "@Value(\"${jwt.secret-key:sign-with-this}\")"), ["jwt.secret-key"]);
    assert_eq!(names("a.sh", "token=${API_TOKEN:-q8Zr1mWc0pTnVb7K}\n"), ["API_TOKEN"]);
    for text in [
        "password: ${SECURITY_PASSWORD}\n",
        "password: ${SECURITY_PASSWORD:}\n",
        "password: ${SECURITY_PASSWORD:changeme}\n",
        "password: ${SECURITY_PASSWORD:${OTHER_PASSWORD:}}\n",
        "password: ${ssm:/notes/password-1}\n",
        "token: ${env:API_TOKEN_1}\n",
        "secret: ${self:custom.secret-q8Zr1mWc0pTn}\n",
    ] {
        assert_eq!(names(file, text), [""; 0], "{text}");
    }
    assert_eq!(names("a.sh", "echo ${PASSWORD:?is not set, see README1}\n"), [""; 0]);
    assert_eq!(names("a.sh", "echo ${DB_PASSWORD:0:12} ${API_TOKEN:4}\n"), [""; 0]);
}

#[test]
fn the_first_password_to_try_counts_in_a_file_that_runs() {
    assert_eq!(names("application.properties", "spring.datasource.password=password\n"), ["password"]);
    assert_eq!(names("application-test.properties", "spring.datasource.password=password\n"), [""; 0]);
}

#[test]
fn the_same_secret_has_the_same_id_wherever_it_stands() {
    let v = "q8Zr1mWc0pTnVb7K";
    let one = scan(&path("a.js"), format!("const API_KEY = '{v}'").as_bytes()).detections;
    let other = scan(&path(".env"), format!("X_API_KEY={v}\n").as_bytes()).detections;
    assert_eq!(one[0].secret, other[0].secret);
    assert_eq!(one[0].secret, SecretId::of(v.as_bytes()));
}

#[test]
fn a_token_that_is_shown_in_manuals_opens_nothing() {
    let token = ["ghp_", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "0mLq17"].concat();
    assert_eq!(names("src/a.js", &format!("x = '{token}'")), [""; 0]);
}

#[test]
fn links_that_are_opened_once_and_keys_that_are_public_may_stand_in_an_address() {
    for text in [
        "mail(`https://notes.acme.net/verify-email?token=${token}`)",
        "fetch(`https://api.trello.com/1/boards?key=${TRELLO_API_KEY}`)",
        "  * @example { contextToken: 'q8Zr1mWc0pTnVb7K' }",
    ] {
        assert_eq!(names("src/a.js", text), [""; 0], "{text}");
    }
    assert_eq!(names("src/a.js", "fetch(`https://api.trello.com/1/boards?token=${token}`)"), ["?token"]);
}
