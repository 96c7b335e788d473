//! Screenshots and store logos.

use std::collections::HashMap;

use storectl_model::{DesiredImage, Digest, Field, ImageSize, limits};

use super::{file, list::items, text};
use crate::{
    catalogue,
    checker::Checker,
    files::{ImageFacts, ImageFormat},
    format, pointer,
    raw::Images,
};

/// The largest image Partner Center takes, in bytes: 50 MB. Source: Partner Center's help, screenshots and images.
const MAX_BYTES: u64 = 50 * 1024 * 1024;
/// The least sides of a screenshot, long and short, in pixels. Source: as above.
const SCREENSHOT: (u32, u32) = (1366, 768);
/// The sizes of a square store logo and of a poster, in pixels. Source: as above.
const SQUARES: [(u32, u32); 2] = [(1080, 1080), (2160, 2160)];
const POSTERS: [(u32, u32); 2] = [(720, 1080), (1440, 2160)];

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
        "a screenshot must be at least 1366 x 768",
        fits,
    )
}

pub(super) fn store_logos(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Images<{ limits::STORE_LOGOS }>,
) -> Field<Vec<DesiredImage>> {
    let is_of = |sizes: &[(u32, u32)], it: ImageSize| sizes.contains(&(it.width, it.height));
    let wanted = "a logo must be 1080 x 1080, 2160 x 2160, 720 x 1080 or 1440 x 2160";
    let logos = images(checker, at, raw, wanted, |it| {
        is_of(&SQUARES, it) || is_of(&POSTERS, it)
    });
    if let Field::Set(logos) = &logos
        && !logos.is_empty()
        && logos.iter().all(|it| is_of(&POSTERS, it.size))
    {
        let message = format!(
            "`{}` has only posters, no square logo",
            pointer::address(at)
        );
        checker.report_key(&catalogue::ONLY_POSTERS, at, message);
    }
    logos
}

fn images<const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Images<MAX>,
    wanted: &str,
    fits: impl Fn(ImageSize) -> bool,
) -> Field<Vec<DesiredImage>> {
    raw.map(|paths| {
        let mut seen: HashMap<Digest, String> = HashMap::new();
        let mut images = Vec::new();
        for (index, path) in items(checker, at, paths)?.into_iter().enumerate() {
            let at = pointer::item(at, index);
            let Some(path) = text::plain(checker, &at, path.0) else {
                continue;
            };
            let Some(facts) = facts(checker, &at, &path) else {
                continue;
            };
            if let Some(first) = seen.get(&facts.digest) {
                let first = checker.place(first);
                let message = format!("{} is listed twice", checker.quote(&at, &path));
                checker
                    .report(&catalogue::SAME_IMAGE, &at, message)
                    .with(first, "first used here");
            } else {
                seen.insert(facts.digest.clone(), at.clone());
            }
            check_facts(checker, &at, &path, &facts);
            if !fits(facts.size) {
                let ImageSize { width, height } = facts.size;
                let path = checker.quote(&at, &path);
                let message = format!("{path} is {width} x {height} pixels; {wanted}");
                checker.report(&catalogue::IMAGE_SIZE, &at, message);
            }
            images.push(DesiredImage {
                path,
                digest: facts.digest,
                bytes: facts.bytes,
                size: facts.size,
                checksums: facts.checksums,
            });
        }
        Some(images)
    })
}

fn facts(checker: &mut Checker<'_>, at: &str, path: &str) -> Option<ImageFacts> {
    if !file::check_path(checker, at, path) {
        return None;
    }
    match checker.files.images.get(path) {
        Some(Ok(facts)) => return Some(facts.clone()),
        Some(Err(fault)) => file::report(checker, at, path, fault),
        None => file::report_unread(checker, at, path),
    }
    None
}

fn check_facts(checker: &mut Checker<'_>, at: &str, path: &str, facts: &ImageFacts) {
    let path = checker.quote(at, path);
    let format = match &facts.format {
        ImageFormat::Png => None,
        ImageFormat::Jpeg => Some("JPEG"),
        ImageFormat::Other(name) => Some(name.as_str()),
    };
    if let Some(format) = format {
        let message = format!(
            "{path} is {}; Partner Center accepts only PNG",
            format::shorten(format)
        );
        checker.report(&catalogue::IMAGE_FORMAT, at, message);
    }
    if facts.bytes > MAX_BYTES {
        let bytes = facts.bytes;
        let message = format!("{path} is {bytes} bytes; Partner Center accepts up to {MAX_BYTES}");
        checker.report(&catalogue::IMAGE_BYTES, at, message);
    }
}
