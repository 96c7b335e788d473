//! What every import says when it is done.

use std::path::Path;

use storectl_manifest::Refused;
use storectl_report::{Foreign, count};

use crate::{
    error::CliError,
    output::printer::{Level, Printer},
};

/// Says what was written.
pub(super) fn say_wrote(
    output: &Path,
    texts: usize,
    images: usize,
    printer: &Printer,
) -> Result<(), CliError> {
    let path = output.join("storectl.yaml");
    let path = path.strip_prefix(".").unwrap_or(&path).to_string_lossy();
    let wrote = Foreign::new(&path).line();
    let (texts, images) = (count(texts, "text file"), count(images, "image"));
    printer.result(&format!("wrote {wrote}, {texts} and {images}\n"))
}

/// Names each value that the rules of a manifest refuse, and why; `because` is a clause.
pub(super) fn say_refused(refused: &[Refused], because: &str, printer: &Printer) {
    for it in refused {
        let message = format!(
            "`{}` is not managed, because {because}: {} ({})",
            it.path, it.message, it.code
        );
        printer.say(Level::Warning, &message);
    }
}
