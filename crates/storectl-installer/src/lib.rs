//! Reads MSI and EXE installers, and judges them as certification does. Pure: bytes come from any `Read + Seek`, time and
//! what the host said are values.

mod burn;
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
pub use judge::{
    Declared, Finding, FindingSeverity, Live, Question, SeenBefore, Silence, Subject, judge,
};
pub use parts::{MissingPart, Parts};
pub use read::read;
