//! The summary of a package, of which only its template is read. Source: MS-OLEPS, 2.21; "Summary Information Stream
//! Property Set", Microsoft Learn.

use super::bytes::{u16_at, u32_at};

/// The property that holds the template, and the form of a string with one byte a character.
const TEMPLATE: u32 = 7;
const TEXT: u32 = 30;

/// How many properties a summary may have; Windows Installer knows 19.
const MAX_PROPERTIES: usize = 256;

/// How long a template may be, in bytes.
const MAX_TEMPLATE: usize = 1024;

/// Returns the template, e.g. `x64;1033`.
pub(super) fn template(summary: &[u8]) -> Option<String> {
    if u16_at(summary, 0)? != 0xfffe {
        return None;
    }
    let section = summary.get(usize::try_from(u32_at(summary, 44)?).ok()?..)?;
    let count = usize::try_from(u32_at(section, 4)?).ok()?;
    let offset = (0..count.min(MAX_PROPERTIES))
        .map(|it| 8 + 8 * it)
        .find(|at| u32_at(section, *at) == Some(TEMPLATE))
        .and_then(|at| u32_at(section, at + 4))?;
    let value = section.get(usize::try_from(offset).ok()?..)?;
    let length = usize::try_from(u32_at(value, 4)?).ok()?;
    if u32_at(value, 0)? != TEXT || length > MAX_TEMPLATE {
        return None;
    }
    let text = value.get(8..)?.get(..length)?;
    let text = text.split(|it| *it == 0).next().unwrap_or_default();
    Some(String::from_utf8_lossy(text).trim().to_owned())
}
