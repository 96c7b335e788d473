//! What the manifest expects of the file.

use storectl_manifest::installers as rules;
use storectl_model::{Digest, Expect};

use super::{Finding, Live, Question, Subject, words};
use crate::{Content, Depth, Facts, Inspection, Signing};

pub(super) fn judge(
    inspection: &Inspection,
    content: &Content,
    question: &Question<'_>,
) -> Vec<Finding> {
    let nothing = Expect::default();
    let Expect {
        version,
        signer,
        length,
        sha256,
    } = question.package.map_or(&nothing, |it| &it.expect);
    let facts = match content {
        Content::Installer(facts) => Some(&**facts),
        Content::NoInstaller(_) => None,
    };
    let of_length = length.and_then(|it| self::length(it, inspection, facts));
    let (Some(facts), live) = (facts, question.live) else {
        return of_length.into_iter().collect();
    };
    [
        version.as_ref().and_then(|it| self::version(it, facts)),
        signer.as_ref().and_then(|it| self::signer(it, facts)),
        of_length,
        sha256
            .as_ref()
            .and_then(|it| self::sha256(it, facts, question.depth)),
        live.and_then(|it| live_version(it, facts)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn version(expected: &str, facts: &Facts) -> Option<Finding> {
    let found = facts.version.as_ref()?;
    if words::same_version(expected, found) {
        return None;
    }
    let message = format!("the installer is version `{found}`, expected `{expected}`");
    Some(Finding::new(
        &rules::VERSION_DIFFERS,
        Subject::ExpectedVersion,
        message,
    ))
}

/// A version that is not higher than the live one is worth knowing, and can be intended.
fn live_version(live: &Live, facts: &Facts) -> Option<Finding> {
    let Live::OtherUrl {
        version: Some(live),
    } = live
    else {
        return None;
    };
    let found = facts.version.as_ref()?;
    let is = match words::version(found)?.cmp(&words::version(live)?) {
        std::cmp::Ordering::Greater => return None,
        std::cmp::Ordering::Equal => "the same as",
        std::cmp::Ordering::Less => "lower than",
    };
    let message =
        format!("the version of the installer, `{found}`, is {is} that of the live one, `{live}`");
    let finding = Finding::new(&rules::VERSION_DIFFERS, Subject::PackageUrl, message);
    Some(
        finding
            .hinted("raise ProductVersion with each build".to_owned())
            .into_note(),
    )
}

fn signer(expected: &str, facts: &Facts) -> Option<Finding> {
    let message = match &facts.signing {
        Signing::Unknown => {
            let message = format!(
                "the signature was not read, so its signer, expected `{expected}`, is not known"
            );
            let finding = Finding::new(&rules::CANNOT_TELL, Subject::ExpectedSigner, message);
            return Some(finding.into_note());
        }
        Signing::Unsigned => {
            format!("the installer is not signed, expected the signer `{expected}`")
        }
        Signing::Signed(it) if it.signer == expected => return None,
        Signing::Signed(it) => {
            format!(
                "the installer is signed by `{}`, expected `{expected}`",
                it.signer
            )
        }
    };
    Some(Finding::new(
        &rules::SIGNER_DIFFERS,
        Subject::ExpectedSigner,
        message,
    ))
}

fn length(expected: u64, inspection: &Inspection, facts: Option<&Facts>) -> Option<Finding> {
    let claimed = inspection.host.as_ref().and_then(|it| it.length);
    let Some(found) = facts.map(|it| it.length).or(claimed) else {
        let message = format!("the host does not send the length, expected {expected} bytes");
        let finding = Finding::new(&rules::CANNOT_TELL, Subject::ExpectedLength, message);
        return Some(finding.into_note());
    };
    if found == expected {
        return None;
    }
    let message = format!("the file has {found} bytes, expected {expected}");
    Some(Finding::new(
        &rules::BYTES_DIFFER,
        Subject::ExpectedLength,
        message,
    ))
}

fn sha256(expected: &Digest, facts: &Facts, depth: Depth) -> Option<Finding> {
    let Some(found) = &facts.sha256 else {
        let message = "`expect.sha256` was not compared: not every byte was read".to_owned();
        let finding =
            Finding::new(&rules::CANNOT_TELL, Subject::ExpectedSha256, message).into_note();
        return Some(match depth {
            Depth::Parts | Depth::Known => {
                finding.hinted("to read every byte, plan with `--preflight full`, or download the file and run `storectl inspect FILE`".to_owned())
            }
            Depth::Whole => finding,
        });
    };
    if found == expected {
        return None;
    }
    let message = format!("the SHA-256 of the file is `{found}`, expected `{expected}`");
    Some(Finding::new(
        &rules::BYTES_DIFFER,
        Subject::ExpectedSha256,
        message,
    ))
}
