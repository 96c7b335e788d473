//! A text with its escapes undone, and the way back to where each byte came from.
//!
//! Which characters an encoder escapes differs from one to the next, so a secret is not searched in each of its spellings:
//! the escapes of the text are undone instead. JSON, percent-encoding, forms and HTML, mixed as they come.

use std::ops::Range;

/// How many layers of escaping are looked through: an address in a JSON text in a JSON text has three.
pub(crate) const LAYERS: usize = 3;

/// Bytes, each with the place in the original text that it came from.
pub(crate) struct View {
    bytes: Vec<u8>,
    /// Where each byte begins in the original text, and where the last one ends.
    starts: Vec<usize>,
}

impl View {
    /// Undoes one layer of escapes of a text; `None` where there is none.
    pub(crate) fn decode(text: &[u8]) -> Option<Self> {
        Self::decode_with(text, |at| at)
    }

    /// Undoes one layer more; `None` where there is none.
    pub(crate) fn decoded(&self) -> Option<Self> {
        let place = |at: usize| self.starts.get(at).copied().unwrap_or_default();
        Self::decode_with(&self.bytes, place)
    }

    /// Undoes one layer of escapes of bytes that come from these places.
    fn decode_with(bytes: &[u8], place: impl Fn(usize) -> usize) -> Option<Self> {
        if !bytes.iter().any(|it| b"\\%&+".contains(it)) {
            return None;
        }
        let mut view = Self {
            bytes: Vec::with_capacity(bytes.len()),
            starts: Vec::with_capacity(bytes.len() + 1),
        };
        let mut is_changed = false;
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let rest = bytes.get(at..).unwrap_or_default();
            let start = place(at);
            let (length, decoded) = match unescape(rest) {
                Some((length, decoded)) => {
                    is_changed = true;
                    (length, decoded)
                }
                None => (1, Decoded::Byte(*byte)),
            };
            match decoded {
                Decoded::Byte(byte) => view.push(byte, start),
                Decoded::Char(char) => {
                    let mut buffer = [0; 4];
                    for byte in char.encode_utf8(&mut buffer).bytes() {
                        view.push(byte, start);
                    }
                }
            }
            at += length;
        }
        view.starts.push(place(bytes.len()));
        is_changed.then_some(view)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Gives where some of the bytes came from in the original text.
    pub(crate) fn range(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| self.starts.get(at).copied().unwrap_or_default();
        place(range.start)..place(range.end)
    }

    fn push(&mut self, byte: u8, start: usize) {
        self.bytes.push(byte);
        self.starts.push(start);
    }
}

enum Decoded {
    Byte(u8),
    Char(char),
}

/// Gives bytes as a decoded text would have them: a form writes a blank as `+`.
pub(crate) fn canonical(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .map(|it| if *it == b'+' { b' ' } else { *it })
        .collect()
}

/// Undoes the escape that `bytes` begin with; gives its length and what it stands for.
fn unescape(bytes: &[u8]) -> Option<(usize, Decoded)> {
    match bytes {
        [b'+', ..] => Some((1, Decoded::Byte(b' '))),
        [b'%', high, low, ..] => Some((3, Decoded::Byte(hex(*high)? << 4 | hex(*low)?))),
        [b'\\', b'u', ..] => json_unicode(bytes),
        [b'\\', sign, ..] => {
            let byte = match sign {
                b'"' | b'\\' | b'/' | b'\'' => *sign,
                b'b' => 8,
                b'f' => 12,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                _ => return None,
            };
            Some((2, Decoded::Byte(byte)))
        }
        [b'&', ..] => html(bytes),
        _ => None,
    }
}

fn json_unicode(bytes: &[u8]) -> Option<(usize, Decoded)> {
    let unit = |at: usize| -> Option<u32> {
        let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        digits.iter().try_fold(0, |number, digit| {
            Some(number << 4 | u32::from(hex(*digit)?))
        })
    };
    let first = unit(0)?;
    if let Some(char) = char::from_u32(first) {
        return Some((6, Decoded::Char(char)));
    }
    let second = unit(6)?;
    let char = (0xdc00..0xe000)
        .contains(&second)
        .then(|| 0x10000 + ((first & 0x3ff) << 10 | second & 0x3ff))
        .and_then(char::from_u32)?;
    Some((12, Decoded::Char(char)))
}

/// Longest character reference that is undone, with `&` and `;`.
const LONGEST_REFERENCE: usize = 12;

fn html(bytes: &[u8]) -> Option<(usize, Decoded)> {
    let bytes = bytes.get(..LONGEST_REFERENCE).unwrap_or(bytes);
    let end = bytes.iter().position(|it| *it == b';')?;
    let name = std::str::from_utf8(bytes.get(1..end)?).ok()?;
    let char = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number)?
        }
    };
    Some((end + 1, Decoded::Char(char)))
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
