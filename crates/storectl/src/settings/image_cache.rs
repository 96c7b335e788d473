//! Where what is learned of images is kept, and what that is worth.

use std::path::{Path, PathBuf};

use storectl_images::CacheTrust;

use crate::{args::StoreArgs, settings::env::Env};

/// Where what is learned of images is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ImageCachePlace {
    /// In a folder that the command line or the environment names; CI systems keep one between jobs, and a job that nobody
    /// trusts may have written it.
    Named(PathBuf),
    /// In the user's own cache folder.
    Own(PathBuf),
    /// Nowhere.
    Forgotten,
}

/// What a run does with what is known of images.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ImageUse {
    /// It shows it.
    #[default]
    Shows,
    /// It publishes what follows from it.
    Publishes,
}

impl ImageCachePlace {
    /// Takes the flag, else the environment, else the user's folder.
    pub(crate) fn resolve(args: &StoreArgs, env: &Env) -> Self {
        let variable = || env.named_path(&["STORECTL_IMAGE_CACHE"]);
        let named = args.image_cache.clone();
        let named = named.or_else(|| variable().map(|(_, folder)| folder));
        match (named, env.cache()) {
            (Some(folder), _) => Self::Named(folder),
            (None, Some(cache)) => Self::Own(cache.join("images")),
            (None, None) => Self::Forgotten,
        }
    }

    /// Returns the folder, where there is one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match self {
            Self::Named(folder) | Self::Own(folder) => Some(folder),
            Self::Forgotten => None,
        }
    }

    /// Returns what it is worth to a run. A plan that rests on a lie is harmless: the apply that asks the Store finds another
    /// one.
    pub(crate) fn trust(&self, of: ImageUse) -> CacheTrust {
        match (self, of) {
            (Self::Named(_), ImageUse::Publishes) => CacheTrust::Confirmed,
            (Self::Named(_), ImageUse::Shows) | (Self::Own(_) | Self::Forgotten, _) => {
                CacheTrust::Believed
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Flags {
        #[command(flatten)]
        store: StoreArgs,
    }

    fn resolve(args: &[&str], variables: &[(&str, &str)]) -> ImageCachePlace {
        let flags = Flags::try_parse_from(["storectl"].iter().chain(args)).unwrap();
        ImageCachePlace::resolve(&flags.store, &Env::of(variables.iter().copied()))
    }

    #[test]
    fn the_flag_comes_before_the_variable() {
        let variable = [("STORECTL_IMAGE_CACHE", "variable")];
        let named = |folder: &str| ImageCachePlace::Named(folder.into());
        assert_eq!(
            resolve(&["--image-cache", "flag"], &variable),
            named("flag")
        );
        assert_eq!(resolve(&[], &variable), named("variable"));
        assert_eq!(resolve(&[], &[]), ImageCachePlace::Forgotten);
    }

    #[test]
    fn only_a_folder_that_was_named_is_doubted_and_only_where_something_is_published() {
        let (named, own) = (
            ImageCachePlace::Named("a".into()),
            ImageCachePlace::Own("b".into()),
        );
        assert_eq!(named.trust(ImageUse::Publishes), CacheTrust::Confirmed);
        assert_eq!(named.trust(ImageUse::Shows), CacheTrust::Believed);
        assert_eq!(own.trust(ImageUse::Publishes), CacheTrust::Believed);
    }
}
