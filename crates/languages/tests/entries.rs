//! Ways into apps in other languages, and what is asked of callers on the way.
#![expect(clippy::unwrap_used, reason = "tests")]

mod told;

use told::told;

#[test]
fn fastapi_routes_carry_their_dependencies() {
    let main = r#"
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException
from typing import Annotated
import jwt
import requests

app = FastAPI()
KEY = "k"


def caller(authorization: str = Header()):
    try:
        return jwt.decode(authorization, KEY, algorithms=["HS256"])
    except jwt.PyJWTError:
        raise HTTPException(401)


open_router = APIRouter(prefix="/open")
closed_router = APIRouter(prefix="/closed", dependencies=[Depends(caller)])


@open_router.get("/{id}")
async def one(id: str):
    return requests.get("https://example.com/" + id).json()


@open_router.get("/by-default")
async def by_default(claims=Depends(caller)):
    return requests.get("https://example.com/default").json()


@open_router.get("/by-annotation")
async def by_annotation(claims: Annotated[dict, Depends(caller)]):
    return requests.get("https://example.com/annotation").json()


@closed_router.post("/")
async def closed():
    return requests.post("https://example.com/closed", json={}).json()


@app.get("/decorated", dependencies=[Depends(caller)])
def decorated():
    return requests.get("https://example.com/decorated").json()


@app.get("/unverified")
def unverified(token: str):
    claims = jwt.decode(token, options={"verify_signature": False})
    return requests.get("https://example.com/" + claims["iss"]).json()


app.include_router(open_router, prefix="/v1")
app.include_router(closed_router)
"#;
    insta::assert_snapshot!(told(&[("main.py", main)]));
}

#[test]
fn flask_routes_carry_hooks_and_decorators() {
    let main = r#"
import hmac
import os
from functools import wraps

import requests
from flask import Blueprint, Flask, abort, request
from flask_login import login_required

from notes import notes

app = Flask(__name__)
app.register_blueprint(notes, url_prefix="/v1")


def signed(view):
    @wraps(view)
    def inner(*args, **kwargs):
        if not hmac.compare_digest(request.headers["x-key"], os.environ["KEY"]):
            abort(401)
        return view(*args, **kwargs)
    return inner


@app.route("/open", methods=["POST"])
def open_route():
    return requests.get("https://example.com/open").text


@app.route("/signed")
@signed
def signed_route():
    return requests.get("https://example.com/signed").text


@app.route("/session")
@login_required
def session_route():
    return requests.get("https://example.com/session").text
"#;
    let notes = r#"
import os, hmac
import requests
from flask import Blueprint, abort, request

notes = Blueprint("notes", __name__)


@notes.before_request
def check():
    if not hmac.compare_digest(request.headers["x-key"], os.environ["KEY"]):
        abort(401)


@notes.get("/<int:number>")
def one(number):
    return requests.get(f"https://example.com/{number}").text
"#;
    insta::assert_snapshot!(told(&[("main.py", main), ("notes.py", notes)]));
}

#[test]
fn spring_controllers_carry_annotations_and_security_settings() {
    let web = |name: &str, annotations: &str, method: &str| {
        format!(
            "package com.example;\nimport org.springframework.web.bind.annotation.*;\n\
             import org.springframework.security.access.prepost.PreAuthorize;\n\
             @RestController\n{annotations}\npublic class {name} {{\n  private final Notes notes;\n\
             {name}(Notes notes) {{ this.notes = notes; }}\n{method}\n}}\n"
        )
    };
    let open = web(
        "Open",
        "@RequestMapping(\"/public\")",
        "@GetMapping(\"/a\") Object a(@RequestParam String t) { return notes.findByTenant(t); }",
    );
    let closed = web(
        "Closed",
        "",
        "@PostMapping(path = \"/b\") Object b(@RequestBody String t) { return notes.findByTenant(t); }",
    );
    let asked = web(
        "Asked",
        "@RequestMapping(\"/public\")",
        "@PreAuthorize(\"hasRole('x')\") @RequestMapping(value = \"/c\", method = RequestMethod.PUT) Object c() { return notes.findAll(); }",
    );
    let notes = "package com.example;\nimport org.springframework.data.jpa.repository.JpaRepository;\n\
                 interface Notes extends JpaRepository<Note, String> { Object findByTenant(String t); }\n";
    let security = r#"package com.example;
import org.springframework.context.annotation.*;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
@Configuration
class Security {
  @Bean
  SecurityFilterChain chain(HttpSecurity http) throws Exception {
    http.csrf(csrf -> csrf.disable())
        .authorizeHttpRequests(it -> it.requestMatchers("/public/**").permitAll().anyRequest().authenticated());
    return http.build();
  }
}
"#;
    let files = [
        ("src/Open.java", open.as_str()),
        ("src/Closed.java", closed.as_str()),
        ("src/Asked.java", asked.as_str()),
        ("src/Notes.java", notes),
    ];
    insta::assert_snapshot!("spring_by_itself", told(&files));
    let secured: Vec<_> = files.iter().copied().chain([("src/Security.java", security)]).collect();
    insta::assert_snapshot!("spring_with_security", told(&secured));
    let build = (
        "build.gradle",
        "implementation 'com.atlassian.connect:atlassian-connect-spring-boot-starter:5.0.0'\n",
    );
    let ignored = web(
        "Ignored",
        "@com.atlassian.connect.spring.IgnoreJwt",
        "@GetMapping(\"/d\") Object d() { return notes.findAll(); }",
    )
    .replace("@com.atlassian.connect.spring.IgnoreJwt", "@IgnoreJwt")
    .replace(
        "import org.springframework.web",
        "import com.atlassian.connect.spring.IgnoreJwt;\nimport org.springframework.web",
    );
    let connect: Vec<_> =
        files.iter().copied().chain([build, ("src/Ignored.java", ignored.as_str())]).collect();
    insta::assert_snapshot!("spring_for_connect", told(&connect));
}

#[test]
fn an_interface_is_what_implements_it() {
    let files = [
        (
            "src/Api.java",
            "package com.example;\nimport org.springframework.web.bind.annotation.*;\n@RestController\nclass Api {\n  @Autowired private Notes notes;\n  @GetMapping(\"/a\") Object a(@RequestParam String address) { return notes.fetch(address); }\n}\n",
        ),
        ("src/Notes.java", "package com.example;\ninterface Notes { Object fetch(String address); }\n"),
        (
            "src/NotesImpl.java",
            "package com.example;\nimport org.springframework.web.client.RestTemplate;\n@Service\nclass NotesImpl implements Notes {\n  private final RestTemplate client;\n  NotesImpl(RestTemplate client) { this.client = client; }\n  public Object fetch(String address) { return client.getForObject(address, String.class); }\n}\n",
        ),
    ];
    assert_eq!(
        told(&files),
        "GET /a\n  Egress @jvm/org.springframework.web.client:RestTemplate().getForObject []\n"
    );
}

#[test]
fn django_addresses_lead_to_functions_and_classes() {
    let urls = r#"
from django.urls import path
from . import views

urlpatterns = [
    path("open/<str:key>", views.open_view),
    path("mine/", views.mine),
    path("class/", views.Notes.as_view()),
    path("asked/", views.Asked.as_view()),
]
"#;
    let views = r#"
import requests
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from rest_framework.permissions import IsAuthenticated
from rest_framework.views import APIView

from .models import Note


def open_view(request, key):
    return JsonResponse({"notes": list(Note.objects.filter(key=key))})


@login_required
def mine(request):
    return JsonResponse({"notes": list(Note.objects.filter(owner=request.user.id))})


class Notes(APIView):
    def get(self, request):
        return JsonResponse({"notes": list(Note.objects.filter(key=request.GET["key"]).all())})

    def post(self, request):
        Note.objects.create(text=request.data["text"])


class Asked(APIView):
    permission_classes = [IsAuthenticated]

    def get(self, request):
        return JsonResponse({"notes": list(Note.objects.all())})
"#;
    let models =
        "from django.db import models\n\n\nclass Note(models.Model):\n    key = models.TextField()\n";
    let files = [
        ("site/notes/urls.py", urls),
        ("site/notes/views.py", views),
        ("site/notes/models.py", models),
        ("site/notes/__init__.py", ""),
    ];
    insta::assert_snapshot!(told(&files));
}
