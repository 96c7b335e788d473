//! Looks through texts for single bytes, many at a time: most texts have none of those that mean something.

/// How many bytes are compared before it is seen whether one of them was found.
const AT_ONCE: usize = 64;

/// Returns whether a byte of the text is one of those looked for. Without a branch in `is_it`, the compiler compares many bytes
/// in one step.
pub fn has_byte(text: &str, is_it: impl Fn(u8) -> bool) -> bool {
    let mut chunks = text.as_bytes().chunks(AT_ONCE);
    chunks.any(|chunk| chunk.iter().fold(false, |found, it| found | is_it(*it)))
}

/// Returns whether two bytes of the text that follow each other are a pair looked for, as [`has_byte`] does.
pub fn has_pair(text: &str, is_it: impl Fn(u8, u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let firsts = bytes.chunks(AT_ONCE);
    let seconds = bytes.get(1..).unwrap_or_default().chunks(AT_ONCE);
    firsts.zip(seconds).any(|(firsts, seconds)| {
        let pairs = firsts.iter().zip(seconds);
        pairs.fold(false, |found, (first, second)| {
            found | is_it(*first, *second)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found_wherever_it_is() {
        for length in [1, 63, 64, 65, 200] {
            for at in 0..length {
                let mut text = "a".repeat(length);
                assert!(!has_byte(&text, |it| it == b'#'));
                text.replace_range(at..=at, "#");
                assert!(has_byte(&text, |it| it == b'#'), "{at} of {length}");
            }
        }
        assert!(!has_byte("", |_| true));
    }

    #[test]
    fn a_pair_is_found_also_across_chunks() {
        for length in [2, 64, 65, 66, 200] {
            for at in 0..length - 1 {
                let mut text = "a".repeat(length);
                assert!(!has_pair(&text, |one, two| (one, two) == (b'#', b'!')));
                text.replace_range(at..at + 2, "#!");
                assert!(
                    has_pair(&text, |one, two| one == b'#' && two == b'!'),
                    "{at} of {length}"
                );
            }
        }
        assert!(!has_pair("a", |_, _| true));
    }
}
