//! What an installer is expected to be.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::fields::{Inline, NonNull};

/// What an installer is expected to be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    /// The ProductVersion of the installer. Dotted numbers are compared one by one: 7.3.11 equals 7.3.11.0.
    #[serde(default)]
    #[schemars(extend("examples" = ["${version}"]))]
    pub(crate) version: NonNull<Inline<{ usize::MAX }>>,
    /// The name (CN) in the certificate that signs the installer.
    #[serde(default)]
    #[schemars(extend("examples" = ["Contoso Ltd"]))]
    pub(crate) signer: NonNull<Inline<{ usize::MAX }>>,
    /// The length of the file in bytes.
    #[serde(default)]
    #[schemars(extend("examples" = [60_817_408]))]
    pub(crate) length: NonNull<FileLength>,
    /// The SHA-256 of the file: 64 hexadecimal digits, or a file of `HASH  NAME` lines with the file name of the package URL.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "file": "SHA256SUMS" }]))]
    pub(crate) sha256: NonNull<Sha256>,
}

/// The length of a file in bytes, from 1 to [`LONGEST_FILE`].
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct FileLength(pub(crate) u64);

/// The largest integer that every JSON reader takes as it is: 2^53 - 1 (RFC 8259, 6).
const LONGEST_FILE: u64 = (1 << 53) - 1;

/// A SHA-256, inline or in a file.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Sha256 {
    Digits(String),
    File(ChecksumFile),
}

/// A file of checksums, as `sha256sum` writes it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["file"]))]
pub(crate) struct ChecksumFile {
    /// Path of the file, relative to the manifest's folder: lines of `HASH  NAME` or `HASH *NAME`. Variables in it are not
    /// replaced.
    #[serde(default)]
    #[schemars(extend("minLength" = 1, "examples" = ["SHA256SUMS"]))]
    pub(crate) file: NonNull<String>,
}

impl JsonSchema for FileLength {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "FileLength".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": LONGEST_FILE })
    }
}

impl JsonSchema for Sha256 {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Sha256".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let digits = generator.subschema_for::<Inline<{ usize::MAX }>>();
        let file = generator.subschema_for::<ChecksumFile>();
        json_schema!({ "anyOf": [digits, file] })
    }
}
