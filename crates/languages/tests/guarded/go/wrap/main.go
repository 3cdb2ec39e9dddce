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

type server struct{ key string }
func (s *server) asked(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !good(r.Header.Get("X-Key")) {
			http.Error(w, "no", 401)
			return
		}
		next(w, r)
	}
}
type keyed struct{ next http.Handler }
func (k *keyed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !good(r.Header.Get("X-Key")) {
		http.Error(w, "no", 401)
		return
	}
	k.next.ServeHTTP(w, r)
}
func main() {
	s := &server{}
	mux := http.NewServeMux()
	mux.Handle("/closed1", ask(http.HandlerFunc(notes)))
	mux.HandleFunc("/closed2", askFunc(notes))
	mux.HandleFunc("/closed3", s.asked(notes))
	mux.Handle("/open1", idle(http.HandlerFunc(notes)))
	mux.HandleFunc("GET /open2", notes)
	mux.Handle("/closed4", idle(ask(http.HandlerFunc(notes))))
	mux.Handle("/closed5", &keyed{next: http.HandlerFunc(notes)})
	http.ListenAndServe(":80", mux)
}
