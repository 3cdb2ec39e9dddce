package main
import (
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"net/http"
)
func notes(c echo.Context) error { db.Query("SELECT * FROM notes WHERE id = $1", c.Param("id")); return nil }
func ask(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !good(c.Request().Header.Get("X-Key")) {
			return echo.NewHTTPError(http.StatusUnauthorized)
		}
		return next(c)
	}
}
func main() {
	e := echo.New()
	e.GET("/open1", notes)
	k := e.Group("/closed1")
	k.Use(middleware.KeyAuth(func(key string, c echo.Context) (bool, error) { return good(key), nil }))
	k.GET("/a", notes)
	g := e.Group("/closed2", ask)
	g.GET("/a", notes)
	h := g.Group("/deep")
	h.GET("/b", notes)
	e.Start(":80")
}
