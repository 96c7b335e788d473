//! Where people can see the pictures of a plan: in the repository, at the commits before and after.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a segment of a path holds as it is: the unreserved characters of RFC 3986.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Most characters of an address, a commit and a path, each.
const LONGEST: usize = 1_000;

/// A repository on a server that shows its files, and the commit under review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryView {
    url: String,
    head: String,
}

impl RepositoryView {
    /// Takes the repository's address, e.g. `https://github.com/contoso/notes`, and the commit that a plan is made of.
    ///
    /// `None` for anything but `https`, a host and an owner and a name of plain characters, and a commit's whole hash: it is
    /// somebody else's text, and people click on what is made of it.
    pub fn new(url: &str, head: &str) -> Option<Self> {
        let rest = url.strip_prefix("https://")?;
        let mut parts = rest.split('/');
        let (host, path) = (parts.next()?, parts.collect::<Vec<_>>());
        let is_host = !host.is_empty() && host.chars().all(|it| is_plain(it) || it == ':');
        let is_path = path.len() >= 2 && path.iter().all(|it| is_name(it));
        let is_known = is_host && is_path && is_commit(head) && url.len() <= LONGEST;
        is_known.then(|| Self {
            url: url.to_owned(),
            head: head.to_ascii_lowercase(),
        })
    }

    /// Returns the address of the repository.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the commit that a plan is made of.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Returns the address of a file at a commit, as an `img` takes it (forms.md, "In the pull request" 8); `None` for what is
    /// no commit, and for a path that leads out of the repository.
    pub(crate) fn picture(&self, commit: &str, path: &str) -> Option<String> {
        let mut segments = path.split('/');
        let is_inside = segments.all(|it| !matches!(it, "" | "." | ".."));
        if !is_commit(commit) || !is_inside || path.len() > LONGEST {
            return None;
        }
        let segments = path
            .split('/')
            .map(|it| utf8_percent_encode(it, UNRESERVED).to_string());
        let path = segments.collect::<Vec<_>>().join("/");
        Some(format!(
            "{}/blob/{}/{path}?raw=true",
            self.url,
            commit.to_ascii_lowercase()
        ))
    }
}

/// Returns the path from the repository root of a file that a manifest names; `None` where it leads out of the repository.
pub fn file_beside(manifest: &str, file: &str) -> Option<String> {
    let folder = manifest.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut path: Vec<&str> = Vec::new();
    for segment in folder.split('/').chain(file.split('/')) {
        match segment {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            name => path.push(name),
        }
    }
    Some(path.join("/"))
}

fn is_plain(it: char) -> bool {
    it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.')
}

fn is_name(segment: &str) -> bool {
    !matches!(segment, "" | "." | "..") && segment.chars().all(is_plain)
}

/// A whole hash: of SHA-1, or of SHA-256.
fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|it| it.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "3f9c1e20123456789abcdef0123456789abcdef0";

    fn repository() -> RepositoryView {
        RepositoryView::new("https://github.com/contoso/notes", HEAD).unwrap()
    }

    #[test]
    fn a_picture_is_the_raw_blob_at_a_commit() {
        assert_eq!(
            repository().picture(HEAD, "store/en-us/1.png").as_deref(),
            Some(
                "https://github.com/contoso/notes/blob/3f9c1e20123456789abcdef0123456789abcdef0/store/en-us/1.png?raw=true"
            )
        );
    }

    #[test]
    fn a_name_cannot_leave_the_address() {
        let url = repository().picture(HEAD, "a b/é\"><x onerror=1>?#%.png");
        assert_eq!(
            url.unwrap().rsplit_once(HEAD).unwrap().1,
            "/a%20b/%C3%A9%22%3E%3Cx%20onerror%3D1%3E%3F%23%25.png?raw=true"
        );
    }

    #[test]
    fn what_leads_out_of_the_repository_or_is_no_commit_has_no_picture() {
        for path in ["../x.png", "a/../../x.png", "/etc/passwd", "", "a//b"] {
            assert_eq!(repository().picture(HEAD, path), None, "{path}");
        }
        for commit in ["main", "3f9c1e2", "", "../../other"] {
            assert_eq!(repository().picture(commit, "a.png"), None, "{commit}");
        }
    }

    #[test]
    fn a_repository_is_an_https_address_with_an_owner_and_a_name() {
        for url in [
            "javascript:alert(1)//a/b",
            "http://github.com/a/b",
            "https://github.com",
            "https://github.com/a",
            "https://github.com/a/..",
            "https:///a/b",
            "https://user@github.com/a/b",
            "https://github.com/a/b?x",
            "https://github.com/a/b)](x",
            "https://github.com/a/b\n",
        ] {
            assert_eq!(RepositoryView::new(url, HEAD), None, "{url}");
        }
        assert!(RepositoryView::new("https://ghe.contoso.com:8443/a/b", HEAD).is_some());
        assert_eq!(RepositoryView::new("https://github.com/a/b", "main"), None);
    }

    #[test]
    fn a_file_is_found_from_its_manifest() {
        for (manifest, file, found) in [
            ("storectl.yaml", "1.png", Some("1.png")),
            ("a/b/x.yaml", "../images/./1.png", Some("a/images/1.png")),
            ("a/x.yaml", "../../1.png", None),
        ] {
            assert_eq!(file_beside(manifest, file).as_deref(), found);
        }
    }
}
