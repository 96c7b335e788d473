//! Writes what installers say to their packages in a manifest.

use std::{collections::BTreeMap, path::Path};

use storectl_installer::{Content, Facts, Inspection, Kind, Outcome, Signing};
use storectl_manifest::{Edit, InstallerValues, Variables, package_of_installer, take_installer};

use crate::{
    args::{EditArgs, ManifestArgs},
    error::CliError,
    manifests::{inspect::variables, original::Original},
    ops::edit::{Batch, Verb, changes},
    output::printer::{Level, Printer},
    settings::env::Env,
};

const VERB: Verb = Verb {
    done: "edited",
    would: "edit",
};

/// The packages of a manifest, with what installers say.
#[derive(Debug)]
pub(crate) struct WrittenPackages {
    /// The manifest as it will be, which is valid.
    pub(crate) batch: Batch,
}

impl WrittenPackages {
    /// Takes what each installer says into its package of the one manifest of `args`. What is no installer says nothing.
    ///
    /// # Errors
    /// No manifest or several, an installer that belongs to no package or whose package another one has (64); a result that the
    /// rules refuse (10).
    pub(crate) fn of(
        args: &ManifestArgs,
        inspections: &[Inspection],
        env: &Env,
        printer: &Printer,
    ) -> Result<Self, CliError> {
        let originals = Original::manifests(&args.paths)?;
        let [original] = originals.as_slice() else {
            let message = format!("--write: there are {} manifests", originals.len());
            return Err(CliError::usage(message).hint("name one of them: --write=MANIFEST"));
        };
        let vars = variables(args, env, originals.len())?;
        let edits = edits(original, &vars, inspections)?;
        let batch = Batch::of(&originals, |it| changes(it, &vars, &edits))?;
        batch.check(args, env, printer)?;
        Ok(Self { batch })
    }

    /// Shows how the manifest changed, or how it would.
    ///
    /// # Errors
    /// stdout cannot be written (1).
    pub(crate) fn show(&self, args: &EditArgs, printer: &Printer) -> Result<(), CliError> {
        self.batch.show_written(args, VERB, printer).map(|_| ())
    }

    /// Says on stderr what was written.
    pub(crate) fn say(&self, printer: &Printer) {
        for line in self.batch.written(VERB).lines() {
            printer.say(Level::Info, line);
        }
    }
}

/// Returns what is edited in a manifest. One that cannot be read has none: the check of the result says why.
///
/// # Errors
/// An installer that belongs to no package, or whose package another one has (64).
fn edits(
    original: &Original,
    vars: &Variables,
    inspections: &[Inspection],
) -> Result<Vec<Edit>, CliError> {
    let Ok(document) = storectl_manifest::read(&original.shown, &original.content) else {
        return Ok(Vec::new());
    };
    let mut owners: BTreeMap<usize, &str> = BTreeMap::new();
    let mut edits = Vec::new();
    for inspection in inspections {
        let Outcome::Read(Content::Installer(facts)) = &inspection.outcome else {
            continue;
        };
        let source = inspection.source.as_str();
        let package =
            package_of_installer(&document, vars, file_name(source)).map_err(|error| {
                CliError::usage(format!(
                    "cannot write {source} to {}: {error}",
                    original.shown
                ))
            })?;
        if let Some(other) = owners.insert(package, source) {
            let message = format!("{other} and {source} both belong to packages[{package}]");
            return Err(CliError::usage(message).hint("name one of them"));
        }
        edits.extend(take_installer(&document, vars, package, &values(facts)));
    }
    Ok(edits)
}

/// Returns the last part of a path.
fn file_name(source: &str) -> &str {
    let name = Path::new(source).file_name();
    name.and_then(|it| it.to_str()).unwrap_or(source)
}

/// Returns what a package can say of an installer.
fn values(facts: &Facts) -> InstallerValues {
    let mut architectures = facts.architectures.iter();
    let architecture = match (architectures.next(), architectures.next()) {
        (Some(one), None) => Some(*one),
        // A package has one.
        (Some(_), Some(_)) | (None, _) => None,
    };
    let silent = match facts.kind {
        // It is always run silently.
        Kind::Msi => None,
        Kind::Nsis
        | Kind::Inno
        | Kind::Burn
        | Kind::AdvancedInstaller
        | Kind::Squirrel
        | Kind::Plain => facts.silent.filter(|it| !it.is_empty()),
    };
    InstallerValues {
        package_type: facts.package_type,
        architecture,
        silent: silent.map(ToOwned::to_owned),
        version: facts.version.clone(),
        signer: match &facts.signing {
            Signing::Unknown | Signing::Unsigned => None,
            Signing::Signed(signature) => Some(signature.signer.clone()),
        },
        length: Some(facts.length),
        sha256: facts.sha256.clone(),
    }
}
