//! Reads the files a manifest names, and nothing outside its tree.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufReader, Read as _},
    path::{Path, PathBuf},
};

use storectl_images::{ImageError, Measured, measure};
use storectl_manifest::{
    EncodingFault, FileFault, FileKind, FileReference, Files, ImageFacts, ImageFormat,
    ManifestAccess, decode_text,
};
use storectl_model::ImageSize;

use crate::manifests::{
    file_tree::{Checkout, FileTree, IMAGE_CAP, Pointers, bytes, manifest_in, split},
    lfs::{POINTER_CAP, Pointer},
    parallel::{Cores, each},
    repository::{Reached, Resolved, fault},
};

/// Reads what `references` name, each file once for each kind, however many spellings its path has; images on this many
/// cores.
///
/// `folder` is the manifest's. Faults are facts here: the manifest's rules report them with their place.
pub(crate) fn read_files(
    tree: &dyn FileTree,
    folder: &Path,
    references: &[FileReference],
    cores: Cores,
) -> Files {
    let mut files = Files::default();
    let mut resolved: BTreeMap<&str, Result<Resolved, FileFault>> = BTreeMap::new();
    for FileReference { path, .. } in references {
        let file = resolved
            .entry(path)
            .or_insert_with(|| tree.resolve(folder, path));
        if matches!(file, Ok(it) if it.reached == Reached::ThroughLink) {
            files.linked.insert(path.clone());
        }
    }
    let file = |path: &str| match resolved.get(path) {
        Some(Ok(it)) => Ok(&it.path),
        Some(Err(fault)) => Err(fault.clone()),
        None => Err(FileFault::Missing),
    };
    let of_kind = |kind| references.iter().filter(move |it| it.kind == kind);
    let images: BTreeSet<&PathBuf> = of_kind(FileKind::Image)
        .filter_map(|it| file(&it.path).ok())
        .collect();
    let images: Vec<PathBuf> = images.into_iter().cloned().collect();
    let facts = each(cores, &images, |_, it| tree.image(it, &|| image(tree, it)));
    let measured: BTreeMap<&PathBuf, _> = images.iter().zip(facts).collect();
    for FileReference { path, .. } in of_kind(FileKind::Image) {
        let entry = files.images.entry(path.clone());
        entry.or_insert_with(|| {
            let file = file(path)?;
            measured
                .get(file)
                .cloned()
                .unwrap_or(Err(FileFault::Missing))
        });
    }
    let mut texts: Vec<&Path> = of_kind(FileKind::Text)
        .filter_map(|it| file(&it.path).ok())
        .map(PathBuf::as_path)
        .collect();
    // Byte by byte: paths take long to compare part by part.
    texts.sort_unstable_by_key(|it| it.as_os_str());
    texts.dedup_by_key(|it| it.as_os_str());
    tree.prepare(&texts);
    for FileReference { path, .. } in of_kind(FileKind::Text) {
        let entry = files.texts.entry(path.clone());
        entry.or_insert_with(|| text(tree, file(path)?));
    }
    files
}

/// Reads a manifest of the checkout whole, and says how it was reached.
///
/// # Errors
/// As [`manifest_in`].
pub(crate) fn manifest(path: &Path) -> Result<(Vec<u8>, ManifestAccess), FileFault> {
    let (folder, name) = split(path)?;
    manifest_in(&Checkout::of(folder)?, folder, name)
}

pub(super) fn text(tree: &dyn FileTree, path: &Path) -> Result<String, FileFault> {
    let bytes = bytes(tree, path)?;
    match decode_text(&bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(EncodingFault::Utf16) => Err(FileFault::Utf16),
        Err(EncodingFault::NotUtf8 { offset }) => Err(FileFault::NotUtf8 { offset }),
    }
}

/// Measures an image and decodes it to its end: a truncated one is found here and not by a customer. Its bytes stream by,
/// so memory does not depend on the file's length.
fn image(tree: &dyn FileTree, path: &Path) -> Result<ImageFacts, FileFault> {
    let file = BufReader::with_capacity(64 * 1024, tree.open(path, IMAGE_CAP)?);
    let measured = match measure(file, IMAGE_CAP) {
        Err(ImageError::LfsPointer) if tree.pointers() == Pointers::Followed => {
            return behind_pointer(tree, path);
        }
        measured => measured,
    };
    let measured = measured.map_err(|error| match error {
        ImageError::NotAnImage => FileFault::NotAnImage,
        ImageError::TooLong { limit } => FileFault::TooLarge {
            bytes: limit.saturating_add(1),
            limit,
        },
        ImageError::LfsPointer => FileFault::LfsPointer,
        ImageError::Truncated
        | ImageError::Damaged(_)
        | ImageError::TooLarge(_)
        | ImageError::TooMuchMemory { .. }
        | ImageError::Animated => FileFault::BrokenImage(error.to_string()),
        ImageError::Unreadable(error) => fault(&error),
    })?;
    Ok(image_facts(measured))
}

/// Returns what the rules need to know of an image.
pub(crate) fn image_facts(measured: Measured) -> ImageFacts {
    ImageFacts {
        digest: measured.digest,
        bytes: measured.bytes,
        size: measured.info.size,
        checksums: Some(measured.checksums),
        format: match measured.info.format {
            storectl_images::ImageFormat::Png => ImageFormat::Png,
            storectl_images::ImageFormat::Jpeg => ImageFormat::Jpeg,
        },
    }
}

/// Takes what a pointer says of its image. The size in pixels is unknown; the rules only warn of one that is too small, and
/// nobody is shown warnings about what is only compared with.
fn behind_pointer(tree: &dyn FileTree, path: &Path) -> Result<ImageFacts, FileFault> {
    let mut content = Vec::new();
    let mut file = tree.open(path, IMAGE_CAP)?.take(POINTER_CAP);
    file.read_to_end(&mut content)
        .map_err(|error| fault(&error))?;
    let Pointer { digest, bytes } = Pointer::parse(&content).ok_or(FileFault::LfsPointer)?;
    Ok(ImageFacts {
        digest,
        bytes,
        size: ImageSize {
            width: 0,
            height: 0,
        },
        checksums: None,
        format: ImageFormat::Png,
    })
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Mutex};

    use storectl_model::Digest;

    use super::*;
    use crate::manifests::file_tree::{Content, TEXT_CAP};

    /// A PNG of this size in one color.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        let samples = vec![0x80; usize::try_from(width * height).unwrap()];
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&samples).unwrap();
        writer.finish().unwrap();
        file
    }

    fn image_of(root: &tempfile::TempDir, path: &str) -> Result<ImageFacts, FileFault> {
        read(root, FileKind::Image, path)
            .images
            .remove(path)
            .unwrap()
    }

    fn repository_with(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("repo/.git")).unwrap();
        fs::create_dir_all(root.path().join("repo/store")).unwrap();
        for (name, content) in files {
            fs::write(root.path().join(name), content).unwrap();
        }
        root
    }

    fn read(root: &tempfile::TempDir, kind: FileKind, path: &str) -> Files {
        let reference = FileReference {
            path: path.to_owned(),
            kind,
            pointer: String::new(),
        };
        let folder = root.path().join("repo/store");
        let checkout = Checkout::of(&folder).unwrap();
        read_files(&checkout, &folder, &[reference], Cores::all())
    }

    fn text_of(root: &tempfile::TempDir, path: &str) -> Result<String, FileFault> {
        read(root, FileKind::Text, path).texts.remove(path).unwrap()
    }

    #[test]
    fn a_text_is_read_as_it_is() {
        let root = repository_with(&[("repo/store/a.md", b"a\r\n ")]);
        assert_eq!(text_of(&root, "a.md").unwrap(), "a\r\n ");
    }

    #[test]
    fn what_is_not_a_readable_text_says_why() {
        let root = repository_with(&[("repo/store/bin", b"ab\xff")]);
        assert_eq!(text_of(&root, "bin"), Err(FileFault::NotUtf8 { offset: 2 }));
        assert_eq!(text_of(&root, "absent"), Err(FileFault::Missing));
        assert_eq!(text_of(&root, "../store"), Err(FileFault::NotAFile));
    }

    #[test]
    fn a_text_above_the_cap_is_not_read() {
        let long = vec![b'a'; usize::try_from(TEXT_CAP).unwrap() + 1];
        let root = repository_with(&[("repo/store/long", &long)]);
        assert!(matches!(
            text_of(&root, "long"),
            Err(FileFault::TooLarge { .. })
        ));
    }

    #[test]
    fn an_image_is_measured_by_its_bytes() {
        let png = png(1366, 768);
        let root = repository_with(&[("repo/store/1.jpg", &png), ("repo/store/2.png", b"GIF")]);
        let facts = image_of(&root, "1.jpg").unwrap();
        assert_eq!(facts.digest, Digest::of(&png));
        assert_eq!(facts.bytes, u64::try_from(png.len()).unwrap());
        assert_eq!((facts.size.width, facts.size.height), (1366, 768));
        assert_eq!(facts.format, ImageFormat::Png);
        assert_eq!(image_of(&root, "2.png"), Err(FileFault::NotAnImage));
    }

    /// A checkout that counts how often it opens each file.
    struct Counting {
        checkout: Checkout,
        opened: Mutex<Vec<PathBuf>>,
    }

    impl FileTree for Counting {
        fn resolve(&self, folder: &Path, path: &str) -> Result<Resolved, FileFault> {
            self.checkout.resolve(folder, path)
        }

        fn pointers(&self) -> Pointers {
            self.checkout.pointers()
        }

        fn prepare(&self, files: &[&Path]) {
            self.checkout.prepare(files);
        }

        fn open(&self, file: &Path, cap: u64) -> Result<Box<dyn Content>, FileFault> {
            self.opened.lock().unwrap().push(file.to_owned());
            self.checkout.open(file, cap)
        }
    }

    #[test]
    fn each_image_is_opened_once_whatever_is_learned_of_it() {
        let names: Vec<String> = (1..9).map(|it| format!("{it}.png")).collect();
        let contents: Vec<Vec<u8>> = (1..9).map(|it| png(8, it)).collect();
        let paths: Vec<String> = names.iter().map(|it| format!("repo/store/{it}")).collect();
        let files = paths.iter().map(String::as_str);
        let files: Vec<(&str, &[u8])> = files.zip(contents.iter().map(Vec::as_slice)).collect();
        let root = repository_with(&files);
        let folder = root.path().join("repo/store");
        let tree = Counting {
            checkout: Checkout::of(&folder).unwrap(),
            opened: Mutex::default(),
        };
        // Each twice, in two spellings.
        let spellings = names.iter().flat_map(|it| [it.clone(), format!("./{it}")]);
        let references: Vec<FileReference> = spellings
            .map(|path| FileReference {
                path,
                kind: FileKind::Image,
                pointer: String::new(),
            })
            .collect();
        let read = read_files(&tree, &folder, &references, Cores::all());
        for (name, content) in names.iter().zip(&contents) {
            let facts = read.images[name].as_ref().unwrap();
            assert_eq!(facts.digest, Digest::of(content));
            assert!(facts.checksums.is_some());
            assert_eq!(read.images[&format!("./{name}")].as_ref(), Ok(facts));
        }
        let mut opened = tree.opened.into_inner().unwrap();
        opened.sort();
        let expected: Vec<PathBuf> = names
            .iter()
            .map(|it| folder.canonicalize().unwrap().join(it))
            .collect();
        assert_eq!(opened, expected);
    }

    #[test]
    fn an_image_that_is_cut_short_is_none() {
        let png = png(4, 3);
        for end in 8..png.len() - 1 {
            let root = repository_with(&[("repo/store/1.png", &png[..end])]);
            let fault = image_of(&root, "1.png").unwrap_err();
            assert!(
                matches!(fault, FileFault::BrokenImage(_)),
                "{end}: {fault:?}"
            );
        }
    }
}
