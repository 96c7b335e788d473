//! Between the addresses of documents and files.

use std::{
    path::{Path, PathBuf},
    str::FromStr as _,
};

use lsp_types::Uri;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

/// What no address may hold as it is, though some editors send it so. Source: RFC 3986, 2.2 and 3.3.
const ILLEGAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Reads an address as a client writes it.
pub(super) fn parse(text: &str) -> Option<Uri> {
    let encoded = utf8_percent_encode(text, ILLEGAL).to_string();
    Uri::from_str(&encoded).ok()
}

/// Returns the file of an address; `None` for what is not a file of this machine, such as an untitled document.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let url = Url::parse(uri.as_str()).ok()?;
    let path = (url.scheme() == "file").then(|| url.to_file_path().ok())??;
    let has_nul = path.as_os_str().as_encoded_bytes().contains(&0);
    (!has_nul).then_some(path)
}

/// Returns the address of a file; `None` for a path that is not absolute.
pub(super) fn of(path: &Path) -> Option<Uri> {
    parse(Url::from_file_path(path).ok()?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn an_address_leads_to_its_file_and_back() {
        for (uri, file) in [
            ("file:///repo/storectl.yaml", "/repo/storectl.yaml"),
            ("file:///r%C3%A9po/a%20b%23/%25.yaml", "/répo/a b#/%.yaml"),
            ("file:///a/x%5B1%5D.yaml", "/a/x[1].yaml"),
        ] {
            let uri = parse(uri).unwrap();
            assert_eq!(path(&uri).as_deref(), Some(Path::new(file)));
            let back = of(Path::new(file)).unwrap();
            assert_eq!(path(&back).as_deref(), Some(Path::new(file)));
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_an_editor_should_have_encoded_is_encoded() {
        let uri = parse("file:///répo/a b/x[1].yaml").unwrap();
        assert_eq!(uri.as_str(), "file:///r%C3%A9po/a%20b/x%5B1%5D.yaml");
        assert_eq!(
            path(&uri).as_deref(),
            Some(Path::new("/répo/a b/x[1].yaml"))
        );
    }

    #[cfg(windows)]
    #[test]
    fn a_drive_letter_may_be_encoded_and_in_either_case() {
        for uri in ["file:///c%3A/repo/a%20b.yaml", "file:///C:/repo/a%20b.yaml"] {
            let file = path(&parse(uri).unwrap()).unwrap();
            let file = file.to_str().unwrap().to_lowercase();
            assert_eq!(file, "c:\\repo\\a b.yaml");
        }
        assert_eq!(
            of(Path::new("C:\\a b.yaml")).unwrap().as_str(),
            "file:///C:/a%20b.yaml"
        );
    }

    #[test]
    fn what_is_not_a_file_of_this_machine_has_no_path() {
        for uri in [
            "untitled:storectl.yaml",
            "git:/repo/storectl.yaml",
            "vscode-remote://host/storectl.yaml",
            "https://contoso.com/storectl.yaml",
            "file://server.example/share/%00",
            "file:///a/%00.yaml",
            "storectl.yaml",
        ] {
            let found = parse(uri).and_then(|it| path(&it));
            assert_eq!(found, None, "{uri}");
        }
    }
}
