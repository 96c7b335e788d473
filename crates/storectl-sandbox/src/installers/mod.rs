//! A host of installers: what a web server that works says of files, and what a host that does not work makes of it is
//! a matter of faults.

mod content;
mod folder;
mod name;
mod range;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, ALLOW, AUTHORIZATION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, COOKIE, ETAG,
    LAST_MODIFIED, RANGE,
};

use self::content::Content;
use self::folder::Folder;
use self::name::Name;
use self::range::{Part, part_of};
use crate::request::Incoming;
use crate::response::Answer;

/// The installers that are served: those of a folder, and those that were put in.
#[derive(Debug, Default)]
pub(crate) struct Installers {
    folder: Option<Folder>,
    put: BTreeMap<Name, Content>,
}

impl Installers {
    /// Serves the files of a folder.
    pub(crate) fn of(folder: Option<PathBuf>) -> Self {
        Self {
            folder: folder.map(Folder::new),
            put: BTreeMap::new(),
        }
    }

    /// Serves these bytes under a name, in the place of what was there; `now` is since 1970. A name that no address can
    /// have is served nowhere.
    pub(crate) fn put(&mut self, name: &str, bytes: Bytes, now: Duration) {
        if let Some(name) = Name::new(name) {
            self.put.insert(name, Content::in_memory(bytes, now));
        }
    }

    /// Answers a request for an installer.
    pub(crate) fn answer(&self, incoming: &Incoming) -> Answer {
        let headers = &incoming.parts.headers;
        // A host that anybody may name gets no credentials; one that is sent some tells nobody, this one does.
        if headers.contains_key(AUTHORIZATION) || headers.contains_key(COOKIE) {
            return page(400, "Credentials are not sent to a host of installers");
        }
        let is_head = match incoming.parts.method.as_str() {
            "HEAD" => true,
            "GET" => false,
            _ => {
                let mut answer = page(405, "Method Not Allowed");
                answer
                    .headers
                    .push((ALLOW.as_str(), "GET, HEAD".to_owned()));
                return answer;
            }
        };
        let content = Name::of_path(incoming.parts.uri.path()).and_then(|name| self.find(&name));
        let Some(content) = content else {
            return page(404, "Not Found");
        };
        let content = content.edition(incoming.edition);
        let asked = headers.get(RANGE).and_then(|it| it.to_str().ok());
        let part = match asked {
            Some(asked) if !is_head => part_of(asked, content.length()),
            Some(_) | None => Part::Whole,
        };
        let (status, range, extent) = match part {
            Part::Whole => (200, None, 0..content.length()),
            Part::Span(span) => {
                let last = span.end.saturating_sub(1);
                let range = format!("bytes {}-{last}/{}", span.start, content.length());
                (206, Some(range), span)
            }
            Part::Unsatisfiable => {
                let range = format!("bytes */{}", content.length());
                let mut answer = page(416, "Range Not Satisfiable");
                answer.headers.push((CONTENT_RANGE.as_str(), range));
                return answer;
            }
        };
        let length = extent.end.saturating_sub(extent.start);
        let body = if is_head {
            Bytes::new()
        } else {
            match content.read(extent) {
                Ok(body) => body,
                Err(_) => return page(500, "The file cannot be read"),
            }
        };
        let mut headers = vec![
            (CONTENT_TYPE.as_str(), "application/octet-stream".to_owned()),
            (CONTENT_LENGTH.as_str(), length.to_string()),
            (ACCEPT_RANGES.as_str(), "bytes".to_owned()),
            (ETAG.as_str(), content.etag()),
            (LAST_MODIFIED.as_str(), content.last_modified()),
        ];
        headers.extend(range.map(|it| (CONTENT_RANGE.as_str(), it)));
        Answer {
            headers,
            body,
            ..Answer::empty(status)
        }
    }

    /// Finds what was put under a name, else a file of the folder.
    fn find(&self, name: &Name) -> Option<Content> {
        let put = self.put.get(name).cloned();
        put.or_else(|| self.folder.as_ref()?.open(name))
    }
}

/// A page as web servers answer with.
fn page(status: u16, text: &str) -> Answer {
    let body = format!("<!DOCTYPE html><html><body><h1>{text}</h1></body></html>");
    Answer {
        headers: vec![
            (CONTENT_TYPE.as_str(), "text/html; charset=utf-8".to_owned()),
            (CONTENT_LENGTH.as_str(), body.len().to_string()),
        ],
        body: body.into(),
        ..Answer::empty(status)
    }
}
