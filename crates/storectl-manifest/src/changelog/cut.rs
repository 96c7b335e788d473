//! Cuts a text at a field's limit.

use storectl_model::limits::Length;
use unicode_segmentation::UnicodeSegmentation as _;

use super::PlainText;

/// Returns the start of `text` that fits `limit`: as many whole paragraphs and list items as fit, a heading only with what
/// follows it. Where not even the first one fits, as many words as fit, or characters, with an ellipsis.
///
/// It is not known whether the Store counts code points or UTF-16 units: the result fits both ways.
pub(crate) fn cut(text: &PlainText, limit: usize) -> String {
    let whole = text.text();
    let end = fitting(whole, limit);
    let blocks = text.ends();
    let fitting_blocks = blocks.partition_point(|it| *it <= end);
    let last = fitting_blocks.checked_sub(1).and_then(|it| blocks.get(it));
    if let Some(start) = last.and_then(|it| whole.get(..*it)) {
        return start.to_owned();
    }
    let start = whole
        .get(..fitting(whole, limit.saturating_sub(1)))
        .unwrap_or_default();
    let words = start
        .rfind(char::is_whitespace)
        .and_then(|it| start.get(..it));
    let words = words.map(str::trim_end).filter(|it| !it.is_empty());
    format!("{}…", words.unwrap_or(start))
}

/// Returns where the last character ends that is wholly within `limit`; what a person sees as one character is one.
fn fitting(text: &str, limit: usize) -> usize {
    let mut used = 0;
    let mut end = 0;
    for character in text.graphemes(true) {
        // A text has at least as many UTF-16 units as code points.
        used += Length::of(character).utf16;
        if used > limit {
            break;
        }
        end += character.len();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{super::plain_text, *};

    fn cut_to(markdown: &str, limit: usize) -> String {
        cut(&plain_text(markdown, 0..markdown.len()), limit)
    }

    #[test]
    fn a_text_is_cut_after_a_paragraph_or_an_item() {
        let markdown = "One.\n\nTwo two.\n\n- three\n- four\n";
        assert_eq!(cut_to(markdown, 4), "One.");
        assert_eq!(cut_to(markdown, 15), "One.\n\nTwo two.");
        assert_eq!(cut_to(markdown, 24), "One.\n\nTwo two.\n\n- three");
    }

    #[test]
    fn a_heading_does_not_stand_at_the_end() {
        assert_eq!(cut_to("One.\n\n## Fixed\n\n- a long item\n", 14), "One.");
    }

    #[test]
    fn a_paragraph_that_does_not_fit_ends_with_an_ellipsis_after_a_word() {
        assert_eq!(cut_to("Gears for everyone", 12), "Gears for…");
        assert_eq!(cut_to("Gearsforeveryone", 6), "Gears…");
        assert_eq!(cut_to("Gears", 1), "…");
    }

    #[test]
    fn no_character_is_cut_in_two() {
        assert_eq!(cut_to("😀😀😀", 4), "😀…");
        assert_eq!(cut_to("e\u{301}e\u{301}e\u{301}", 4), "e\u{301}…");
        let family = "👨\u{200d}👩\u{200d}👧";
        assert_eq!(cut_to(&format!("a{family}b"), 5), "a…");
    }

    proptest::proptest! {
        #[test]
        fn what_is_cut_fits(text in "(\\PC{1,12}|\n\n|\n- ){1,12}", limit in 1..40_usize) {
            let whole = plain_text(&text, 0..text.len());
            let cut = cut(&whole, limit);
            let length = Length::of(&cut);
            proptest::prop_assert!(length.utf16 <= limit);
            let start = cut.strip_suffix('…').unwrap_or(&cut);
            proptest::prop_assert!(whole.text().starts_with(start) || whole.text().starts_with(&cut));
        }
    }
}
