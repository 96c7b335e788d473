//! The document of `inspect`.

mod read;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storectl_installer::{
    Content, Facts, Finding, Host, Inspection, Msi, Outcome, PayloadFile, Signature, Signing,
};

use super::{
    error::ErrorBody,
    shared::{SourceDoc, ToolDoc, Word, all, utc_of_any},
};
use crate::{FindingView, InstallerLook, InstallerView, InstallersView};

/// Words of [`FactsDoc::outcome`].
const INSTALLER: &str = "installer";
const NOT_SERVED: &str = "not-served";
const REDIRECTED: &str = "redirected";
const NOT_ASKED: &str = "not-asked";
const CANNOT_TELL: &str = "cannot-tell";

/// The version written.
const VERSION: &str = "1.0";

/// What `storectl inspect --format json` writes.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl inspect")]
pub(in crate::json) struct InspectDoc {
    /// Always `storectl.inspect`.
    #[schemars(extend("const" = "storectl.inspect"))]
    format: Word,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: Word,
    /// The tool that wrote this.
    tool: ToolDoc,
    /// One entry per installer, in the order given.
    installers: Vec<FactsDoc>,
    /// The failure that determined the exit code, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

/// What is known of an installer. What is not known is null or empty.
#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::json::v1) struct FactsDoc {
    /// Its URL, where `?…` stands for a query, or its path as it was given.
    source: String,
    /// Its length in bytes.
    length: Option<u64>,
    /// Its SHA-256 in hexadecimal digits; null unless every byte was read.
    sha256: Option<String>,
    /// The installer type, by its bytes.
    #[serde(rename = "type")]
    #[schemars(extend("enum" = ["exe", "msi", null]))]
    package_type: Option<Word>,
    /// What built it; `plain` for a program of no known kind.
    #[schemars(extend("enum" = ["nsis", "inno", "burn", "advanced-installer", "squirrel", "msi", "plain", null]))]
    kind: Option<Word>,
    /// The product name.
    product: Option<String>,
    /// The product version, as the installer writes it.
    version: Option<String>,
    /// The manufacturer.
    company: Option<String>,
    /// The machine in the header of an exe; that of a setup program says nothing about the product.
    machine: Option<Word>,
    /// The architectures of the product.
    architectures: Vec<Word>,
    /// The languages of the product, as the Store's codes.
    languages: Vec<String>,
    /// The rights that an exe asks for.
    #[schemars(extend("enum" = ["asInvoker", "highestAvailable", "requireAdministrator", null]))]
    elevation: Option<Word>,
    /// What only an MSI has.
    msi: Option<MsiDoc>,
    /// The Authenticode signature; null if there is none or it was not read.
    signature: Option<SignatureDoc>,
    /// The programs in it; null if they cannot be read.
    payload: Option<Vec<PayloadDoc>>,
    /// The parameters that make it silent; empty for an MSI.
    silent: Option<Word>,
    /// What its bytes are, or what became of the look; null where `error` says it.
    #[schemars(extend("enum" = ["installer", "empty", "html", "zip", "cut-off", "other", "not-served", "redirected", "not-asked",
        "cannot-tell", null]))]
    outcome: Option<Word>,
    /// Why nothing is known, for `not-asked` and `cannot-tell`.
    reason: Option<String>,
    /// Whether it is signed; null if that was not read.
    signed: Option<bool>,
    /// What its host said; null for a file.
    http: Option<HttpDoc>,
    /// What certification would reject, and what is suspicious.
    findings: Vec<FindingDoc>,
    /// Why it could not be looked at, if it could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

/// What only an MSI has.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct MsiDoc {
    /// The ProductCode, in braces.
    product_code: Option<String>,
    /// The UpgradeCode, in braces.
    upgrade_code: Option<String>,
    /// Whom it installs for; null if the user decides.
    #[schemars(extend("enum" = ["machine", "user", null]))]
    scope: Option<Word>,
    /// The template of its summary, e.g. `x64;1033`.
    template: Option<String>,
}

/// An Authenticode signature.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SignatureDoc {
    /// The CN of the certificate it was made with.
    signer: String,
    /// The CN of the certificate's issuer.
    issuer: String,
    /// When the certificate becomes valid, in UTC.
    not_before: String,
    /// When the certificate expires, in UTC.
    not_after: String,
    /// When it was made, in UTC, by its timestamp; null without one.
    timestamp: Option<String>,
    /// Whether the certificate is its own issuer.
    self_signed: bool,
    /// The algorithm of the signed digest.
    digest_algorithm: String,
    /// Whether the bytes have the signed digest; null unless every byte was read, and where that cannot be told.
    digest_matches: Option<bool>,
}

/// A program in an installer.
#[derive(Deserialize, Serialize, JsonSchema)]
struct PayloadDoc {
    /// Its name.
    name: String,
    /// The machine in its header; null if it was not read.
    architecture: Option<Word>,
    /// Whether it is signed; null if that was not read.
    signed: Option<bool>,
}

/// What the host of an installer said.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct HttpDoc {
    /// The status of its first answer; null if none came.
    status: Option<u16>,
    /// Where it redirects to.
    redirect: Option<String>,
    /// The length in bytes that it claims.
    length: Option<u64>,
    /// The ETag.
    etag: Option<String>,
    /// The Last-Modified time, as the host writes it.
    last_modified: Option<String>,
    /// Whether it answers range requests; null if there was none.
    ranges: Option<bool>,
    /// Whether it refuses HEAD.
    refuses_head: bool,
    /// Number of requests.
    requests: u32,
    /// Number of bytes read.
    bytes: u64,
}

/// What is wrong with an installer.
#[derive(Deserialize, Serialize, JsonSchema)]
struct FindingDoc {
    /// The stable code, e.g. `STC0903`, for `storectl explain`.
    code: Word,
    /// The severity.
    #[schemars(extend("enum" = ["error", "warning", "note"]))]
    severity: Word,
    /// The certification policy, e.g. `10.2.9`.
    policy: Option<Word>,
    /// The message.
    message: String,
    /// How to fix it.
    hint: String,
    /// The place in the manifest; null without a manifest.
    location: Option<SourceDoc>,
}

impl From<&InstallersView<'_>> for InspectDoc {
    fn from(view: &InstallersView<'_>) -> Self {
        let InstallersView {
            tool_version,
            installers,
            error,
        } = view;
        Self {
            format: "storectl.inspect".into(),
            format_version: VERSION.into(),
            tool: ToolDoc::new(tool_version),
            installers: all(installers),
            error: error.map(ErrorBody::from),
        }
    }
}

impl From<&InstallerView<'_>> for FactsDoc {
    fn from(view: &InstallerView<'_>) -> Self {
        let InstallerView { source, look } = view;
        match look {
            Ok(look) => Self::from(look),
            Err(error) => Self {
                source: source.as_raw().to_owned(),
                error: Some(ErrorBody::from(*error)),
                ..Self::default()
            },
        }
    }
}

impl FactsDoc {
    /// Names another source.
    pub(in crate::json::v1) fn at(self, source: &str) -> Self {
        Self {
            source: source.to_owned(),
            ..self
        }
    }
}

impl From<&InstallerLook<'_>> for FactsDoc {
    fn from(look: &InstallerLook<'_>) -> Self {
        let InstallerLook {
            inspection:
                Inspection {
                    source,
                    host,
                    outcome,
                    parts: _, // for the approval of a plan
                },
            findings,
        } = look;
        let known = match outcome {
            Outcome::Read(Content::Installer(facts)) => Self::from(&**facts),
            Outcome::Read(Content::NoInstaller(_))
            | Outcome::NotServed
            | Outcome::Redirected
            | Outcome::NotAsked(_)
            | Outcome::CannotTell(_) => Self {
                length: host.as_ref().and_then(|it| it.length),
                ..Self::default()
            },
        };
        let (word, reason) = match outcome {
            Outcome::Read(Content::Installer(_)) => (INSTALLER, None),
            Outcome::Read(Content::NoInstaller(what)) => (what.as_str(), None),
            Outcome::NotServed => (NOT_SERVED, None),
            Outcome::Redirected => (REDIRECTED, None),
            Outcome::NotAsked(reason) => (NOT_ASKED, Some(reason)),
            Outcome::CannotTell(reason) => (CANNOT_TELL, Some(reason)),
        };
        Self {
            source: source.clone(),
            outcome: Some(word.into()),
            reason: reason.cloned(),
            http: host.as_ref().map(HttpDoc::from),
            findings: all(findings),
            ..known
        }
    }
}

impl From<&Facts> for FactsDoc {
    fn from(facts: &Facts) -> Self {
        let Facts {
            length,
            sha256,
            package_type,
            kind,
            product,
            version,
            lacks_version: _, // a finding says so
            company,
            machine,
            architectures,
            languages,
            elevation,
            msi,
            signing,
            payload,
            silent,
            downloaders: _, // a finding names them
        } = facts;
        Self {
            length: Some(*length),
            sha256: sha256.as_ref().map(ToString::to_string),
            package_type: Some(package_type.as_str().into()),
            kind: Some(kind.as_str().into()),
            product: product.clone(),
            version: version.clone(),
            company: company.clone(),
            machine: machine.map(|it| it.as_str().into()),
            architectures: architectures.iter().map(|it| it.as_str().into()).collect(),
            languages: languages.iter().map(ToString::to_string).collect(),
            elevation: elevation.map(|it| it.as_str().into()),
            msi: msi.as_ref().map(MsiDoc::from),
            signature: match signing {
                Signing::Unknown | Signing::Unsigned => None,
                Signing::Signed(signature) => Some(SignatureDoc::from(&**signature)),
            },
            signed: match signing {
                Signing::Unknown => None,
                Signing::Unsigned => Some(false),
                Signing::Signed(_) => Some(true),
            },
            payload: payload.as_ref().map(all),
            silent: silent.map(Word::from),
            ..Self::default()
        }
    }
}

impl From<&Msi> for MsiDoc {
    fn from(msi: &Msi) -> Self {
        let Msi {
            product_code,
            upgrade_code,
            scope,
            template,
        } = msi;
        Self {
            product_code: product_code.clone(),
            upgrade_code: upgrade_code.clone(),
            scope: scope.map(|it| it.as_str().into()),
            template: template.clone(),
        }
    }
}

impl From<&Signature> for SignatureDoc {
    fn from(signature: &Signature) -> Self {
        let Signature {
            signer,
            issuer,
            not_before,
            not_after,
            timestamp,
            self_signed,
            digest_algorithm,
            digest_matches,
        } = signature;
        Self {
            signer: signer.clone(),
            issuer: issuer.clone(),
            not_before: utc_of_any(*not_before),
            not_after: utc_of_any(*not_after),
            timestamp: timestamp.map(utc_of_any),
            self_signed: *self_signed,
            digest_algorithm: digest_algorithm.clone(),
            digest_matches: *digest_matches,
        }
    }
}

impl From<&PayloadFile> for PayloadDoc {
    fn from(file: &PayloadFile) -> Self {
        let PayloadFile {
            name,
            architecture,
            signed,
        } = file;
        Self {
            name: name.clone(),
            architecture: architecture.map(|it| it.as_str().into()),
            signed: *signed,
        }
    }
}

impl From<&Host> for HttpDoc {
    fn from(host: &Host) -> Self {
        let Host {
            status,
            redirect,
            length,
            etag,
            last_modified,
            ranges,
            refuses_head,
            requests,
            bytes,
        } = host;
        Self {
            status: *status,
            redirect: redirect.clone(),
            length: *length,
            etag: etag.clone(),
            last_modified: last_modified.clone(),
            ranges: *ranges,
            refuses_head: *refuses_head,
            requests: *requests,
            bytes: *bytes,
        }
    }
}

impl From<&FindingView<'_>> for FindingDoc {
    fn from(view: &FindingView<'_>) -> Self {
        let FindingView { finding, location } = view;
        let Finding {
            rule,
            severity,
            subject: _, // its place
            message,
            hint,
        } = finding;
        Self {
            code: rule.code.as_str().into(),
            severity: severity.as_str().into(),
            policy: rule.policy.map(Word::from),
            message: message.clone(),
            hint: hint.clone(),
            location: location.as_ref().map(SourceDoc::from),
        }
    }
}
