package main
import (
	"net/http"
	"github.com/go-chi/chi/v5"
)

func notes(w http.ResponseWriter, r *http.Request) { db.Query("SELECT * FROM notes WHERE id = $1", r.FormValue("id")) }
func ask(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !good(r.Header.Get("X-Key")) {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
func askFunc(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !good(r.Header.Get("X-Key")) {
			w.WriteHeader(401)
			return
		}
		next(w, r)
	}
}
func idle(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
	})
}

func api() http.Handler {
	r := chi.NewRouter()
	r.Use(ask)
	r.Get("/a", notes)
	return r
}
func open() chi.Router {
	r := chi.NewRouter()
	r.Get("/a", notes)
	return r
}
func main() {
	r := chi.NewRouter()
	r.Mount("/closed1", api())
	r.Mount("/open1", open())
	r.Group(func(r chi.Router) {
		r.Use(ask)
		r.Get("/closed2", notes)
	})
	r.Group(func(r chi.Router) {
		r.Get("/open2", notes)
	})
	http.ListenAndServe(":80", r)
}
