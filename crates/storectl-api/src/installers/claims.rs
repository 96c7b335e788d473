//! What the answers of a host say together.

use storectl_installer::Host;

use crate::installers::{look::Known, reply::ReplyHead, stop::Stop};

/// What the answers of a host agree on so far.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    length: Option<u64>,
    etag: Option<String>,
    last_modified: Option<String>,
}

impl Claims {
    /// Takes what an answer says, and the complete length that it implies.
    pub(crate) fn add(&mut self, head: &ReplyHead, length: Option<u64>) -> Result<(), Stop> {
        if let Some(encoding) = head.encoding() {
            let encoding: String = encoding.chars().take(40).collect();
            return Err(Stop::cannot_tell(format!(
                "the host sends it in the encoding `{encoding}`, so that its bytes are not its own"
            )));
        }
        if let (Some(one), Some(other)) = (self.length, length)
            && one != other
        {
            return Err(Stop::other_file(format!(
                "the host contradicts itself: it says that the file has {one} bytes, and that it has {other}"
            )));
        }
        self.length = self.length.or(length);
        agree("ETag", &mut self.etag, head.etag())?;
        agree(
            "Last-Modified",
            &mut self.last_modified,
            head.last_modified(),
        )
    }

    /// Returns the complete length in bytes, where an answer implies it.
    pub(crate) fn length(&self) -> Option<u64> {
        self.length
    }

    /// Notes the validators.
    pub(crate) fn note(self, host: &mut Host) {
        host.etag = self.etag;
        host.last_modified = self.last_modified;
    }
}

fn agree(name: &str, known: &mut Option<String>, said: Option<&str>) -> Result<(), Stop> {
    match (known.as_deref(), said) {
        (Some(known), Some(said)) if known != said => Err(Stop::other_file(format!(
            "the host contradicts itself: its answers differ in {name}"
        ))),
        (Some(_), _) => Ok(()),
        (None, said) => {
            *known = said.map(str::to_owned);
            Ok(())
        }
    }
}

/// Returns whether an answer to HEAD says what is known.
pub(crate) fn is_still(known: &Known, head: &ReplyHead) -> bool {
    let Known {
        length,
        etag,
        last_modified,
    } = known;
    let has_validator = etag.is_some() || last_modified.is_some();
    has_validator
        && head.encoding().is_none()
        && head.length() == Some(*length)
        && head.etag() == etag.as_deref()
        && head.last_modified() == last_modified.as_deref()
}
