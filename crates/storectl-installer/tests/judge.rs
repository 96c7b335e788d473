//! What is found about an installer, and that nothing is found about a good one.

use std::collections::BTreeSet;

use storectl_installer::{
    Content, Declared, Depth, Downloader, Facts, Finding, FindingSeverity, Host, Inspection, Kind,
    Live, NoInstaller, Outcome, PayloadFile, Question, Seen, Signature, Signing, Silence, Subject,
    judge,
};
use storectl_model::{
    Architecture, DesiredPackage, Digest, Expect, Field, LanguageTag, PackageType,
};

const DAY: i64 = 86_400;
/// 2026-11-26.
const NOW: i64 = 1_795_651_200;
const URL: &str = "https://contoso.com/1.5.0/setup.exe";

/// An installer, what its package declares and what the Store has: a good one, which each test spoils.
#[derive(Clone)]
struct Case {
    source: String,
    host: Option<Host>,
    content: Content,
    outcome: Option<Outcome>,
    parts: Option<Digest>,
    declared: Option<Declared>,
    live: Option<Live>,
    depth: Depth,
}

fn tags(codes: &[&str]) -> BTreeSet<LanguageTag> {
    codes.iter().map(|it| it.parse().unwrap()).collect()
}

fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

fn signature() -> Signature {
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

fn facts() -> Facts {
    Facts {
        length: 60_000,
        sha256: Some(digest("bytes")),
        package_type: PackageType::Exe,
        kind: Kind::Nsis,
        product: Some("Contoso Widgets".to_owned()),
        version: Some("1.5.0.0".to_owned()),
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

fn good() -> Case {
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
    fn facts(&mut self) -> &mut Facts {
        match &mut self.content {
            Content::Installer(facts) => facts,
            Content::NoInstaller(_) => panic!("an installer"),
        }
    }

    fn signature(&mut self) -> &mut Signature {
        match &mut self.facts().signing {
            Signing::Signed(signature) => signature,
            Signing::Unknown | Signing::Unsigned => panic!("a signed one"),
        }
    }

    fn host(&mut self) -> &mut Host {
        self.host.as_mut().unwrap()
    }

    fn declared(&mut self) -> &mut Declared {
        self.declared.as_mut().unwrap()
    }

    fn found(self) -> Vec<Finding> {
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
fn lines(found: &[Finding]) -> Vec<String> {
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

fn spoiled(spoil: impl FnOnce(&mut Case)) -> Vec<String> {
    let mut case = good();
    spoil(&mut case);
    lines(&case.found())
}

type Spoil = fn(&mut Case);

/// Each fault on its own, with the whole of what is found.
const FAULTS: &[(&str, Spoil)] = &[
    ("error STC0901 /packageUrl the file is empty", |it| {
        empty(it, NoInstaller::Empty)
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
            it.source =
                "https://github.com/contoso/widgets/releases/download/v1.5.0/setup.exe".to_owned();
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
        |it| it.signature().signer = "Fabrikam".to_owned(),
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
            it.live = Some(Live::SameUrl(Seen {
                length: Some(7),
                ..Seen::default()
            }));
        },
    ),
    (
        "warning STC0919 /packageUrl the file under the live URL has changed: its SHA-256 is another one",
        |it| {
            it.live = Some(Live::SameUrl(Seen {
                length: Some(60_000),
                sha256: Some(digest("others")),
                ..Seen::default()
            }));
        },
    ),
    (
        "warning STC0919 /packageUrl the file under the live URL has changed: its validators and its bytes are others",
        |it| {
            it.facts().sha256 = None;
            it.declared().expect.sha256 = None;
            it.live = Some(Live::SameUrl(Seen {
                length: Some(60_000),
                etag: Some("\"b\"".to_owned()),
                parts: Some(digest("others")),
                ..Seen::default()
            }));
        },
    ),
    (
        "warning STC0920 /expect/version the installer has no ProductVersion to compare with the expected `1.5.0`",
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

fn empty(case: &mut Case, what: NoInstaller) {
    case.content = Content::NoInstaller(what);
}

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

#[test]
fn what_is_not_known_is_not_judged() {
    let found = spoiled(|it| {
        let facts = it.facts();
        facts.architectures.clear();
        facts.languages.clear();
        facts.payload = None;
        facts.silent = None;
        facts.signing = Signing::Unknown;
        it.declared().expect = Expect::default();
        it.declared().silence = Silence::Parameters("--whatever".to_owned());
        it.live = Some(Live::SameUrl(Seen::default()));
    });
    assert_eq!(found, [""; 0]);
    let found = spoiled(|it| {
        it.declared = None;
        it.live = None;
        it.host = None;
    });
    assert_eq!(found, [""; 0], "a file that belongs to no manifest");
}

#[test]
fn validators_or_parts_alone_do_not_prove_other_bytes() {
    let same = Seen {
        length: Some(60_000),
        etag: Some("\"a\"".to_owned()),
        last_modified: None,
        parts: Some(digest("parts")),
        sha256: None,
    };
    let etag = Some("\"b\"".to_owned());
    let parts = Some(digest("others"));
    for seen in [
        same.clone(),
        Seen {
            etag,
            ..same.clone()
        },
        Seen { parts, ..same },
    ] {
        let found = spoiled(|it| {
            it.facts().sha256 = None;
            it.declared().expect.sha256 = None;
            it.live = Some(Live::SameUrl(seen.clone()));
        });
        assert_eq!(found, [""; 0], "{seen:?}");
    }
}

#[test]
fn an_unsigned_installer_lacks_its_expected_signer_too() {
    let found = spoiled(|it| it.facts().signing = Signing::Unsigned);
    assert_eq!(
        found,
        [
            "error STC0903 /packageUrl the installer is not signed",
            "error STC0915 /expect/signer the installer is not signed, expected the signer `Contoso Ltd`",
        ]
    );
}

#[test]
fn a_timestamp_inside_its_validity_keeps_a_signature() {
    let found = spoiled(|it| {
        it.signature().not_after = NOW - DAY;
        it.signature().timestamp = Some(NOW - 2 * DAY);
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn other_bytes_of_the_expected_file_are_found_by_their_digest() {
    let found = spoiled(|it| it.facts().sha256 = Some(digest("others")));
    let expected = format!(
        "error STC0916 /expect/sha256 the SHA-256 of the file is `{}`, expected `{}`",
        digest("others"),
        digest("bytes")
    );
    assert_eq!(found, [expected]);
}

#[test]
fn a_web_page_of_another_length_is_both() {
    let found = spoiled(|it| {
        empty(it, NoInstaller::Html);
        it.host().length = Some(512);
    });
    assert_eq!(
        found,
        [
            "error STC0901 /packageUrl the file is a web page, not an installer",
            "error STC0916 /expect/length the file has 512 bytes, expected 60000",
        ]
    );
}

#[test]
fn versions_are_compared_as_numbers() {
    for (found, expected, is_same) in [
        ("7.3.11", "7.3.11.0", true),
        ("1, 5, 0, 0", "1.5", true),
        ("1.5.0+9fd2c1a", "1.5.0", true),
        (" 1.5.0 ", "1.5.0", true),
        ("1.5.0", "1.5.1", false),
        ("1.50", "1.5", false),
        ("1.5.0-rc.1", "1.5.0", false),
        ("Spring 2026", "Spring 2026", true),
        ("Spring 2026", "1.5.0", false),
    ] {
        let lines = spoiled(|it| {
            it.facts().version = Some(found.to_owned());
            it.declared().expect.version = Some(expected.to_owned());
            it.live = None;
        });
        assert_eq!(lines.is_empty(), is_same, "{found} {expected}");
    }
}

#[test]
fn each_kind_is_silent_with_its_own_switches() {
    for (kind, switch, right, wrong) in [
        (
            Kind::Nsis,
            "/S",
            &["/S", "/D=x /S", "/AllUsers /S"][..],
            &["/s", "/SILENT", "/quiet", "/S1"][..],
        ),
        (
            Kind::Inno,
            "/VERYSILENT",
            &["/verysilent", "/SP- /VERYSILENT /NORESTART"],
            &["/SILENT", "/S"],
        ),
        (
            Kind::Burn,
            "/quiet",
            &["/quiet", "-q", "/S", "-silent /norestart"],
            &["/passive", "/qn"],
        ),
        (
            Kind::AdvancedInstaller,
            "/exenoui /qn",
            &["/exenoui /qn", "/qn", "/quiet"],
            &["/S", "/passive"],
        ),
        (Kind::Squirrel, "--silent", &["--silent", "-s"], &["/quiet"]),
    ] {
        let of = |silence: Silence| {
            spoiled(|it| {
                it.facts().kind = kind;
                it.facts().silent = Some(switch);
                it.declared().silence = silence;
            })
        };
        for written in right.iter().chain([&switch]) {
            let found = of(Silence::Parameters((*written).to_owned()));
            assert_eq!(found, [""; 0], "{kind:?} {written}");
        }
        for written in wrong {
            let found = of(Silence::Parameters((*written).to_owned()));
            assert!(found.concat().contains("STC0908"), "{kind:?} {written}");
        }
        assert_eq!(of(Silence::OfItself), [""; 0]);
        assert_eq!(of(Silence::Unknown), [""; 0]);
        assert!(of(Silence::Missing).concat().contains(switch));
    }
}

#[test]
fn a_switch_is_added_where_it_fits_into_40_characters() {
    for (written, hint) in [
        ("/allusers", "add `/S` to installerParameters"),
        (
            "/allusers /D=C:\\Contoso\\Widgets\\For\\All",
            "set installerParameters to `/S`",
        ),
    ] {
        let mut case = good();
        case.declared().silence = Silence::Parameters(written.to_owned());
        assert_eq!(case.found()[0].hint, hint);
    }
}

#[test]
fn helpers_of_another_architecture_are_no_fault() {
    let found = spoiled(|it| {
        it.facts().architectures = [Architecture::X86, Architecture::X64].into();
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn what_the_manifest_does_not_say_is_the_stores() {
    let live = storectl_model::RemotePackage {
        package_id: "1".parse().unwrap(),
        package_url: Some(URL.to_owned()),
        languages: vec!["en-us".to_owned()],
        architectures: vec!["Arm64".to_owned()],
        is_silent_install: Some(false),
        installer_parameters: Some("/S".to_owned()),
        generic_doc_url: None,
        error_details: Vec::new(),
        package_type: Some("exe".to_owned()),
        extra: serde_json::Map::new(),
    };
    let desired = DesiredPackage {
        package_url: URL.to_owned(),
        architecture: Field::Set(Architecture::X64),
        ..DesiredPackage::default()
    };
    let declared = Declared::new(&desired, Some(&live));
    assert_eq!(declared.package_type, Some(PackageType::Exe));
    assert_eq!(declared.architecture, Some(Architecture::X64));
    assert_eq!(declared.languages, tags(&["en-us"]));
    assert_eq!(declared.silence, Silence::Parameters("/S".to_owned()));
    let cleared = DesiredPackage {
        installer_parameters: Field::Clear,
        ..desired.clone()
    };
    let of = |desired: &DesiredPackage| Declared::new(desired, Some(&live)).silence;
    assert_eq!(of(&cleared), Silence::Missing);
    let of_itself = DesiredPackage {
        is_silent_install: Field::Set(true),
        ..desired.clone()
    };
    assert_eq!(of(&of_itself), Silence::OfItself);
    assert_eq!(Declared::new(&desired, None).silence, Silence::Unknown);
}

#[test]
fn a_long_text_of_an_installer_is_shortened() {
    let found = spoiled(|it| it.signature().signer = "x".repeat(100_000));
    assert!(found[0].len() < 1_000, "{}", found[0].len());
    assert_eq!(Subject::ExpectedSigner.pointer(), "/expect/signer");
}
