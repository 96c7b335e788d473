//! What the tests share: samples, the files they name, how findings are written down.
#![allow(dead_code, reason = "each test root uses its part")]

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use storectl_manifest::{
    Checked, Diagnostic, Document, FileFault, FileKind, Files, ImageFacts, ImageFormat, Variables,
    check, read,
};
use storectl_model::{Digest, ImageSize};

/// Returns the sample manifests of a folder, sorted.
pub(crate) fn samples(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/manifests");
    let mut paths: Vec<PathBuf> = fs::read_dir(root.join(folder))
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "yaml"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

/// Reads and checks a sample.
///
/// Its first lines may say `# --var NAME=VALUE` and `# STORECTL_VAR_NAME=VALUE`.
pub(crate) fn judge(path: &Path) -> Result<Checked, Vec<Diagnostic>> {
    let bytes = fs::read(path).unwrap();
    let document = read(path.file_name().unwrap().to_str().unwrap(), &bytes)?;
    let vars = variables(&String::from_utf8_lossy(&bytes));
    let files = files(&document, &vars, path.parent().unwrap());
    Ok(check(&document, &files, &vars))
}

fn variables(text: &str) -> Variables {
    let given = |prefix: &str| {
        text.lines()
            .filter_map(|it| it.strip_prefix(prefix)?.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    };
    Variables {
        explicit: given("# --var "),
        environment: given("# STORECTL_VAR_"),
        ..Variables::default()
    }
}

/// Returns what a caller would find: texts are read, images are what their names say (`1366x768.png`, `…-2.png` for other
/// bytes), and some names stand for a fault.
pub(crate) fn files(document: &Document, vars: &Variables, folder: &Path) -> Files {
    let mut files = Files::default();
    for reference in document.file_references(vars) {
        let path = reference.path;
        if path.ends_with("/link.md") {
            files.linked.insert(path.clone());
        }
        match reference.kind {
            FileKind::Text => {
                let found = fault(&path).map_or_else(|| text(&folder.join(&path)), Err);
                files.texts.insert(path, found);
            }
            FileKind::Image => {
                let found = fault(&path).map_or_else(|| Ok(facts(&path)), Err);
                files.images.insert(path, found);
            }
        }
    }
    files
}

fn text(path: &Path) -> Result<String, FileFault> {
    fs::read_to_string(path).map_err(|_| FileFault::Missing)
}

fn fault(path: &str) -> Option<FileFault> {
    let (stem, _) = Path::new(path).file_name()?.to_str()?.split_once('.')?;
    Some(match stem {
        "missing" => FileFault::Missing,
        "folder" => FileFault::NotAFile,
        "outside" => FileFault::OutsideRepository,
        "hidden" => FileFault::Hidden,
        "case" => FileFault::OtherCase {
            actual: "CASE.md".to_owned(),
        },
        "utf16" => FileFault::Utf16,
        "lfs" => FileFault::LfsPointer,
        "huge" => FileFault::TooLarge {
            bytes: 9_999_999,
            limit: 1_048_576,
        },
        "latin1" => FileFault::NotUtf8 { offset: 4 },
        "no-image" => FileFault::NotAnImage,
        "locked" => FileFault::Unreadable("permission denied".to_owned()),
        _ => return None,
    })
}

fn facts(path: &str) -> ImageFacts {
    let name = path.rsplit('/').next().unwrap_or_default();
    let (stem, extension) = name.split_once('.').unwrap_or((name, "png"));
    let (size, tail) = stem.split_once('-').unwrap_or((stem, ""));
    let (width, height) = size.split_once('x').unwrap_or(("1366", "768"));
    ImageFacts {
        digest: Digest::of(stem.as_bytes()),
        bytes: if tail == "big" { 60_000_000 } else { 40_000 },
        size: ImageSize {
            width: width.parse().unwrap_or(1366),
            height: height.parse().unwrap_or(768),
        },
        checksums: None,
        format: match extension {
            "png" => ImageFormat::Png,
            "jpg" => ImageFormat::Jpeg,
            other => ImageFormat::Other(other.to_owned()),
        },
    }
}

/// Writes findings down: severity, code, place, message, hint, related places.
pub(crate) fn render(found: &[Diagnostic]) -> String {
    let mut text = String::new();
    for it in found {
        let place = it.location.short();
        writeln!(
            text,
            "{} {} {place} {}",
            it.severity.as_str(),
            it.code,
            it.message
        )
        .unwrap();
        for (place, note) in &it.related {
            writeln!(text, "    {} {note}", place.short()).unwrap();
        }
        if let Some(hint) = &it.hint {
            writeln!(text, "    hint: {hint}").unwrap();
        }
    }
    text
}
