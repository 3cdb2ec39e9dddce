//! The query hash, held to results of the official library.

use assay_auth::{QueryError, Request};
use proptest::prelude::*;

fn split(url: &str) -> (&str, &str) {
    url.split_once('?').unwrap_or((url, ""))
}

#[test]
fn every_vector_of_the_official_library_holds() {
    let mut seen = 0;
    for line in include_str!("../vectors/qsh.tsv").lines().filter(|line| !line.starts_with('#')) {
        let [method, base_path, url, form, canonical, hash] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("six columns: {line}")
        };
        let (path, query) = split(url);
        let form = Some(form).filter(|form| *form != "-");
        let request = Request { method, path, query, form, base_path };
        assert_eq!(request.canonical().unwrap(), canonical, "{line}");
        let found = match form {
            Some(_) => request.form_hash().unwrap().unwrap(),
            None => request.hash().unwrap(),
        };
        assert_eq!(found.to_string(), hash, "{line}");
        seen += 1;
    }
    assert_eq!(seen, 25, "23 requests, two of them in two spellings");
}

#[test]
fn a_base_path_ends_where_a_segment_does() {
    let canonical =
        |path, base_path| Request { method: "GET", path, base_path, ..Request::default() }.canonical();
    assert_eq!(canonical("/basement", "/base").unwrap(), "GET&/basement&");
    assert_eq!(canonical("/base", "/base").unwrap(), "GET&/&");
    assert_eq!(canonical("/base/x/", "/base/").unwrap(), "GET&/x&");
}

#[test]
fn brackets_are_letters_like_any_other() {
    let request = Request { method: "get", path: "/s", query: "f[y]=2&f[x]=1", ..Request::default() };
    assert_eq!(request.canonical().unwrap(), "GET&/s&f%5Bx%5D=1&f%5By%5D=2");
}

#[test]
fn a_form_counts_where_there_is_no_query() {
    let with = |method, query| Request { method, path: "/", query, form: Some("a=1"), ..Request::default() };
    assert!(with("POST", "").form_hash().unwrap().is_some());
    assert!(with("put", "jwt=x").form_hash().unwrap().is_some());
    assert!(with("POST", "b=2").form_hash().unwrap().is_none());
    assert!(with("GET", "").form_hash().unwrap().is_none());
}

#[test]
fn a_query_that_cannot_be_read_has_no_hash() {
    let hash = |query| Request { method: "GET", path: "/", query, ..Request::default() }.hash();
    assert_eq!(hash("a=%"), Err(QueryError::Escape { at: 2 }));
    assert_eq!(hash("a=%c3%28"), Err(QueryError::NotUtf8));
}

proptest! {
    #[test]
    fn the_order_of_parameters_makes_no_difference(mut pairs in prop::collection::vec("[a-c]=[0-9a-f]{0,3}", 0..6)) {
        let one = pairs.join("&");
        pairs.reverse();
        let other = pairs.join("&");
        let hash = |query: &str| Request { method: "GET", path: "/", query, ..Request::default() }.hash().unwrap();
        prop_assert_eq!(hash(&one), hash(&other));
    }

    #[test]
    fn another_parameter_makes_another_hash(query in "([a-c]=[0-9]{0,2}&){0,4}", more in "[d-f]=[0-9]{0,2}") {
        let hash = |query: &str| Request { method: "GET", path: "/", query, ..Request::default() }.hash().unwrap();
        prop_assert_ne!(hash(&query), hash(&format!("{query}&{more}")));
    }

    #[test]
    fn any_request_is_taken(method: String, path: String, query: String, form: Option<String>, base_path: String) {
        let request = Request {
            method: &method, path: &path, query: &query, form: form.as_deref(), base_path: &base_path,
        };
        let _ = request.hash();
        let _ = request.form_hash();
    }
}
