//! Pages, copies and images.

use assay_deps::ReadFrom;

use crate::{inventory, told};

#[test]
fn what_pages_load_and_what_was_copied_in_is_listed() {
    let page = "<html>\n<script src=\"https://code.jquery.com/jquery-1.11.1.min.js\"></script>\n\
                <script type='module'>\n  import { x } from 'https://esm.sh/lodash-es@4.17.21';\n</script>\n\
                <a href=\"https://unpkg.com/react@17/umd/react.js\">a link</a>\n\
                <script src=\"https://connect-cdn.atl-paas.net/all.js\"></script>\n\
                <script src='//cdn.jsdelivr.net/npm/vue@2/dist/vue.js'></script>\n";
    let files = [
        ("views/panel.hbs", page),
        ("public/moment.js", "//! moment.js\n//! version : 2.18.1\n//! authors\n;(function () {})();\n"),
        ("src/main.js", "import moment from 'moment';\n"),
    ];
    let inventory = inventory(files);
    let of = |from| inventory.projects.iter().find(|project| project.read_from == from).map(told).unwrap();
    insta::assert_snapshot!(of(ReadFrom::Pages), @r"
    jquery 1.11.1 Production jquery views/panel.hbs:2
    lodash-es 4.17.21 Production lodash-es views/panel.hbs:4
    vue 2 Production vue views/panel.hbs:8
    ");
    insta::assert_snapshot!(of(ReadFrom::Copies), @r"
    moment 2.18.1 Production moment public/moment.js:2
    ");
}

#[test]
fn images_of_containers_are_listed() {
    let docker =
        "ARG V=22\nFROM node:${V} AS build\nRUN make\nFROM node:${V}-alpine\nCOPY --from=build /a /a\n";
    let compose = "services:\n  app:\n    build: .\n    image: own\n  db:\n    image: postgres:${PG:-16}\n";
    let inventory =
        inventory([("Dockerfile", docker), ("docker-compose.yml", compose), ("package.json", "{}")]);
    let images: Vec<(&str, bool)> =
        inventory.images.iter().map(|image| (image.name.as_str(), image.runs)).collect();
    assert_eq!(images, [("node:22", false), ("node:22-alpine", true), ("postgres:16", false)]);
}
