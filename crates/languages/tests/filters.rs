//! What filters and interceptors of the JVM's servers ask before the routes they are for.
#![expect(clippy::unwrap_used, reason = "tests")]

mod told;

use told::told;

const CONTROLLER: (&str, &str) = (
    "src/NoteController.java",
    r#"
package com.example.notes;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.*;

@RestController
public class NoteController {
    private final JdbcTemplate jdbc;

    NoteController(JdbcTemplate jdbc) { this.jdbc = jdbc; }

    @GetMapping("/api/notes/{id}")
    Object api(@PathVariable String id) { return jdbc.queryForMap("SELECT * FROM notes WHERE id = ?", id); }

    @GetMapping("/open/notes/{id}")
    Object open(@PathVariable String id) { return jdbc.queryForMap("SELECT * FROM notes WHERE id = ?", id); }
}
"#,
);
const TOKENS: (&str, &str) = (
    "src/Tokens.java",
    r#"
package com.example.notes;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;

public class Tokens {
    static boolean isGood(String token) {
        try {
            JWT.require(Algorithm.HMAC256(System.getenv("KEY"))).build().verify(token);
            return true;
        } catch (RuntimeException error) {
            return false;
        }
    }
}
"#,
);

#[test]
fn a_filter_asks_before_every_route() {
    let filter = r#"
package com.example.notes;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.*;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

@Component
public class TokenFilter extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
        if (!Tokens.isGood(request.getHeader("Authorization"))) {
            response.sendError(401);
            return;
        }
        chain.doFilter(request, response);
    }
}
"#;
    let closed = told(&[CONTROLLER, TOKENS, ("src/TokenFilter.java", filter)]);
    assert_eq!(closed.matches("[Jwt]").count(), 2, "{closed}");
    let letting = filter.replace("            return;\n", "");
    let open = told(&[CONTROLLER, TOKENS, ("src/TokenFilter.java", &letting)]);
    assert_eq!(open.matches("[Jwt]").count(), 0, "{open}");
}

#[test]
fn an_interceptor_asks_before_the_paths_it_is_registered_for() {
    let interceptor = r#"
package com.example.notes;

import jakarta.servlet.http.*;
import org.springframework.web.servlet.HandlerInterceptor;

public class TokenInterceptor implements HandlerInterceptor {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (Tokens.isGood(request.getHeader("Authorization"))) {
            return true;
        }
        response.setStatus(401);
        return false;
    }
}
"#;
    let registered = r#"
package com.example.notes;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.*;

@Configuration
public class Web implements WebMvcConfigurer {
    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new TokenInterceptor()).addPathPatterns("/api/**");
    }
}
"#;
    let files = [CONTROLLER, TOKENS, ("src/TokenInterceptor.java", interceptor)];
    let none = told(&files);
    assert_eq!(none.matches("[Jwt]").count(), 0, "{none}");
    let some = told(&[files.as_slice(), &[("src/Web.java", registered)]].concat());
    let of = |path: &str| {
        let route = some.split(path).nth(1).unwrap();
        route.lines().find(|line| line.contains("Sql")).unwrap().to_owned()
    };
    assert!(of("/api/notes/{id}").ends_with("[Jwt]"), "{some}");
    assert!(of("/open/notes/{id}").ends_with("[]"), "{some}");
}

const SECURITY: &str = r#"
package com.example.notes;

import org.springframework.context.annotation.*;
import org.springframework.security.config.annotation.web.builders.*;
import org.springframework.security.config.annotation.web.configuration.*;
import org.springframework.security.web.SecurityFilterChain;

@Configuration
public class Security {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
        http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated());
        return http.build();
    }
}
"#;

/// What is asked before the two routes of the controller: of `/api`, and of `/open`.
fn asked(files: &[(&str, &str)]) -> [bool; 2] {
    let some = told(&[&[CONTROLLER], files].concat());
    ["/api/notes/{id}", "/open/notes/{id}"].map(|path| {
        let route = some.split(path).nth(1).unwrap();
        !route.lines().find(|line| line.contains("Sql")).unwrap().ends_with("[]")
    })
}

#[test]
fn spring_security_leaves_alone_what_it_is_told_to() {
    assert_eq!(asked(&[("src/Security.java", SECURITY)]), [true, true]);
    let customizer = SECURITY.replace(
        "    @Bean\n    Sec",
        "    @Bean\n    WebSecurityCustomizer open() {\n        return web -> web.ignoring().requestMatchers(\"/open/**\");\n    }\n\n    @Bean\n    Sec",
    );
    assert_eq!(asked(&[("src/Security.java", &customizer)]), [true, false]);
    let adapter = SECURITY.replace(
        "    @Bean\n    Sec",
        "    public void configure(WebSecurity web) { web.ignoring().antMatchers(\"/open/**\"); }\n\n    @Bean\n    Sec",
    );
    assert_eq!(asked(&[("src/Security.java", &adapter)]), [true, false]);
    let first = ("src/main/resources/application.properties", "security.ignored=/open/**, /css/**\n");
    assert_eq!(asked(&[("src/Security.java", SECURITY), first]), [true, false]);
    let at_home = ("src/main/resources/application-dev.properties", "security.ignored=/open/**\n");
    assert_eq!(asked(&[("src/Security.java", SECURITY), at_home]), [true, true]);
}

#[test]
fn the_framework_for_connect_leaves_alone_what_its_settings_say() {
    let build = (
        "build.gradle",
        "dependencies { implementation 'com.atlassian.connect:atlassian-connect-spring-boot-starter:4.1.0' }",
    );
    assert_eq!(asked(&[build]), [true, true]);
    let said = |text: &'static str| ("src/main/resources/application.yml", text);
    let excluded = said("atlassian:\n  connect:\n    require-auth-exclude-paths: [/open/**]\n");
    assert_eq!(asked(&[build, excluded]), [true, false]);
    let included = said("atlassian.connect.requireAuthIncludePaths: /api/**\n");
    assert_eq!(asked(&[build, included]), [true, false]);
    let for_one =
        said("spring.config.activate.on-profile: local\natlassian.connect.require-auth-exclude-paths: /**\n");
    assert_eq!(asked(&[build, for_one]), [true, true]);
}
