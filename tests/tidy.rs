//! The house rules, as tests: what stands where, who may call whom, what is never written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use bdis_tests::project;

/// From the ground up; a room calls only those before it.
const LADDER: [&[&str]; 14] = [
    &["reference"],
    &["accounts"],
    &["organizations"],
    &["networks"],
    &["messages"],
    &["products"],
    &["guarantees"],
    &["sharing"],
    &["tenders"],
    &["grouped_bids"],
    &["search"],
    &["alerts", "observatory"],
    &["interchange"],
    &["stories"],
];
const ROOM_FILES: [&str; 7] = ["mod", "rules", "queries", "commands", "graphql", "pages", "reactions"];
/// What knows all rooms.
const KNOWS_ALL: [&str; 7] = ["worker", "api", "http", "demo", "main", "cli", "app"];
/// Lines of a file; data and generated files aside.
const MOST_LINES: usize = 400;

fn rooms() -> impl Iterator<Item = (usize, &'static str)> {
    LADDER.iter().enumerate().flat_map(|(step, rooms)| rooms.iter().map(move |room| (step, *room)))
}

fn step(room: &str) -> Option<usize> {
    rooms().find(|(_, name)| *name == room).map(|(step, _)| step)
}

/// Every file under a folder of the project, by its path from there.
fn each_file(folder: &str, see: &mut dyn FnMut(&str, &Path)) {
    fn walk(root: &Path, folder: &Path, see: &mut dyn FnMut(&str, &Path)) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                let ours = !matches!(name.as_str(), "target" | "node_modules" | "dist" | "data")
                    || path.ends_with("reference/data");
                if ours && !name.starts_with('.') {
                    walk(root, &path, see);
                }
            } else {
                see(&path.strip_prefix(root).unwrap().to_string_lossy(), &path);
            }
        }
    }
    let root = project();
    walk(&root, &root.join(folder), see);
}

/// Every Rust file under a folder, with its text.
pub fn each_source(folder: &str, mut see: impl FnMut(&str, &str)) {
    each_file(folder, &mut |path, file| {
        if path.ends_with(".rs") {
            see(path, &fs::read_to_string(file).unwrap());
        }
    });
}

/// The text before the unit tests, without its comments.
fn code(path: &str, text: &str) -> String {
    if path.ends_with("_tests.rs") || path.ends_with("/tests.rs") || path.contains("/tests/") {
        return String::new();
    }
    let before = text.split("#[cfg(test)]").next().unwrap_or_default();
    before
        .lines()
        .map(|line| line.split("// ").next().unwrap_or_default())
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |all, line| all + line + "\n")
}

/// `backend/src/products/graphql.rs` → ("products", "graphql").
fn place(path: &str) -> (String, String) {
    let mut parts = path.trim_start_matches("backend/src/").split('/');
    let first = parts.next().unwrap().trim_end_matches(".rs").to_owned();
    let second = parts.next().unwrap_or_default().trim_end_matches(".rs").to_owned();
    (first, second)
}

/// The names right after `prefix` in a text: `crate::x`, and each of `crate::{x, y::z}`.
fn names_after(text: &str, prefix: &str) -> BTreeSet<String> {
    let word = |text: &str| {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    let mut found = BTreeSet::new();
    for rest in text.split(prefix).skip(1) {
        let Some(list) = rest.strip_prefix('{') else {
            found.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = 0;
        for (place, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => {
                    found.insert(word(&list[start..]));
                    break;
                }
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    found.insert(word(&list[start..place]));
                    start = place + 1;
                }
                _ => {}
            }
        }
    }
    found.remove("");
    found
}

#[test]
fn a_room_has_the_seven_files_and_no_eighth_kind() {
    let mut wrong = Vec::new();
    for (_, room) in rooms() {
        let Ok(entries) = fs::read_dir(project().join("backend/src").join(room)) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let data = room == "reference" && path.is_dir() && name == "data";
            if !ROOM_FILES.contains(&name.as_str()) && !data {
                wrong.push(format!("{room}/{name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_folder_of_the_backend_is_a_room_or_known() {
    let known = ["base", "api", "http", "demo", "cli", "worker", "settings"];
    for entry in fs::read_dir(project().join("backend/src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            !path.is_dir() || known.contains(&name.as_str()) || step(&name).is_some(),
            "{name} has no place in the ladder"
        );
    }
}

/// What people and machines see of a room may show what others hold, through their public
/// names: a supplier's page shows its guarantees.
const FACES: [&str; 2] = ["graphql", "pages"];

#[test]
fn a_room_calls_only_the_rooms_below_it() {
    let mut wrong = Vec::new();
    each_source("backend/src", |path, text| {
        let (first, second) = place(path);
        if KNOWS_ALL.contains(&first.as_str()) || first == "lib" {
            return;
        }
        for name in names_after(&code(path, text), "crate::") {
            let Some(called) = step(&name) else { continue };
            let allowed = match step(&first) {
                Some(mine) => name == first || called < mine || FACES.contains(&second.as_str()),
                // base, error, actor, settings know no room.
                None => false,
            };
            if !allowed {
                wrong.push(format!("{path} calls {name}"));
            }
        }
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// In `graphql.rs` a room above may be named for its types, never asked for its data.
#[test]
fn graphql_files_name_only_the_graphql_of_rooms_above() {
    let mut wrong = Vec::new();
    each_source("backend/src", |path, text| {
        let (first, second) = place(path);
        let (Some(mine), "graphql") = (step(&first), second.as_str()) else { return };
        let code = code(path, text);
        for (called, room) in rooms().filter(|(called, room)| *called > mine && *room != first) {
            let _ = called;
            let all = code.matches(&format!("crate::{room}::")).count();
            let types = code.matches(&format!("crate::{room}::graphql::")).count();
            let listed = code.contains(&format!("crate::{room}::{{"));
            let plain = all - types;
            if listed || plain > 0 {
                wrong.push(format!("{path} → {room}"));
            }
        }
    });
    // The object graph is cyclic, and a product's offers, a guarantee's standing are decided in their room's rules.
    wrong.retain(|one| !one.starts_with("backend/src/organizations/graphql/"));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_a_room_imports_its_own_entities() {
    let owners: BTreeMap<&str, &str> = BTreeMap::from([("events", "base"), ("throttles", "base")]);
    let mut wrong = Vec::new();
    each_source("backend/src", |path, text| {
        let (first, _) = place(path);
        if first == "demo" {
            return;
        }
        for name in names_after(&code(path, text), "schema::") {
            let entities = step(&name).is_some() || owners.contains_key(name.as_str());
            let owner = owners.get(name.as_str()).copied().unwrap_or(name.as_str());
            if entities && owner != first {
                wrong.push(format!("{path} imports schema::{name}"));
            }
        }
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn migrations_never_import_the_schema() {
    each_source("migrations", |path, text| {
        let code = code(path, text).replace(" schema::*", "");
        assert!(!code.contains("schema::"), "{path}");
    });
    let manifest = fs::read_to_string(project().join("migrations/Cargo.toml")).unwrap();
    assert!(!manifest.lines().any(|line| line.starts_with("schema") || line.starts_with("backend")));
}

#[test]
fn only_http_knows_statuses_and_only_api_and_rooms_graphql() {
    each_source("backend/src", |path, text| {
        let (first, second) = place(path);
        let code = code(path, text);
        if !matches!(first.as_str(), "http" | "base") && second != "pages" {
            assert!(!code.contains("StatusCode"), "{path}");
        }
        if !matches!(first.as_str(), "api" | "http") && second != "graphql" {
            let named = code.contains("use async_graphql") && !path.ends_with("search/queries/mod.rs");
            assert!(!named, "{path} names async_graphql");
        }
    });
}

#[test]
fn nothing_panics_outside_tests() {
    let mut wrong = Vec::new();
    for folder in ["backend/src", "schema/src", "migrations/src"] {
        each_source(folder, |path, text| {
            for (number, line) in code(path, text).lines().enumerate() {
                for word in [".unwrap()", ".expect(", "panic!(", "unreachable!(", "unimplemented!("] {
                    if line.contains(word) {
                        wrong.push(format!("{path}:{}: {word}", number + 1));
                    }
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_file_passes_four_hundred_lines() {
    let mut long = Vec::new();
    for folder in ["backend", "schema/src", "migrations", "tests", "web", "scripts"] {
        each_file(folder, &mut |path, file| {
            let kinds = ["rs", "html", "css", "ts", "mjs", "py", "ftl", "sh", "toml"];
            if !kinds.iter().any(|kind| path.ends_with(&format!(".{kind}"))) {
                return;
            }
            let lines = fs::read_to_string(file).map_or(0, |text| text.lines().count());
            if lines > MOST_LINES {
                long.push(format!("{path}: {lines}"));
            }
        });
    }
    assert!(long.is_empty(), "{long:#?}");
}

/// What nobody should find in the project; the words are put together here so that this file
/// doesn't hold them.
#[test]
fn nothing_left_over_and_no_machine_path_is_committed() {
    let join = |parts: &[&str]| parts.concat();
    let everywhere =
        [join(&["/wo", "rk/"]), join(&["/ro", "ot/"]), join(&["/ho", "me/"]), join(&["C:", "\\Users"])];
    let in_code = [join(&["TO", "DO"]), join(&["FIX", "ME"]), join(&["db", "g!("]), join(&["to", "do!("])];
    let mut wrong = Vec::new();
    let mut look = |path: &str, file: &Path| {
        let Ok(text) = fs::read_to_string(file) else { return };
        let is_code = [".rs", ".ts", ".mjs", ".py", ".html", ".css", ".toml", ".sh"]
            .iter()
            .any(|kind| path.ends_with(kind));
        let words = everywhere.iter().chain(in_code.iter().filter(|_| is_code));
        for word in words {
            if text.contains(word.as_str()) {
                wrong.push(format!("{path}: {word}"));
            }
        }
    };
    for folder in ["backend", "schema", "migrations", "tests", "web", "scripts"] {
        each_file(folder, &mut look);
    }
    for entry in fs::read_dir(project()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() && !name.starts_with('.') {
            look(&name, &path);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The names under a heading of a manifest.
fn listed(manifest: &str, heading: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(project().join(manifest)).unwrap();
    let mut inside = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line.trim() == heading;
        } else if inside
            && let Some(name) =
                line.split(['=', '.', ' ']).next().filter(|name| !name.is_empty() && !name.starts_with('#'))
        {
            found.insert(name.to_owned());
        }
    }
    found
}

#[test]
fn every_dependency_is_used() {
    let mut asked = BTreeSet::new();
    let mut wrong = Vec::new();
    for (member, folder) in [
        ("schema", "schema/src"),
        ("migrations", "migrations/src"),
        ("backend", "backend/src"),
        ("tests", "tests"),
    ] {
        let mut all = String::new();
        each_source(folder, |_, text| all += text);
        for heading in ["[dependencies]", "[dev-dependencies]"] {
            for name in listed(&format!("{member}/Cargo.toml"), heading) {
                let crate_name = name.replace('-', "_");
                if !all.contains(&format!("{crate_name}::")) && !all.contains(&format!("{crate_name}!")) {
                    wrong.push(format!("{member}: {name}"));
                }
                asked.insert(name);
            }
        }
    }
    wrong.extend(
        listed("Cargo.toml", "[workspace.dependencies]")
            .difference(&asked)
            .map(|name| format!("workspace: {name}")),
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_version_stands_in_the_workspace_once() {
    for member in ["schema", "migrations", "backend", "tests"] {
        let text = fs::read_to_string(project().join(member).join("Cargo.toml")).unwrap();
        let after = text.split("dependencies]").nth(1).unwrap_or_default();
        assert!(!after.contains("version ="), "{member}");
        assert!(!after.lines().any(|line| line.contains("= \"") && !line.starts_with('[')), "{member}");
    }
}
