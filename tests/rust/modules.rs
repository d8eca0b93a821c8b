//! Checks the dependencies between the modules of `src/`, read from their `use` lines: no cycles, only allowed ones.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, reason = "a panic fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The modules that each top-level module may use.
const ALLOWED: [(&str, &[&str]); 6] = [
    ("contract", &[]),
    ("client", &["contract"]),
    ("sandbox", &["contract"]),
    ("server", &["client", "contract"]),
    ("loader", &[]),
    ("api", &["loader"]),
];

/// Top-level modules that all others may use. They use no other module.
const SHARED: [&str; 1] = ["backoff"];

type ModulePath = Vec<String>;

/// The paths that a module imports, and those that it re-exports, by name.
#[derive(Default)]
struct Module {
    imports: Vec<ModulePath>,
    exports: BTreeMap<String, ModulePath>,
}

fn segments(path: &str) -> ModulePath {
    path.split("::").map(str::trim).filter(|part| !part.is_empty()).map(String::from).collect()
}

/// Expands `a::{b, c::d}` into its paths.
fn expand(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((prefix, rest)) = tree.split_once('{') else { return vec![tree.to_owned()] };
    let inner = &rest[..rest.rfind('}').expect("a closing brace")];
    let (mut depth, mut start, mut paths) = (0, 0, Vec::new());
    for (at, character) in inner.char_indices().chain([(inner.len(), ',')]) {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                paths.extend(expand(&inner[start..at]).into_iter().map(|path| format!("{prefix}{path}")));
                start = at + 1;
            }
            _ => {}
        }
    }
    paths
}

/// Resolves `crate`, `self` and `super` in an imported path. Returns `None` for a path into another crate.
fn absolute(module: &[String], path: &str, children: &BTreeSet<ModulePath>) -> Option<ModulePath> {
    let path = path.split(" as ").next().unwrap_or(path);
    let mut base = module.to_vec();
    let mut parts = segments(path);
    match parts.first().map(String::as_str) {
        Some("crate") => base.clear(),
        Some("self" | "super") => {}
        Some(first) if children.contains(&[module, &[first.to_owned()]].concat()) => {}
        _ => return None,
    }
    while let Some("crate" | "self" | "super") = parts.first().map(String::as_str) {
        if parts.remove(0) == "super" {
            base.pop();
        }
    }
    parts.retain(|part| part != "*" && part != "self");
    Some([base, parts].concat())
}

/// Collects the source of each module below a folder, without comments and unit tests.
fn collect(folder: &Path, path: &[String], sources: &mut BTreeMap<ModulePath, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let file = entry.expect("an entry").path();
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        if name == "tests" {
            continue;
        }
        let module = match name.as_str() {
            "mod" | "lib" => path.to_vec(),
            _ => [path, &[name]].concat(),
        };
        if file.is_dir() {
            collect(&file, &module, sources);
        } else {
            let text = fs::read_to_string(&file).expect("a text");
            let text = text.split("mod tests {").next().unwrap_or_default();
            let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            sources.insert(module, lines.collect::<Vec<_>>().join("\n"));
        }
    }
}

fn modules() -> BTreeMap<ModulePath, Module> {
    let mut sources = BTreeMap::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &[], &mut sources);
    let names: BTreeSet<ModulePath> = sources.keys().cloned().collect();
    let parse = |name: &ModulePath, text: &str| {
        let mut module = Module::default();
        for (at, _) in text.match_indices("use ") {
            let before = text[..at].rsplit('\n').next().unwrap_or_default().trim();
            if !(before.is_empty() || before.starts_with("pub")) {
                continue;
            }
            let Some((tree, _)) = text[at + 4..].split_once(';') else { continue };
            for path in expand(tree) {
                let Some(target) = absolute(name, &path, &names) else { continue };
                if before.starts_with("pub")
                    && let Some(last) = path.rsplit([' ', ':']).next()
                {
                    module.exports.insert(last.to_owned(), target);
                } else {
                    module.imports.push(target);
                }
            }
        }
        for (at, _) in text.match_indices("crate::") {
            let end = |character: char| !(character.is_alphanumeric() || matches!(character, '_' | ':'));
            let path = text[at..].split(end).next().unwrap_or_default();
            module.imports.extend(absolute(name, path, &names));
        }
        module
    };
    sources.iter().map(|(name, text)| (name.clone(), parse(name, text))).collect()
}

/// Returns the module that defines the item at a path, resolving re-exports.
fn defining(path: &[String], modules: &BTreeMap<ModulePath, Module>) -> Option<ModulePath> {
    let length = (0..=path.len()).rev().find(|length| modules.contains_key(&path[..*length]))?;
    let (module, rest) = path.split_at(length);
    match rest.first().and_then(|name| modules[module].exports.get(name)) {
        Some(target) => defining(&[target.as_slice(), &rest[1..]].concat(), modules),
        None => Some(module.to_vec()),
    }
}

fn dependencies() -> BTreeMap<ModulePath, BTreeSet<ModulePath>> {
    let modules = modules();
    let resolve = |name: &ModulePath, module: &Module| {
        let targets = module.imports.iter().filter_map(|path| defining(path, &modules));
        targets.filter(|target| target != name && !target.is_empty()).collect()
    };
    modules.iter().map(|(name, module)| (name.clone(), resolve(name, module))).collect()
}

#[test]
fn modules_have_no_cyclic_dependencies() {
    let mut rest = dependencies();
    assert!(rest.len() > 40, "only {} modules found", rest.len());
    assert!(rest.values().map(BTreeSet::len).sum::<usize>() > 80, "too few dependencies found");
    // Remove modules without dependencies repeatedly. Only cycles and the modules that depend on them remain.
    loop {
        let leaves: BTreeSet<ModulePath> =
            rest.iter().filter(|(_, targets)| targets.is_empty()).map(|(name, _)| name.clone()).collect();
        if leaves.is_empty() {
            break;
        }
        rest.retain(|name, _| !leaves.contains(name));
        for targets in rest.values_mut() {
            targets.retain(|target| !leaves.contains(target));
        }
    }
    let text = |path: &ModulePath| path.join("::");
    let cycles: Vec<String> = rest
        .iter()
        .map(|(name, targets)| {
            format!("{} uses {:?}", text(name), targets.iter().map(text).collect::<Vec<_>>())
        })
        .collect();
    assert!(cycles.is_empty(), "modules in or above a cycle:\n{}", cycles.join("\n"));
}

#[test]
fn top_level_modules_use_only_allowed_modules() {
    for (name, targets) in dependencies() {
        let Some(top) = name.first() else { continue };
        let allowed =
            ALLOWED.iter().find(|(module, _)| module == top).map_or(&[][..], |(_, allowed)| *allowed);
        for target in targets {
            let used = target[0].as_str();
            assert!(
                used == top || allowed.contains(&used) || SHARED.contains(&used),
                "{} must not use {}",
                name.join("::"),
                target.join("::"),
            );
        }
    }
}
