//! What holds for every text there is.

use proptest::prelude::*;
use serde_json::{Value, json};
use storectl_plan::Action;
use storectl_report::{Appearance, Foreign, Format, Output, Styling, Verbosity, render};

use crate::fixtures::{self, Fixture, installers};

fn value() -> impl Strategy<Value = Value> {
    let text = any::<String>().prop_map(Value::from);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        Just(Action::Add),
        Just(Action::Change),
        Just(Action::Remove),
        Just(Action::Clear),
        Just(Action::Reorder)
    ]
}

prop_compose! {
    fn fixture()(
        changes in prop::collection::vec((any::<String>(), action(), value(), value()), 0..4),
        texts in prop::collection::vec(any::<String>(), 4),
    ) -> Fixture {
        let [place, address, message, name] = <[String; 4]>::try_from(texts).unwrap();
        let mut fixture = changes.into_iter().fold(Fixture::unchanged(), |fixture, (address, action, before, after)| {
            fixture.change(&format!("{place}:7"), fixtures::change(&address, action, before, after))
        });
        fixture.plan.name = Some(name);
        let looks = installers::hostile(&message).into_iter().map(installers::Look::of);
        let fixture = looks.fold(fixture, Fixture::looked);
        fixture.unmanaged(&address).warning(&address, &message)
    }
}

proptest! {
    #[test]
    fn plain_text_holds_no_control_character_but_line_feeds(fixture in fixture()) {
        for verbosity in [Verbosity::Brief, Verbosity::Normal, Verbosity::Full] {
            let text = fixtures::text(&Output::Plan(fixture.view()), verbosity);
            prop_assert!(!text.chars().any(|it| it.is_control() && it != '\n'));
        }
    }

    #[test]
    fn a_comment_fits_and_closes_what_it_opens(fixture in fixture()) {
        let text = fixtures::markdown(&Output::Plan(fixture.view()));
        prop_assert!(text.encode_utf16().count() <= 60_000);
        prop_assert!(!text.chars().any(|it| it.is_control() && it != '\n'));
    }

    #[test]
    fn json_keeps_every_value_as_it_is(before in value(), after in value()) {
        let change = fixtures::change("properties.x", Action::Change, before.clone(), after.clone());
        let fixture = Fixture::unchanged().change("a:1", change);
        let read = fixtures::document(&Output::Plan(fixture.view()));
        let change = &read["products"][0]["changes"][0];
        let kept = (fixtures::value(before).to_json(), fixtures::value(after).to_json());
        prop_assert_eq!((&change["before"], &change["after"]), (&kept.0, &kept.1));
    }

    #[test]
    fn a_text_diff_shows_both_sides_whole_when_nothing_is_cut(before in "[a-c \n日]{0,40}", after in "[a-c \n日]{0,40}") {
        let change = fixtures::change("properties.x", Action::Change, json!(before), json!(after));
        let fixture = Fixture::unchanged().change("a:1", change);
        let text = fixtures::text(&Output::Plan(fixture.view()), Verbosity::Full);
        for word in after.split_whitespace().filter(|it| !before.contains(it)) {
            for it in word.chars() {
                prop_assert!(text.contains(it));
            }
        }
    }

    #[test]
    fn a_diagnostic_never_panics_whatever_its_span(
        source in any::<String>(), start in 0..80_usize, end in 0..80_usize, styled in any::<bool>()
    ) {
        let mut diagnostic = fixtures::diagnostic(&source, 0..0);
        diagnostic.location.span = start..end;
        diagnostic.location.line = start;
        diagnostic.message = source;
        let styling = if styled { Styling::Colored } else { Styling::Plain };
        let diagnostics = [diagnostic];
        let output = crate::text::diagnosed(&diagnostics);
        let text = render(&output, Format::Text, Appearance { styling, verbosity: Verbosity::Normal });
        prop_assert!(styled || !text.chars().any(|it| it.is_control() && it != '\n'));
        fixtures::markdown(&output);
    }

    #[test]
    fn a_code_span_cannot_be_left(text in "[`a ]{0,12}") {
        let code = Foreign::new(&text).code();
        let ticks = code.len() - code.trim_start_matches('`').len();
        let inner = code.get(ticks..code.len() - ticks).unwrap();
        prop_assert!(!inner.starts_with('`') && !inner.ends_with('`'));
        prop_assert!(!inner.split(|it| it != '`').any(|run| run.len() == ticks));
    }
}
