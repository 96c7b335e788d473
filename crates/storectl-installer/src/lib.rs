//! Reads MSI and EXE installers: what they are, who signed them, what is in them. Pure: bytes come from any `Read + Seek`, and
//! what a host said is a value.

mod burn;
mod command;
mod error;
mod facts;
mod inspection;
mod judge;
mod kind;
mod language;
mod msi;
mod nsis;
mod parts;
mod pe;
mod read;
mod signature;
mod silent;
mod source;
mod xml;

pub use error::ReadError;
pub use facts::{
    Content, Downloader, Elevation, Facts, Kind, Msi, NoInstaller, PayloadFile, Scope, Signature,
    Signing,
};
pub use inspection::{Depth, Host, Inspection, Outcome};
pub use judge::{Declared, Finding, FindingSeverity, Live, Question, Silence, Subject, judge};
pub use parts::{MissingPart, Parts};
pub use read::read;
