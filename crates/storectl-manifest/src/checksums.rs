//! Files of checksums, as `sha256sum` writes them.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use storectl_model::Digest;
use url::Url;

/// Why a file of checksums has no checksum of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChecksumFault {
    /// No line names the file.
    Missing,
    /// Lines with different checksums name it.
    Ambiguous,
    /// A line names it, but does not begin with a SHA-256.
    Malformed,
}

/// Reads a SHA-256 of 64 hexadecimal digits in any case.
pub(crate) fn digest(digits: &str) -> Option<Digest> {
    Digest::from_kept(&digits.to_ascii_lowercase())
}

/// Returns the file name at the end of a URL, percent-decoded; `None` where it has none.
pub(crate) fn file_name(url: &str) -> Option<String> {
    let url: Url = url.parse().ok()?;
    let name = url.path_segments()?.next_back()?;
    let name = percent_decode_str(name).decode_utf8().ok()?;
    (!name.is_empty()).then(|| name.into_owned())
}

/// Returns the checksum of the file `name`: `HASH  NAME`, or `HASH *NAME` for one that was read as binary. A name with
/// folders counts for its file, if no line has the name alone.
pub(crate) fn find(sums: &str, name: &str) -> Result<Digest, ChecksumFault> {
    let sums = sums.strip_prefix('\u{feff}').unwrap_or(sums);
    let lines: Vec<(&str, &str)> = sums.lines().filter_map(split).collect();
    let with = |is_it: &dyn Fn(&str) -> bool| {
        let hashes = lines.iter().filter(|(_, it)| is_it(it)).map(|(it, _)| *it);
        hashes.collect::<Vec<_>>()
    };
    let mut found = with(&|it| it == name);
    if found.is_empty() {
        found = with(&|it| it.rsplit(['/', '\\']).next() == Some(name));
    }
    let digests: Option<BTreeSet<Digest>> = found.into_iter().map(digest).collect();
    let mut digests = digests.ok_or(ChecksumFault::Malformed)?;
    match (digests.pop_first(), digests.is_empty()) {
        (None, _) => Err(ChecksumFault::Missing),
        (Some(only), true) => Ok(only),
        (Some(_), false) => Err(ChecksumFault::Ambiguous),
    }
}

/// Splits a line into the checksum and the name.
fn split(line: &str) -> Option<(&str, &str)> {
    let (hash, name) = line.trim().split_once([' ', '\t'])?;
    let name = name.trim_start();
    Some((hash, name.strip_prefix('*').unwrap_or(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    fn find(sums: &str) -> Result<String, ChecksumFault> {
        super::find(sums, "setup x64.exe").map(|it| it.to_string())
    }

    #[test]
    fn the_line_of_the_file_is_found_in_each_usual_form() {
        let upper = A.to_uppercase();
        for line in [
            format!("{A}  setup x64.exe"),
            format!("{A} *setup x64.exe\r"),
            format!("\u{feff}{upper}\tsetup x64.exe"),
            format!("{A}  ./dist/setup x64.exe"),
            format!("{A} *dist\\setup x64.exe"),
            format!("{B}  dist/setup x64.exe\n{A}  setup x64.exe"),
            format!("{A}  setup x64.exe\n{A} *setup x64.exe"),
        ] {
            let sums = format!("# sums\n\n{B}  other.exe\n{line}\n{B}  setup x64.exe.asc\n");
            let sums = match line.strip_prefix('\u{feff}') {
                Some(line) => format!("\u{feff}{line}\n{B}  other.exe\n"),
                None => sums,
            };
            assert_eq!(find(&sums).as_deref(), Ok(A), "{line}");
        }
    }

    #[test]
    fn without_one_checksum_there_is_none() {
        for (sums, fault) in [
            (String::new(), ChecksumFault::Missing),
            (format!("{A}  other.exe"), ChecksumFault::Missing),
            (
                format!("{A}  setup x64.exe\n{B}  setup x64.exe"),
                ChecksumFault::Ambiguous,
            ),
            (
                "d41d8cd98f00b204e9800998ecf8427e  setup x64.exe".to_owned(),
                ChecksumFault::Malformed,
            ),
        ] {
            assert_eq!(find(&sums), Err(fault), "{sums}");
        }
    }

    #[test]
    fn the_file_name_of_a_url_is_decoded_and_has_no_query() {
        let name = |url: &str| file_name(url);
        assert_eq!(
            name("https://contoso.com/1.4/setup%20x64.exe?download=1").as_deref(),
            Some("setup x64.exe")
        );
        assert_eq!(name("https://contoso.com/1.4/"), None);
        assert_eq!(name("setup.exe"), None);
    }
}
