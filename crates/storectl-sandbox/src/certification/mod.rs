//! Certification that reads installers: what it rejects of those that this sandbox serves. Installers elsewhere are not
//! fetched.
//!
//! It reads a file as the policies of the Store demand it (10.2.9), in a few lines of its own: a reader that the client
//! shared would share its mistakes.

mod file;
mod host;

use std::fmt;

use serde_json::Value;

use self::file::{FileType, is_signed};
pub(crate) use self::host::Host;
use self::host::Visit;
use crate::product::{Package, Rejection};

/// What is wrong with an installer.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Flaw {
    /// It is not served; with the status.
    Status(u16),
    /// It is not served to its end.
    CutOff,
    /// Its address leads on.
    Redirected,
    /// A page is served in its place.
    Page,
    /// It is neither a program nor a Windows Installer package.
    NoInstaller,
    /// It is of another type than the package says.
    Type {
        /// What it is.
        actual: FileType,
        /// What the package says.
        declared: String,
    },
    /// Nobody signed it.
    Unsigned,
}

/// Judges the packages of a submission.
pub(crate) fn reject(packages: &[Package], host: &Host<'_>) -> Vec<Rejection> {
    let judged = packages.iter().filter_map(|package| {
        let text = |name| package.fields.get(name).and_then(Value::as_str);
        let visit = host.visit(text("packageUrl")?)?;
        let flaw = judge(visit, text("packageType")).err()?;
        Some(Rejection {
            package_id: package.id.clone(),
            reason: flaw.to_string(),
        })
    });
    judged.collect()
}

/// Judges what is served as a package of this type.
fn judge(visit: Visit, declared: Option<&str>) -> Result<(), Flaw> {
    let body = match visit {
        Visit::Served(body) => body,
        Visit::Page => return Err(Flaw::Page),
        Visit::Status(300..=399) => return Err(Flaw::Redirected),
        Visit::Status(status) => return Err(Flaw::Status(status)),
        Visit::CutOff => return Err(Flaw::CutOff),
    };
    let actual = FileType::of(&body).ok_or(Flaw::NoInstaller)?;
    if let Some(declared) = declared.filter(|it| !it.eq_ignore_ascii_case(actual.word())) {
        return Err(Flaw::Type {
            actual,
            declared: declared.to_owned(),
        });
    }
    if is_signed(actual, &body) {
        Ok(())
    } else {
        Err(Flaw::Unsigned)
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => {
                write!(f, "the package URL cannot be read (status {status})")
            }
            Self::CutOff => f.write_str("the package URL cannot be read to its end"),
            Self::Redirected => f.write_str("the package URL redirects"),
            Self::Page => f.write_str("the package URL serves an HTML page"),
            Self::NoInstaller => f.write_str("the file is not an installer"),
            Self::Type { actual, declared } => {
                let actual = actual.word();
                write!(f, "the file is of type {actual}, packageType is {declared}")
            }
            Self::Unsigned => f.write_str("the installer is not signed (10.2.9)"),
        }
    }
}
