//! What a package says about itself.

use std::io::{Cursor, Write as _};

use msi::{Package, Select};
use storectl_installer::{Kind, NoInstaller, Scope, Signing};
use storectl_model::{Architecture, Digest, PackageType};

use crate::support::{facts, fixture, no_installer};

#[test]
fn a_package_says_what_it_installs() {
    let bytes = fixture("plain-x64.msi");
    let facts = facts(&bytes);
    assert_eq!(facts.length, bytes.len() as u64);
    assert_eq!(facts.sha256, Some(Digest::of(&bytes)));
    assert_eq!(
        (facts.package_type, facts.kind),
        (PackageType::Msi, Kind::Msi)
    );
    assert_eq!(facts.product.as_deref(), Some("Contoso App"));
    assert_eq!(facts.version.as_deref(), Some("1.5.0"));
    assert_eq!(facts.company.as_deref(), Some("Contoso Ltd"));
    assert_eq!(facts.machine, None);
    assert_eq!(facts.architectures, [Architecture::X64].into());
    assert_eq!(facts.signing, Signing::Unsigned);
    assert_eq!(facts.silent, Some(""));
    assert_eq!(facts.downloaders, []);
    let msi = facts.msi.unwrap();
    let code = |it: &Option<String>| it.clone().unwrap_or_default();
    assert_eq!(
        code(&msi.product_code),
        "{6F2B0C1E-5C1D-4C8B-9A57-0B1C2D3E4F50}"
    );
    assert_eq!(
        code(&msi.upgrade_code),
        "{0D4C4E2A-3C6B-4C0C-9D0B-1A2B3C4D5E6F}"
    );
}

#[test]
fn the_programs_are_those_of_the_table_of_files() {
    let payload = facts(&fixture("plain-x64.msi")).payload.unwrap();
    let names: Vec<_> = payload.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Contoso.exe", "contoso.dll"]);
    assert!(
        payload
            .iter()
            .all(|it| it.signed.is_none() && it.architecture.is_none())
    );
}

#[test]
fn the_template_names_architecture_and_languages() {
    let facts = facts(&fixture("signed-x86.msi"));
    assert_eq!(facts.architectures, [Architecture::X86].into());
    let languages: Vec<_> = facts.languages.iter().map(ToString::to_string).collect();
    assert_eq!(languages, ["de-de", "en-us"]);
    assert_eq!(
        facts.msi.unwrap().template.as_deref(),
        Some("Intel;1033,1031")
    );
}

#[test]
fn the_signature_names_its_signer_and_has_the_digest_of_the_bytes() {
    let Signing::Signed(signature) = facts(&fixture("signed-x86.msi")).signing else {
        panic!("not signed");
    };
    assert_eq!(signature.signer, "Contoso Ltd");
    assert_eq!(signature.issuer, "Contoso Test CA");
    assert_eq!(signature.digest_algorithm, "sha256");
    assert_eq!(signature.digest_matches, Some(true));
    assert!(!signature.self_signed);
}

type Streams = cfb::CompoundFile<Cursor<Vec<u8>>>;

/// Whether a package has the digest that is signed.
fn digest_matches(bytes: &[u8]) -> Option<bool> {
    match facts(bytes).signing {
        Signing::Signed(signature) => signature.digest_matches,
        Signing::Unsigned | Signing::Unknown => None,
    }
}

#[test]
fn a_signature_of_other_streams_does_not_match() {
    for name in ["signed-x86.msi", "signed-entries-x86.msi"] {
        assert_eq!(digest_matches(&fixture(name)), Some(true), "{name}");
        let changed = |change: &dyn Fn(&mut Streams)| {
            let mut package = cfb::CompoundFile::open(Cursor::new(fixture(name))).unwrap();
            change(&mut package);
            package.flush().unwrap();
            digest_matches(&package.into_inner().into_inner())
        };
        // Written as it was, it is as it was.
        assert_eq!(changed(&|_| {}), Some(true), "{name}");
        let more = |package: &mut Streams, path: &str, length: usize| {
            let mut stream = package.create_stream(path).unwrap();
            stream.write_all(&vec![1; length]).unwrap();
        };
        for length in [1, 64, 4096, 100_000] {
            let found = changed(&|it| more(it, "/more", length));
            assert_eq!(found, Some(false), "{name}: a stream of {length} bytes");
        }
        let in_a_storage = |package: &mut Streams| {
            package.create_storage("/transform").unwrap();
            more(package, "/transform/\u{5}DigitalSignature", 1);
        };
        assert_eq!(changed(&in_a_storage), Some(false), "{name}");
        let marked = |package: &mut Streams| {
            package
                .set_state_bits("/\u{5}SummaryInformation", 1)
                .unwrap();
        };
        // What entries say is signed by one of the two.
        let expected = Some(name == "signed-x86.msi");
        assert_eq!(changed(&marked), expected, "{name}");
    }
}

#[test]
fn all_users_is_the_machine_and_not_set_is_the_user() {
    let scope = |name| facts(&fixture(name)).msi.unwrap().scope;
    assert_eq!(scope("plain-x64.msi"), Some(Scope::Machine));
    assert_eq!(scope("signed-x86.msi"), Some(Scope::User));
}

#[test]
fn an_action_that_downloads_is_named_and_one_that_shows_a_page_is_not() {
    let downloaders = facts(&fixture("downloads-x64.msi")).downloaders;
    let found: Vec<_> = downloaders
        .iter()
        .map(|it| (it.name.as_str(), it.url.as_deref()))
        .collect();
    let url = "https://downloads.contoso.example/runtime.exe";
    assert_eq!(found, [("FetchRuntime", Some(url))]);
}

#[test]
fn a_package_without_its_end_is_cut_off() {
    assert_eq!(no_installer(&fixture("cut-off.msi")), NoInstaller::CutOff);
    let whole = fixture("signed-x86.msi");
    for length in (512..whole.len() - 512).step_by(512) {
        let cut = &whole[..length];
        assert_eq!(no_installer(cut), NoInstaller::CutOff, "{length} bytes");
    }
}

#[test]
fn another_compound_file_is_no_package() {
    let file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    assert_eq!(
        no_installer(file.into_inner().get_ref()),
        NoInstaller::Other
    );
}

/// The crate `msi` reads the same values.
#[test]
fn the_tables_are_read_as_another_reader_reads_them() {
    for name in ["plain-x64.msi", "signed-x86.msi", "downloads-x64.msi"] {
        let bytes = fixture(name);
        let mut package = Package::open(Cursor::new(&bytes)).unwrap();
        let rows = package.select_rows(Select::table("Property")).unwrap();
        let version = rows
            .filter(|row| row["Property"].as_str() == Some("ProductVersion"))
            .find_map(|row| row["Value"].as_str().map(str::to_owned));
        assert_eq!(facts(&bytes).version, version, "{name}");
    }
}
