//! What the contract leaves open, as switches: each is listed here, once, with its values and the note the question
//! comes from. The default is the strictest that the recorded run of the document's own sample still passes.

use std::str::FromStr;

/// A word of a switch list that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InterpretationError {
    /// There is no switch of this name.
    #[error("unknown reading `{name}`, expected one of {known}")]
    UnknownName {
        /// The name as written.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The switch does not have this value.
    #[error("invalid value `{value}` for reading `{name}`, expected {expected}")]
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

/// A switch, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Its name, e.g. `patch-null`.
    pub name: &'static str,
    /// What it is about, and where the question comes from.
    pub about: &'static str,
    /// Its values and what each means, the default first; none if it takes a whole number.
    pub values: &'static [(&'static str, &'static str)],
}

/// Defines the switches: an enum for each choice, whose first value is the default, and [`Interpretations`] of them
/// all.
macro_rules! interpretations {
    (
        choices { $(
            $field:ident: $type:ident, $name:literal, $about:literal {
                $first:ident = $first_word:literal: $first_doc:literal,
                $($variant:ident = $word:literal: $doc:literal,)+
            }
        )+ }
        numbers { $($number:ident = $default:literal, $number_name:literal, $number_about:literal;)+ }
    ) => {
        $(
            #[doc = concat!("`", $name, "`: ", $about, ".")]
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
            pub enum $type {
                #[doc = $first_doc]
                #[default]
                $first,
                $(#[doc = $doc] $variant,)+
            }
        )+

        /// Every reading; `Default` is the strict set described at each switch.
        ///
        /// As text, it is a comma-separated list of `name=value`, for example `failure-status=200,upload-reads=3`.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Interpretations {
            $(#[doc = concat!("`", $name, "`.")] pub $field: $type,)+
            $(#[doc = concat!("`", $number_name, "`: ", $number_about, ".")] pub $number: u32,)+
        }

        impl Default for Interpretations {
            fn default() -> Self {
                Self { $($field: $type::default(),)+ $($number: $default,)+ }
            }
        }

        impl Interpretations {
            /// Every switch.
            pub const SWITCHES: &[Switch] = &[
                $(Switch {
                    name: $name,
                    about: $about,
                    values: &[($first_word, $first_doc), $(($word, $doc),)+],
                },)+
                $(Switch { name: $number_name, about: $number_about, values: &[] },)+
            ];

            /// Sets one switch from `name=value`.
            ///
            /// # Errors
            /// The name or the value is unknown; nothing changes.
            pub fn set(&mut self, switch: &str) -> Result<(), InterpretationError> {
                let Some((name, value)) = switch.trim().split_once('=') else {
                    return Err(InterpretationError::NoValue(switch.to_owned()));
                };
                match name {
                    $($name => self.$field = match value {
                        $first_word => $type::$first,
                        $($word => $type::$variant,)+
                        _ => {
                            let words = [$first_word $(, $word)+];
                            return Err(unknown($name, value, words.join(" or ")));
                        }
                    },)+
                    $($number_name => self.$number = value
                        .parse()
                        .map_err(|_| unknown($number_name, value, "a whole number".to_owned()))?,)+
                    _ => {
                        let known: Vec<&str> = Self::SWITCHES.iter().map(|it| it.name).collect();
                        return Err(InterpretationError::UnknownName {
                            name: name.to_owned(),
                            known: known.join(", "),
                        });
                    }
                }
                Ok(())
            }
        }
    };
}

interpretations! {
    choices {
        // Field note 5.
        failure_status: FailureStatus, "failure-status", "the HTTP status of a response with `isSuccess: false`" {
            BadRequest = "400": "400.",
            Ok = "200": "200, which every client accepts.",
        }
        unknown_fields: UnknownFields, "unknown-fields", "an undocumented field, at any depth of a request" {
            Refused = "refused": "The write is refused.",
            Ignored = "ignored": "It is dropped.",
            Kept = "kept": "It is stored.",
        }
        // Field notes 4, 36 and 106.
        other_clients: OtherClients, "other-clients", "requests like those of other clients: names in another case, null for a required field, a PUT without required fields, a PATCH without fields, an asset commit without `assetUrl` or with an empty list" {
            Refused = "refused": "Refused.",
            Accepted = "accepted": "Accepted; null, missing and empty values are equal.",
        }
        // Field notes 34 and 94.
        installer_parameters: InstallerParameters, "installer-parameters", "`installerParameters` of more than 40 characters" {
            Package = "package": "Refused in every package that a request writes, whichever fields it sends.",
            Sent = "sent": "Refused in every request that sends them.",
            Replaced = "put": "Refused in a PUT only.",
            Accepted = "accepted": "Accepted.",
        }
        // Trap 38.
        nested_objects: NestedObjects, "nested-objects", "what a PATCH does to an object inside a module" {
            Replaced = "replaced": "The object is replaced; missing members get their default.",
            Merged = "merged": "Missing members are kept.",
        }
        // Trap 39.
        patch_null: PatchNull, "patch-null", "what an explicit null means in a PATCH" {
            Keeps = "keeps": "The same as a missing field.",
            Clears = "clears": "The field is cleared.",
        }
        // Trap 39.
        empty_values: EmptyValues, "empty-values", "what an empty string or list means in a PATCH" {
            Clear = "clear": "The field is cleared.",
            Kept = "kept": "The same as a missing field: nothing can be cleared.",
            Refused = "refused": "The write is refused.",
        }
        // Trap 40.
        old_subcategory: OldSubcategory, "old-subcategory", "the old subcategory under a new category that has none" {
            Stays = "stays": "It stays, and is invalid.",
            Dropped = "dropped": "It is dropped with the old category.",
        }
        // Trap 42.
        search_words: SearchWords, "search-words", "which words of search terms count as equal" {
            Folded = "folded": "Split at spaces; case is ignored.",
            Exact = "exact": "Split at spaces; case matters.",
            Punctuated = "punctuated": "Split at all characters except letters and digits; case is ignored.",
        }
        // Trap 42.
        text_length: TextLength, "text-length", "the unit of text lengths" {
            Utf16 = "utf16": "UTF-16 units.",
            Characters = "characters": "Code points.",
        }
        // Field note 36.
        missing_required: MissingRequired, "missing-required", "what a PUT without a required field does" {
            Refused = "refused": "The write is refused.",
            Defaulted = "defaulted": "The field's default overwrites it.",
        }
        // Field note 15.
        generic_doc_url: GenericDocUrl, "generic-doc-url", "whether an exe package needs `genericDocUrl`" {
            Required = "required": "Required, as documented.",
            Optional = "optional": "Optional, as recorded live.",
        }
        // Field note 24.
        old_package_ids: OldPackageIds, "old-package-ids", "a PATCH with a package ID from before the last PUT" {
            Resolved = "resolved": "Still resolves to the package in that position, as recorded.",
            Refused = "refused": "Unknown, as the documentation suggests: IDs are regenerated.",
        }
        // Trap 34.
        package_reads: PackageReads, "package-reads", "which packages GET shows" {
            Written = "written": "The packages written last, committed or not.",
            Committed = "committed": "The packages committed last.",
        }
        // Traps 49 and 50.
        uncommitted_packages: UncommittedPackages, "uncommitted-packages", "packages that were written but not committed" {
            NotReady = "not-ready": "The draft is not ready until they are committed.",
            Ready = "ready": "The draft is ready, and a submission publishes the packages committed last.",
        }
        // Field notes, 1.5.
        writes_during_upload: WritesDuringUpload, "writes-during-upload", "PUT and PATCH of packages while an upload runs" {
            Refused = "refused": "Refused until the upload ends.",
            Accepted = "accepted": "Accepted, because no rule is documented.",
        }
        // Field notes, 1.5.
        assets_during_upload: AssetsDuringUpload, "assets-during-upload", "creating and committing images while packages upload" {
            Accepted = "accepted": "Accepted, because no rule is documented.",
            Refused = "refused": "Refused until the upload ends.",
        }
        repeated_commit: RepeatedCommit, "repeated-commit", "a commit of packages while the packages of the last commit are uploading" {
            // Field notes, 1.5.
            Accepted = "accepted": "Accepted: a commit without a change is legal.",
            Refused = "refused": "Refused until the upload ends.",
        }
        // Field notes, 1.5.
        write_gate: WriteGate, "write-gate", "the readiness that metadata writes require" {
            AllReady = "all-ready": "Every module is ready, as documented.",
            Open = "open": "None.",
        }
        // Trap 44.
        new_language: NewLanguage, "new-language", "`listingsToAdd` together with the language's text in one request" {
            Combined = "combined": "Accepted.",
            Separate = "separate": "Refused: the language must exist first, and its text may come after its images.",
        }
        // Trap 73.
        asset_language: AssetLanguage, "asset-language", "images of a language that was not added" {
            Existing = "existing": "Refused.",
            Any = "any": "Accepted: their commit adds the language.",
        }
        // Trap 63.
        omitted_assets: OmittedAssets, "omitted-assets", "an image type left out of an asset commit" {
            Kept = "kept": "Kept.",
            Cleared = "cleared": "Cleared.",
        }
        // Trap 71.
        image_bytes: ImageBytes, "image-bytes", "whether the service keeps the bytes of an image" {
            Kept = "kept": "It keeps the bytes.",
            Rewritten = "rewritten": "It re-encodes an image when it is committed.",
        }
        // Field note 22, trap 70.
        blob_reads: BlobReads, "blob-reads", "reading `assetUrl` without a signature" {
            Anonymous = "anonymous": "Allowed, so that images can be compared.",
            Private = "private": "Refused, as a private container does.",
        }
        // Field note 29.
        secondary_url: SecondaryUrl, "secondary-url", "the secondary upload URL" {
            Same = "same": "The primary URL again, as recorded.",
            Distinct = "distinct": "A different URL.",
        }
        unknown_submission: UnknownSubmission, "unknown-submission", "the status of a submission the product does not have" {
            NotFound = "not-found": "404.",
            Refused = "refused": "`isSuccess: false`, with the status of `failure-status`.",
            Unknown = "unknown": "`publishingStatus: UNKNOWN`.",
        }
        // Policy 10.2.9.
        certification: Certification, "certification", "whether certification reads the installers that the sandbox serves" {
            Trusting = "trusting": "It does not.",
            ReadsInstallers = "reads-installers": "It does; one that is not as policy 10.2.9 demands ends in `FAILED`.",
        }
        submission_outcome: SubmissionOutcome, "submission-outcome", "how certification ends" {
            Published = "published": "`PUBLISHED`.",
            Failed = "failed": "`FAILED` with `hasFailed`.",
            // Trap 83.
            Retried = "retried": "`FAILED` without `hasFailed` on one read, then `PUBLISHED`.",
            // Trap 83.
            Stalled = "stalled": "`FAILED` without `hasFailed` on every read.",
            // Trap 84.
            Unknown = "unknown": "`UNKNOWN` on every read.",
        }
    }
    numbers {
        upload_time = 0, "upload-time", "the minimum duration of a package upload, in milliseconds of the sandbox's clock; 0 by default";
        submission_time = 0, "submission-time", "the minimum duration of certification, in milliseconds of the sandbox's clock; 0 by default";
        // Trap 85.
        unseen_reads = 0, "unseen-reads", "how many status reads of a new submission return 404; 0 by default";
        // Field note 93.
        status_failures = 0, "status-failures", "how many status reads of a submission return 500; 0 by default";
        upload_reads = 1, "upload-reads", "how many status reads return \"not ready\" after a package commit; 1 by default";
        upload_failures = 0, "upload-failures", "how many package commits of a product, starting with its first, end in `packageuploaderror`; 0 by default";
        // Trap 77.
        stale_reads = 0, "stale-reads", "how many status reads after a commit or submit still return \"ready\"; 0 by default";
        submission_reads = 3, "submission-reads", "how many status reads return a submission in progress; 3 by default";
        token_lifetime = 3599, "token-lifetime", "the lifetime of a token, in seconds; 3599 by default";
    }
}

impl Interpretations {
    /// Whether fields the contract marks required must be in a full update.
    pub(crate) fn required_fields(&self) -> MissingRequired {
        match self.other_clients {
            OtherClients::Refused => self.missing_required,
            OtherClients::Accepted => MissingRequired::Defaulted,
        }
    }
}

fn unknown(name: &'static str, value: &str, expected: String) -> InterpretationError {
    InterpretationError::UnknownValue {
        name,
        value: value.to_owned(),
        expected,
    }
}

impl FromStr for Interpretations {
    type Err = InterpretationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut interpretations = Self::default();
        for switch in text.split(',').filter(|switch| !switch.trim().is_empty()) {
            interpretations.set(switch)?;
        }
        Ok(interpretations)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_switches_is_read() {
        let interpretations: Interpretations =
            "failure-status=200, upload-reads=3".parse().unwrap();
        assert_eq!(interpretations.failure_status, FailureStatus::Ok);
        assert_eq!(interpretations.upload_reads, 3);
    }

    #[test]
    fn every_name_is_a_switch() {
        for Switch { name, values, .. } in Interpretations::SWITCHES {
            let error = Interpretations::default()
                .set(&format!("{name}=?"))
                .unwrap_err();
            assert!(
                matches!(error, InterpretationError::UnknownValue { .. }),
                "{name}"
            );
            for (at, (value, _)) in values.iter().enumerate() {
                let mut interpretations = Interpretations::default();
                interpretations.set(&format!("{name}={value}")).unwrap();
                assert_eq!(
                    interpretations == Interpretations::default(),
                    at == 0,
                    "{name}={value}"
                );
            }
        }
    }

    #[test]
    fn an_unknown_value_says_what_is_known() {
        let error = "patch-null=perhaps".parse::<Interpretations>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid value `perhaps` for reading `patch-null`, expected keeps or clears"
        );
    }
}
