package main
import "net/http"

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

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/closed1", notes)
	inner := http.NewServeMux()
	inner.HandleFunc("/a", notes)
	mux.Handle("/closed2/", http.StripPrefix("/closed2", inner))
	srv := &http.Server{Addr: ":80", Handler: ask(mux)}
	srv.ListenAndServe()
}
