//! Signatures of an installer and of the programs in it. Whether a chain ends at a root that Windows trusts is not judged.

use storectl_manifest::installers as rules;

use super::{Finding, Question, Subject, words};
use crate::{Facts, Signature, Signing};

pub(super) fn judge(facts: &Facts, question: &Question<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    match &facts.signing {
        Signing::Unknown => {}
        Signing::Unsigned => findings.push(about(
            &rules::UNSIGNED,
            "the installer is not signed".to_owned(),
        )),
        Signing::Signed(signature) => findings.extend(of_signature(signature, question.now)),
    }
    findings.extend(payload(facts));
    findings
}

fn about(rule: &'static storectl_manifest::Rule, message: String) -> Finding {
    Finding::new(rule, Subject::PackageUrl, message)
}

fn of_signature(signature: &Signature, now: i64) -> Vec<Finding> {
    let signer = &signature.signer;
    let self_signed = signature.self_signed.then(|| {
        let message = format!("the certificate `{signer}` is self-signed");
        about(&rules::SELF_SIGNED, message)
    });
    let altered = (signature.digest_matches == Some(false)).then(|| {
        let message = format!("the file is not the one that `{signer}` signed");
        about(&rules::ALTERED_AFTER_SIGNING, message)
    });
    [self_signed, expired(signature, now), altered]
        .into_iter()
        .flatten()
        .collect()
}

/// A timestamp inside the validity of the certificate keeps the signature valid after it.
fn expired(signature: &Signature, now: i64) -> Option<Finding> {
    let valid = signature.not_before..=signature.not_after;
    let is_kept = signature.timestamp.is_some_and(|it| valid.contains(&it));
    if now <= signature.not_after || is_kept {
        return None;
    }
    let stamped = match signature.timestamp {
        Some(time) => format!(
            "its timestamp of {} is outside the validity of the certificate",
            words::day(time)
        ),
        None => "the signature has no timestamp".to_owned(),
    };
    let message = format!(
        "the certificate `{}` expired on {}, and {stamped}",
        signature.signer,
        words::day(signature.not_after),
    );
    Some(about(&rules::EXPIRED_SIGNATURE, message))
}

fn payload(facts: &Facts) -> Option<Finding> {
    let files = facts.payload.as_ref()?;
    let unsigned: Vec<&str> = files
        .iter()
        .filter(|it| it.signed == Some(false))
        .map(|it| it.name.as_str())
        .collect();
    let are = match unsigned.len() {
        0 => return None,
        1 => "is",
        _ => "are",
    };
    let message = format!(
        "{} in the installer {are} not signed",
        words::list(unsigned.iter().copied())
    );
    Some(about(&rules::UNSIGNED_PAYLOAD, message))
}
