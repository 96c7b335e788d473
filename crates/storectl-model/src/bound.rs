//! How long a message may be, whatever it quotes.

/// The most characters of a value that a message quotes in backquotes.
const QUOTED: usize = 300;

/// The most characters of a message: one sentence, and the values it quotes.
pub const LONGEST_MESSAGE: usize = 4_000;

/// Gives a message with what it quotes in backquotes shortened to 300 characters, and the whole to
/// [`LONGEST_MESSAGE`]. What is cut ends with `…`.
pub fn bound_message(message: String) -> String {
    if message.len() <= QUOTED {
        return message;
    }
    let parts = message.split('`').enumerate();
    let parts: Vec<String> = parts
        .map(|(index, part)| match index % 2 {
            0 => part.to_owned(),
            _ => cut(part, QUOTED),
        })
        .collect();
    cut(&parts.join("`"), LONGEST_MESSAGE)
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_message_stays_as_it_is() {
        let message = "`a` is not a valid `b`";
        assert_eq!(bound_message(message.to_owned()), message);
    }

    #[test]
    fn a_long_value_is_cut_and_the_sentence_around_it_stays() {
        let message = format!("`{}` is not a valid URL", "é".repeat(240_000));
        let bound = bound_message(message);
        assert_eq!(
            bound,
            format!("`{}…` is not a valid URL", "é".repeat(QUOTED))
        );
    }

    #[test]
    fn a_message_is_bounded_also_where_nothing_in_it_is_quoted() {
        let bound = bound_message("a b ".repeat(60_000));
        assert_eq!(bound.chars().count(), LONGEST_MESSAGE + 1);
    }
}
