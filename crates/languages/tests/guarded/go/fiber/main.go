package main
import "github.com/gofiber/fiber/v2"
func notes(c *fiber.Ctx) error { db.Query("SELECT * FROM notes WHERE id = $1", c.Params("id")); return nil }
func ask(c *fiber.Ctx) error {
	if !good(c.Get("X-Key")) {
		return c.SendStatus(401)
	}
	return c.Next()
}
func main() {
	app := fiber.New()
	app.Get("/open1", notes)
	api := app.Group("/closed", ask)
	api.Get("/a", notes)
	app.Use(ask)
	app.Get("/closed2", notes)
	app.Listen(":80")
}
