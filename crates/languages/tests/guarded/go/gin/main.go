package main
import "github.com/gin-gonic/gin"
func notes(c *gin.Context) { db.Query("SELECT * FROM notes WHERE id = $1", c.Param("id")) }
func ask(c *gin.Context) {
	if !good(c.GetHeader("X-Key")) {
		c.AbortWithStatusJSON(401, gin.H{"error": "no"})
		return
	}
	c.Next()
}
func loose(c *gin.Context) {
	if !good(c.GetHeader("X-Key")) {
		c.JSON(401, gin.H{"error": "no"})
		return
	}
	c.Next()
}
func register(rg *gin.RouterGroup) {
	rg.GET("/b", notes)
}
func main() {
	r := gin.New()
	r.GET("/open1", notes)
	g := r.Group("/closed1", ask)
	{
		g.GET("/a", notes)
	}
	register(g)
	h := r.Group("/open2")
	h.Use(loose)
	h.GET("/a", notes)
	r.POST("/closed2", ask, notes)
	r.Use(ask)
	r.GET("/closed3", notes)
	r.Run()
}
