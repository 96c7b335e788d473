//! Writes what installers say to their packages in a manifest.

use std::collections::BTreeMap;

use storectl_installer::{Declared, Facts, Kind, Signing, Subject};
use storectl_manifest::{Edit, InstallerValues, Variables, take_installer};
use storectl_model::DesiredPackage;
use storectl_report::SourceRef;

use super::{look::Looked, owners::Owners};
use crate::{
    args::{EditArgs, ManifestArgs},
    error::CliError,
    manifests::{inspect::variables, load::Manifest, original::Original},
    ops::edit::{Batch, Verb, changes},
    output::printer::{Level, Printer},
    settings::env::Env,
};

const VERB: Verb = Verb {
    done: "edited",
    would: "edit",
};

/// The manifest that takes what installers say.
#[derive(Debug)]
pub(crate) struct WriteTarget {
    original: Original,
    args: ManifestArgs,
    vars: Variables,
}

/// The packages of a manifest, with what installers say.
#[derive(Debug)]
pub(crate) struct WrittenPackages {
    batch: Batch,
    /// The one manifest as it will be.
    manifests: Vec<Manifest>,
    owners: Owners,
}

/// A package as it will be.
#[derive(Clone, Copy, Debug)]
pub(super) struct WrittenPackage<'a> {
    manifest: &'a Manifest,
    /// Its index.
    at: usize,
    desired: &'a DesiredPackage,
}

impl WrittenPackage<'_> {
    /// Returns what it declares.
    pub(super) fn declared(self) -> Declared {
        Declared::new(self.desired, None)
    }

    /// Returns where the manifest says what a finding is about.
    pub(super) fn locate(self, subject: Subject) -> Option<SourceRef> {
        let pointer = format!("/packages/{}{}", self.at, subject.pointer());
        self.manifest.locate(&pointer)
    }
}

impl WriteTarget {
    /// Finds the one manifest of `args`.
    ///
    /// # Errors
    /// No manifest or several (64), one that cannot be read (10).
    pub(crate) fn find(args: ManifestArgs, env: &Env) -> Result<Self, CliError> {
        let mut originals = Original::manifests(&args)?;
        match (originals.pop(), originals.len()) {
            (Some(original), 0) => Ok(Self {
                vars: variables(&args, env, 1)?,
                original,
                args,
            }),
            (_, others) => {
                let message = format!("--write: there are {} manifests", others + 1);
                Err(CliError::usage(message).hint("name one of them: --write=MANIFEST"))
            }
        }
    }

    /// Takes what each installer says into its package. What is no installer, or was not read, says nothing.
    ///
    /// # Errors
    /// An installer that belongs to no package or whose package another one has (64); a result that the rules refuse (10).
    pub(crate) fn take(
        self,
        looked: &[Looked<'_>],
        env: &Env,
        printer: &Printer,
    ) -> Result<WrittenPackages, CliError> {
        let Self {
            original,
            args,
            vars,
        } = self;
        // One that cannot be read has no packages: the check of the result says why.
        let (owners, edits) = match storectl_manifest::read(&original.shown, &original.content) {
            Ok(document) => {
                let owners = Owners::find(&original.shown, &document, &vars, looked)?;
                let said = looked.iter().enumerate();
                let said = said.filter_map(|(at, it)| Some((owners.of(at)?, it.facts()?)));
                // Each once: an installer that is named twice says the same.
                let said: BTreeMap<usize, &Facts> = said.collect();
                let edits = said.iter().flat_map(|(package, facts)| {
                    take_installer(&document, &vars, *package, &values(facts))
                });
                let edits: Vec<Edit> = edits.collect();
                (owners, edits)
            }
            Err(_) => (Owners::default(), Vec::new()),
        };
        let originals = [original];
        let batch = Batch::of(&originals, |it| changes(it, &vars, &edits))?;
        let loaded = batch.load(&args, env, printer)?;
        Ok(WrittenPackages {
            batch,
            manifests: loaded.manifests,
            owners,
        })
    }
}

impl WrittenPackages {
    /// Returns the package of the installer at `index`, as it will be.
    pub(super) fn package(&self, index: usize) -> Option<WrittenPackage<'_>> {
        let at = self.owners.of(index)?;
        let manifest = self.manifests.first()?;
        let desired = manifest.product.packages.as_ref()?.get(at)?;
        Some(WrittenPackage {
            manifest,
            at,
            desired,
        })
    }

    /// Writes the manifest.
    ///
    /// # Errors
    /// It cannot be written (1); then it is as it was.
    pub(crate) fn write(&self) -> Result<(), CliError> {
        self.batch.write()
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
