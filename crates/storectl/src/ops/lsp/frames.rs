//! Messages on a stream: a header with the length of the body, then the body.
//!
//! Source: Language Server Protocol 3.17, "Base Protocol".

use std::io::{self, BufRead, Read, Write};

/// The longest body that is read, in bytes: a buffer of 100 MB, with what JSON escapes.
const LONGEST_BODY: u64 = 256 * 1024 * 1024;
/// The longest header that is read, in bytes; clients send under 100.
const LONGEST_HEADER: u64 = 4 * 1024;

/// What a client sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// A message.
    Body(Vec<u8>),
    /// A message that is too long; it was skipped.
    TooLong {
        /// Its length in bytes.
        bytes: u64,
    },
}

/// Why nothing more can be read: where the next message begins is not known.
#[derive(Debug, thiserror::Error)]
pub(super) enum FrameError {
    /// The header is not one.
    #[error("malformed header: {0}")]
    Header(&'static str),
    /// The stream ended within a message.
    #[error("the input ended within a message")]
    Ended,
    /// The stream cannot be read.
    #[error("cannot read the input")]
    Read(#[from] io::Error),
}

/// Reads the next message; `None` at the end of the stream.
///
/// # Errors
/// As [`FrameError`] tells.
pub(super) fn read(input: &mut impl BufRead) -> Result<Option<Frame>, FrameError> {
    let Some(bytes) = header(input)? else {
        return Ok(None);
    };
    let mut rest = input.take(bytes);
    if bytes > LONGEST_BODY {
        let skipped = io::copy(&mut rest, &mut io::sink())?;
        let whole = (skipped == bytes).then_some(Some(Frame::TooLong { bytes }));
        return whole.ok_or(FrameError::Ended);
    }
    // It grows with what arrives: a header alone takes no memory.
    let mut body = Vec::new();
    rest.read_to_end(&mut body)?;
    if u64::try_from(body.len()).is_ok_and(|it| it == bytes) {
        Ok(Some(Frame::Body(body)))
    } else {
        Err(FrameError::Ended)
    }
}

/// Reads a header and returns the length of the body.
fn header(input: &mut impl BufRead) -> Result<Option<u64>, FrameError> {
    let mut input = input.take(LONGEST_HEADER);
    let mut length = None;
    let mut line = Vec::new();
    for first in std::iter::once(true).chain(std::iter::repeat(false)) {
        line.clear();
        input.read_until(b'\n', &mut line)?;
        if line.is_empty() && first {
            return Ok(None);
        }
        let Some(line) = line.strip_suffix(b"\r\n") else {
            return Err(FrameError::Header("a line does not end with CR LF"));
        };
        if line.is_empty() {
            break;
        }
        let field = std::str::from_utf8(line).ok();
        let field = field.and_then(|it| it.split_once(':'));
        let Some((name, value)) = field else {
            return Err(FrameError::Header("a line is not NAME: VALUE"));
        };
        if name.eq_ignore_ascii_case("Content-Length") {
            let value = value.trim_matches([' ', '\t']);
            let is_number = !value.is_empty() && value.bytes().all(|it| it.is_ascii_digit());
            let value = is_number.then(|| value.parse().ok()).flatten();
            let value = value.ok_or(FrameError::Header("Content-Length is not a length"))?;
            if length.is_some_and(|it| it != value) {
                return Err(FrameError::Header("two different lengths"));
            }
            length = Some(value);
        }
    }
    length
        .map(Some)
        .ok_or(FrameError::Header("Content-Length is missing"))
}

/// Writes a message.
///
/// # Errors
/// A stream that cannot be written to.
pub(super) fn write(output: &mut impl Write, body: &str) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> Vec<Result<String, String>> {
        let mut found = Vec::new();
        loop {
            match read(&mut input) {
                Ok(None) => return found,
                Ok(Some(Frame::Body(body))) => found.push(Ok(String::from_utf8(body).unwrap())),
                Ok(Some(Frame::TooLong { bytes })) => found.push(Err(format!("{bytes} bytes"))),
                Err(error) => {
                    found.push(Err(error.to_string()));
                    return found;
                }
            }
        }
    }

    #[test]
    fn messages_follow_each_other_whatever_their_headers_name_beside_the_length() {
        let mut stream = Vec::new();
        write(&mut stream, "{\"é\":1}").unwrap();
        stream.extend_from_slice(b"content-length:2\r\nContent-Type: x; charset=utf-8\r\n\r\n{}");
        assert_eq!(
            all(&stream),
            [Ok("{\"é\":1}".to_owned()), Ok("{}".to_owned())]
        );
    }

    #[test]
    fn a_header_that_is_not_one_ends_the_stream() {
        for (stream, why) in [
            (&b"\r\n"[..], "Content-Length is missing"),
            (b"Content-Length: 2\n\n{}", "does not end with CR LF"),
            (
                b"{\"jsonrpc\":\"2.0\"}\r\n\r\n",
                "Content-Length is missing",
            ),
            (b"{}\r\n\r\n", "not NAME: VALUE"),
            (b"\xff: 2\r\n\r\n{}", "not NAME: VALUE"),
            (b"Content-Length: two\r\n\r\n{}", "not a length"),
            (b"Content-Length: -2\r\n\r\n{}", "not a length"),
            (b"Content-Length: +2\r\n\r\n{}", "not a length"),
            (
                b"Content-Length: 99999999999999999999\r\n\r\n",
                "not a length",
            ),
            (
                b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n",
                "two different",
            ),
            (b"Content-Length: 2\r\n", "does not end with CR LF"),
            (b"Content-Length: 2", "does not end with CR LF"),
            (b"Content-Length: 3\r\n\r\n{}", "ended within"),
            (&[b'a'; 10_000], "does not end with CR LF"),
        ] {
            let found = all(stream);
            let [Err(error)] = found.as_slice() else {
                panic!("{found:?}");
            };
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn a_message_that_is_too_long_is_skipped_and_takes_no_memory() {
        let bytes = LONGEST_BODY + 1;
        let head = format!("Content-Length: {bytes}\r\n\r\n");
        let body = io::repeat(b'x').take(bytes);
        let next = b"Content-Length: 2\r\n\r\n{}";
        let mut stream = io::BufReader::new(head.as_bytes().chain(body).chain(&next[..]));
        assert_eq!(read(&mut stream).unwrap(), Some(Frame::TooLong { bytes }));
        assert_eq!(
            read(&mut stream).unwrap(),
            Some(Frame::Body(b"{}".to_vec()))
        );
    }
}
