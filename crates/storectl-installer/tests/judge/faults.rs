//! Each fault on its own.

use std::collections::BTreeSet;

use storectl_installer::{
    Depth, Downloader, FindingSeverity, Live, NoInstaller, Outcome, PayloadFile, Signing, Silence,
};
use storectl_model::{Architecture, PackageType, SeenBytes};

use crate::case::{Case, DAY, NOW, digest, empty, good, spoiled, tags};

type Spoil = fn(&mut Case);

/// Each fault on its own, with the whole of what is found.
const FAULTS: &[(&str, Spoil)] = &[
    ("error STC0901 /packageUrl the file is empty", |it| {
        empty(it, NoInstaller::Empty);
    }),
    (
        "error STC0901 /packageUrl the file is a web page, not an installer",
        |it| empty(it, NoInstaller::Html),
    ),
    (
        "error STC0901 /packageUrl the file is a zip archive, not an installer",
        |it| empty(it, NoInstaller::Zip),
    ),
    (
        "error STC0901 /packageUrl the file is incomplete: its headers name bytes after its end",
        |it| empty(it, NoInstaller::CutOff),
    ),
    (
        "error STC0901 /packageUrl the file is neither an exe nor an msi that Windows can read",
        |it| empty(it, NoInstaller::Other),
    ),
    (
        "error STC0902 /packageType `packageType` is msi, but the file is an exe",
        |it| it.declared().package_type = Some(PackageType::Msi),
    ),
    (
        "error STC0903 /packageUrl the installer is not signed",
        |it| {
            it.facts().signing = Signing::Unsigned;
            it.declared().expect.signer = None;
        },
    ),
    (
        "error STC0904 /packageUrl `a.exe`, `b.dll`, `c.dll` and 1 more in the installer are not signed",
        |it| {
            it.facts().payload = Some(["a.exe", "b.dll", "c.dll", "d.dll"].map(unsigned).to_vec());
        },
    ),
    (
        "error STC0904 /packageUrl `a.exe` in the installer is not signed",
        |it| it.facts().payload = Some(vec![unsigned("a.exe")]),
    ),
    (
        "error STC0905 /packageUrl the certificate `Contoso Ltd` is self-signed",
        |it| it.signature().self_signed = true,
    ),
    (
        "error STC0906 /packageUrl the certificate `Contoso Ltd` expired on 2026-11-25, and the signature has no timestamp",
        |it| {
            it.signature().not_after = NOW - DAY;
            it.signature().timestamp = None;
        },
    ),
    (
        "error STC0906 /packageUrl the certificate `Contoso Ltd` expired on 2026-11-20, and its timestamp of 2026-11-25 is outside the validity of the certificate",
        |it| {
            it.signature().not_after = NOW - 6 * DAY;
        },
    ),
    (
        "error STC0907 /packageUrl the file is not the one that `Contoso Ltd` signed",
        |it| it.signature().digest_matches = Some(false),
    ),
    (
        "warning STC0908 /installerParameters an NSIS installer is not silent without `/S`",
        |it| it.declared().silence = Silence::Missing,
    ),
    (
        "warning STC0908 /installerParameters `installerParameters` is `/s`, but an NSIS installer needs `/S` to be silent",
        |it| {
            it.declared().silence = Silence::Parameters("/s".to_owned());
        },
    ),
    (
        "warning STC0909 /packageUrl `inetc.dll` in the installer downloads while it installs from `https://contoso.com/a.cab` (1 more)",
        |it| {
            let one = Downloader {
                name: "inetc.dll".to_owned(),
                url: Some("https://contoso.com/a.cab".to_owned()),
            };
            it.facts().downloaders = vec![one.clone(), one];
        },
    ),
    (
        "warning STC0910 /packageUrl the URL redirects with 301 to `https://cdn.contoso.com/setup.exe`",
        |it| {
            it.outcome = Some(Outcome::Redirected);
            it.host().status = Some(301);
            it.host().redirect = Some("https://cdn.contoso.com/setup.exe".to_owned());
        },
    ),
    (
        "warning STC0910 /packageUrl the URL redirects with 302, as each download of a GitHub release does, to a URL that expires",
        |it| {
            "https://github.com/contoso/widgets/releases/download/v1.5.0/setup.exe"
                .clone_into(&mut it.source);
            it.outcome = Some(Outcome::Redirected);
            it.host().status = Some(302);
        },
    ),
    (
        "error STC0911 /packageUrl the host responds with 404: the installer is not there",
        |it| not_served(it, 404),
    ),
    (
        "error STC0911 /packageUrl the host responds with 410: the installer was removed",
        |it| not_served(it, 410),
    ),
    (
        "error STC0911 /packageUrl the host responds with 403: the installer is not public",
        |it| not_served(it, 403),
    ),
    (
        "error STC0912 /architectures `architectures` is `X64`, but the product is `X86`",
        |it| it.facts().architectures = [Architecture::X86].into(),
    ),
    (
        "warning STC0913 /languages `languages` is `de-de`, `en-gb`, but the installer is in `fr-fr`",
        |it| it.facts().languages = tags(&["fr-fr"]),
    ),
    (
        "error STC0914 /expect/version the installer is version `1.4.2`, expected `1.5.0`",
        |it| {
            it.facts().version = Some("1.4.2".to_owned());
            it.live = None;
        },
    ),
    (
        "note STC0914 /packageUrl the version of the installer, `1.5.0.0`, is the same as that of the live one, `1.5.0`",
        |it| {
            it.live = Some(Live::OtherUrl {
                version: Some("1.5.0".to_owned()),
            });
        },
    ),
    (
        "note STC0914 /packageUrl the version of the installer, `1.5.0.0`, is lower than that of the live one, `1.10.0`",
        |it| {
            it.live = Some(Live::OtherUrl {
                version: Some("1.10.0".to_owned()),
            });
        },
    ),
    (
        "error STC0915 /expect/signer the installer is signed by `Fabrikam`, expected `Contoso Ltd`",
        |it| "Fabrikam".clone_into(&mut it.signature().signer),
    ),
    (
        "error STC0916 /expect/length the file has 60000 bytes, expected 7",
        |it| it.declared().expect.length = Some(7),
    ),
    (
        "note STC0917 /expect/sha256 `expect.sha256` was not compared: not every byte was read",
        |it| {
            it.facts().sha256 = None;
            it.depth = Depth::Parts;
        },
    ),
    (
        "note STC0917 /expect/signer the signature was not read, so its signer, expected `Contoso Ltd`, is not known",
        |it| it.facts().signing = Signing::Unknown,
    ),
    (
        "warning STC0917 /packageUrl the installer was not checked: contoso.com responded with 503",
        |it| {
            it.outcome = Some(Outcome::CannotTell(
                "contoso.com responded with 503".to_owned(),
            ));
        },
    ),
    (
        "note STC0917 /packageUrl the installer was not checked: only loopback addresses are looked at",
        |it| {
            it.outcome = Some(Outcome::NotAsked(
                "only loopback addresses are looked at".to_owned(),
            ));
        },
    ),
    (
        "warning STC0918 /packageUrl the file is the same as the live one at `https://contoso.com/1.4.2/setup.exe`",
        |it| {
            it.live = Some(Live::SameBytes {
                url: "https://contoso.com/1.4.2/setup.exe".to_owned(),
            });
        },
    ),
    (
        "warning STC0919 /packageUrl the file under the live URL has changed: it had 7 bytes and has 60000",
        |it| {
            it.live = Some(Live::SameUrl(SeenBytes {
                length: Some(7),
                ..SeenBytes::default()
            }));
        },
    ),
    (
        "warning STC0919 /packageUrl the file under the live URL has changed: its SHA-256 is another one",
        |it| {
            it.live = Some(Live::SameUrl(SeenBytes {
                length: Some(60_000),
                sha256: Some(digest("others")),
                ..SeenBytes::default()
            }));
        },
    ),
    (
        "warning STC0919 /packageUrl the file under the live URL has changed: its validators and its bytes are others",
        |it| {
            it.facts().sha256 = None;
            it.declared().expect.sha256 = None;
            it.live = Some(Live::SameUrl(SeenBytes {
                length: Some(60_000),
                etag: Some("\"b\"".to_owned()),
                parts: Some(digest("others")),
                ..SeenBytes::default()
            }));
        },
    ),
    (
        "warning STC0920 /expect/version the installer has no ProductVersion to compare with the expected `1.5.0`",
        |it| {
            it.facts().version = None;
            it.facts().lacks_version = true;
        },
    ),
    (
        "note STC0917 /expect/version the ProductVersion was not read, so it was not compared with the expected `1.5.0`",
        |it| it.facts().version = None,
    ),
    (
        "warning STC0921 /packageUrl the host does not send Content-Length, ignores Range and refuses HEAD",
        |it| {
            it.host().length = None;
            it.host().ranges = Some(false);
            it.host().refuses_head = true;
        },
    ),
];

fn not_served(case: &mut Case, status: u16) {
    case.outcome = Some(Outcome::NotServed);
    case.host().status = Some(status);
}

fn unsigned(name: &str) -> PayloadFile {
    PayloadFile {
        name: name.to_owned(),
        architecture: None,
        signed: Some(false),
    }
}

#[test]
fn nothing_is_found_about_a_good_installer() {
    assert_eq!(spoiled(|_| {}), [""; 0]);
}

#[test]
fn each_fault_is_found_and_nothing_else_with_it() {
    for (expected, spoil) in FAULTS {
        assert_eq!(spoiled(spoil), [*expected]);
    }
}

#[test]
fn each_code_is_found() {
    let found: BTreeSet<&str> = FAULTS
        .iter()
        .filter_map(|(line, _)| line.split_whitespace().nth(1))
        .collect();
    let known: BTreeSet<&str> = storectl_manifest::catalogue()
        .iter()
        .map(|it| it.code.as_str())
        .filter(|it| it.starts_with("STC09"))
        .collect();
    assert_eq!(found, known);
}

#[test]
fn a_finding_has_the_severity_of_its_rule_or_is_a_note() {
    for (_, spoil) in FAULTS {
        let mut case = good();
        spoil(&mut case);
        for it in case.found() {
            let of_rule = FindingSeverity::from(it.rule.severity);
            assert!(it.severity == of_rule || it.severity == FindingSeverity::Note);
            for text in [&it.message, &it.hint] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{text}");
            }
        }
    }
}
