//! Loads manifests: finds them, reads them with their files, judges them.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZero,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use storectl_manifest::{Diagnostic, FileFault, Severity, SourceMap, Variables};
use storectl_model::{DesiredProduct, ProductId, Prune};
use storectl_report::SourceRef;

use crate::{
    args::ManifestArgs,
    error::CliError,
    exit::Exit,
    manifests::discover::{discover, shown},
    manifests::files,
    settings::env::Env,
    store::state_dir::StateDir,
};

/// A manifest without errors.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// Its path as people know it.
    pub(crate) path: String,
    /// The folder its files are named from.
    pub(crate) folder: PathBuf,
    /// What it asks for.
    pub(crate) product: DesiredProduct,
    /// Where it says so.
    pub(crate) sources: SourceMap,
}

impl Manifest {
    /// Gives the place of a value, by its JSON pointer.
    pub(crate) fn locate(&self, pointer: &str) -> Option<SourceRef> {
        let place = self.sources.locate(pointer)?;
        Some(SourceRef {
            file: place.file.path.clone(),
            line: place.line,
            column: place.column,
        })
    }
}

/// Manifests that can be planned, and the warnings about them.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The manifests, in order; at least one.
    pub(crate) manifests: Vec<Manifest>,
    /// Warnings only.
    pub(crate) warnings: Vec<Diagnostic>,
}

impl Loaded {
    /// Gives the state folder of the first manifest's repository.
    pub(crate) fn state_dir(&self) -> StateDir {
        let first = self.manifests.first();
        StateDir::of(first.map_or(Path::new(""), |it| &it.folder))
    }
}

/// Loads every manifest of `args`, or fails with every fault of all of them.
///
/// # Errors
/// Paths and files that cannot be read (1); no manifest, faults, one product in two manifests (10).
pub(crate) fn load(args: &ManifestArgs, env: &Env, prune: Prune) -> Result<Loaded, CliError> {
    let mut found = Vec::new();
    let mut manifests = Vec::new();
    for inspected in inspect_all(args, env, |path, inspected| (path.to_owned(), inspected))? {
        let (path, inspected) = inspected?;
        found.extend(inspected.diagnostics);
        if let Some((mut product, sources)) = inspected.product {
            if prune == Prune::Listings {
                product.prune = prune;
            }
            manifests.push(Manifest {
                path: shown(&path),
                folder: path.parent().map(Path::to_owned).unwrap_or_default(),
                product,
                sources,
            });
        }
    }
    if has_errors(&found) {
        return Err(invalid(&found).diagnosed(found));
    }
    let products = manifests.iter();
    distinct(products.map(|it| (it.path.as_str(), &it.product.product_id)))?;
    Ok(Loaded {
        manifests,
        warnings: found,
    })
}

/// Gives everything that is wrong with the manifests of `args`, in order; keeps nothing else of them.
///
/// # Errors
/// Paths that cannot be read (1); no manifest, a variable for none of them (10).
pub(crate) fn judge(args: &ManifestArgs, env: &Env) -> Result<Checked, CliError> {
    let judged = inspect_all(args, env, |path, inspected| {
        let product = inspected.product.map(|(it, _)| it.product_id);
        (inspected.diagnostics, shown(path), product)
    })?;
    let manifests = judged.len();
    let mut diagnostics = Vec::new();
    let mut products = Vec::new();
    let mut failures = Vec::new();
    for one in judged {
        match one {
            Ok((found, path, product)) => {
                diagnostics.extend(found);
                products.extend(product.map(|it| (path, it)));
            }
            Err(failure) => failures.push(failure),
        }
    }
    let products = products.iter().map(|(path, id)| (path.as_str(), id));
    failures.extend(distinct(products).err());
    Ok(Checked {
        manifests,
        diagnostics,
        failures,
    })
}

/// What `validate` finds.
#[derive(Debug)]
pub(crate) struct Checked {
    /// How many manifests there are.
    pub(crate) manifests: usize,
    /// Everything found, in order.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What has no place in a manifest: files that cannot be read (1), one product in two manifests (10).
    pub(crate) failures: Vec<CliError>,
}

impl Checked {
    /// Gives what decides the exit.
    pub(crate) fn worst(&self) -> Option<CliError> {
        let invalid = has_errors(&self.diagnostics).then(|| invalid(&self.diagnostics));
        let failures = self.failures.iter().cloned();
        invalid
            .into_iter()
            .chain(failures)
            .max_by_key(CliError::exit)
    }
}

/// The error of manifests with these faults.
fn invalid(diagnostics: &[Diagnostic]) -> CliError {
    let errors: Vec<&Diagnostic> = diagnostics
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .collect();
    let message = match errors.len() {
        1 => "the manifest has an error".to_owned(),
        count => format!("the manifests have {count} errors"),
    };
    let error = CliError::new(Exit::Invalid, message);
    match errors.first() {
        Some(first) => error.hint(format!("`storectl explain {}` says more", first.code)),
        None => error,
    }
}

/// Tells whether any of them is an error.
fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|it| it.severity == Severity::Error)
}

/// What one manifest comes to.
struct Inspected {
    diagnostics: Vec<Diagnostic>,
    /// There exactly when no diagnostic is an error.
    product: Option<(DesiredProduct, SourceMap)>,
}

/// Inspects every manifest, on every core, and keeps of each what `keep` makes of it.
fn inspect_all<T: Send>(
    args: &ManifestArgs,
    env: &Env,
    keep: impl Fn(&Path, Inspected) -> T + Sync,
) -> Result<Vec<Result<T, CliError>>, CliError> {
    let paths = discover(&args.paths)?;
    let vars = Variables {
        explicit: args
            .vars
            .iter()
            .map(|it| (it.name.clone(), it.value.clone()))
            .collect(),
        environment: env.manifest_variables()?,
    };
    let used = Mutex::new(BTreeSet::new());
    let inspected = each(&paths, |path| {
        let bytes = files::manifest(path).map_err(|fault| unreadable(&shown(path), &fault))?;
        let vars = if paths.len() == 1 {
            vars.clone()
        } else {
            let vars = named(&vars, &bytes);
            let mut used = used.lock().unwrap_or_else(PoisonError::into_inner);
            used.extend(vars.explicit.keys().cloned());
            vars
        };
        Ok(keep(path, inspect(path, &bytes, &vars)))
    });
    let used = used.into_inner().unwrap_or_else(PoisonError::into_inner);
    match vars.explicit.keys().find(|it| !used.contains(*it)) {
        Some(unused) if paths.len() > 1 => Err(CliError::new(
            Exit::Invalid,
            format!(
                "`--var {unused}` is used in none of the {} manifests",
                paths.len()
            ),
        )
        .hint("give the name that a manifest uses, or drop the flag")),
        Some(_) | None => Ok(inspected),
    }
}

fn inspect(path: &Path, bytes: &[u8], vars: &Variables) -> Inspected {
    let document = match storectl_manifest::read(&shown(path), bytes) {
        Ok(document) => document,
        Err(diagnostics) => {
            return Inspected {
                diagnostics,
                product: None,
            };
        }
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let files = files::read_files(folder, &document.file_references(vars));
    let checked = storectl_manifest::check(&document, &files, vars);
    Inspected {
        diagnostics: checked.diagnostics,
        product: checked.product.map(|it| (it, checked.sources)),
    }
}

/// Leaves out what is given for other manifests: a value that a manifest does not use is an error in it.
fn named(vars: &Variables, manifest: &[u8]) -> Variables {
    let text = String::from_utf8_lossy(manifest);
    let mut vars = vars.clone();
    vars.explicit
        .retain(|name, _| text.contains(&format!("${{{name}}}")));
    vars
}

fn unreadable(name: &str, fault: &FileFault) -> CliError {
    let (exit, why) = match fault {
        FileFault::Missing => (Exit::Error, "no such file".to_owned()),
        FileFault::NotAFile => (Exit::Error, "not a regular file".to_owned()),
        FileFault::TooLarge { bytes, limit } => (
            Exit::Invalid,
            format!(
                "{bytes} bytes, and a manifest has at most {limit}: move long texts into files"
            ),
        ),
        FileFault::Unreadable(why) => (Exit::Error, why.clone()),
        FileFault::OutsideRepository => (
            Exit::Invalid,
            "it is a link that leaves its repository".to_owned(),
        ),
        FileFault::Symlink
        | FileFault::NotUtf8 { .. }
        | FileFault::NotAnImage
        | FileFault::BrokenImage(_) => (Exit::Error, "not readable".to_owned()),
    };
    CliError::new(exit, format!("could not read {name}: {why}"))
}

/// Two manifests of one product would undo each other's work.
fn distinct<'a>(products: impl Iterator<Item = (&'a str, &'a ProductId)>) -> Result<(), CliError> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (path, id) in products {
        if let Some(first) = seen.insert(id.as_str().to_ascii_lowercase(), path) {
            return Err(CliError::new(
                Exit::Invalid,
                format!("product {id} is in two manifests: {first} and {path}"),
            )
            .hint("one product, one manifest: name one of the two, or join them"));
        }
    }
    Ok(())
}

/// Does `work` for each path on every core, and gives the results in the paths' order.
fn each<T: Send>(paths: &[PathBuf], work: impl Fn(&Path) -> T + Sync) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let workers = cores.min(paths.len());
    if workers <= 1 {
        return paths.iter().map(|it| work(it)).collect();
    }
    let next = AtomicUsize::new(0);
    let mut results: Vec<(usize, T)> = thread::scope(|scope| {
        let run = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                match paths.get(index) {
                    Some(path) => done.push((index, work(path))),
                    None => return done,
                }
            }
        };
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(run)).collect();
        let mut all = run();
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::args::Var;

    const WIDGETS: &str =
        "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";
    const GEARS: &str =
        "apiVersion: storectl/v1\nproductId: 4e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn with(files: &[(&str, &str)]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            for (name, content) in files {
                fs::write(folder.path().join(name), content).unwrap();
            }
            Self(folder)
        }

        fn args(&self, vars: &[(&str, &str)]) -> ManifestArgs {
            ManifestArgs {
                paths: vec![self.0.path().to_owned()],
                vars: vars
                    .iter()
                    .map(|(name, value)| Var {
                        name: (*name).to_owned(),
                        value: (*value).to_owned(),
                    })
                    .collect(),
            }
        }

        fn load(&self, vars: &[(&str, &str)]) -> Result<Loaded, CliError> {
            load(&self.args(vars), &Env::default(), Prune::Keep)
        }
    }

    #[test]
    fn manifests_are_loaded_in_order_with_their_places() {
        let website = format!("{WIDGETS}properties: {{ website: https://contoso.com }}\n");
        let folder = Folder::with(&[("b.storectl.yaml", &website), ("a.storectl.yaml", GEARS)]);
        let loaded = folder.load(&[]).unwrap();
        let ids: Vec<&str> = loaded
            .manifests
            .iter()
            .map(|it| it.product.product_id.as_str())
            .collect();
        assert_eq!(
            ids,
            [
                "4e31a9f9-84e8-4d2d-9eba-487878d02ebf",
                "3e31a9f9-84e8-4d2d-9eba-487878d02ebf"
            ]
        );
        let place = loaded
            .manifests
            .last()
            .unwrap()
            .locate("/properties/website")
            .unwrap();
        assert_eq!((place.line, place.column), (3, 24));
    }

    #[test]
    fn one_product_in_two_manifests_is_refused_whatever_the_case_of_its_id() {
        let loud = WIDGETS.replace("3e31a9f9", "3E31A9F9");
        let folder = Folder::with(&[("a.storectl.yaml", WIDGETS), ("b.storectl.yaml", &loud)]);
        let error = folder.load(&[]).unwrap_err();
        assert_eq!(error.exit(), Exit::Invalid);
        assert!(error.view().message.contains("in two manifests"));
    }

    #[test]
    fn a_variable_may_be_for_one_manifest_of_several_but_not_for_none() {
        let named = format!("{GEARS}name: Gears ${{version}}\n");
        let folder = Folder::with(&[("a.storectl.yaml", WIDGETS), ("b.storectl.yaml", &named)]);
        let loaded = folder.load(&[("version", "2")]).unwrap();
        let names: Vec<_> = loaded
            .manifests
            .iter()
            .map(|it| it.product.name.clone())
            .collect();
        assert_eq!(names, [None, Some("Gears 2".to_owned())]);
        let error = folder
            .load(&[("version", "2"), ("verson", "2")])
            .unwrap_err();
        assert!(error.view().message.contains("`--var verson`"), "{error:?}");
    }

    #[test]
    fn every_fault_of_every_manifest_comes_at_once() {
        let folder = Folder::with(&[("a.storectl.yaml", "a: 1\n"), ("b.storectl.yaml", "b: [\n")]);
        let error = folder.load(&[]).unwrap_err();
        let faulty: BTreeSet<&str> = error
            .diagnostics()
            .iter()
            .filter_map(|it| it.location.file.path.rsplit('/').next())
            .collect();
        assert_eq!(error.exit(), Exit::Invalid);
        assert_eq!(
            faulty,
            BTreeSet::from(["a.storectl.yaml", "b.storectl.yaml"])
        );
    }

    #[test]
    fn a_manifest_that_cannot_be_read_hides_no_fault_of_another() {
        let long = "#".repeat(usize::try_from(files::TEXT_CAP).unwrap() + 1);
        let folder = Folder::with(&[("a.storectl.yaml", &long), ("b.storectl.yaml", "b: [\n")]);
        let judged = judge(&folder.args(&[]), &Env::default()).unwrap();
        assert_eq!(judged.failures.len(), 1);
        assert!(has_errors(&judged.diagnostics));
        assert_eq!(judged.worst().unwrap().exit(), Exit::Invalid);
    }
}
