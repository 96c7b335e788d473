//! What is known of an installer, by row.

use storectl_installer::{
    Content, Facts, Host, Inspection, Kind, Msi, Outcome, PayloadFile, Signature, Signing,
};
use storectl_model::{Architecture, LanguageTag, PackageType};

use super::{
    super::{Sentence, bytes, count, thousands},
    checked::name,
};
use crate::time::{day_of_any, utc_of_any};

/// Most characters of a name or an address.
const LONGEST: usize = 260;

/// Most languages that a row names.
const LANGUAGES: usize = 20;

/// A row: what it is about, and what is known.
type Row = (&'static str, Sentence);

/// Returns what is known of an installer and its host. What is not known has no row.
pub(crate) fn facts(inspection: &Inspection) -> Vec<Row> {
    let Inspection {
        source: _, // above it
        host,
        outcome,
        parts: _, // for the approval of a plan
    } = inspection;
    let mut rows = match outcome {
        Outcome::Read(Content::Installer(facts)) => of_installer(facts),
        Outcome::Read(Content::NoInstaller(_))
        | Outcome::NotServed
        | Outcome::Redirected
        | Outcome::NotAsked(_)
        | Outcome::CannotTell(_) => Vec::new(),
    };
    rows.extend(host.as_ref().map(of_host).unwrap_or_default());
    rows
}

fn of_installer(facts: &Facts) -> Vec<Row> {
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
    let text = |label, value: &Option<String>| value.as_deref().map(|it| (label, foreign(it)));
    let ours = |label, words: Option<String>| words.map(|it| (label, Sentence::new().ours(it)));
    let kind = match (package_type, kind) {
        (PackageType::Msi, _) => "msi".to_owned(),
        (PackageType::Exe, Kind::Plain) => "exe".to_owned(),
        (PackageType::Exe, kind) => format!("exe ({})", name(*kind)),
    };
    let mut rows: Vec<Row> = [
        ours("type", Some(kind)),
        ours("length", Some(length_of(*length))),
        sha256
            .as_ref()
            .map(|it| ("sha256", Sentence::new().code(it.as_str()))),
        text("product", product),
        text("version", version),
        text("company", company),
        ours("architectures", words(architectures.iter())),
        // Of a program it is the same; of a setup program it is the setup program's own.
        ours("machine", machine.map(|it| it.as_str().to_owned())),
        ours("languages", tags(languages)),
        ours("elevation", elevation.map(|it| it.as_str().to_owned())),
        silent.map(of_silent),
    ]
    .into_iter()
    .flatten()
    .collect();
    rows.extend(msi.as_ref().map(of_msi).unwrap_or_default());
    rows.extend(of_signing(signing));
    rows.extend(ours("payload", payload.as_deref().map(of_payload)));
    rows
}

fn foreign(text: &str) -> Sentence {
    Sentence::new().prose_up_to(text, LONGEST)
}

fn length_of(length: u64) -> String {
    match length {
        0..1_000 => bytes(length),
        _ => format!("{} ({} bytes)", bytes(length), thousands(length)),
    }
}

fn words<'a>(all: impl Iterator<Item = &'a Architecture>) -> Option<String> {
    let all: Vec<&str> = all.map(|it| it.as_str()).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn tags<'a>(all: impl IntoIterator<Item = &'a LanguageTag>) -> Option<String> {
    let all: Vec<&str> = all.into_iter().map(LanguageTag::as_str).collect();
    let mut shown: Vec<String> = all
        .iter()
        .take(LANGUAGES)
        .map(ToString::to_string)
        .collect();
    if let Some(more) = all.len().checked_sub(LANGUAGES).filter(|it| *it > 0) {
        shown.push(format!("and {} more", thousands(more)));
    }
    (!shown.is_empty()).then(|| shown.join(", "))
}

fn of_silent(parameters: &'static str) -> Row {
    let sentence = match parameters {
        "" => Sentence::new().ours("without parameters"),
        parameters => Sentence::new().code(parameters),
    };
    ("silent", sentence)
}

fn of_msi(msi: &Msi) -> Vec<Row> {
    let Msi {
        product_code,
        upgrade_code,
        scope,
        template,
    } = msi;
    let text = |label, value: &Option<String>| value.as_deref().map(|it| (label, foreign(it)));
    [
        text("product code", product_code),
        text("upgrade code", upgrade_code),
        scope.map(|it| ("scope", Sentence::new().ours(it.as_str()))),
        text("template", template),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn of_signing(signing: &Signing) -> Vec<Row> {
    let signature = match signing {
        Signing::Unknown => return Vec::new(),
        Signing::Unsigned => return vec![("signature", Sentence::new().ours("none"))],
        Signing::Signed(signature) => signature,
    };
    let Signature {
        signer,
        issuer,
        not_before,
        not_after,
        timestamp,
        self_signed,
        digest_algorithm,
        digest_matches,
    } = &**signature;
    let issuer = if *self_signed {
        foreign(signer).ours(", self-signed")
    } else {
        foreign(signer)
            .ours(", issued by ")
            .prose_up_to(issuer, LONGEST)
    };
    let digest = Sentence::new().prose_up_to(digest_algorithm, LONGEST);
    let digest = match digest_matches {
        None => digest.ours(", not compared with the bytes"),
        Some(true) => digest.ours(", matches the bytes"),
        Some(false) => digest.ours(", does not match the bytes"),
    };
    let valid = format!("{} to {}", day_of_any(*not_before), day_of_any(*not_after));
    let mut rows = vec![
        ("signature", issuer),
        ("valid", Sentence::new().ours(valid)),
    ];
    rows.extend(timestamp.map(|it| ("timestamp", Sentence::new().ours(utc_of_any(it)))));
    rows.push(("digest", digest));
    rows
}

/// Counts the programs in an installer: `12 programs, 1 not signed, 2 signatures not read`.
fn of_payload(files: &[PayloadFile]) -> String {
    let with = |signed: Option<bool>| files.iter().filter(|it| it.signed == signed).count();
    let (unsigned, unread) = (with(Some(false)), with(None));
    let words = [
        Some(count(files.len(), "program")),
        (unsigned > 0).then(|| format!("{} not signed", thousands(unsigned))),
        (unread > 0).then(|| format!("{} not read", count(unread, "signature"))),
    ];
    let words: Vec<String> = words.into_iter().flatten().collect();
    words.join(", ")
}

/// Most programs of an installer that are listed.
const PROGRAMS: usize = 50;

/// Returns the programs in an installer, one a line, those that are not signed first, and counts the others.
pub(crate) fn payload(inspection: &Inspection) -> Vec<Sentence> {
    let Outcome::Read(Content::Installer(facts)) = &inspection.outcome else {
        return Vec::new();
    };
    let files = facts.payload.as_deref().unwrap_or_default();
    let (unsigned, others): (Vec<&PayloadFile>, Vec<&PayloadFile>) =
        files.iter().partition(|it| it.signed == Some(false));
    let shown = unsigned.into_iter().chain(others).take(PROGRAMS);
    let mut lines: Vec<Sentence> = shown.map(program).collect();
    if let Some(more) = files.len().checked_sub(PROGRAMS).filter(|it| *it > 0) {
        let words = format!("and {} more", thousands(more));
        lines.push(Sentence::new().ours(words));
    }
    lines
}

fn program(file: &PayloadFile) -> Sentence {
    let PayloadFile {
        name,
        architecture,
        signed,
    } = file;
    let signed = signed.map(|it| if it { "signed" } else { "not signed" });
    let about: Vec<&str> = architecture
        .map(Architecture::as_str)
        .into_iter()
        .chain(signed)
        .collect();
    let line = Sentence::labeled("program").code_up_to(name, LONGEST);
    match about.as_slice() {
        [] => line,
        about => line.ours(format!(" ({})", about.join(", "))),
    }
}

fn of_host(host: &Host) -> Vec<Row> {
    let Host {
        status,
        redirect,
        length,
        etag,
        last_modified,
        ranges,
        refuses_head,
        requests,
        bytes: read,
    } = host;
    let mut answer = Sentence::new().ours(match status {
        Some(status) => format!("HTTP {status}"),
        None => "no answer".to_owned(),
    });
    if let Some(to) = redirect {
        answer = answer.ours(", redirects to ").code_up_to(to, LONGEST);
    }
    if matches!(status, Some(200..=299)) && length.is_none() {
        answer = answer.ours(", no Content-Length");
    }
    match ranges {
        Some(true) | None => {}
        Some(false) => answer = answer.ours(", no ranges"),
    }
    if *refuses_head {
        answer = answer.ours(", refuses HEAD");
    }
    let validator = |label, value: &Option<String>| {
        let value = value.as_deref()?;
        Some((label, Sentence::new().code_up_to(value, LONGEST)))
    };
    let asked = usize::try_from(*requests).unwrap_or(usize::MAX);
    let asked = format!("{}, {}", count(asked, "request"), bytes(*read));
    let rows = [
        Some(("host", answer)),
        validator("etag", etag),
        validator("last modified", last_modified),
        Some(("read with", Sentence::new().ours(asked))),
    ];
    rows.into_iter().flatten().collect()
}
