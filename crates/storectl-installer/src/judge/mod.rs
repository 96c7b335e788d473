//! Judges installers as certification does, and against what their manifest expects.

mod expectations;
mod finding;
mod host;
mod identity;
mod product;
mod question;
mod signature;
mod silence;
mod words;

use storectl_manifest::installers as rules;

pub use self::{
    finding::{Finding, FindingSeverity, Subject},
    question::{Declared, Live, Question, Silence},
};
use crate::{Content, Inspection, NoInstaller, Outcome};

/// Judges what was seen of an installer. What is not known is not judged.
pub fn judge(inspection: &Inspection, question: &Question<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    match &inspection.outcome {
        Outcome::Read(content) => {
            findings.extend(host::of_reliability(inspection));
            match content {
                Content::Installer(facts) => {
                    findings.extend(product::judge(facts, question));
                    findings.extend(signature::judge(facts, question));
                    findings.extend(silence::judge(facts, question));
                }
                Content::NoInstaller(what) => findings.push(of_content(*what)),
            }
            findings.extend(expectations::judge(inspection, content, question));
            findings.extend(identity::judge(inspection, question));
        }
        Outcome::NotServed
        | Outcome::Redirected
        | Outcome::NotAsked(_)
        | Outcome::CannotTell(_) => findings.extend(host::of_outcome(inspection)),
    }
    findings.sort_by_key(|it| (it.severity, it.rule.code));
    findings
}

fn of_content(what: NoInstaller) -> Finding {
    let message = match what {
        NoInstaller::Empty => "the file is empty",
        NoInstaller::Html => "the file is a web page, not an installer",
        NoInstaller::Zip => "the file is a zip archive, not an installer",
        NoInstaller::CutOff => "the file is incomplete: its headers name bytes after its end",
        NoInstaller::Other => "the file is neither an exe nor an msi that Windows can read",
    };
    let finding = Finding::new(
        &rules::NOT_AN_INSTALLER,
        Subject::PackageUrl,
        message.to_owned(),
    );
    match what {
        NoInstaller::Zip => {
            finding.hinted("upload the installer that is in the archive".to_owned())
        }
        NoInstaller::CutOff => finding.hinted("upload the complete installer again".to_owned()),
        NoInstaller::Empty | NoInstaller::Html | NoInstaller::Other => finding,
    }
}
