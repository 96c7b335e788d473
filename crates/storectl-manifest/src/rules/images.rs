//! Screenshots and store logos.

use std::collections::HashMap;

use storectl_model::{DesiredImage, Digest, Field, ImageSize, limits};

use super::{list::list, text};
use crate::{
    catalogue,
    checker::Checker,
    files::{FileFault, ImageFacts, ImageFormat},
    format, pointer,
    raw::Images,
};

/// The largest image Partner Center takes, in bytes: 50 MB. Source: Partner Center's help, screenshots and images.
const MAX_BYTES: u64 = 50 * 1024 * 1024;
/// The least sides of a screenshot, long and short, in pixels. Source: as above.
const SCREENSHOT: (u32, u32) = (1366, 768);
/// The sizes of a store logo, in pixels. Source: as above.
const LOGOS: [(u32, u32); 4] = [(1080, 1080), (2160, 2160), (720, 1080), (1440, 2160)];

pub(super) fn screenshots(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Images<{ limits::SCREENSHOTS }>,
) -> Field<Vec<DesiredImage>> {
    let fits = |size: ImageSize| {
        let (long, short) = SCREENSHOT;
        size.width.max(size.height) >= long && size.width.min(size.height) >= short
    };
    images(
        checker,
        at,
        raw,
        "a screenshot has 1366 x 768 or more",
        fits,
    )
}

pub(super) fn store_logos(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Images<{ limits::STORE_LOGOS }>,
) -> Field<Vec<DesiredImage>> {
    let fits = |size: ImageSize| LOGOS.contains(&(size.width, size.height));
    let wanted = "a logo has 1080 x 1080, 2160 x 2160, 720 x 1080 or 1440 x 2160";
    images(checker, at, raw, wanted, fits)
}

fn images<const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Images<MAX>,
    wanted: &str,
    fits: impl Fn(ImageSize) -> bool,
) -> Field<Vec<DesiredImage>> {
    list(checker, at, raw).map(|paths| {
        let mut seen: HashMap<Digest, String> = HashMap::new();
        let mut images = Vec::new();
        for (index, path) in paths.into_iter().enumerate() {
            let at = pointer::item(at, index);
            let Some(path) = text::plain(checker, &at, path.0) else {
                continue;
            };
            let Some(facts) = facts(checker, &at, &path) else {
                continue;
            };
            if let Some(first) = seen.get(&facts.digest) {
                let first = checker.place(first);
                checker
                    .report(
                        &catalogue::SAME_IMAGE,
                        &at,
                        format!("`{path}` is in the list twice"),
                    )
                    .with(first, "first here");
            } else {
                seen.insert(facts.digest.clone(), at.clone());
            }
            check_facts(checker, &at, &path, &facts);
            if !fits(facts.size) {
                let ImageSize { width, height } = facts.size;
                let message = format!("`{path}` has {width} x {height} pixels; {wanted}");
                checker.report(&catalogue::IMAGE_SIZE, &at, message);
            }
            images.push(DesiredImage {
                path,
                digest: facts.digest,
                bytes: facts.bytes,
                size: facts.size,
            });
        }
        images
    })
}

fn facts(checker: &mut Checker<'_>, at: &str, path: &str) -> Option<ImageFacts> {
    if text::report_path(checker, at, path) {
        return None;
    }
    let unread = || FileFault::Unreadable("it was not read".to_owned());
    match checker.files.images.get(path) {
        Some(Ok(facts)) => Some(facts.clone()),
        Some(Err(fault)) => {
            text::report_fault(checker, at, path, fault);
            None
        }
        None => {
            text::report_fault(checker, at, path, &unread());
            None
        }
    }
}

fn check_facts(checker: &mut Checker<'_>, at: &str, path: &str, facts: &ImageFacts) {
    let format = match &facts.format {
        ImageFormat::Png => None,
        ImageFormat::Jpeg => Some("JPEG"),
        ImageFormat::Other(name) => Some(name.as_str()),
    };
    if let Some(format) = format {
        let message = format!(
            "`{path}` is {}, Partner Center takes PNG",
            format::shorten(format)
        );
        checker.report(&catalogue::IMAGE_FORMAT, at, message);
    }
    if facts.bytes > MAX_BYTES {
        let message = format!(
            "`{path}` has {} bytes, Partner Center takes {MAX_BYTES}",
            facts.bytes
        );
        checker.report(&catalogue::IMAGE_BYTES, at, message);
    }
}
