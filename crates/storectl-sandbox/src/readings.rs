//! The readings the contract leaves open, as switches. The default of each is the strictest that
//! the recorded run of the document's own sample still passes.

use std::str::FromStr;

/// A word of a switch list that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadingError {
    /// There is no switch of this name.
    #[error("unknown reading `{name}`, expected one of {known}")]
    UnknownName {
        /// The name as written.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The switch does not have this value.
    #[error("reading `{name}` cannot be `{value}`, expected {expected}")]
    UnknownValue {
        /// The switch.
        name: &'static str,
        /// The value as written.
        value: String,
        /// What it may be.
        expected: String,
    },
    /// No `=` between name and value.
    #[error("expected `name=value`, got `{0}`")]
    NoValue(String),
}

/// Defines an enum of readings with the words that select them; the first is the default.
macro_rules! reading {
    ($(#[$doc:meta])* $name:ident { $first:ident = $first_word:literal: $first_doc:literal, $($variant:ident = $word:literal: $variant_doc:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            #[doc = $first_doc]
            #[default]
            $first,
            $(#[doc = $variant_doc] $variant,)+
        }

        impl $name {
            fn parse(name: &'static str, value: &str) -> Result<Self, ReadingError> {
                match value {
                    $first_word => Ok(Self::$first),
                    $($word => Ok(Self::$variant),)+
                    _ => Err(ReadingError::UnknownValue {
                        name,
                        value: value.to_owned(),
                        expected: [$first_word $(, $word)+].join(" or "),
                    }),
                }
            }
        }
    };
}

reading!(
    /// `failure-status`: the HTTP status of an answer with `isSuccess: false` (field note 5).
    FailureStatus { BadRequest = "400": "400.", Ok = "200": "200, as every client tolerates." }
);
reading!(
    /// `nested-objects`: what a PATCH does to an object inside a module (trap 38).
    NestedObjects {
        Replaced = "replaced": "The object is replaced whole; members left out fall to their default.",
        Merged = "merged": "Members left out are kept.",
    }
);
reading!(
    /// `patch-null`: what an explicit null means in a PATCH (trap 39).
    PatchNull { Keeps = "keeps": "The same as absent.", Clears = "clears": "The field is cleared." }
);
reading!(
    /// `missing-required`: what a PUT does without a field the contract marks required (field note 36).
    MissingRequired {
        Refused = "refused": "The write is refused.",
        Defaulted = "defaulted": "The field's default overwrites it.",
    }
);
reading!(
    /// `generic-doc-url`: whether an exe package needs `genericDocUrl` (field note 15).
    GenericDocUrl {
        Required = "required": "Required, as documented.",
        Optional = "optional": "Optional, as recorded live.",
    }
);
reading!(
    /// `old-package-ids`: a package id from before the last PUT, in a PATCH (field note 24).
    OldPackageIds {
        Resolved = "resolved": "Still finds the package at its place, as recorded.",
        Refused = "refused": "Is unknown, as the document's regeneration of ids suggests.",
    }
);
reading!(
    /// `package-reads`: which packages GET shows (trap 34).
    PackageReads {
        Written = "written": "Those written last, committed or not.",
        Committed = "committed": "Those committed last.",
    }
);
reading!(
    /// `write-gate`: the readiness metadata writes ask for (field notes, 1.5).
    WriteGate {
        AllReady = "all-ready": "Every module is ready, as documented.",
        Open = "open": "None.",
    }
);
reading!(
    /// `new-language`: `listingsToAdd` together with the language's texts in one request (trap 44).
    NewLanguage {
        Combined = "combined": "Accepted.",
        Separate = "separate": "Refused: the language must exist first.",
    }
);
reading!(
    /// `omitted-assets`: an image type left out of an asset commit (trap 63).
    OmittedAssets { Kept = "kept": "Kept.", Cleared = "cleared": "Cleared." }
);
reading!(
    /// `blob-reads`: reading `assetUrl` without a signature (field note 22, trap 70).
    BlobReads {
        Anonymous = "anonymous": "Allowed, so that images can be compared.",
        Private = "private": "Refused, as a private container does.",
    }
);
reading!(
    /// `secondary-url`: the secondary upload address (field note 29).
    SecondaryUrl {
        Same = "same": "The primary one again, as recorded.",
        Distinct = "distinct": "Another address.",
    }
);
reading!(
    /// `submission-outcome`: how certification ends.
    SubmissionOutcome {
        Published = "published": "`PUBLISHED`.",
        Failed = "failed": "`FAILED` with `hasFailed`.",
        Retried = "retried": "`FAILED` without `hasFailed` on one read, then `PUBLISHED` (trap 83).",
    }
);

/// Every reading; `Default` is the strict set described at each switch.
///
/// As text it is a comma list of `name=value`, for example `failure-status=200,upload-reads=3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readings {
    /// `failure-status`.
    pub failure_status: FailureStatus,
    /// `nested-objects`.
    pub nested_objects: NestedObjects,
    /// `patch-null`.
    pub patch_null: PatchNull,
    /// `missing-required`.
    pub missing_required: MissingRequired,
    /// `generic-doc-url`.
    pub generic_doc_url: GenericDocUrl,
    /// `old-package-ids`.
    pub old_package_ids: OldPackageIds,
    /// `package-reads`.
    pub package_reads: PackageReads,
    /// `write-gate`.
    pub write_gate: WriteGate,
    /// `new-language`.
    pub new_language: NewLanguage,
    /// `omitted-assets`.
    pub omitted_assets: OmittedAssets,
    /// `blob-reads`.
    pub blob_reads: BlobReads,
    /// `secondary-url`.
    pub secondary_url: SecondaryUrl,
    /// `submission-outcome`.
    pub submission_outcome: SubmissionOutcome,
    /// `upload-reads`: status reads that say "not ready" after a packages commit; 1 by default.
    pub upload_reads: u32,
    /// `upload-failures`: how many package commits of a product, counted from its first, end in
    /// `packageuploaderror`; 0 by default.
    pub upload_failures: u32,
    /// `stale-reads`: status reads after a commit or a submit that still say "ready" (trap 77); 0 by
    /// default.
    pub stale_reads: u32,
    /// `submission-reads`: status reads during which a submission is in progress; 3 by default.
    pub submission_reads: u32,
    /// `token-lifetime`: seconds a token is valid; 3599 by default.
    pub token_lifetime: u32,
}

impl Default for Readings {
    fn default() -> Self {
        Self {
            failure_status: FailureStatus::default(),
            nested_objects: NestedObjects::default(),
            patch_null: PatchNull::default(),
            missing_required: MissingRequired::default(),
            generic_doc_url: GenericDocUrl::default(),
            old_package_ids: OldPackageIds::default(),
            package_reads: PackageReads::default(),
            write_gate: WriteGate::default(),
            new_language: NewLanguage::default(),
            omitted_assets: OmittedAssets::default(),
            blob_reads: BlobReads::default(),
            secondary_url: SecondaryUrl::default(),
            submission_outcome: SubmissionOutcome::default(),
            upload_reads: 1,
            upload_failures: 0,
            stale_reads: 0,
            submission_reads: 3,
            token_lifetime: 3599,
        }
    }
}

impl Readings {
    /// The names of all switches.
    pub const NAMES: &[&str] = &[
        "failure-status",
        "nested-objects",
        "patch-null",
        "missing-required",
        "generic-doc-url",
        "old-package-ids",
        "package-reads",
        "write-gate",
        "new-language",
        "omitted-assets",
        "blob-reads",
        "secondary-url",
        "submission-outcome",
        "upload-reads",
        "upload-failures",
        "stale-reads",
        "submission-reads",
        "token-lifetime",
    ];

    /// Sets one switch from `name=value`.
    ///
    /// # Errors
    /// The name or the value is not known; nothing is changed then.
    pub fn set(&mut self, switch: &str) -> Result<(), ReadingError> {
        let Some((name, value)) = switch.trim().split_once('=') else {
            return Err(ReadingError::NoValue(switch.to_owned()));
        };
        match name {
            "failure-status" => {
                self.failure_status = FailureStatus::parse("failure-status", value)?;
            }
            "nested-objects" => {
                self.nested_objects = NestedObjects::parse("nested-objects", value)?;
            }
            "patch-null" => self.patch_null = PatchNull::parse("patch-null", value)?,
            "missing-required" => {
                self.missing_required = MissingRequired::parse("missing-required", value)?;
            }
            "generic-doc-url" => {
                self.generic_doc_url = GenericDocUrl::parse("generic-doc-url", value)?;
            }
            "old-package-ids" => {
                self.old_package_ids = OldPackageIds::parse("old-package-ids", value)?;
            }
            "package-reads" => self.package_reads = PackageReads::parse("package-reads", value)?,
            "write-gate" => self.write_gate = WriteGate::parse("write-gate", value)?,
            "new-language" => self.new_language = NewLanguage::parse("new-language", value)?,
            "omitted-assets" => {
                self.omitted_assets = OmittedAssets::parse("omitted-assets", value)?;
            }
            "blob-reads" => self.blob_reads = BlobReads::parse("blob-reads", value)?,
            "secondary-url" => self.secondary_url = SecondaryUrl::parse("secondary-url", value)?,
            "submission-outcome" => {
                self.submission_outcome = SubmissionOutcome::parse("submission-outcome", value)?;
            }
            "upload-reads" => self.upload_reads = number("upload-reads", value)?,
            "upload-failures" => self.upload_failures = number("upload-failures", value)?,
            "stale-reads" => self.stale_reads = number("stale-reads", value)?,
            "submission-reads" => self.submission_reads = number("submission-reads", value)?,
            "token-lifetime" => self.token_lifetime = number("token-lifetime", value)?,
            _ => {
                return Err(ReadingError::UnknownName {
                    name: name.to_owned(),
                    known: Self::NAMES.join(", "),
                });
            }
        }
        Ok(())
    }
}

fn number(name: &'static str, value: &str) -> Result<u32, ReadingError> {
    value.parse().map_err(|_| ReadingError::UnknownValue {
        name,
        value: value.to_owned(),
        expected: "a whole number".to_owned(),
    })
}

impl FromStr for Readings {
    type Err = ReadingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut readings = Self::default();
        for switch in text.split(',').filter(|switch| !switch.trim().is_empty()) {
            readings.set(switch)?;
        }
        Ok(readings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_switches_is_read() {
        let readings: Readings = "failure-status=200, upload-reads=3".parse().unwrap();
        assert_eq!(readings.failure_status, FailureStatus::Ok);
        assert_eq!(readings.upload_reads, 3);
    }

    #[test]
    fn every_name_is_a_switch() {
        for name in Readings::NAMES {
            let error = Readings::default().set(&format!("{name}=?")).unwrap_err();
            assert!(matches!(error, ReadingError::UnknownValue { .. }), "{name}");
        }
    }

    #[test]
    fn an_unknown_value_says_what_is_known() {
        let error = "patch-null=perhaps".parse::<Readings>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "reading `patch-null` cannot be `perhaps`, expected keeps or clears"
        );
    }
}
