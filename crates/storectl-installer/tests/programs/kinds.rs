//! What built a program, what it says about itself, and what is in it.

use std::collections::BTreeSet;

use storectl_installer::{Downloader, Elevation, Kind, PayloadFile};
use storectl_model::{Architecture, LanguageTag, PackageType};

use crate::fixture::{bytes, facts};

#[test]
fn a_plain_program_says_its_product_version_company_language_and_rights() {
    let facts = facts(&bytes("plain"));
    assert_eq!(facts.package_type, PackageType::Exe);
    assert_eq!(facts.product.as_deref(), Some("Contoso Notes"));
    assert_eq!(facts.version.as_deref(), Some("1.5.0"));
    assert_eq!(facts.company.as_deref(), Some("Contoso Ltd"));
    assert_eq!(facts.elevation, Some(Elevation::RequireAdministrator));
    let languages: Vec<_> = facts.languages.iter().map(LanguageTag::as_str).collect();
    assert_eq!(languages, ["de-de"]);
}

#[test]
fn the_machine_of_a_plain_program_is_not_the_architecture_of_the_product() {
    let facts = facts(&bytes("plain"));
    assert_eq!(facts.machine, Some(Architecture::X64));
    assert_eq!(facts.architectures, BTreeSet::new());
}

#[test]
fn the_kind_is_told_by_what_its_builder_puts_into_it() {
    for (name, kind, silent) in [
        ("plain", Kind::Plain, None),
        ("plain-signed", Kind::Plain, None),
        ("nsis-unsigned-payload", Kind::Nsis, Some("/S")),
        (
            "inno",
            Kind::Inno,
            Some("/VERYSILENT /SUPPRESSMSGBOXES /NORESTART"),
        ),
        ("squirrel", Kind::Squirrel, Some("--silent")),
        ("burn", Kind::Burn, Some("/quiet /norestart")),
        (
            "advanced-installer",
            Kind::AdvancedInstaller,
            Some("/exenoui /qn"),
        ),
    ] {
        let facts = facts(&bytes(name));
        assert_eq!((facts.kind, facts.silent), (kind, silent), "{name}");
    }
}

#[test]
fn velopack_is_told_by_the_place_of_its_package() {
    let mark = [
        0x94, 0xf0, 0xb1, 0x7b, 0x68, 0x93, 0xe0, 0x29, 0x37, 0xeb, 0x34, 0xef, 0x53, 0xaa, 0xe7,
        0xd4, 0x2b, 0x54, 0xf5, 0x70, 0x7e, 0xf5, 0xd6, 0xf5, 0x78, 0x54, 0x98, 0x3e, 0x5e, 0x94,
        0xed, 0x7d,
    ];
    let mut setup = bytes("plain");
    setup[0x620..0x640].copy_from_slice(&mark);
    setup.extend([0; 64]);
    setup[0x610..0x620].fill(0);
    assert_eq!(
        facts(&setup).kind,
        Kind::Plain,
        "the updater has no package"
    );
    setup[0x611] = 0x12;
    assert_eq!(facts(&setup).kind, Kind::Squirrel);
}

fn program(signed: bool) -> PayloadFile {
    PayloadFile {
        name: "notes.exe".to_owned(),
        architecture: Some(Architecture::X64),
        signed: Some(signed),
    }
}

#[test]
fn the_payload_is_the_programs_without_plug_ins_and_uninstaller() {
    // Compressed file by file, and all together.
    for (name, signed) in [
        ("nsis-unsigned-payload", false),
        ("nsis-signed-payload", true),
        ("nsis-downloads", true),
    ] {
        let facts = facts(&bytes(name));
        assert_eq!(facts.payload, Some(vec![program(signed)]), "{name}");
        assert_eq!(facts.machine, Some(Architecture::X86), "{name}");
        let expected = BTreeSet::from([Architecture::X64]);
        assert_eq!(facts.architectures, expected, "{name}");
        assert_eq!(facts.languages, BTreeSet::new(), "{name}");
        assert_eq!(facts.elevation, Some(Elevation::AsInvoker), "{name}");
    }
}

#[test]
fn what_comes_in_an_archive_has_no_known_architecture_whatever_the_helper_beside_it_has() {
    let facts = facts(&bytes("nsis-archive"));
    assert_eq!(facts.payload, Some(vec![program(true)]));
    assert_eq!(facts.architectures, BTreeSet::new());
}

#[test]
fn a_command_line_that_downloads_is_named_with_its_address_and_a_page_that_is_shown_is_not() {
    let download = |name: &str, url: &str| Downloader {
        name: name.to_owned(),
        url: Some(url.to_owned()),
    };
    let expected = [
        download("curl.exe", "https://downloads.contoso.com/data.zip"),
        download("msiexec", "https://downloads.contoso.com/extra.msi"),
    ];
    assert_eq!(facts(&bytes("nsis-archive")).downloaders, expected);
}

/// The decoder for the bzip2 of NSIS panics on some bytes.
#[test]
fn a_setup_program_with_bzip2_is_known_by_its_kind_alone() {
    let facts = facts(&bytes("nsis-bzip2"));
    assert_eq!(facts.kind, Kind::Nsis);
    assert_eq!(facts.version.as_deref(), Some("1.5.0"));
    assert_eq!((facts.payload, facts.downloaders), (None, Vec::new()));
}

#[test]
fn a_plug_in_that_downloads_is_named_with_its_address() {
    let expected = Downloader {
        name: "NSISdl".to_owned(),
        url: Some("https://downloads.contoso.com/runtime.exe".to_owned()),
    };
    assert_eq!(facts(&bytes("nsis-downloads")).downloaders, [expected]);
    // It runs another plug-in, which does not download.
    assert_eq!(facts(&bytes("nsis-signed-payload")).downloaders, []);
}

#[test]
fn a_bundle_names_what_it_holds_and_what_it_downloads() {
    let facts = facts(&bytes("burn"));
    let helper = PayloadFile {
        name: "helper.exe".to_owned(),
        architecture: None,
        signed: None,
    };
    assert_eq!(facts.payload, Some(vec![helper]));
    let runtime = Downloader {
        name: r"redist\runtime.exe".to_owned(),
        url: Some("https://downloads.contoso.com/runtime.exe".to_owned()),
    };
    assert_eq!(facts.downloaders, [runtime]);
}
