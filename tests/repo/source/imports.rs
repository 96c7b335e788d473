//! Which file of a crate uses which other, by its imports and the paths it names.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::visit::{self, Visit};

/// The files of a crate, each with those it uses.
pub(crate) type Uses = BTreeMap<PathBuf, BTreeSet<PathBuf>>;

/// Reads the crate whose root is this file.
pub(crate) fn of_crate(root: &Path) -> Uses {
    let mut tree = Tree::default();
    tree.load(root, None);
    tree.uses()
}

/// One module: a file, or a part of one.
#[derive(Default)]
struct Module {
    file: PathBuf,
    /// The folder its children's files lie in.
    folder: PathBuf,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    items: BTreeSet<String>,
    /// What it imports, by the name it has here.
    imports: BTreeMap<String, Vec<String>>,
    /// The names it imports only to pass them on: who uses those uses what is behind them.
    passed_on: BTreeSet<String>,
    /// Modules it imports everything of.
    globs: Vec<Vec<String>>,
    /// Paths its code names.
    paths: BTreeSet<Vec<String>>,
}

#[derive(Default)]
struct Tree {
    modules: Vec<Module>,
}

impl Tree {
    fn load(&mut self, file: &Path, parent: Option<usize>) -> usize {
        let text = fs::read_to_string(file).unwrap();
        let parsed =
            syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let stem = file.file_stem().unwrap().to_str().unwrap();
        let folder = file.parent().unwrap();
        let folder = match stem {
            "lib" | "main" | "mod" => folder.to_owned(),
            stem => folder.join(stem),
        };
        let module = self.add(Module {
            file: file.to_owned(),
            folder,
            parent,
            ..Module::default()
        });
        self.read(module, &parsed.items);
        module
    }

    fn add(&mut self, module: Module) -> usize {
        self.modules.push(module);
        self.modules.len() - 1
    }

    fn read(&mut self, module: usize, items: &[syn::Item]) {
        for item in items {
            match item {
                syn::Item::Mod(inner) => self.child(module, inner),
                syn::Item::Use(import) => {
                    let before: BTreeSet<String> =
                        self.modules[module].imports.keys().cloned().collect();
                    let mut prefix = Vec::new();
                    self.import(module, &import.tree, &mut prefix);
                    if !matches!(import.vis, syn::Visibility::Inherited) {
                        let module = &mut self.modules[module];
                        let names = module.imports.keys().filter(|it| !before.contains(*it));
                        module.passed_on.extend(names.cloned());
                    }
                }
                item => {
                    let mut named = Named::default();
                    named.visit_item(item);
                    self.modules[module].paths.extend(named.paths);
                    self.modules[module].items.extend(name_of(item));
                }
            }
        }
    }

    fn child(&mut self, module: usize, child: &syn::ItemMod) {
        let name = child.ident.to_string();
        let folder = self.modules[module].folder.clone();
        let index = match &child.content {
            Some((_, items)) => {
                let file = self.modules[module].file.clone();
                let index = self.add(Module {
                    file,
                    folder: folder.join(&name),
                    parent: Some(module),
                    ..Module::default()
                });
                self.read(index, items);
                index
            }
            None => {
                let beside = folder.join(format!("{name}.rs"));
                let file = if beside.exists() {
                    beside
                } else {
                    folder.join(&name).join("mod.rs")
                };
                // A module of another place (`#[path]`) belongs to no cycle of these files.
                if !file.exists() {
                    return;
                }
                self.load(&file, Some(module))
            }
        };
        self.modules[module].children.insert(name, index);
    }

    fn import(&mut self, module: usize, tree: &syn::UseTree, prefix: &mut Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.import(module, &path.tree, prefix);
                prefix.pop();
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(module, tree, prefix);
                }
            }
            syn::UseTree::Glob(_) => self.modules[module].globs.push(prefix.clone()),
            syn::UseTree::Name(name) => {
                let name = name.ident.to_string();
                self.bind(module, prefix, &name, name.clone());
            }
            syn::UseTree::Rename(rename) => {
                let (name, local) = (rename.ident.to_string(), rename.rename.to_string());
                self.bind(module, prefix, &name, local);
            }
        }
    }

    fn bind(&mut self, module: usize, prefix: &[String], name: &str, local: String) {
        let mut path = prefix.to_vec();
        let local = if name == "self" {
            path.last().cloned().unwrap_or(local)
        } else {
            path.push(name.to_owned());
            local
        };
        // `use a::X as _` binds no name.
        let local = if local == "_" {
            format!("_ {}", path.join("::"))
        } else {
            local
        };
        self.modules[module].imports.insert(local, path);
    }

    fn uses(&self) -> Uses {
        let mut uses = Uses::new();
        for (index, module) in self.modules.iter().enumerate() {
            let used = uses.entry(module.file.clone()).or_default();
            let imports = module.imports.iter();
            let imports = imports.filter(|(name, _)| !module.passed_on.contains(*name));
            let paths = imports
                .map(|(_, path)| path)
                .chain(&module.globs)
                .chain(&module.paths);
            for path in paths {
                // An import of a crate has its name in front, or that of a module of ours.
                if let Some(target) = self.resolve(index, path, 0) {
                    used.insert(self.modules[target].file.clone());
                }
            }
            used.remove(&module.file);
        }
        uses
    }

    /// The module in which what a path names is written; none for what is not of this crate.
    fn resolve(&self, from: usize, path: &[String], depth: usize) -> Option<usize> {
        if depth > 16 {
            return None;
        }
        let (first, rest) = path.split_first()?;
        let (mut at, mut rest) = match first.as_str() {
            "crate" => (0, rest),
            "self" => (from, rest),
            "super" => (self.modules[from].parent?, rest),
            name if self.modules[from].children.contains_key(name) => (from, path),
            // What an import names is used by the import.
            _ => return None,
        };
        while let Some((name, left)) = rest.split_first() {
            if name == "super" {
                at = self.modules[at].parent?;
            } else if let Some(child) = self.modules[at].children.get(name) {
                at = *child;
            } else if self.modules[at].items.contains(name) {
                return Some(at);
            } else if let Some(import) = self.modules[at].imports.get(name) {
                let mut import = import.clone();
                import.extend(left.iter().cloned());
                // What comes from another crate is passed on by this module.
                return self.resolve(at, &import, depth + 1).or(Some(at));
            } else {
                let globs = self.modules[at].globs.iter();
                let mut targets = globs.filter_map(|glob| self.resolve(at, glob, depth + 1));
                let found = targets.find(|it| self.modules[*it].items.contains(name));
                return found.or(Some(at));
            }
            rest = left;
        }
        Some(at)
    }
}

fn name_of(item: &syn::Item) -> Option<String> {
    let ident = match item {
        syn::Item::Const(it) => &it.ident,
        syn::Item::Enum(it) => &it.ident,
        syn::Item::Fn(it) => &it.sig.ident,
        syn::Item::Static(it) => &it.ident,
        syn::Item::Struct(it) => &it.ident,
        syn::Item::Trait(it) => &it.ident,
        syn::Item::TraitAlias(it) => &it.ident,
        syn::Item::Type(it) => &it.ident,
        syn::Item::Union(it) => &it.ident,
        syn::Item::Macro(it) => it.ident.as_ref()?,
        _ => return None,
    };
    Some(ident.to_string())
}

/// Collects the paths of more than one segment that code names, those inside macros included.
#[derive(Default)]
struct Named {
    paths: BTreeSet<Vec<String>>,
}

impl<'ast> Visit<'ast> for Named {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let segments = path.segments.iter().map(|it| it.ident.to_string());
            self.paths.insert(segments.collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}

impl Named {
    fn tokens(&mut self, tokens: proc_macro2::TokenStream) {
        use proc_macro2::TokenTree;
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if path.is_empty() || colons == 2 => {
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    colons += 1
                }
                other => {
                    self.end(&mut path);
                    colons = 0;
                    match other {
                        TokenTree::Ident(ident) => path.push(ident.to_string()),
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                    }
                }
            }
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Vec<String>) {
        if path.len() > 1 {
            self.paths.insert(std::mem::take(path));
        }
        path.clear();
    }
}
