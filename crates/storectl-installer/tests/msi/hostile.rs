//! Files that lie: none takes long or much memory, and none is taken for a package.

use std::io::{Cursor, Write};

use storectl_installer::{Depth, NoInstaller, read};

use crate::support::{facts, fixture, no_installer, table};

/// Writes a number into a package.
fn with(name: &str, at: usize, number: &[u8]) -> Vec<u8> {
    let mut bytes = fixture(name);
    bytes[at..at + number.len()].copy_from_slice(number);
    bytes
}

fn number_at(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

/// Returns where a sector of 512 bytes begins.
fn sector(number: usize) -> usize {
    (number + 1) * 512
}

#[test]
fn a_table_of_allocation_that_is_longer_than_the_file_is_cut_off() {
    let bytes = with("plain-x64.msi", 44, &u32::MAX.to_le_bytes());
    assert_eq!(no_installer(&bytes), NoInstaller::CutOff);
}

#[test]
fn a_directory_that_goes_round_in_a_circle_is_a_contradiction() {
    let plain = fixture("plain-x64.msi");
    let directory = number_at(&plain, 48);
    let fat = sector(number_at(&plain, 76));
    let first = u32::try_from(directory).unwrap().to_le_bytes();
    let bytes = with("plain-x64.msi", fat + 4 * (directory + 1), &first);
    assert_eq!(no_installer(&bytes), NoInstaller::Other);
}

#[test]
fn entries_that_are_their_own_neighbors_are_a_contradiction() {
    let plain = fixture("plain-x64.msi");
    let directory = sector(number_at(&plain, 48));
    let child = number_at(&plain, directory + 76);
    let bytes = with(
        "plain-x64.msi",
        directory + 128 * child + 68,
        &u32::try_from(child).unwrap().to_le_bytes(),
    );
    assert_eq!(no_installer(&bytes), NoInstaller::Other);
}

#[test]
fn a_stream_of_four_gigabytes_is_cut_off() {
    let plain = fixture("plain-x64.msi");
    let directory = sector(number_at(&plain, 48));
    let child = number_at(&plain, directory + 76);
    let length = directory + 128 * child + 120;
    let bytes = with("plain-x64.msi", length, &u32::MAX.to_le_bytes());
    assert_eq!(no_installer(&bytes), NoInstaller::CutOff);
}

#[test]
fn a_sector_past_the_end_is_cut_off() {
    let plain = fixture("plain-x64.msi");
    let directory = sector(number_at(&plain, 48));
    // The root's stream holds the small streams.
    let bytes = with(
        "plain-x64.msi",
        directory + 116,
        &1_000_000_u32.to_le_bytes(),
    );
    assert_eq!(no_installer(&bytes), NoInstaller::CutOff);
}

/// Replaces a stream of a package.
fn with_stream(path: &str, contents: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::open(Cursor::new(fixture("plain-x64.msi"))).unwrap();
    let mut stream = file.create_stream(path).unwrap();
    stream.write_all(contents).unwrap();
    drop(stream);
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn a_table_with_a_million_rows_is_not_known() {
    let facts = facts(&with_stream(&table("Property"), &vec![1; 4_000_000]));
    assert_eq!(facts.product, None);
    assert_eq!(facts.architectures.len(), 1);
}

#[test]
fn strings_longer_than_their_data_are_a_contradiction() {
    let mut pool = vec![0, 0, 0, 0];
    pool.extend([0, 0, 1, 0, 0xff, 0xff, 0xff, 0xff].repeat(10_000));
    let bytes = with_stream(&table("_StringPool"), &pool);
    assert_eq!(no_installer(&bytes), NoInstaller::Other);
}

#[test]
fn a_table_of_columns_without_names_is_a_contradiction_where_a_table_needs_it() {
    let bytes = with_stream(&table("_Columns"), &[]);
    assert_eq!(no_installer(&bytes), NoInstaller::Other);
}

#[test]
fn no_byte_of_a_package_can_be_changed_to_a_panic() {
    let bytes = fixture("plain-x64.msi");
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0xff;
        let content = read(&mut Cursor::new(&changed), bytes.len() as u64, Depth::Parts);
        assert!(content.is_ok(), "byte {at}: {content:?}");
    }
}
