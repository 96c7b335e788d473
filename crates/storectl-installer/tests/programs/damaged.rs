//! Files that are no installers, or that lie.

use storectl_installer::{Kind, NoInstaller};

use crate::fixture::{bytes, facts, look, why_not};

#[test]
fn what_is_no_program_under_the_name_of_one_is_told() {
    for (name, why) in [
        ("zip", NoInstaller::Zip),
        ("html", NoInstaller::Html),
        ("cut-off", NoInstaller::CutOff),
    ] {
        assert_eq!(why_not(&bytes(name)), Some(why), "{name}");
    }
}

#[test]
fn a_setup_program_without_its_end_is_cut_off() {
    for name in [
        "plain-signed",
        "nsis-signed-payload",
        "nsis-downloads",
        "nsis-bzip2",
        "burn",
    ] {
        let whole = bytes(name);
        assert_eq!(
            why_not(&whole[..whole.len() - 4]),
            Some(NoInstaller::CutOff),
            "{name}"
        );
    }
}

#[test]
fn more_sections_than_a_loader_takes_are_no_program() {
    let mut many = bytes("plain");
    many[0x86..0x88].copy_from_slice(&u16::MAX.to_le_bytes());
    many.resize(3 << 20, 0);
    assert_eq!(why_not(&many), Some(NoInstaller::Other));
}

#[test]
fn a_program_that_claims_four_gigabytes_is_cut_off() {
    let mut large = bytes("plain");
    // SizeOfRawData of the first section, whose table begins after 240 bytes of optional header.
    large[0x198..0x19c].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(why_not(&large), Some(NoInstaller::CutOff));
}

#[test]
fn a_section_that_claims_the_script_behind_it_does_not_hide_it() {
    let mut stub = bytes("nsis-unsigned-payload");
    // As the Unicode fork of NSIS has it: the last section claims 4 KiB more than it has.
    let table = stub.windows(8).position(|it| it == b".rsrc\0\0\0").unwrap();
    let size = stub[table + 16..table + 20].try_into().unwrap();
    let claimed = u32::from_le_bytes(size) + 4096;
    stub[table + 16..table + 20].copy_from_slice(&claimed.to_le_bytes());
    assert_eq!(facts(&stub).kind, Kind::Nsis);
}

#[test]
fn a_script_that_claims_to_be_huge_is_not_decompressed() {
    let mut huge = bytes("nsis-unsigned-payload");
    let at = huge
        .windows(12)
        .position(|it| it == b"NullsoftInst")
        .unwrap()
        + 12;
    huge[at..at + 4].copy_from_slice(&i32::MAX.to_le_bytes());
    assert_eq!(facts(&huge).payload, None);
}

#[test]
fn no_prefix_of_an_installer_and_no_changed_byte_makes_reading_fail() {
    for name in ["plain-signed", "inno", "burn", "advanced-installer"] {
        let whole = bytes(name);
        for length in (0..whole.len()).step_by(41) {
            let _ = look(&whole[..length]);
        }
        for at in (0..whole.len()).step_by(19) {
            for value in [0, 0xff] {
                let mut changed = whole.clone();
                changed[at] = value;
                let _ = look(&changed);
            }
        }
    }
}

#[test]
fn a_manifest_after_the_end_of_its_folder_is_not_known() {
    let mut bundle = bytes("burn");
    let cabinet = bundle.windows(4).position(|it| it == b"MSCF").unwrap();
    // uoffFolderStart of the first file, after a header of 36 bytes, a folder of 8 and the length of the file.
    bundle[cabinet + 48..cabinet + 52].copy_from_slice(&0x0010_0000_u32.to_le_bytes());
    assert_eq!(facts(&bundle).payload, None);
}
