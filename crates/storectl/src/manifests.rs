//! Loads manifests: finds them, reads them with their files, judges them.

use std::{
    collections::BTreeMap,
    num::NonZero,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use storectl_manifest::{Checked, Diagnostic, FileFault, Severity, SourceMap, Variables};
use storectl_model::{DesiredProduct, ProductId, Prune};
use storectl_report::SourceRef;

use crate::{
    cli::ManifestArgs,
    discover::{discover, shown},
    env::Env,
    error::CliError,
    exit::Exit,
    files,
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

/// Loads every manifest of `args`, or fails with every fault of all of them.
///
/// # Errors
/// Paths and files that cannot be read (1); no manifest, faults, one product in two manifests (10).
pub(crate) fn load(args: &ManifestArgs, env: &Env, prune: Prune) -> Result<Loaded, CliError> {
    let paths = discover(&args.paths)?;
    let vars = variables(args, env);
    let read = each(&paths, |path| inspect(path, &vars));
    let mut manifests = Vec::new();
    let mut found = Vec::new();
    for (path, checked) in paths.iter().zip(read) {
        let checked = checked?;
        found.push(checked.diagnostics);
        if let Some(mut product) = checked.product {
            if prune == Prune::Listings {
                product.prune = prune;
            }
            manifests.push(Manifest {
                path: shown(path),
                folder: path.parent().map(Path::to_owned).unwrap_or_default(),
                product,
                sources: checked.sources,
            });
        }
    }
    let found = merge(found);
    if has_errors(&found) {
        return Err(invalid(found));
    }
    one_manifest_a_product(&manifests)?;
    Ok(Loaded {
        manifests,
        warnings: found,
    })
}

/// Gives every diagnostic of every manifest of `args`, in order; keeps nothing else of them.
///
/// # Errors
/// Paths and files that cannot be read (1); no manifest, one product in two manifests (10).
pub(crate) fn judge(args: &ManifestArgs, env: &Env) -> Result<Judged, CliError> {
    let paths = discover(&args.paths)?;
    let vars = variables(args, env);
    let read = each(&paths, |path| {
        let checked = inspect(path, &vars)?;
        let product = checked.product.map(|it| (shown(path), it.product_id));
        Ok((checked.diagnostics, product))
    });
    let mut found = Vec::new();
    let mut products = Vec::new();
    for one in read {
        let (diagnostics, product) = one?;
        found.push(diagnostics);
        products.extend(product);
    }
    distinct(products.iter().map(|(path, id)| (path.as_str(), id)))?;
    Ok(Judged {
        manifests: paths.len(),
        diagnostics: merge(found),
    })
}

/// What `validate` finds.
#[derive(Debug)]
pub(crate) struct Judged {
    /// How many manifests there are.
    pub(crate) manifests: usize,
    /// Everything found, in order.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// The error of manifests with these faults.
pub(crate) fn invalid(diagnostics: Vec<Diagnostic>) -> CliError {
    let errors = diagnostics
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .count();
    let message = match errors {
        1 => "the manifest has an error".to_owned(),
        _ => format!("the manifests have {errors} errors"),
    };
    let code = diagnostics.iter().find(|it| it.severity == Severity::Error).map(|it| it.code);
    let error = CliError::new(Exit::Invalid, message).diagnosed(diagnostics);
    match code {
        Some(code) => error.hint(format!("`storectl explain {code}` says more")),
        None => error,
    }
}

/// Tells whether any of them is an error.
pub(crate) fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|it| it.severity == Severity::Error)
}

fn variables(args: &ManifestArgs, env: &Env) -> Variables {
    Variables {
        explicit: args
            .vars
            .iter()
            .map(|it| (it.name.clone(), it.value.clone()))
            .collect(),
        environment: env.vars.clone(),
    }
}

fn inspect(path: &Path, vars: &Variables) -> Result<Checked, CliError> {
    let name = shown(path);
    let bytes = files::bytes(path).map_err(|fault| unreadable(&name, &fault))?;
    let document = match storectl_manifest::read(&name, &bytes) {
        Ok(document) => document,
        Err(diagnostics) => return Ok(Checked::broken(diagnostics)),
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let files = files::read_files(folder, &document.file_references(vars));
    Ok(storectl_manifest::check(&document, &files, vars))
}

fn unreadable(name: &str, fault: &FileFault) -> CliError {
    let (exit, why) = match fault {
        FileFault::Missing => (Exit::Error, "no such file".to_owned()),
        FileFault::NotAFile => (Exit::Error, "not a regular file".to_owned()),
        FileFault::TooLarge { bytes, limit } => (
            Exit::Invalid,
            format!("{bytes} bytes, and a manifest has at most {limit}: move long texts into files"),
        ),
        FileFault::Unreadable(why) => (Exit::Error, why.clone()),
        FileFault::OutsideRepository
        | FileFault::Symlink
        | FileFault::NotUtf8 { .. }
        | FileFault::NotAnImage => (Exit::Error, "not readable".to_owned()),
    };
    CliError::new(exit, format!("could not read {name}: {why}"))
}

/// Joins the manifests' diagnostics. A `--var` may be meant for one manifest of many: that it is unused is told only where
/// none uses it, and once.
fn merge(found: Vec<Vec<Diagnostic>>) -> Vec<Diagnostic> {
    let manifests = found.len();
    let mut unused: BTreeMap<String, usize> = BTreeMap::new();
    for it in found.iter().flatten().filter(|it| it.code == UNUSED_FLAG) {
        *unused.entry(it.message.clone()).or_default() += 1;
    }
    let mut all: Vec<Diagnostic> = found.into_iter().flatten().collect();
    all.retain(|it| {
        it.code != UNUSED_FLAG || unused.remove(&it.message).is_some_and(|count| count == manifests)
    });
    all
}

fn one_manifest_a_product(manifests: &[Manifest]) -> Result<(), CliError> {
    distinct(manifests.iter().map(|it| (it.path.as_str(), &it.product.product_id)))
}

/// Two manifests of one product would undo each other's work.
fn distinct<'a>(
    products: impl Iterator<Item = (&'a str, &'a ProductId)>,
) -> Result<(), CliError> {
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
