//! What becomes of a file.

use assay_code::{
    ir::{Format, Module, VariableKind},
    lower,
};

use crate::source;

fn module(name: &str, text: &str) -> Module {
    let lowered = lower::module(&source(name, text));
    assert!(lowered.diagnostics.is_empty(), "{:?}", lowered.diagnostics);
    lowered.module.expect("the file holds code")
}

#[test]
fn declarations_bind_names_and_functions_are_hoisted() {
    insta::assert_snapshot!(module(
        "a.ts",
        r"
import Resolver, { type Request, storage as kv } from '@forge/resolver';
import type { Notes } from './notes';
import * as api from '@forge/api';
import './side-effect';
const x = early(), { a, b: { c = 1 }, ...rest } = api.asApp(), [, d, ...e] = rest;
let count = 0;
declare const AP: any;
AP.dialog(kv);
function early(): number { return ++count; }
function overloaded(a: string): void;
function overloaded(a: any) { arguments[0]; }
export default async function handler({ payload }: Request, ...more) { return x as number + payload!.key; }
export { a as renamed, a as 'with space' };
export * from './other';
export * as ns from './ns';
export { default as first, second } from './third';
const later = (() => later)();
class Service { constructor(private readonly notes: Notes | undefined, n = new Resolver()) {} }
"
    ));
}

#[test]
fn types_leave_no_trace_but_enums_and_namespaces_are_values() {
    insta::assert_snapshot!(module(
        "a.ts",
        r"
interface A { b: string }
type C = A | undefined;
enum Color { Red, Green = 5, Blue, Name = 'n', Sum = Green }
namespace Keys { export const token = 'k'; const hidden = 1; export namespace Deep { export function f() { return hidden } } }
import fs = require('fs');
import join = Keys.token;
declare module 'x' { export const y: number }
declare global { interface Window { z: number } }
abstract class B<T> extends (Base as any)<T> implements A { abstract f(): void; declare g: string; h?: string; [key: string]: any }
const v = <C>w satisfies unknown;
const f = g<string>;
export = Color;
"
    ));
}

#[test]
fn classes_keep_members_decorators_and_injected_types() {
    insta::assert_snapshot!(module(
        "a.ts",
        r"
import { Controller, Get, Param } from '@nestjs/common';
import { NotesService } from './notes.service';
@Controller('notes')
export class NotesController extends Base {
  static shared = new Map();
  static { this.shared.set('a', 1); }
  #secret = 1;
  'quoted-name' = () => this.#secret;
  [computed()] = 2;
  accessor auto = 1;
  constructor(private notes: NotesService, readonly other: lib.Other, plain: string) { super(); }
  @Get(':id') async one(@Param('id') id: string) { return #secret in this && super.one(id); }
  get all() { return this.notes }
  set all(value) {}
  *items() { yield* this.all; yield }
}
export default class extends NotesController {}
"
    ));
}

#[test]
fn every_statement_has_its_place() {
    insta::assert_snapshot!(module(
        "a.js",
        r"
outer: for (let i = 0, n = 3; i < n; i++) { if (i) continue outer; else break }
for (const [k, v] of Object.entries(x)) k;
for (key in y) ;
for (y.z of w) {}
while (a) b();
do { c() } while (d)
switch (e) { case 1: case 'two': f(); break; default: g() }
try { h() } catch ({ message }) { throw new Error(message) } finally { i() }
try { j() } catch { }
if (k) return; else if (l) { m() } else n();
({ o, p: q.r = 1, ...s } = t);
[u, [v1 = 2]] = w1;
x1 ??= y1; x2 += 1; x3 <<= 2; x4--;
delete z.a, void 0, typeof b1;
with (c1) { d1 }
"
    ));
}

#[test]
fn expressions_are_spelt_out() {
    insta::assert_snapshot!(module(
        "a.jsx",
        r"
const api = require('@forge/api').default;
const lazy = () => import('./lazy'), computed = import(name), odd = require(`./${name}`), plain = require(`./plain`);
const url = route`/rest/api/3/issue/${key}`, text = `no values`, sum = 'a' + b + `c${d}`;
const call = a?.b?.['c']?.(...d, e)?.[0], named = function self() { return self };
const object = { a, 'b-c': 1, [d]: 2, e() { return this }, get f() { return 1 }, set f(v) {}, ...g, async *h() {}, 3: 4 };
const array = [1, , ...b], tern = (a && b || c) ?? d ? 1n : /x\/y/gi;
exports.handler = async (req) => await run(req);
const view = <ui.Panel {...props} onClick={() => go()} dangerouslySetInnerHTML={{ __html: html }} open title='T' svg:href={x}>
  text {value} {/* nothing */} <></> <b/>
</ui.Panel>;
import.meta.url;
"
    ));
}

#[test]
fn a_file_takes_part_as_what_it_does() {
    assert_eq!(module("a.js", "import 'x'").format, Format::EsModule);
    assert_eq!(module("a.js", "exports.a = 1; return").format, Format::CommonJs);
    assert_eq!(module("a.cjs", "const b = require('b')").format, Format::CommonJs);
    assert_eq!(module("a.js", "$(function () { alert(010) })").format, Format::Script);
    assert_eq!(module("a.js", "var module = {}; module.exports = 1").format, Format::Script);
}

#[test]
fn a_file_is_read_as_what_it_is_whatever_its_name() {
    for (name, text) in [
        ("types.js", "const a: string = b as any;"),
        ("cast.tsx", "const a = <string>b;"),
        ("markup.ts", "const a = <b>c</b>;"),
        ("sloppy.mjs", "with (a) { b = 010 }"),
        ("hash.js", "#!/usr/bin/env node\n'use strict'\nawait a"),
        ("page.html", "<p><script>let a = 1</script><script>let b = '</p>'</script>"),
        (
            "Part.vue",
            "<template>{{ a }}</template>\n<script setup lang=\"ts\">\nconst a: number = 1\n</script>",
        ),
    ] {
        let module = module(name, text);
        assert!(module.complete, "{name}");
    }
}

#[test]
fn what_a_function_captures_is_known() {
    let module = module(
        "a.js",
        "const top = 1; function outer(p) { let q = p; const r = 2; return () => { q++; return () => q + r + top } }",
    );
    let captures: Vec<(Option<&str>, Vec<&str>)> = module
        .functions
        .iter()
        .map(|function| {
            let names =
                function.captures.iter().map(|id| module.variables[id.index()].name.as_str()).collect();
            (function.name.as_deref(), names)
        })
        .collect();
    assert_eq!(
        captures,
        [(None, vec![]), (Some("outer"), vec![]), (None, vec!["q", "r"]), (None, vec!["q", "r"])]
    );
    let variable = |name: &str| module.variables.iter().find(|variable| variable.name == name).unwrap();
    assert!(variable("q").captured && variable("q").reassigned);
    assert!(variable("r").captured && !variable("r").reassigned);
    assert!(variable("top").captured, "functions other than its own use it");
    assert!(!variable("p").captured);
    assert_eq!(variable("p").kind, VariableKind::Parameter);
}

#[test]
fn what_is_broken_is_told_with_its_place_and_the_rest_is_read() {
    let broken = lower::module(&source("src/broken.js", "function a() {}\nconst = 3;\n"));
    assert!(broken.module.is_none());
    let diagnostic = &broken.diagnostics[0];
    assert_eq!(diagnostic.labels[0].place.to_string(), "src/broken.js:2:7");

    let repaired = lower::module(&source(
        "src/repaired.ts",
        "class A { constructor(); private async get x() {} }\nf();",
    ));
    assert!(repaired.module.is_none_or(|module| !module.complete));
    assert!(!repaired.diagnostics.is_empty());
    assert!(lower::module(&source("notes.md", "# a")).module.is_none());
}
