//! Any bytes as a saved result.

use storectl_report::{FileFormat, Format, json::Saved};

use crate::promises;

const FORMATS: [FileFormat; 8] = [
    FileFormat::Result(Format::Text),
    FileFormat::Result(Format::Json),
    FileFormat::Result(Format::Markdown),
    FileFormat::Result(Format::Html),
    FileFormat::Result(Format::Github),
    FileFormat::Result(Format::Sarif),
    FileFormat::Summary,
    FileFormat::GithubOutput,
];

/// Reads a saved result and shows it in every format, or says why not; what it shows acts on nothing.
pub fn saved(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Saved::read(&text) {
        Ok(saved) => promises::saved(&saved, &FORMATS),
        Err(error) => assert!(error.to_string().chars().count() < 400),
    }
}
