//! What a page is made of: what is read first, what is called what, and what is reached how.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use storectl_plan::{Action, Blocker, ChangeValue, DestructiveClass, Origin};
use storectl_report::{ErrorView, Output, ProductOutcome, ProductView};

use super::{draft, html, texts};
use crate::{
    fixtures::{self, Fixture, change},
    parsers::dom::{Dom, Element},
};

fn dom(fixture: &Fixture) -> Dom {
    Dom::of(&html(&Output::Plan(fixture.view())))
}

/// A plan of every kind of change, with Store pages and texts in two languages.
fn full() -> Fixture {
    fixtures::texts().publishing(&draft(&["de-de", "en-us"], "A text."))
}

#[test]
fn the_title_counts_changes_and_names_destruction() {
    let dom = dom(&fixtures::language_removed());
    let title = &dom.only("h1").text;
    assert!(title.starts_with("Store plan: Contoso Notes — "), "{title}");
    assert!(title.contains("destructive"), "{title}");
    assert_eq!(&dom.only("title").text, title);
}

#[test]
fn headings_have_no_gaps_and_ids_are_unique() {
    for fixture in [full(), fixtures::language_removed(), fixtures::based()] {
        let dom = dom(&fixture);
        let levels = dom.elements.iter().filter_map(|it| {
            let level = it.name.strip_prefix('h')?;
            level.parse::<u8>().ok()
        });
        let mut last = 0;
        for level in levels {
            assert!(level <= last + 1, "h{last} is followed by h{level}");
            last = level;
        }
        let ids = dom
            .elements
            .iter()
            .filter(|it| it.attribute("id").is_some());
        assert_eq!(ids.count(), dom.ids().len());
        for it in &dom.elements {
            let named = it.attribute("aria-labelledby");
            assert!(named.is_none_or(|it| dom.ids().contains(it)), "{named:?}");
        }
    }
}

#[test]
fn landmarks_tables_and_fields_say_what_they_are() {
    let dom = dom(&full());
    assert_eq!(dom.only("html").attribute("lang"), Some("en"));
    for name in ["header", "main", "form"] {
        let _ = dom.only(name);
    }
    for it in dom.named("th") {
        assert!(it.attribute("scope").is_some(), "{it:?}");
    }
    for it in dom.named("input").chain(dom.named("select")) {
        assert!(it.within.contains(&"label".to_owned()), "{it:?}");
    }
    let first = dom.named("a").next().unwrap();
    assert_eq!(first.attribute("href"), Some("#content"));
}

#[test]
fn a_text_has_the_language_of_its_listing() {
    let dom = dom(&full());
    let difference = dom.classed("diff").find(|it| it.text.contains("Notizen"));
    assert_eq!(difference.unwrap().language, "de-de");
    let values: BTreeSet<&str> = dom
        .classed("value")
        .filter(|it| it.within.contains(&"main".to_owned()))
        .map(|it| it.language.as_str())
        .collect();
    assert_eq!(values, BTreeSet::from(["de-de", "en", "en-us"]));
}

#[test]
fn changed_words_are_marked_as_removed_and_added() {
    let dom = dom(&fixtures::texts());
    let gone = texts(dom.named("del"));
    let new = texts(dom.named("ins"));
    assert!(gone.contains(&"allen Geräten".to_owned()), "{gone:?}");
    assert!(new.contains(&"jedem Gerät".to_owned()), "{new:?}");
}

#[test]
fn what_blocks_stands_before_the_changes_with_the_lines_to_paste() {
    let dom = dom(&fixtures::language_removed());
    let place = |wanted: &dyn Fn(&Element) -> bool| dom.elements.iter().position(wanted).unwrap();
    let notice = place(&|it| it.has_class("notice") && it.has_class("bad"));
    let change = place(&|it| it.has_class("change"));
    assert!(notice < change);
    let paste = &dom.named("pre").next().unwrap().text;
    assert!(paste.starts_with("acknowledge:\n  - D-"), "{paste}");
    // What goes is named, and a link leads to it.
    let losses = dom.classed("losses").next().unwrap();
    assert!(losses.text.contains("description"), "{}", losses.text);
    let links = dom.named("a").filter_map(|it| it.attribute("href"));
    assert!(links.into_iter().any(|it| it == "#p1-c0"));
}

#[test]
fn of_a_removed_language_every_text_that_goes_is_shown() {
    let gone = json!({ "description": "Des engrenages.", "searchTerms": ["engrenages", "roues"] });
    let removed = change("listings.fr-fr", Action::Remove, gone, Value::Null);
    let dom = dom(&Fixture::unchanged().change("store/contoso-notes.yaml:9", removed));
    let change = dom.classed("change").next().unwrap();
    for text in ["Des engrenages.", "engrenages", "roues"] {
        assert!(change.text.contains(text), "{}", change.text);
    }
}

#[test]
fn a_removed_language_lists_what_goes_where_it_is_blocked_and_where_it_changes() {
    let listing = json!({ "description": "Des engrenages.", "searchTerms": ["engrenages"] });
    let mut removed = change("listings.fr-fr", Action::Remove, Value::Null, Value::Null);
    removed.before = ChangeValue::word("fr-fr");
    let locked = fixtures::locked(removed, DestructiveClass::LanguageRemoved, "D-aaaaa2");
    let fixture = Fixture::unchanged()
        .removes("listings.fr-fr", &listing)
        .change("store/contoso-notes.yaml:9", locked)
        .blocked(Blocker::Unacknowledged {
            changes: vec![0],
            unmanaged: Vec::new(),
        });
    let dom = dom(&fixture);
    for class in ["losses", "change"] {
        let shown = &dom.classed(class).next().unwrap().text;
        for part in ["description (15 characters)", "1 search term"] {
            assert!(shown.contains(part), "{class}: {shown}");
        }
    }
}

#[test]
fn changes_can_be_told_apart_by_language_module_and_origin() {
    let mut fixture = fixtures::texts();
    fixture.plan.changes[0].origin = Some(Origin::Drift);
    fixture.plan.changes[1].origin = Some(Origin::Manifest);
    let dom = dom(&fixture);
    let change = dom.classed("change").next().unwrap();
    assert_eq!(change.attribute("data-module"), Some("availability"));
    assert_eq!(change.attribute("data-origin"), Some("drift"));
    let options = texts(dom.named("option"));
    for option in [
        "de-de",
        "en-us",
        "availability",
        "listings",
        "drift",
        "manifest",
    ] {
        assert!(options.contains(&option.to_owned()), "{options:?}");
    }
}

#[test]
fn without_a_script_nothing_is_offered_that_needs_one() {
    let dom = dom(&fixtures::texts());
    let hidden = |it: &Element| it.attribute("hidden").is_some();
    assert!(hidden(dom.only("form")));
    for it in dom.named("button") {
        assert!(
            hidden(it) || it.within.contains(&"form".to_owned()),
            "{it:?}"
        );
    }
}

#[test]
fn the_store_page_of_each_language_shows_what_customers_get() {
    let published = draft(&["en-us", "de-de"], "Zahnräder für alle");
    let fixture = fixtures::texts()
        .publishing(&published)
        .unmanaged("listings.en-us.whatsNew");
    let dom = dom(&fixture);
    let listings: Vec<&Element> = dom.classed("listing").collect();
    let languages: Vec<Option<&str>> = listings
        .iter()
        .map(|it| it.attribute("data-language"))
        .collect();
    assert_eq!(languages, [Some("de-de"), Some("en-us")]);
    for listing in listings {
        for label in [
            "Short description",
            "Description",
            "What’s new",
            "Features",
            "Search terms",
        ] {
            assert!(listing.text.contains(label), "{label}: {}", listing.text);
        }
    }
    let fields = texts(dom.classed("field"));
    let whats_new: Vec<&String> = fields
        .iter()
        .filter(|it| it.starts_with("What’s new"))
        .collect();
    assert!(whats_new[1].contains("unmanaged"), "{whats_new:?}");
    let description = fields.iter().find(|it| it.starts_with("Description"));
    assert!(description.unwrap().contains("changed"), "{description:?}");
}

#[test]
fn products_that_need_a_decision_come_first() {
    let (quiet, news, blocked) = (
        Fixture::unchanged(),
        fixtures::texts(),
        fixtures::language_removed(),
    );
    let error = ErrorView {
        code: "auth",
        exit: 20,
        message: "sign-in failed".to_owned(),
        ..ErrorView::default()
    };
    let failed = ProductView {
        plan: Err(&error),
        ..quiet.product()
    };
    let products = vec![quiet.product(), news.product(), blocked.product(), failed];
    let dom = Dom::of(&html(&Output::Plan(fixtures::view(products))));
    let order: Vec<Option<&str>> = dom
        .classed("product-section")
        .map(|it| it.attribute("id"))
        .collect();
    assert_eq!(order, [Some("p3"), Some("p4"), Some("p2")]);
    let entries = texts(dom.named("nav"));
    assert!(
        entries[0].contains("1 product with no changes"),
        "{entries:?}"
    );
}

#[test]
fn a_failed_apply_says_first_what_customers_see() {
    let fixture = fixtures::texts();
    let report = fixtures::failed_report();
    let output = fixtures::report(fixture.view(), ProductOutcome::Ran(&report));
    let dom = Dom::of(&html(&Output::Apply(output)));
    assert!(dom.only("h1").text.contains("failed"));
    let first = texts(dom.classed("first"));
    assert!(first[0].starts_with("Nothing was published"), "{first:?}");
    assert!(texts(dom.named("td")).contains(&"✗ failed".to_owned()));
}

#[test]
fn a_small_page_reads_like_this() {
    let removed = fixtures::market_removed().publishing(&draft(&["en-us"], "Gears for everyone"));
    let page = html(&Output::Plan(removed.view()));
    let (_, body) = page.split_once("<main").unwrap();
    let (body, _) = body.split_once("</main>").unwrap();
    insta::assert_snapshot!("html-small", body);
}
