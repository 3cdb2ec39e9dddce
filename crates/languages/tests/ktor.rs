//! Ways into servers of Ktor, and what Spring Security asks where it is set up in Kotlin.
#![expect(clippy::unwrap_used, reason = "tests")]

mod told;

use told::told;

const STORE: &str = r#"
package com.example.notes

import java.sql.DriverManager

class Store {
    private val connection = DriverManager.getConnection(System.getenv("DATABASE"))

    fun find(id: String?) = connection.prepareStatement("SELECT text FROM notes WHERE id = ?").executeQuery()
}
"#;

#[test]
fn ktor_routes_stand_behind_what_is_authenticated_around_them() {
    let application = r#"
package com.example.notes

import io.ktor.server.application.*
import io.ktor.server.auth.*
import io.ktor.server.engine.*
import io.ktor.server.netty.*
import io.ktor.server.response.*
import io.ktor.server.routing.*

fun main() {
    embeddedServer(Netty, port = 8080, module = Application::module).start(wait = true)
}

fun Application.module() {
    val store = Store()
    install(Authentication) {
        jwt("product") { validate { credential -> JWTPrincipal(credential.payload) } }
    }
    routing {
        get("/open/{id}") { call.respond(store.find(call.parameters["id"])) }
        authenticate("product") {
            route("/closed") {
                get("/{id}") { call.respond(store.find(call.parameters["id"])) }
                notes(store)
            }
        }
        authenticate("product", optional = true) {
            get("/optional") { call.respond(store.find("1")) }
        }
        route("/apart") { notes(store) }
    }
}
"#;
    let routes = r#"
package com.example.notes

import io.ktor.server.application.*
import io.ktor.server.response.*
import io.ktor.server.routing.*

fun Route.notes(store: Store) {
    post("/notes") {
        val id = call.request.queryParameters["id"]
        call.respond(store.find(id))
    }
}
"#;
    insta::assert_snapshot!(told(&[
        ("src/Application.kt", application),
        ("src/Routes.kt", routes),
        ("src/Store.kt", STORE),
    ]));
}

#[test]
fn a_class_adds_routes_to_a_router_it_is_handed() {
    let handler = r#"
package com.example.notes

import io.ktor.server.application.call
import io.ktor.server.response.respond
import io.ktor.server.routing.*

class NoteHandler(private val store: Store) {
    fun Route.routes() {
        route("/notes") { one() }
    }

    private fun Route.one() {
        get("/{id}") { call.respond(store.find(call.parameters["id"])) }
    }
}
"#;
    let application = r#"
package com.example.notes

import io.ktor.server.application.Application
import io.ktor.server.auth.authenticate
import io.ktor.server.routing.routing

fun Application.module() {
    routing {
        authenticate { with(NoteHandler(Store())) { routes() } }
    }
}
"#;
    let files = [("src/NoteHandler.kt", handler), ("src/Store.kt", STORE)];
    let alone = told(&files);
    assert!(alone.starts_with("GET /notes/{id}\n") && alone.contains("prepareStatement []"), "{alone}");
    let mounted = told(&[files.as_slice(), &[("src/Application.kt", application)]].concat());
    assert!(mounted.contains("GET /notes/{id}\n"), "{mounted}");
    assert!(mounted.contains("prepareStatement [Session]"), "{mounted}");
    assert!(!mounted.contains("prepareStatement []"), "{mounted}");
}

#[test]
fn what_ktor_intercepts_and_what_plugins_ask_stands_before_its_routes() {
    let application = r#"
package com.example.notes

import com.auth0.jwt.JWT
import com.auth0.jwt.algorithms.Algorithm
import io.ktor.http.*
import io.ktor.server.application.*
import io.ktor.server.response.*
import io.ktor.server.routing.*

val Audited = createRouteScopedPlugin("Audited") {
    onCall { call -> println(call.request.local.uri) }
}

fun verified(token: String?) = try {
    JWT.require(Algorithm.HMAC256(System.getenv("KEY"))).build().verify(token)
} catch (e: Exception) {
    null
}

fun Application.module() {
    intercept(ApplicationCallPipeline.Plugins) {
        if (verified(call.request.header("Authorization")) == null) {
            call.respond(HttpStatusCode.Unauthorized)
            return@intercept finish()
        }
    }
    routing {
        get("/notes") { call.respond(Store().find("1")) }
    }
}
"#;
    let answering = application.replace("            return@intercept finish()\n", "");
    let letting = answering.replace("            call.respond(HttpStatusCode.Unauthorized)\n", "");
    for text in [application, &answering, &letting] {
        let told = told(&[("src/Application.kt", text), ("src/Store.kt", STORE)]);
        let works: Vec<&str> = told.lines().filter(|line| line.contains("Sql")).collect();
        assert_eq!(works.len(), 1, "{told}");
        assert_eq!(works[0].contains("Jwt"), text != letting, "{told}");
    }
}

#[test]
fn spring_security_asks_the_same_in_kotlin() {
    let settings = r#"
package com.example.notes

import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Configuration
import org.springframework.http.HttpMethod
import org.springframework.security.config.annotation.web.builders.HttpSecurity
import org.springframework.security.config.annotation.web.invoke
import org.springframework.security.web.SecurityFilterChain

@Configuration
class Security {
    @Bean
    fun chain(http: HttpSecurity): SecurityFilterChain {
        http {
            authorizeHttpRequests {
                authorize("/open/**", permitAll)
                authorize(HttpMethod.GET, "/read/**", permitAll)
                authorize(anyRequest, authenticated)
            }
        }
        return http.build()
    }
}
"#;
    let controller = r#"
package com.example.notes

import org.springframework.web.bind.annotation.*

@RestController
class Notes(private val store: Store) {
    @GetMapping("/open/{id}") fun open(@PathVariable id: String) = store.find(id)
    @GetMapping("/read/{id}") fun read(@PathVariable id: String) = store.find(id)
    @PostMapping("/read/{id}") fun write(@PathVariable id: String) = store.find(id)
    @GetMapping("/closed/{id}") fun closed(@PathVariable id: String) = store.find(id)
}
"#;
    insta::assert_snapshot!(told(&[
        ("src/Security.kt", settings),
        ("src/Notes.kt", controller),
        ("src/Store.kt", STORE),
    ]));
}
