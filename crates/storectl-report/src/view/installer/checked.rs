//! One line that says what was seen of an installer.

use storectl_installer::{
    Content, Facts, Host, Inspection, Kind, NoInstaller, Outcome, Signature, Signing,
};

use super::super::{Sentence, bytes};
use crate::time::month_of_any;

/// Most characters of a name or an address.
const LONGEST: usize = 260;

/// Says what was seen: `checked: 200, 88.2 MB, NSIS, signed by Contoso Ltd until 2027-03, version 1.5.0`.
pub(crate) fn checked(inspection: &Inspection) -> Sentence {
    let Inspection {
        source: _, // beside it
        host,
        outcome,
        parts: _, // for the approval of a plan
    } = inspection;
    let line = match host.as_ref().and_then(|it| it.status) {
        Some(status) => Line::begin().ours(status.to_string()),
        None => Line::begin(),
    };
    let line = match outcome {
        Outcome::Read(Content::Installer(facts)) => of_installer(line, facts),
        Outcome::Read(Content::NoInstaller(what)) => {
            let length = host.as_ref().and_then(|it| it.length);
            line.some(length.map(bytes)).ours(of_no_installer(*what))
        }
        Outcome::NotServed => line.ours("not served"),
        Outcome::Redirected => of_redirect(line, host.as_ref()),
        Outcome::NotAsked(reason) => line.then(|it| it.ours("not looked at: ").prose(reason)),
        Outcome::CannotTell(reason) => line.then(|it| it.ours("cannot tell: ").prose(reason)),
    };
    line.0
}

fn of_installer(line: Line, facts: &Facts) -> Line {
    let line = line.ours(bytes(facts.length)).ours(name(facts.kind));
    let line = match &facts.signing {
        Signing::Unknown => line.ours("signature not read"),
        Signing::Unsigned => line.ours("not signed"),
        Signing::Signed(signature) => line.then(|it| signed_by(it, signature)),
    };
    match &facts.version {
        Some(version) => line.then(|it| it.ours("version ").prose_up_to(version, LONGEST)),
        None => line,
    }
}

fn signed_by(sentence: Sentence, signature: &Signature) -> Sentence {
    let by = if signature.self_signed {
        "self-signed by "
    } else {
        "signed by "
    };
    let until = format!(" until {}", month_of_any(signature.not_after));
    sentence
        .ours(by)
        .prose_up_to(&signature.signer, LONGEST)
        .ours(until)
}

fn of_no_installer(what: NoInstaller) -> &'static str {
    match what {
        NoInstaller::Empty => "empty",
        NoInstaller::Html => "an HTML page, not an installer",
        NoInstaller::Zip => "a zip archive, not an installer",
        NoInstaller::CutOff => "an installer whose end is missing",
        NoInstaller::Other => "not an installer",
    }
}

fn of_redirect(line: Line, host: Option<&Host>) -> Line {
    match host.and_then(|it| it.redirect.as_deref()) {
        Some(to) => line.then(|it| it.ours("redirects to ").code_up_to(to, LONGEST)),
        None => line.ours("redirects"),
    }
}

/// Returns what built an installer, as people call it.
pub(super) fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Nsis => "NSIS",
        Kind::Inno => "Inno Setup",
        Kind::Burn => "WiX Burn",
        Kind::AdvancedInstaller => "Advanced Installer",
        Kind::Squirrel => "Squirrel",
        Kind::Msi => "MSI",
        Kind::Plain => "exe",
    }
}

/// A sentence made of parts with commas between them.
struct Line(Sentence);

impl Line {
    fn begin() -> Self {
        Self(Sentence::labeled("checked"))
    }

    fn then(self, part: impl FnOnce(Sentence) -> Sentence) -> Self {
        let sentence = self.0;
        Self(part(if sentence.spans.is_empty() {
            sentence
        } else {
            sentence.ours(", ")
        }))
    }

    fn ours(self, words: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        self.then(|it| it.ours(words))
    }

    fn some(self, words: Option<String>) -> Self {
        match words {
            Some(words) => self.ours(words),
            None => self,
        }
    }
}
