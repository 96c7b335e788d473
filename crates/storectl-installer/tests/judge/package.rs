//! Versions, switches and architectures, and what a package declares.

use storectl_installer::{Declared, Kind, Silence};
use storectl_model::{Architecture, DesiredPackage, Field, PackageType};

use crate::case::{URL, good, spoiled, tags};

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
}
