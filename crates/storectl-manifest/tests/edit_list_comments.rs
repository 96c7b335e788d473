//! Items of a list come, go and move, however it is written: each that stays keeps its comments.

use proptest::prelude::*;
use serde_json::Value;
use storectl_manifest::{Change, Edit, edit, read};

/// A few of these words, each once, in any order.
fn words() -> impl Strategy<Value = Vec<&'static str>> {
    let all = ["ash", "birch", "cedar", "elm", "fir", "oak", "pine"];
    (Just(all.to_vec()).prop_shuffle(), 1..=all.len()).prop_map(|(mut words, count)| {
        words.truncate(count);
        words
    })
}

/// How a list of words is written, each with a comment; as JSON, without.
#[derive(Clone, Copy, Debug)]
enum Layout {
    Lines,
    LinesApart,
    Brackets,
    /// With comments above the items, too, and no comma behind the last.
    BracketsUnderComments,
    BracketsApart,
    /// Two items a line, the second of which has a comment.
    BracketsOfPairs,
    /// The first item beside the bracket, the last one, too.
    BracketsBeside,
    LeadingCommas,
    Json,
    JsonOfTabs,
}

const LAYOUTS: [Layout; 10] = [
    Layout::Lines,
    Layout::LinesApart,
    Layout::Brackets,
    Layout::BracketsUnderComments,
    Layout::BracketsApart,
    Layout::BracketsOfPairs,
    Layout::BracketsBeside,
    Layout::LeadingCommas,
    Layout::Json,
    Layout::JsonOfTabs,
];

impl Layout {
    fn manifest(self, words: &[&str]) -> String {
        let each = |item: &dyn Fn(&str) -> String, separator: &str| {
            let items: Vec<String> = words.iter().map(|it| item(it)).collect();
            items.join(separator)
        };
        let line = |it: &str| format!("      # over {it}\n      - {it} # of {it}\n");
        let row = |it: &str| format!("      {it}, # of {it}\n");
        let list = match self {
            Self::Lines => format!("\n{}", each(&line, "")),
            Self::LinesApart => format!("\n{}\n", each(&line, "\n")),
            Self::Brackets => format!(" [\n{}    ]\n", each(&row, "")),
            Self::BracketsApart => format!(" [\n{}    ]\n", each(&row, "\n")),
            Self::BracketsUnderComments => {
                let item = |it: &str| format!("      # over {it}\n      {it}, # of {it}\n");
                let items = each(&item, "");
                let last = words.last().copied().unwrap_or_default();
                let items = items.replace(&format!("{last}, #"), &format!("{last} #"));
                format!(" [\n{items}    ]\n")
            }
            Self::BracketsOfPairs => {
                let pairs = words.chunks(2).map(|pair| match pair {
                    [one, other] => format!("      {one}, {other}, # of {other}\n"),
                    _ => pair.iter().map(|it| row(it)).collect(),
                });
                format!(" [\n{}    ]\n", pairs.collect::<String>())
            }
            Self::BracketsBeside => {
                let last = words.len().saturating_sub(1);
                let first = words.iter().take(last);
                let items = first.map(|it| format!("{it}, # of {it}\n      "));
                let last = words.last().copied().unwrap_or_default();
                format!(" [{}{last}]\n", items.collect::<String>())
            }
            Self::LeadingCommas => {
                let item = |it: &str| format!("{it} # of {it}\n      ");
                format!(" [ {}]\n", each(&item, ", "))
            }
            Self::Json | Self::JsonOfTabs => {
                let gap = match self {
                    Self::JsonOfTabs => "\n\t\t\t",
                    _ => "\n  ",
                };
                let items = each(&|it| format!("{gap}\"{it}\""), ",");
                return format!(
                    "{{\"listings\": {{\"en-us\": {{\n\"searchTerms\": [{items}\n]}}}}}}\n"
                );
            }
        };
        format!("listings:\n  en-us:\n    searchTerms:{list}    sortTitle: x\n")
    }
}

proptest! {
    #[test]
    fn an_item_that_stays_keeps_its_comments(
        old in words(),
        new in words(),
        layout in prop::sample::select(&LAYOUTS[..]),
        windows in any::<bool>(),
    ) {
        let before = layout.manifest(&old);
        let text = if windows { before.replace('\n', "\r\n") } else { before.clone() };
        let edits = [Edit {
            address: "listings.en-us.searchTerms".parse().unwrap(),
            change: Change::Set(new.clone().into()),
        }];
        let edited = edit("storectl.yaml", text.as_bytes(), &edits);
        let edited = edited.map_err(|it| TestCaseError::fail(format!("{it}: {text}")))?;
        let document = read("storectl.yaml", &edited).unwrap();
        prop_assert_eq!(
            document.value().pointer("/listings/en-us/searchTerms"),
            Some(&Value::from(new.clone()))
        );
        let edited = String::from_utf8(edited).unwrap();
        let has_blanks = |it: &str| it.ends_with([' ', '\t']);
        prop_assert!(!edited.lines().any(has_blanks), "blanks at the end of a line: {edited}");
        if let Layout::Json | Layout::JsonOfTabs = layout {
            prop_assert!(serde_json::from_str::<Value>(&edited).is_ok(), "{edited}");
            let is_line = |word: &&str| {
                let mut lines = edited.lines().map(|it| it.trim().trim_end_matches(','));
                lines.any(|it| it == format!("\"{word}\""))
            };
            prop_assert!(new.iter().all(is_line), "an item without a line: {edited}");
            return Ok(());
        }
        for word in &old {
            for comment in [format!("# of {word}"), format!("# over {word}")] {
                let is_kept = new.contains(word) && before.contains(&comment);
                // What stood behind two items stays with the one that is left, and beside a value what stood beside the one
                // before it.
                let may_stay = matches!(layout, Layout::BracketsOfPairs)
                    || !new.iter().all(|it| old.contains(it));
                prop_assert!(
                    edited.contains(&comment) == is_kept || (may_stay && !is_kept),
                    "{comment}: {edited}"
                );
            }
            let has_comment = before.contains(&format!("# of {word}"));
            if new.contains(word) && has_comment {
                prop_assert!(has_own_comment(&edited, word), "{word}: {edited}");
            }
            if new.contains(word) && before.contains(&format!("# over {word}")) {
                prop_assert!(is_below_its_comment(&edited, word), "{word}: {edited}");
            }
        }
        // What is left of two or more items shows that empty lines separate them.
        let is_shown = old.len() > 1
            && (old.iter().all(|it| new.contains(it)) || new.iter().all(|it| old.contains(it)));
        if let (Layout::LinesApart | Layout::BracketsApart, true) = (layout, is_shown) {
            let gaps = |text: &str| text.lines().filter(|it| it.is_empty()).count();
            prop_assert_eq!(gaps(&edited), gaps(&layout.manifest(&new)), "{}", edited);
        }
    }
}

/// Returns whether the comment of an item stands behind it, and behind no other.
fn has_own_comment(edited: &str, word: &str) -> bool {
    let comment = format!("# of {word}");
    let mut lines = edited.lines().filter(|it| it.contains(&comment));
    lines.next().is_some_and(|it| {
        let items = it.split('#').next().unwrap_or_default();
        let mut items = items.split([' ', ',', '-', '[', ']']).rev();
        items.find(|it| !it.is_empty()).is_some_and(|it| it == word)
    })
}

/// Returns whether an item is the first on the line below its comment.
fn is_below_its_comment(edited: &str, word: &str) -> bool {
    let comment = format!("# over {word}");
    let mut lines = edited.lines().skip_while(|it| !it.contains(&comment));
    let below = lines.nth(1).unwrap_or_default();
    let marks = [' ', '-', ','];
    below.trim_start_matches(marks).starts_with(word)
}

/// What an item between brackets has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Has {
    OwnLine,
    CommentAbove,
    CommentBehind,
    CommaBefore,
}

/// What each of seven items has.
fn looks() -> impl Strategy<Value = Vec<Vec<Has>>> {
    let all = vec![
        Has::OwnLine,
        Has::CommentAbove,
        Has::CommentBehind,
        Has::CommaBefore,
    ];
    prop::collection::vec(prop::sample::subsequence(all, 0..=4), 7)
}

/// Writes a list between brackets, each item as it looks.
fn mixed(words: &[&str], looks: &[Vec<Has>], end: &str) -> String {
    let mut text = "listings:\n  en-us:\n    searchTerms: [".to_owned();
    let mut line = String::new();
    for (index, (word, look)) in words.iter().zip(looks).enumerate() {
        let is_led = look.contains(&Has::CommaBefore) && index > 0;
        if index > 0 && !is_led {
            text.push(',');
        }
        text.push_str(&line);
        // A comment ends its line.
        if look.contains(&Has::CommentAbove) || look.contains(&Has::OwnLine) || !line.is_empty() {
            text.push_str("\n      ");
            if look.contains(&Has::CommentAbove) {
                text.extend(["# over ", *word, "\n      "]);
            }
        } else {
            text.push(' ');
        }
        text.push_str(if is_led { ", " } else { "" });
        text.push_str(word);
        line = if look.contains(&Has::CommentBehind) {
            format!(" # of {word}")
        } else {
            String::new()
        };
    }
    let end = if line.is_empty() { end } else { "\n    ]" };
    format!("{text}{line}{end}\n    sortTitle: x\n")
}

proptest! {
    #[test]
    fn a_list_in_any_layout_loses_no_comment_of_an_item_that_stays(
        old in words(),
        new in words(),
        looks in looks(),
        end in prop::sample::select(&["]", ",]", "\n    ]", ",\n    ]"][..]),
        windows in any::<bool>(),
    ) {
        let before = mixed(&old, &looks, end);
        let text = if windows { before.replace('\n', "\r\n") } else { before.clone() };
        let terms = new.clone().into();
        let edits = [Edit {
            address: "listings.en-us.searchTerms".parse().unwrap(),
            change: Change::Set(terms),
        }];
        let edited = edit("storectl.yaml", text.as_bytes(), &edits);
        let edited = edited.map_err(|it| TestCaseError::fail(format!("{it}: {text}")))?;
        let edited = String::from_utf8(edited).unwrap();
        let has_blanks = |it: &str| it.ends_with([' ', '\t']);
        prop_assert!(!edited.lines().any(has_blanks), "blanks at the end of a line: {edited}");
        for word in old.iter().filter(|it| new.contains(it)) {
            for comment in [format!("# of {word}"), format!("# over {word}")] {
                prop_assert!(
                    edited.contains(&comment) || !before.contains(&comment),
                    "{comment}:\n{before}----\n{edited}"
                );
            }
            if before.contains(&format!("# of {word}")) {
                prop_assert!(has_own_comment(&edited, word), "{word}:\n{before}----\n{edited}");
            }
            if before.contains(&format!("# over {word}")) {
                prop_assert!(is_below_its_comment(&edited, word), "{word}:\n{before}----\n{edited}");
            }
        }
    }
}
