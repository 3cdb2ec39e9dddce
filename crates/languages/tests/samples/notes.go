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
