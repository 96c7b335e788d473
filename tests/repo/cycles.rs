//! No file imports one that imports it back, by whatever detour.

use std::collections::{BTreeMap, BTreeSet};

use syn::{
    Item, UseTree,
    visit::{self, Visit},
};

use crate::source::{Source, module, sources};

type Path = Vec<String>;

/// The files of one crate by module path.
struct Package<'a> {
    files: BTreeMap<Path, &'a Source>,
    /// What each file imports: the name it has there, and where it comes from.
    uses: BTreeMap<Path, Vec<(String, Path)>>,
    /// What each file defines itself.
    names: BTreeMap<Path, BTreeSet<String>>,
}

impl<'a> Package<'a> {
    fn new(sources: impl Iterator<Item = &'a Source>) -> Self {
        let files: BTreeMap<Path, &Source> = sources.map(|it| (module(&it.path), it)).collect();
        let mut uses = BTreeMap::new();
        let mut names = BTreeMap::new();
        for (path, source) in &files {
            let mut imports = Imports {
                here: path.clone(),
                found: Vec::new(),
            };
            for item in &source.items {
                imports.visit_item(item);
            }
            uses.insert(path.clone(), imports.found);
            names.insert(path.clone(), source.items.iter().filter_map(name).collect());
        }
        Self { files, uses, names }
    }

    /// Finds the file that defines what `path` leads to, through re-exports.
    fn origin(&self, path: &Path, depth: usize) -> Option<Path> {
        let (at, file) = (0..=path.len())
            .rev()
            .map(|it| (it, path[..it].to_vec()))
            .find(|(_, it)| self.files.contains_key(it))?;
        let Some(next) = path.get(at) else {
            return Some(file);
        };
        if depth == 0 || self.names[&file].contains(next) {
            return Some(file);
        }
        let through = self.uses[&file].iter().find_map(|(name, target)| {
            let target = if name == next {
                target.clone()
            } else if name == "*" {
                let mut inside = target.clone();
                inside.push(next.clone());
                let origin = self.origin(&inside, depth - 1)?;
                return self.names[&origin].contains(next).then_some(origin);
            } else {
                return None;
            };
            self.origin(&target, depth - 1)
        });
        Some(through.unwrap_or(file))
    }

    /// The files that a file imports from.
    fn arrows(&self) -> BTreeMap<Path, BTreeSet<Path>> {
        self.uses
            .iter()
            .map(|(file, imports)| {
                let targets = imports
                    .iter()
                    // What a module shows of its own children is not an import of theirs.
                    .filter(|(_, target)| !(target.len() > file.len() && target.starts_with(file)))
                    .filter_map(|(_, target)| self.origin(target, 8))
                    .filter(|it| it != file)
                    .collect();
                (file.clone(), targets)
            })
            .collect()
    }
}

/// Collects `use` items and paths that begin with `crate`, `super` or `self`.
struct Imports {
    here: Path,
    found: Vec<(String, Path)>,
}

impl Imports {
    fn absolute(&self, path: &[String]) -> Option<Path> {
        let mut at = self.here.clone();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => {
                at.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|it| it == "super") {
                    at.pop();
                    rest = &rest[1..];
                }
            }
            _ => return None,
        }
        at.extend(rest.iter().cloned());
        Some(at)
    }

    fn tree(&mut self, tree: &UseTree, prefix: &[String]) {
        let with = |name: String| [prefix, &[name]].concat();
        match tree {
            UseTree::Path(it) => self.tree(&it.tree, &with(it.ident.to_string())),
            UseTree::Group(it) => it.items.iter().for_each(|it| self.tree(it, prefix)),
            UseTree::Name(it) if it.ident == "self" => {
                let name = prefix.last().cloned().unwrap_or_default();
                self.add(name, prefix);
            }
            UseTree::Name(it) => self.add(it.ident.to_string(), &with(it.ident.to_string())),
            UseTree::Rename(it) => self.add(it.rename.to_string(), &with(it.ident.to_string())),
            UseTree::Glob(_) => self.add("*".to_owned(), prefix),
        }
    }

    /// A path without `crate`, `self` or `super` begins with a child of this module, or with another crate, which is no
    /// file of this one.
    fn add(&mut self, name: String, path: &[String]) {
        let inside = || Some([self.here.as_slice(), path].concat());
        if let Some(path) = self.absolute(path).or_else(inside) {
            self.found.push((name, path));
        }
    }
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path
            .segments
            .iter()
            .map(|it| it.ident.to_string())
            .collect();
        if let Some(path) = self.absolute(&parts) {
            self.found.push((String::new(), path));
        }
        visit::visit_path(self, path);
    }
}

fn name(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(it) => it.ident.to_string(),
        Item::Enum(it) => it.ident.to_string(),
        Item::Fn(it) => it.sig.ident.to_string(),
        Item::Static(it) => it.ident.to_string(),
        Item::Struct(it) => it.ident.to_string(),
        Item::Trait(it) => it.ident.to_string(),
        Item::Type(it) => it.ident.to_string(),
        Item::Macro(it) => it.ident.as_ref()?.to_string(),
        _ => return None,
    })
}

/// Finds a way from `file` back to itself.
fn circle(arrows: &BTreeMap<Path, BTreeSet<Path>>, file: &Path) -> Option<Vec<Path>> {
    let mut open = vec![vec![file.clone()]];
    let mut seen = BTreeSet::new();
    while let Some(way) = open.pop() {
        for next in arrows.get(way.last()?).into_iter().flatten() {
            let longer = [way.as_slice(), std::slice::from_ref(next)].concat();
            if next == file {
                return Some(longer);
            }
            if seen.insert(next.clone()) {
                open.push(longer);
            }
        }
    }
    None
}

#[test]
fn no_file_imports_one_that_imports_it_back() {
    let sources = sources();
    let packages: BTreeSet<&str> = sources.iter().map(|it| it.package.as_str()).collect();
    let mut circles = BTreeSet::new();
    for name in packages {
        let package = Package::new(sources.iter().filter(|it| it.package == name));
        let arrows = package.arrows();
        for file in package.files.keys() {
            if let Some(way) = circle(&arrows, file) {
                let mut parts: Vec<String> = way.iter().map(|it| it.join("::")).collect();
                parts.pop();
                let least = parts.iter().min().cloned();
                let at = parts
                    .iter()
                    .position(|it| Some(it) == least.as_ref())
                    .unwrap();
                parts.rotate_left(at);
                circles.insert(format!("{name}: {}", parts.join(" → ")));
            }
        }
    }
    let circles: Vec<String> = circles.into_iter().collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}
