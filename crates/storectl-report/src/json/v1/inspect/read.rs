//! Reads what was seen of installers from its document.

use std::{collections::BTreeSet, str::FromStr};

use storectl_installer::{
    Content, Elevation, Facts, Finding, FindingSeverity, Host, Inspection, Kind, Msi, NoInstaller,
    Outcome, PayloadFile, Scope, Signature, Signing, Subject,
};
use storectl_model::Architecture;

use super::{
    CANNOT_TELL, FactsDoc, FindingDoc, HttpDoc, INSTALLER, InspectDoc, MsiDoc, NOT_ASKED,
    NOT_SERVED, PayloadDoc, REDIRECTED, SignatureDoc,
};
use crate::{
    FindingView, Foreign, InstallerLook, InstallerView, InstallersView,
    json::{
        shelf::Shelf,
        unreadable::{Unreadable, any_time, digest, id, word},
        v1::shared::{read_all, rule},
    },
};

impl InspectDoc {
    /// Reads what was seen.
    pub(in crate::json) fn read<'a>(
        &'a self,
        shelf: &'a Shelf<'_>,
    ) -> Result<InstallersView<'a>, Unreadable> {
        let Self {
            format: _,
            format_version: _,
            tool,
            installers,
            error,
        } = self;
        let installers = installers.iter().map(|it| it.read(shelf));
        Ok(InstallersView {
            tool_version: tool.version(),
            installers: installers.collect::<Result<_, _>>()?,
            error: error.as_ref().map(|it| it.read(shelf)).transpose()?,
        })
    }
}

impl FactsDoc {
    /// Returns the address, or the path as it was given.
    pub(in crate::json::v1) fn source(&self) -> &str {
        &self.source
    }

    fn read<'a>(&'a self, shelf: &'a Shelf<'_>) -> Result<InstallerView<'a>, Unreadable> {
        Ok(InstallerView {
            source: Foreign::new(&self.source),
            look: match &self.error {
                Some(error) => Err(error.read(shelf)?),
                None => Ok(self.look(None, shelf)?),
            },
        })
    }

    /// Reads what was seen, and what is wrong with it; `parts` is the digest of the parts that were read.
    pub(in crate::json::v1) fn look<'a>(
        &'a self,
        parts: Option<&str>,
        shelf: &'a Shelf<'_>,
    ) -> Result<InstallerLook<'a>, Unreadable> {
        let inspection = Inspection {
            source: self.source.clone(),
            host: self.http.as_ref().map(HttpDoc::read),
            outcome: self.outcome()?,
            parts: parts.map(digest).transpose()?,
        };
        let findings = self.findings.iter().map(|it| {
            Ok(FindingView {
                finding: shelf.findings.alloc(it.read()?),
                location: it.location.as_ref().map(|it| it.read(shelf.names)),
            })
        });
        Ok(InstallerLook {
            inspection: shelf.inspections.alloc(inspection),
            findings: findings.collect::<Result<_, Unreadable>>()?,
        })
    }

    fn outcome(&self) -> Result<Outcome, Unreadable> {
        let reason = || self.reason.clone().unwrap_or_default();
        Ok(match self.outcome.as_deref().unwrap_or_default() {
            INSTALLER => Outcome::Read(Content::Installer(Box::new(self.facts()?))),
            NOT_SERVED => Outcome::NotServed,
            REDIRECTED => Outcome::Redirected,
            NOT_ASKED => Outcome::NotAsked(reason()),
            CANNOT_TELL => Outcome::CannotTell(reason()),
            other => Outcome::Read(Content::NoInstaller(word(
                "what became of a look at an installer",
                &NoInstaller::ALL,
                NoInstaller::as_str,
                other,
            )?)),
        })
    }

    fn facts(&self) -> Result<Facts, Unreadable> {
        let kind = self.kind.as_deref().unwrap_or_default();
        let silent = |it: &str| {
            let known: Vec<&'static str> = Kind::ALL.into_iter().filter_map(Kind::silent).collect();
            word("parameters of an installer", &known, |it| it, it)
        };
        let length = || Unreadable::new("the length of an installer", "null");
        Ok(Facts {
            length: self.length.ok_or_else(length)?,
            sha256: self.sha256.as_deref().map(digest).transpose()?,
            package_type: vocabulary(
                "a type of installers",
                self.package_type.as_deref().unwrap_or_default(),
            )?,
            kind: word("a kind of installer", &Kind::ALL, Kind::as_str, kind)?,
            product: self.product.clone(),
            version: self.version.clone(),
            lacks_version: false, // a finding says so
            company: self.company.clone(),
            machine: self.machine.as_deref().map(architecture).transpose()?,
            architectures: all_of(&self.architectures, |it| architecture(it))?,
            languages: all_of(&self.languages, |it| id(it))?,
            elevation: self
                .elevation
                .as_deref()
                .map(|it| word("a level of rights", &Elevation::ALL, Elevation::as_str, it))
                .transpose()?,
            msi: self.msi.as_ref().map(MsiDoc::read).transpose()?,
            signing: match (&self.signature, self.signed) {
                (Some(signature), _) => Signing::Signed(Box::new(signature.read()?)),
                (None, Some(false)) => Signing::Unsigned,
                (None, Some(true) | None) => Signing::Unknown,
            },
            payload: match &self.payload {
                Some(files) => Some(read_all(files, PayloadDoc::read)?),
                None => None,
            },
            silent: self.silent.as_deref().map(silent).transpose()?,
            downloaders: Vec::new(), // a finding names them
        })
    }
}

/// Reads a word that a type of the model reads.
fn vocabulary<T: FromStr>(what: &'static str, text: &str) -> Result<T, Unreadable> {
    text.parse().map_err(|_| Unreadable::new(what, text))
}

fn architecture(text: &str) -> Result<Architecture, Unreadable> {
    vocabulary("an architecture", text)
}

fn all_of<T, R: Ord>(
    items: &[T],
    read: impl Fn(&T) -> Result<R, Unreadable>,
) -> Result<BTreeSet<R>, Unreadable> {
    items.iter().map(read).collect()
}

impl MsiDoc {
    fn read(&self) -> Result<Msi, Unreadable> {
        let Self {
            product_code,
            upgrade_code,
            scope,
            template,
        } = self;
        let scope = scope.as_deref();
        Ok(Msi {
            product_code: product_code.clone(),
            upgrade_code: upgrade_code.clone(),
            scope: scope
                .map(|it| word("whom an MSI installs for", &Scope::ALL, Scope::as_str, it))
                .transpose()?,
            template: template.clone(),
        })
    }
}

impl SignatureDoc {
    fn read(&self) -> Result<Signature, Unreadable> {
        let Self {
            signer,
            issuer,
            not_before,
            not_after,
            timestamp,
            self_signed,
            digest_algorithm,
            digest_matches,
        } = self;
        Ok(Signature {
            signer: signer.clone(),
            issuer: issuer.clone(),
            not_before: any_time(not_before)?,
            not_after: any_time(not_after)?,
            timestamp: timestamp.as_deref().map(any_time).transpose()?,
            self_signed: *self_signed,
            digest_algorithm: digest_algorithm.clone(),
            digest_matches: *digest_matches,
        })
    }
}

impl PayloadDoc {
    fn read(&self) -> Result<PayloadFile, Unreadable> {
        let Self {
            name,
            architecture: machine,
            signed,
        } = self;
        Ok(PayloadFile {
            name: name.clone(),
            architecture: machine.as_deref().map(architecture).transpose()?,
            signed: *signed,
        })
    }
}

impl HttpDoc {
    fn read(&self) -> Host {
        let Self {
            status,
            redirect,
            length,
            etag,
            last_modified,
            ranges,
            refuses_head,
            requests,
            bytes,
        } = self;
        Host {
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

impl FindingDoc {
    fn read(&self) -> Result<Finding, Unreadable> {
        let Self {
            code,
            severity,
            policy: _, // of the rule
            message,
            hint,
            location: _, // beside it
        } = self;
        Ok(Finding {
            rule: rule(code)?,
            severity: word(
                "the severity of a finding",
                &FindingSeverity::ALL,
                FindingSeverity::as_str,
                severity,
            )?,
            subject: Subject::PackageUrl, // the location is its place
            message: message.clone(),
            hint: hint.clone(),
        })
    }
}
