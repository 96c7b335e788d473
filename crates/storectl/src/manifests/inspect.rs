//! Reads manifests with the files they name, and checks each.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use storectl_api::Redactor;
use storectl_manifest::{
    Code, Diagnostic, FileFault, FileReference, Files, Precedence, RecordedVariable, Severity,
    SourceMap, UnusedExplicit, UsedVariable, VariableSource, Variables,
};
use storectl_model::{DesiredProduct, ProductId, SecretValues};
use storectl_report::{count, json::PlannedVariable};

use crate::{
    args::ManifestArgs,
    error::{CliError, Reach},
    exit::Exit,
    manifests::{
        discover::{Found, find, shown},
        examine::{Examined, ManifestSource, examine},
        file_tree::{manifest_in, split},
        overlay::{EditedFiles, Overlay},
        parallel::{Cores, in_order},
        shard::pick,
    },
    output::targets::Targets,
    settings::env::Env,
};

/// What one manifest comes to.
pub(super) struct Inspected {
    /// The product's ID, where it can be read, whatever else is wrong.
    pub(super) product_id: Option<ProductId>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// There exactly when no diagnostic is an error.
    pub(super) valid: Option<ValidManifest>,
    /// The names of the variables it uses.
    used: BTreeSet<String>,
    /// The files it names that are there, as it writes them.
    pub(super) files: BTreeSet<String>,
    /// What nobody may be shown.
    secret_values: SecretValues,
}

impl Inspected {
    /// Returns the paths that it names, as it writes them.
    pub(super) fn named(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// Returns the files that the manifest at `path` names.
    fn files_of(&self, path: &Path) -> Vec<PathBuf> {
        let folder = path.parent().unwrap_or(Path::new(""));
        self.files.iter().map(|it| folder.join(it)).collect()
    }

    /// Keeps the manifest's secrets out of everything that is written.
    pub(super) fn teach(&self, redactor: &Redactor) {
        redactor.learn_all(self.secret_values.expose());
        redactor.keep(self.secret_values.public());
        if let Some(valid) = &self.valid {
            redactor.hide_fields(&valid.product.secrets);
        }
    }
}

/// What a manifest without errors says.
pub(super) struct ValidManifest {
    pub(super) product: DesiredProduct,
    /// Where it says so.
    pub(super) sources: SourceMap,
    /// The variables it uses, by name.
    pub(super) variables: Vec<UsedVariable>,
}

/// What one manifest comes to, or why it cannot be read, with the path it was found at.
pub(super) type AtPath<T> = (PathBuf, Result<T, CliError>);

/// Inspects every manifest, as it will be once `edited` is written, on every core, and keeps of each its path and what `keep`
/// makes of its index, its path and what it comes to.
///
/// # Errors
/// As [`inspect_in_order`].
pub(super) fn inspect_all<T: Send>(
    args: &ManifestArgs,
    targets: &Targets,
    env: &Env,
    edited: &EditedFiles,
    keep: impl Fn(usize, &Path, Inspected) -> T + Sync,
) -> Result<Vec<AtPath<T>>, CliError> {
    let mut all = Vec::new();
    let take = |path: &Path, one| all.push((path.to_owned(), one));
    inspect_in_order(args, targets, env, edited, keep, take)?;
    Ok(all)
}

/// Inspects every manifest as [`inspect_all`] does, and gives `take`, in order, the path of each and what `keep` makes of it, or
/// why it cannot be read.
///
/// # Errors
/// Paths without a manifest, variables of the environment (64); near misses of a name, a variable for none of the
/// manifests (10).
pub(super) fn inspect_in_order<T: Send>(
    args: &ManifestArgs,
    targets: &Targets,
    env: &Env,
    edited: &EditedFiles,
    keep: impl Fn(usize, &Path, Inspected) -> T + Sync,
    mut take: impl FnMut(&Path, Result<T, CliError>) + Send,
) -> Result<(), CliError> {
    let found = find(&args.paths)?;
    targets.refuse_inputs(found.iter().map(|it| it.path.as_path()))?;
    let found = pick(found, args.part.shard);
    let vars = variables(args, env, found.len())?;
    let cores = Cores::all();
    let share = cores.shared_by(found.len());
    let inspect = |at: usize, found: &Found| {
        let path = found.path.as_path();
        let mut inspected = inspect_file(found, edited, &vars, &env.redactor, share)?;
        let files = inspected.files_of(path);
        targets.refuse_inputs(files.iter().map(PathBuf::as_path))?;
        let used = std::mem::take(&mut inspected.used);
        Ok((used, keep(at, path, inspected)))
    };
    let mut used = BTreeSet::new();
    let mut is_target = None;
    let take_one = |found: &Found, one: Result<_, CliError>| match one {
        Ok((names, one)) => {
            used.extend(names);
            take(&found.path, Ok(one));
        }
        Err(error) if error.reach() == Reach::Streams => {
            is_target.get_or_insert(error);
        }
        Err(error) => take(&found.path, Err(error)),
    };
    in_order(cores, &found, inspect, take_one);
    // Before any other error, which would be written to the files.
    if let Some(error) = is_target {
        return Err(error);
    }
    let unused = vars.explicit.keys().find(|it| !used.contains(*it));
    // A manifest of another shard may use it.
    let is_reported = vars.unused == UnusedExplicit::Allowed && args.part.shard.is_none();
    match unused.filter(|_| is_reported) {
        Some(unused) => {
            let message = format!(
                "`--var {unused}` is not used by any of the {} manifests",
                found.len()
            );
            let error = CliError::new(Exit::Invalid, message);
            Err(error.hint("use a name from a manifest, or remove the flag"))
        }
        None => Ok(()),
    }
}

/// What a manifest comes to once edits are written.
#[derive(Debug)]
pub(crate) struct Rechecked {
    /// What it asks for; there exactly when no diagnostic is an error.
    pub(crate) product: Option<DesiredProduct>,
    /// What is wrong with it, or suspicious.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Checks one manifest of the checkout as it will be once `edited` is written.
///
/// # Errors
/// A manifest that cannot be read (10).
pub(crate) fn as_edited(
    path: &Path,
    edited: &EditedFiles,
    vars: &Variables,
    env: &Env,
) -> Result<Rechecked, CliError> {
    let found = Found::named(path.to_owned());
    let inspected = inspect_file(&found, edited, vars, &env.redactor, Cores::all())?;
    Ok(Rechecked {
        product: inspected.valid.map(|it| it.product),
        diagnostics: inspected.diagnostics,
    })
}

/// Puts together the values for the variables of so many manifests.
///
/// A plan that is applied was made with the values it holds. A value that it took from the manifest is the manifest's, and
/// what it does not hold is a secret, which is given again.
pub(crate) fn variables(
    args: &ManifestArgs,
    env: &Env,
    manifests: usize,
) -> Result<Variables, CliError> {
    let explicit = args.vars.iter();
    let explicit = explicit.map(|it| (it.name.clone(), it.value.clone()));
    let mut environment = env.manifest_variables()?;
    let mut recorded = BTreeMap::new();
    for variable in &args.recorded {
        let PlannedVariable {
            name,
            value,
            source,
        } = variable;
        match (source, value) {
            (VariableSource::Flag | VariableSource::Environment, Some(value)) => {
                let value = RecordedVariable {
                    value: value.clone(),
                    source: *source,
                };
                recorded.insert(name.clone(), value);
            }
            (VariableSource::Manifest, Some(_)) => {
                environment.retain(|it, _| !it.eq_ignore_ascii_case(name));
            }
            (_, None) => {}
        }
    }
    Ok(Variables {
        explicit: explicit.collect(),
        recorded,
        environment,
        unused: if manifests == 1 && args.part.shard.is_none() {
            UnusedExplicit::Refused
        } else {
            UnusedExplicit::Allowed
        },
        unset_secrets: env.unset_secrets,
        precedence: Precedence::Given,
    })
}

/// Inspects a manifest of the checkout.
fn inspect_file(
    found: &Found,
    edited: &EditedFiles,
    vars: &Variables,
    redactor: &Redactor,
    cores: Cores,
) -> Result<Inspected, CliError> {
    let path = found.path.as_path();
    let unreadable = |fault: FileFault| unreadable(&shown(path), &fault);
    let (folder, name) = split(path).map_err(unreadable)?;
    let checkout = found.checkout().map_err(unreadable)?;
    let tree = Overlay { checkout, edited };
    let (bytes, access) = manifest_in(&tree, folder, name).map_err(unreadable)?;
    let source = ManifestSource {
        tree: &tree,
        folder,
        shown: shown(path),
        bytes: &bytes,
        access,
    };
    let inspected = inspect(&source, vars, cores);
    inspected.teach(redactor);
    Ok(inspected)
}

/// Reads what a manifest says, and the files it names; teaches nobody its secrets.
pub(super) fn inspect(source: &ManifestSource<'_>, vars: &Variables, cores: Cores) -> Inspected {
    let examined = match examine(source, vars, cores) {
        Ok(examined) => examined,
        Err(diagnostics) => {
            return Inspected {
                product_id: None,
                diagnostics,
                valid: None,
                used: vars.explicit.keys().cloned().collect(),
                files: BTreeSet::new(),
                secret_values: SecretValues::default(),
            };
        }
    };
    let Examined {
        references,
        files,
        checked,
        ..
    } = examined;
    Inspected {
        product_id: checked.product_id,
        diagnostics: checked.diagnostics,
        valid: checked.product.map(|product| ValidManifest {
            product,
            sources: checked.sources,
            variables: checked.variables,
        }),
        used: checked.used,
        files: readable(references, &files),
        secret_values: checked.secret_values,
    }
}

/// Returns the paths of the files that are there. Of a list of files, `{ file: [FIRST, SECOND] }`, some may not be.
fn readable(references: Vec<FileReference>, files: &Files) -> BTreeSet<String> {
    let paths = references.into_iter().map(|it| it.path);
    let is_there = |path: &String| !matches!(files.texts.get(path), Some(Err(FileFault::Missing)));
    paths.filter(is_there).collect()
}

/// The error of a manifest that cannot be read.
pub(crate) fn unreadable(name: &str, fault: &FileFault) -> CliError {
    let (exit, why) = fault_of_manifest(fault);
    CliError::new(exit, format!("cannot read {name}: {why}"))
}

/// Returns the exit of a manifest that cannot be read, and why it cannot.
pub(super) fn fault_of_manifest(fault: &FileFault) -> (Exit, String) {
    match fault {
        FileFault::Missing => (
            Exit::Invalid,
            "it does not exist, or is a broken link".to_owned(),
        ),
        FileFault::NotAFile => (Exit::Invalid, "not a regular file".to_owned()),
        FileFault::TooLarge { bytes, limit } => (
            Exit::Invalid,
            format!("it is {bytes} bytes; the limit is {limit}; move long text to files"),
        ),
        FileFault::Unreadable(why) => (Exit::Invalid, why.clone()),
        FileFault::OutsideRepository => (
            Exit::Invalid,
            "it is a link that points outside its repository".to_owned(),
        ),
        FileFault::Hidden => (
            Exit::Invalid,
            "its path contains, or resolves to, a name that begins with a dot".to_owned(),
        ),
        FileFault::OtherCase { actual } => (Exit::Invalid, format!("the name on disk is {actual}")),
        FileFault::NotUtf8 { .. }
        | FileFault::Utf16
        | FileFault::LfsPointer
        | FileFault::NotAnImage
        | FileFault::BrokenImage(_) => (Exit::Error, "not readable".to_owned()),
    }
}

/// The error of so many manifests with these diagnostics.
pub(super) fn invalid(manifests: usize, diagnostics: &[Diagnostic]) -> CliError {
    let errors = diagnostics
        .iter()
        .filter(|it| it.severity == Severity::Error);
    let first = errors.clone().next().map(|it| it.code);
    with_errors(manifests, errors.count(), first)
}

/// The error of so many manifests with so many errors, of which the first has this code.
pub(super) fn with_errors(manifests: usize, errors: usize, first: Option<Code>) -> CliError {
    let errors = count(errors, "error");
    let message = match manifests {
        1 => format!("the manifest has {errors}"),
        _ => format!("the manifests have {errors}"),
    };
    let error = CliError::new(Exit::Invalid, message);
    match first {
        Some(first) => error.hint(format!("see `storectl explain {first}`")),
        None => error,
    }
}

/// Returns whether any of them is an error.
pub(super) fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|it| it.severity == Severity::Error)
}

/// Two manifests of one product would undo each other's work.
pub(super) fn distinct<'a>(
    products: impl Iterator<Item = (&'a str, &'a ProductId)>,
) -> Result<(), CliError> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (path, id) in products {
        if let Some(first) = seen.insert(id.as_str().to_ascii_lowercase(), path) {
            let message = format!("product {id} is in two manifests: {first} and {path}");
            return Err(CliError::new(Exit::Invalid, message)
                .hint("a product has one manifest: pass only one of them, or merge them"));
        }
    }
    Ok(())
}
