//! A page of the largest plans stays one that a browser shows.

use serde_json::json;
use storectl_model::LanguageTag;
use storectl_plan::Action;
use storectl_report::Output;

use super::{draft, html};
use crate::{
    fixtures::{self, Fixture, change},
    parsers::dom::Dom,
};

/// The most bytes of a page without pictures.
const MOST: usize = 20_000_000;

/// Languages of a manifest at most, and more of them than the Store knows.
fn languages(number: usize) -> Vec<String> {
    let letters = || b'a'..=b'z';
    let all = letters().flat_map(|a| letters().map(move |b| (a, b)));
    let tags = all.map(|(a, b)| format!("{}{}", char::from(a), char::from(b)));
    let known = tags.filter(|it| it.parse::<LanguageTag>().is_ok());
    known.take(number).collect()
}

fn large(number: usize, text: &str) -> Fixture {
    let tags = languages(number);
    let names: Vec<&str> = tags.iter().map(String::as_str).collect();
    let mut fixture = Fixture::unchanged().publishing(&draft(&names, text));
    for language in &tags {
        for at in 0..20 {
            let address = format!("listings.{language}.x{at}");
            let changed = change(
                &address,
                Action::Change,
                json!(text),
                json!(text.replace("words", "many words")),
            );
            fixture = fixture.change("store/contoso-notes.yaml:9", changed);
        }
    }
    fixture
}

#[test]
fn a_plan_of_290_languages_is_shown_within_the_room_of_a_page() {
    let fixture = large(290, "A text of some words. ");
    let page = html(&Output::Plan(fixture.view()));
    assert!(page.len() < MOST, "{} bytes", page.len());
    let dom = Dom::of(&page);
    assert_eq!(dom.classed("change").count(), 290 * 20);
    assert_eq!(dom.classed("listing").count(), 290);
}

#[test]
fn what_there_is_no_room_for_is_counted() {
    let fixture = large(80, &"A text of many words. ".repeat(140));
    let page = html(&Output::Plan(fixture.view()));
    assert!(page.len() < MOST, "{} bytes", page.len());
    let dom = Dom::of(&page);
    let omitted: Vec<&str> = dom.classed("omitted").map(|it| it.text.as_str()).collect();
    assert!(
        omitted
            .iter()
            .any(|it| it.ends_with("more changes, which the JSON document has")),
        "{omitted:?}"
    );
}

#[test]
fn a_fleet_is_shown_within_the_room_of_a_page() {
    let fixture = large(4, "A text of some words. ");
    let products = vec![fixture.product(); 61];
    let page = html(&Output::Plan(fixtures::view(products)));
    assert!(page.len() < MOST, "{} bytes", page.len());
    assert_eq!(Dom::of(&page).classed("product-section").count(), 61);
}
