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

func chain(h http.Handler, all ...func(http.Handler) http.Handler) http.Handler {
	for _, m := range all {
		h = m(h)
	}
	return h
}
func main() {
	http.Handle("/closed1", chain(http.HandlerFunc(notes), idle, ask))
	http.HandleFunc("/open1", notes)
	http.ListenAndServe(":80", nil)
}
