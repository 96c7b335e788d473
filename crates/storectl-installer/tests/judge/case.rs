//! A good installer, which each test spoils.

use std::collections::BTreeSet;

use storectl_installer::{
    Content, Declared, Depth, Facts, Finding, Host, Inspection, Kind, Live, NoInstaller, Outcome,
    PayloadFile, Question, Signature, Signing, Silence, judge,
};
use storectl_model::{Architecture, Digest, Expect, LanguageTag, PackageType};

pub(crate) const DAY: i64 = 86_400;
/// 2026-11-26.
pub(crate) const NOW: i64 = 1_795_651_200;
pub(crate) const URL: &str = "https://contoso.com/1.5.0/setup.exe";

/// An installer, what its package declares and what the Store has: a good one, which each test spoils.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) source: String,
    pub(crate) host: Option<Host>,
    pub(crate) content: Content,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) parts: Option<Digest>,
    pub(crate) declared: Option<Declared>,
    pub(crate) live: Option<Live>,
    pub(crate) depth: Depth,
}

pub(crate) fn tags(codes: &[&str]) -> BTreeSet<LanguageTag> {
    codes.iter().map(|it| it.parse().unwrap()).collect()
}

pub(crate) fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

pub(crate) fn signature() -> Signature {
    Signature {
        signer: "Contoso Ltd".to_owned(),
        issuer: "Contoso CA".to_owned(),
        not_before: NOW - 300 * DAY,
        not_after: NOW + 65 * DAY,
        timestamp: Some(NOW - DAY),
        self_signed: false,
        digest_algorithm: "sha256".to_owned(),
        digest_matches: Some(true),
    }
}

pub(crate) fn facts() -> Facts {
    Facts {
        length: 60_000,
        sha256: Some(digest("bytes")),
        package_type: PackageType::Exe,
        kind: Kind::Nsis,
        product: Some("Contoso Widgets".to_owned()),
        version: Some("1.5.0.0".to_owned()),
        lacks_version: false,
        company: Some("Contoso Ltd".to_owned()),
        machine: Some(Architecture::X86),
        architectures: [Architecture::X64].into(),
        languages: tags(&["en-us"]),
        elevation: None,
        msi: None,
        signing: Signing::Signed(Box::new(signature())),
        payload: Some(vec![PayloadFile {
            name: "widgets.exe".to_owned(),
            architecture: Some(Architecture::X64),
            signed: Some(true),
        }]),
        silent: Some("/S"),
        downloaders: Vec::new(),
    }
}

pub(crate) fn good() -> Case {
    Case {
        source: URL.to_owned(),
        host: Some(Host {
            status: Some(200),
            length: Some(60_000),
            etag: Some("\"a\"".to_owned()),
            ranges: Some(true),
            ..Host::default()
        }),
        content: Content::Installer(Box::new(facts())),
        outcome: None,
        parts: Some(digest("parts")),
        declared: Some(Declared {
            package_type: Some(PackageType::Exe),
            architecture: Some(Architecture::X64),
            languages: tags(&["en-gb", "de-de"]),
            silence: Silence::Parameters("/allusers /S".to_owned()),
            expect: Expect {
                version: Some("1.5.0".to_owned()),
                signer: Some("Contoso Ltd".to_owned()),
                length: Some(60_000),
                sha256: Some(digest("bytes")),
            },
        }),
        live: Some(Live::OtherUrl {
            version: Some("1.4.2".to_owned()),
        }),
        depth: Depth::Whole,
    }
}

impl Case {
    pub(crate) fn facts(&mut self) -> &mut Facts {
        match &mut self.content {
            Content::Installer(facts) => facts,
            Content::NoInstaller(_) => panic!("an installer"),
        }
    }

    pub(crate) fn signature(&mut self) -> &mut Signature {
        match &mut self.facts().signing {
            Signing::Signed(signature) => signature,
            Signing::Unknown | Signing::Unsigned => panic!("a signed one"),
        }
    }

    pub(crate) fn host(&mut self) -> &mut Host {
        self.host.as_mut().unwrap()
    }

    pub(crate) fn declared(&mut self) -> &mut Declared {
        self.declared.as_mut().unwrap()
    }

    pub(crate) fn found(self) -> Vec<Finding> {
        let inspection = Inspection {
            source: self.source,
            host: self.host,
            outcome: self.outcome.unwrap_or(Outcome::Read(self.content)),
            parts: self.parts,
        };
        let question = Question {
            package: self.declared.as_ref(),
            live: self.live.as_ref(),
            now: NOW,
            depth: self.depth,
        };
        judge(&inspection, &question)
    }
}

/// Findings as lines: severity, code, key, message.
pub(crate) fn lines(found: &[Finding]) -> Vec<String> {
    let line = |it: &Finding| {
        let at = it.subject.pointer();
        format!(
            "{} {} {at} {}",
            it.severity.as_str(),
            it.rule.code,
            it.message
        )
    };
    found.iter().map(line).collect()
}

pub(crate) fn spoiled(spoil: impl FnOnce(&mut Case)) -> Vec<String> {
    let mut case = good();
    spoil(&mut case);
    lines(&case.found())
}

pub(crate) fn empty(case: &mut Case, what: NoInstaller) {
    case.content = Content::NoInstaller(what);
}
