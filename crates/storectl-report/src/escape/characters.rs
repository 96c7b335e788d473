//! Which characters do something instead of showing.

/// Returns whether a character acts or cannot be seen: controls, line separators, format characters (marks and overrides of
/// direction, tags) and fillers. The two joiners stay, for scripts and emoji need them (forms.md, Outputs 2).
pub(crate) fn acts(it: char) -> bool {
    let is_printable_ascii = matches!(it, ' '..='~');
    !is_printable_ascii && (it.is_control() || is_separator(it) || is_format(it) || is_filler(it))
}

fn is_separator(it: char) -> bool {
    matches!(it, '\u{2028}' | '\u{2029}')
}

/// General category Cf of Unicode 16 but U+200C and U+200D, with the tags' and the marks' unassigned neighbors.
fn is_format(it: char) -> bool {
    matches!(it,
        '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}'
        | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}')
}

/// Letters and marks that take room and show nothing.
fn is_filler(it: char) -> bool {
    matches!(
        it,
        '\u{34f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{ffa0}'
    )
}
