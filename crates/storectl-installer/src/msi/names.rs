//! Names of streams: two characters of a table's name are one of the stream's. Nothing documents it; it is the form that
//! Windows Installer, Wine (`dlls/msi/streams.c`), msitools and the crate `msi` read and write.

/// What the name of a table's stream begins with.
const TABLE: char = '\u{4840}';

/// The characters that are packed, in the order of their numbers.
const PACKED: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";

/// Returns the name of the stream that holds a table.
pub(super) fn of_table(table: &str) -> String {
    format!("{TABLE}{}", of_stream(table))
}

/// Returns the name under which the directory has a stream, such as a cabinet.
pub(super) fn of_stream(name: &str) -> String {
    let mut packed = String::new();
    let mut rest = name.chars().peekable();
    while let Some(one) = rest.next() {
        let Some(low) = number(one) else {
            packed.push(one);
            continue;
        };
        let next = rest.peek().copied().and_then(number);
        let unit = match next {
            Some(high) => {
                rest.next();
                0x3800 + (high << 6) + low
            }
            None => 0x4800 + low,
        };
        packed.extend(char::from_u32(unit));
    }
    packed
}

fn number(character: char) -> Option<u32> {
    let byte = u8::try_from(character).ok()?;
    let index = PACKED.iter().position(|it| *it == byte)?;
    u32::try_from(index).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_characters_are_one_and_a_last_one_is_alone() {
        assert_eq!(
            of_table("_Tables"),
            "\u{4840}\u{3f7f}\u{4164}\u{422f}\u{4836}"
        );
        assert_eq!(of_stream("a-b"), "\u{4824}-\u{4825}");
        assert_eq!(
            of_stream("\u{5}SummaryInformation").chars().next(),
            Some('\u{5}')
        );
    }
}
