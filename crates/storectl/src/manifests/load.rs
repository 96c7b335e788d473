//! Loads manifests for planning.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use storectl_manifest::{Diagnostic, Location, SourceMap, UsedVariable};
use storectl_model::{DesiredProduct, Prune, Selector};
use storectl_platform::StateDir;
use storectl_report::SourceRef;

use crate::{
    args::ManifestArgs,
    error::CliError,
    hints::invocation::Invocation,
    manifests::{
        discover::shown,
        extract::ExtractedReceipt,
        inspect::{AtPath, Inspected, ValidManifest, distinct, has_errors, inspect_all, invalid},
        overlay::EditedFiles,
        place::Base,
    },
    output::targets::Targets,
    settings::env::Env,
};

/// A manifest without errors.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// Its path from the repository root, as documents name it.
    pub(crate) path: String,
    /// Its path from the working directory, as people and its places name it.
    shown: String,
    /// Where paths in documents begin.
    base: Base,
    /// The folder in the checkout that it belongs to.
    pub(crate) folder: PathBuf,
    /// What is kept between runs for the repository that the folder is in.
    pub(crate) state_dir: StateDir,
    /// The files it names that are there, relative to its folder.
    pub(crate) files: BTreeSet<String>,
    /// Where it was read from, and those files.
    pub(crate) origin: ManifestOrigin,
    /// What it asks for.
    pub(crate) product: DesiredProduct,
    /// What it says itself of languages that it does not name; a flag may ask for more.
    pub(crate) written_prune: Prune,
    /// Where it says so.
    pub(crate) sources: SourceMap,
    /// The variables it uses, by name.
    pub(crate) variables: Vec<UsedVariable>,
    /// What is suspicious about it.
    pub(crate) warnings: Vec<Diagnostic>,
    /// The selectors of this run that pick nothing it names.
    pub(crate) unmatched: Vec<Selector>,
}

/// Where a manifest and the files it names were read from.
#[derive(Debug)]
pub(crate) enum ManifestOrigin {
    /// From the checkout.
    Checkout,
    /// From a receipt that git keeps.
    Receipt(ExtractedReceipt),
}

impl Manifest {
    /// Returns its path from the working directory, as people name it.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// Returns the command for this one of several manifests.
    pub(crate) fn alone(&self, invocation: &Invocation) -> Invocation {
        invocation.clone().of_one(&self.shown, &self.variables)
    }

    /// Returns where its file is in the checkout, or would be.
    pub(crate) fn file(&self) -> PathBuf {
        match &self.origin {
            ManifestOrigin::Checkout => {
                let name = self.path.rsplit('/').next().unwrap_or_default();
                self.folder.join(name)
            }
            ManifestOrigin::Receipt(_) => self.folder.join(&self.path),
        }
    }

    /// Returns the folder that the paths it names are relative to.
    pub(crate) fn files_folder(&self) -> &Path {
        match &self.origin {
            ManifestOrigin::Checkout => &self.folder,
            ManifestOrigin::Receipt(extracted) => extracted.folder(),
        }
    }

    /// Returns the place of a value, by its JSON pointer; of a language that is pruned, the place that says so.
    pub(crate) fn locate(&self, pointer: &str) -> Option<SourceRef> {
        let pointer = if self.is_pruned(pointer) {
            "/prune"
        } else {
            pointer
        };
        let place = self.sources.locate(pointer)?;
        Some(self.place(&place))
    }

    /// Returns the place where writing a value changes this one and no other, by its JSON pointer.
    pub(crate) fn place_to_write(&self, pointer: &str) -> Option<SourceRef> {
        let place = self.sources.place_to_write(pointer)?;
        Some(self.place(&place))
    }

    /// Returns a place as reports show it.
    pub(crate) fn place(&self, place: &Location) -> SourceRef {
        let file = &place.file.path;
        SourceRef {
            in_repository: if *file == self.shown {
                self.path.clone()
            } else {
                self.base.name_of_file(file)
            },
            file: file.clone(),
            line: place.line,
            column: place.column,
        }
    }

    /// Returns whether only a flag removes what is there.
    pub(crate) fn is_pruned_by_flag(&self, pointer: &str) -> bool {
        self.written_prune == Prune::Keep && self.is_pruned(pointer)
    }

    /// Returns whether the manifest does not name the listing there, and removes what it does not name.
    fn is_pruned(&self, pointer: &str) -> bool {
        let mut keys = pointer.split('/').skip(1);
        let listings = &self.product.listings;
        let is_named = match (keys.next(), keys.next()) {
            (Some("listings"), Some(language)) => {
                let mut named = listings.keys();
                named.any(|it| it.as_str().eq_ignore_ascii_case(language))
            }
            (Some("listings"), None) => !listings.is_empty(),
            (Some(_) | None, _) => true,
        };
        self.product.prune == Prune::Listings && !is_named
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

/// Where a manifest is, for people, for documents and for what is read beside it.
pub(super) struct ManifestPlace {
    pub(super) path: String,
    pub(super) shown: String,
    pub(super) base: Base,
    pub(super) folder: PathBuf,
    pub(super) origin: ManifestOrigin,
}

/// Loads every manifest of `args`, or fails with every fault of all of them.
///
/// # Errors
/// Paths that cannot be read (1); faults, one product in two manifests (10); no manifest, a target that is read (64).
pub(crate) fn load(
    args: &ManifestArgs,
    targets: &Targets,
    env: &Env,
    prune: Prune,
) -> Result<Loaded, CliError> {
    load_edited(args, targets, env, prune, &EditedFiles::NONE)
}

/// Loads every manifest of `args` as [`load`] does, as they will be once `edited` is written.
///
/// # Errors
/// As [`load`].
pub(crate) fn load_edited(
    args: &ManifestArgs,
    targets: &Targets,
    env: &Env,
    prune: Prune,
    edited: &EditedFiles,
) -> Result<Loaded, CliError> {
    assemble_all(inspect_places(args, targets, env, edited)?, prune)
}

/// What a manifest of the checkout comes to, by the path it was found at.
pub(super) type InspectedPlace = AtPath<(ManifestPlace, Inspected)>;

/// Inspects every manifest of the checkout, with its place.
///
/// # Errors
/// As [`inspect_all`].
pub(super) fn inspect_places(
    args: &ManifestArgs,
    targets: &Targets,
    env: &Env,
    edited: &EditedFiles,
) -> Result<Vec<InspectedPlace>, CliError> {
    let base = Base::current();
    let keep = |_: usize, path: &Path, inspected| {
        let place = ManifestPlace {
            path: base.name(path),
            shown: shown(path),
            base: base.clone(),
            folder: path.parent().map(Path::to_owned).unwrap_or_default(),
            origin: ManifestOrigin::Checkout,
        };
        (place, inspected)
    };
    inspect_all(args, targets, env, edited, keep)
}

/// Takes manifests that were inspected; one that cannot be read fails them all.
///
/// # Errors
/// As [`load`].
pub(super) fn assemble_all(all: Vec<InspectedPlace>, prune: Prune) -> Result<Loaded, CliError> {
    let all = all.into_iter().map(|(_, it)| it);
    assemble(all.collect::<Result<_, _>>()?, prune)
}

/// Takes manifests that were inspected.
///
/// # Errors
/// Faults, one product in two manifests (10).
pub(super) fn assemble(
    all: Vec<(ManifestPlace, Inspected)>,
    prune: Prune,
) -> Result<Loaded, CliError> {
    let mut found = Vec::new();
    let mut named = Vec::new();
    let mut manifests = Vec::new();
    let number = all.len();
    for (place, inspected) in all {
        found.extend(inspected.diagnostics.iter().cloned());
        named.extend(inspected.product_id);
        if let Some(valid) = inspected.valid {
            let ValidManifest {
                mut product,
                sources,
                variables,
            } = valid;
            let written_prune = product.prune;
            if prune == Prune::Listings {
                product.prune = prune;
            }
            let ManifestPlace {
                path,
                shown,
                base,
                folder,
                origin,
            } = place;
            manifests.push(Manifest {
                path,
                shown,
                base,
                state_dir: StateDir::of(&folder),
                folder,
                origin,
                files: inspected.files,
                product,
                written_prune,
                sources,
                variables,
                warnings: inspected.diagnostics,
                unmatched: Vec::new(),
            });
        }
    }
    if has_errors(&found) {
        return Err(invalid(number, &found)
            .about(named)
            .diagnosed(number, found));
    }
    let products = manifests.iter();
    distinct(products.map(|it| (it.path.as_str(), &it.product.product_id)))?;
    Ok(Loaded {
        manifests,
        warnings: found,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::args::Var;
    use crate::exit::Exit;
    use crate::manifests::{check::check, file_tree::TEXT_CAP};

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
                ..ManifestArgs::default()
            }
        }

        fn load(&self, vars: &[(&str, &str)]) -> Result<Loaded, CliError> {
            load(
                &self.args(vars),
                &Targets::default(),
                &Env::default(),
                Prune::Keep,
            )
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
    fn a_pruned_language_is_at_the_prune_key() {
        for (listings, all) in [("", 3), ("listings: { en-us: { sortTitle: A } }\n", 4)] {
            let content = format!("{WIDGETS}{listings}prune: [listings]\n");
            let folder = Folder::with(&[("storectl.yaml", &content)]);
            let loaded = folder.load(&[]).unwrap();
            let line = |it: &str| loaded.manifests[0].locate(it).unwrap().line;
            assert_eq!(line("/listings/de-de/description"), all);
            assert_eq!(line("/listings"), 3);
            if !listings.is_empty() {
                assert_eq!(line("/listings/en-us/sortTitle"), 3);
            }
        }
    }

    #[test]
    fn many_errors_of_one_manifest_are_counted_as_in_text() {
        let many: Vec<String> = (0..1_200).map(|it| format!("key{it}: 1\n")).collect();
        let many = many.concat();
        let folder = Folder::with(&[("storectl.yaml", &format!("{WIDGETS}{many}"))]);
        let error = folder.load(&[]).unwrap_err();
        assert_eq!(error.view().message, "the manifest has 1,200 errors");
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
        let found = error.diagnostics().listed().iter();
        let faulty: BTreeSet<&str> = found
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
        let long = "#".repeat(usize::try_from(TEXT_CAP).unwrap() + 1);
        let folder = Folder::with(&[("a.storectl.yaml", &long), ("b.storectl.yaml", "b: [\n")]);
        let checked = check(
            &folder.args(&[]),
            &Targets::default(),
            &Env::default(),
            &EditedFiles::NONE,
        )
        .unwrap();
        assert_eq!(checked.failures.len(), 1);
        assert!(checked.diagnostics.first_error().is_some());
        assert_eq!(checked.worst().unwrap().exit(), Exit::Invalid);
    }
}
