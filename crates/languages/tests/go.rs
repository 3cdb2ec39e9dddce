//! What becomes of a Go file.
#![expect(clippy::unwrap_used, reason = "tests")]

mod shown;

use shown::tree;

#[test]
fn a_server_reads_like_the_program_it_is() {
    insta::assert_snapshot!(tree(
        "cmd/server/main.go",
        r#"
package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/golang-jwt/jwt/v5"
)

var db *sql.DB

type Store struct {
	*Base
	db    *sql.DB
	names []string
}

func (s *Store) Find(id string) (*Note, error) {
	row := s.db.QueryRow(fmt.Sprintf("select * from notes where id = %s", id))
	var n Note
	if err := row.Scan(&n.ID); err != nil {
		return nil, err
	}
	return &n, nil
}

func auth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, err := jwt.Parse(r.Header.Get("Authorization"), key)
		if err != nil || !token.Valid {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func main() {
	store := &Store{db: db}
	http.Handle("/notes", auth(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]string
		json.NewDecoder(r.Body).Decode(&body)
		switch {
		case body["id"] == "":
			return
		default:
		}
		for key, value := range body {
			_, ok := body[key]
			note, _ := store.Find(value)
			fmt.Fprintf(w, "%v %v", note, ok)
		}
	})))
	panic(http.ListenAndServe(":80", nil))
}
"#
    ));
}

#[test]
fn a_broken_function_does_not_hide_the_others() {
    let tree = tree(
        "a.go",
        "package a\n\nfunc a() int { return 1 }\n\nfunc b( int { return ] }\n\nfunc c() int { return 3 }\n",
    );
    assert!(tree.starts_with("! a part of this file is not Go"), "{tree}");
    assert!(tree.contains("=> 1") && tree.contains("=> 3"), "{tree}");
}
