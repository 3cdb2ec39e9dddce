package com.example.notes

import com.example.notes.store.NoteRepository
import org.springframework.web.bind.annotation.*
import org.slf4j.LoggerFactory as Logs

@RestController
@RequestMapping("/notes")
class NotesController(private val notes: NoteRepository, val client: RestTemplate) {
    private val log = Logs.getLogger(NotesController::class.java)
    @Autowired lateinit var mailer: Mailer
    val size: Int get() = notes.count()
    private val key by lazy { load("key") }

    companion object {
        const val LIMIT = 20
        fun of(x: Int): Int = x + LIMIT
    }

    @GetMapping("/{id}", produces = ["application/json"])
    fun one(@PathVariable id: Long, @RequestParam(required = false) size: Int = 5): ResponseEntity<Note> {
        val note = notes.findByIdOrNull(id) ?: return ResponseEntity.notFound().build()
        val kind = when (size) {
            1 -> "one"
            2, 3 -> "few"
            in 4..9 -> "some"
            else -> { log.info("many $size of ${note.owner!!.name}"); "many" }
        }
        val text = if (note.open) note.text else null
        val made = try { text?.let { it.trim() } } catch (e: Exception) { throw Oops(e) } finally { close() }
        for ((name, value) in mapOf("a" to 1, "b" to size)) println(name + value)
        listOf(1, 2).filter { x -> x in 1..2 }.forEach(::println)
        require(size > 0) { "no" }
        helper(id, kind = kind)
        return ResponseEntity.ok(note.copy(text = made))
    }

    override fun toString() = "notes"
}

interface Find : Base<Note> { fun find(id: Long): Note? }

object Registry : Base() {
    var count = 0
    fun next(): Int { count += 1; return count }
}

fun helper(id: Long, kind: String) = "$kind/$id"
