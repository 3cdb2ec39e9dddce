package main
import (
	"crypto/subtle"
	"database/sql"
	"os"
)
var db, _ = sql.Open("postgres", "notes")
func good(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(os.Getenv("KEY"))) == 1
}
