//! What a reviewer reads in a comment: what changes where, what goes, and what allows it.

use serde_json::{Value, json};
use storectl_model::LANGUAGES;
use storectl_plan::{Action, Blocker, DestructiveClass, Origin};
use storectl_report::{Foreign, Output, PlanView, render_file};

use crate::fixtures::{self, BASE, Fixture, HEAD, change};

/// What a comment may have, in UTF-16 units.
const LIMIT: usize = 60_000;

fn comment(view: PlanView<'_>) -> String {
    fixtures::markdown(&Output::Plan(view))
}

fn languages(number: usize) -> Vec<&'static str> {
    let all = LANGUAGES.iter().flat_map(|(_, codes)| *codes).copied();
    all.take(number).collect()
}

/// The same line of copyright in so many languages.
fn copyright(number: usize) -> Fixture {
    languages(number)
        .into_iter()
        .fold(Fixture::unchanged(), |fixture, language| {
            let address = format!("listings.{language}.copyright");
            let (before, after) = (json!("© 2025 Contoso Ltd"), json!("© 2026 Contoso Ltd"));
            fixture.change(
                "storectl.yaml:5",
                change(&address, Action::Change, before, after),
            )
        })
}

/// Returns the cells of the rows of a comment's first table.
fn table(comment: &str) -> Vec<Vec<String>> {
    let lines = comment.lines().skip_while(|it| !it.starts_with('|'));
    let rows = lines.take_while(|it| it.starts_with('|'));
    let cells = |row: &str| {
        let cells = row.trim_matches('|').split('|');
        cells
            .map(|it| it.trim().trim_matches('`').to_owned())
            .collect()
    };
    rows.map(cells).collect()
}

#[test]
fn the_same_change_in_several_languages_is_one_that_lists_them() {
    let text = comment(copyright(12).view());
    assert_eq!(text.matches("+ © 2026 Contoso Ltd").count(), 1, "{text}");
    let listed = format!("12 languages: {}\n", languages(12).join(", "));
    assert!(text.contains(&listed), "{text}");
}

#[test]
fn what_differs_in_anything_that_is_shown_is_not_the_same_change() {
    let mut fixture = copyright(4);
    fixture.plan.changes[1].origin = Some(Origin::Conflict);
    fixture.plan.changes[2].after = fixtures::value(json!("© 2026 Fabrikam"));
    let locked = fixture.plan.changes[3].clone();
    fixture.plan.changes[3] = fixtures::locked(locked, DestructiveClass::TextShrunk, "D-7k2fq3");
    let text = comment(fixture.view());
    assert!(!text.contains("languages:"), "{text}");
    assert_eq!(text.matches("**change** `copyright`").count(), 4);
}

#[test]
fn one_axis_of_the_table_is_the_languages_and_the_product() {
    let fixture = copyright(2).change(
        "storectl.yaml:9",
        change(
            "availability.pricing",
            Action::Change,
            json!("PAID"),
            json!("FREE"),
        ),
    );
    let rows = table(&comment(fixture.view()));
    let [one, two] = languages(2)[..] else {
        panic!("two languages")
    };
    assert_eq!(rows[0], ["", one, two, "product"]);
    assert_eq!(rows[2], ["Text", "\\~1", "\\~1", ""]);
    assert_eq!(rows[3], ["Price", "", "", "\\~1"]);
}

#[test]
fn of_many_languages_each_is_a_row_and_one_stands_for_those_alike() {
    let blocked = fixtures::locked(
        change(
            "listings.fr-fr",
            Action::Remove,
            json!("fr-fr"),
            Value::Null,
        ),
        DestructiveClass::LanguageRemoved,
        "D-7k2fq3",
    );
    let fixture = copyright(279).change("storectl.yaml:9", blocked);
    let text = comment(fixture.view());
    let rows = table(&text);
    assert_eq!(rows[0], ["", "Text"]);
    assert!(rows.len() <= 6, "{rows:?}");
    assert!(rows.iter().any(|it| it[1].contains('⛔')), "{rows:?}");
    assert!(
        text.contains("more languages with the same numbers of changes"),
        "{text}"
    );
}

/// A language that is removed, and prices and hosts that change, all without a token.
fn destructive() -> Fixture {
    let listing = json!({
        "description": "Contoso Notes garde vos notes.",
        "searchTerms": ["notes", "listes"],
        "productFeatures": ["a"],
        "screenshots": ["1.png", "2.png", "3.png"],
    });
    let lock = fixtures::locked;
    Fixture::unchanged()
        .removes("listings.fr-fr", &listing)
        .change(
            "storectl.yaml:1",
            lock(
                change(
                    "listings.fr-fr",
                    Action::Remove,
                    json!("fr-fr"),
                    Value::Null,
                ),
                DestructiveClass::LanguageRemoved,
                "D-aaaaa2",
            ),
        )
        .change(
            "storectl.yaml:2",
            lock(
                change(
                    "availability.pricing",
                    Action::Change,
                    json!("PAID"),
                    json!("FREE"),
                ),
                DestructiveClass::PricingChanged,
                "D-bbbbb2",
            ),
        )
        .change(
            "storectl.yaml:3",
            lock(
                change(
                    "packages[0].packageUrl",
                    Action::Change,
                    json!("https://www.contoso.com/1.4/setup.exe"),
                    json!("https://cdn.fabrikam.com/1.5/setup.exe"),
                ),
                DestructiveClass::InstallerHostChanged,
                "D-ccccc2",
            ),
        )
        .blocked(Blocker::Unacknowledged {
            changes: vec![0, 1, 2],
            unmanaged: Vec::new(),
        })
}

#[test]
fn the_caution_says_in_words_what_goes() {
    let text = comment(destructive().view());
    for line in [
        "> **D-aaaaa2** removes the language `fr-fr`: description (30 characters), 2 search terms, 1 feature, 3 screenshots\\\n",
        "> **D-bbbbb2** changes the price (`availability.pricing`): `\"PAID\"` → `\"FREE\"`\\\n",
        "> **D-ccccc2** changes the installer host of `packages[0]`: `www.contoso.com` → `cdn.fabrikam.com`\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn all_tokens_stand_in_one_block_to_paste() {
    let mut fixture = destructive();
    let block = "```yaml\nacknowledge:\n  - D-aaaaa2   # listings.fr-fr: removes a language\n  - D-bbbbb2   # availability.pricing: changes the price\n  - D-ccccc2   # packages[0].packageUrl: changes the installer host\n```\n";
    let text = comment(fixture.view());
    assert!(text.contains(block), "{text}");
    assert!(text.contains("If intended, add to `store/contoso-notes.yaml`:\n"));
    fixture.acknowledge = vec!["D-99999z".parse().unwrap()];
    let text = comment(fixture.view());
    assert!(text.contains(block), "{text}");
    let offer = "add to the tokens that `store/contoso-notes.yaml` has under `acknowledge` already";
    assert!(text.contains(offer), "{text}");
}

#[test]
fn a_token_for_several_languages_is_one_line() {
    let fixture = languages(12)
        .into_iter()
        .fold(Fixture::unchanged(), |fixture, language| {
            let address = format!("listings.{language}.copyright");
            let cleared = change(&address, Action::Clear, json!("© Contoso"), Value::Null);
            let locked = fixtures::locked(cleared, DestructiveClass::TextCleared, "D-aaaaa2");
            fixture.change("storectl.yaml:5", locked)
        })
        .blocked(Blocker::Unacknowledged {
            changes: (0..12).collect(),
            unmanaged: Vec::new(),
        });
    let text = comment(fixture.view());
    assert_eq!(text.matches("**D-aaaaa2**").count(), 1, "{text}");
    assert!(text.contains("\n  - D-aaaaa2   # copyright in 12 languages: clears the text\n"));
    assert!(text.contains("and alike in 12 languages: "), "{text}");
}

/// So many screenshots that are replaced, the later the larger.
fn pictures(number: usize) -> Fixture {
    let mut fixture = (0..number).fold(Fixture::unchanged().based(), |fixture, at| {
        let address = format!("listings.en-us.screenshots[{at}]");
        let file = json!({ "path": format!("images/{at} \"a\".png"), "bytes": 1_000 + at, "width": 2560, "height": 1440 });
        let mut replaced = change(&address, Action::Change, json!({ "id": format!("11529{at}") }), file);
        replaced.origin = Some(Origin::Manifest);
        fixture.change("store/contoso-notes.yaml:9", replaced)
    });
    fixture.files_before = vec![Some(fixtures::file_before("old/1.png")); number];
    fixture
}

#[test]
fn an_image_that_also_gets_another_place_is_one_row_of_both_pictures() {
    let image = json!({ "path": "1.png", "bytes": 1_000, "width": 2560, "height": 1440 });
    let added = change(
        "listings.en-us.screenshots[1]",
        Action::Add,
        Value::Null,
        image,
    );
    let stored = json!({ "id": "1152" });
    let removed = change(
        "listings.en-us.screenshots[0]",
        Action::Remove,
        stored,
        Value::Null,
    );
    let mut fixture = [added, removed]
        .into_iter()
        .fold(Fixture::unchanged().based(), |fixture, it| {
            fixture.change("store/contoso-notes.yaml:9", it)
        });
    fixture.files_before = vec![None, Some(fixtures::file_before("store/1.png"))];
    let comment = with_pictures(&fixture);
    let rows: Vec<&str> = comment.lines().filter(|it| it.contains("<img")).collect();
    assert_eq!(rows.len(), 1, "{comment}");
    for commit in [fixtures::BASE, fixtures::HEAD] {
        let picture = format!("/blob/{commit}/store/1.png?raw=true");
        assert!(rows[0].contains(&picture), "{}", rows[0]);
    }
}

fn with_pictures(fixture: &Fixture) -> String {
    let mut product = fixture.product();
    product.base = storectl_report::BaseView::Revision {
        rev: Foreign::new("origin/main"),
        commit: Foreign::new(BASE),
    };
    comment(PlanView {
        repository: fixtures::repository(),
        ..fixtures::view(vec![product])
    })
}

#[test]
fn images_stand_beside_each_other_as_pictures_of_both_commits() {
    let text = with_pictures(&pictures(1));
    let blob = |commit, path: &str| {
        format!("src=\"https://github.com/contoso/notes/blob/{commit}/{path}?raw=true\"")
    };
    assert!(text.contains(&blob(BASE, "old/1.png")), "{text}");
    assert!(
        text.contains(&blob(HEAD, "store/images/0%20%22a%22.png")),
        "{text}"
    );
    assert!(text.contains("alt=\"en-us screenshots[0] 0 &quot;a&quot;.png, after merge\""));
}

#[test]
fn the_twelve_largest_images_are_shown_and_the_others_named() {
    let text = with_pictures(&pictures(15));
    assert_eq!(text.matches("<img ").count(), 24, "{text}");
    assert!(text.contains("| `en-us screenshots[14]` "), "{text}");
    let rest = "Without pictures here: `en-us screenshots[2]`, `en-us screenshots[1]`, `en-us screenshots[0]`\n";
    assert!(text.contains(rest), "{text}");
}

#[test]
fn where_no_repository_is_known_nothing_is_linked() {
    assert!(!comment(pictures(3).view()).contains("<img "));
}

#[test]
fn few_lines_are_open_and_many_are_folded() {
    assert!(comment(copyright(2).view()).contains("<details open>"));
    let long = change(
        "properties.website",
        Action::Add,
        Value::Null,
        json!("line\n".repeat(30)),
    );
    let fixture = Fixture::unchanged().change("storectl.yaml:1", long);
    assert!(!comment(fixture.view()).contains("<details open>"));
}

#[test]
fn a_line_of_ten_thousand_characters_is_cut_around_its_change() {
    let long = "lorem ipsum ".repeat(820);
    let (before, after) = (format!("{long}old {long}"), format!("{long}new {long}"));
    let fixture = Fixture::unchanged().change(
        "storectl.yaml:1",
        change(
            "properties.website",
            Action::Change,
            json!(before),
            json!(after),
        ),
    );
    let text = comment(fixture.view());
    assert!(text.contains("<del>old</del> <ins>new</ins>"), "{text}");
    assert!(text.len() < 3_000, "{}", text.len());
}

#[test]
fn twenty_changes_in_each_of_290_languages_fit() {
    let fixture = languages(290).into_iter().enumerate().fold(
        Fixture::unchanged(),
        |fixture, (at, language)| {
            (0..20).fold(fixture, |fixture, field| {
                let address = format!("listings.{language}.x{field}");
                let after = json!(format!("{at} {field} {}", "word ".repeat(50)));
                fixture.change(
                    "storectl.yaml:1",
                    change(&address, Action::Add, Value::Null, after),
                )
            })
        },
    );
    let text = comment(fixture.view());
    assert!(text.encode_utf16().count() <= LIMIT);
    assert!(text.contains("more sections"), "{}", &text[..2_000]);
    let summary = render_file(
        &Output::Plan(fixture.view()),
        storectl_report::FileFormat::Summary,
    );
    assert!(summary.len() > text.len() && summary.len() <= 1 << 20);
}

#[test]
fn five_hundred_products_have_a_marker_each_and_the_blocked_one_is_said() {
    let (quiet, blocked) = (Fixture::unchanged(), destructive());
    let ids: Vec<String> = (0..500).map(|it| format!("{it:0>36}")).collect();
    let products = ids.iter().enumerate().map(|(at, id)| {
        let fixture = if at == 250 { &blocked } else { &quiet };
        let mut product = fixture.product();
        product.product_id = Foreign::new(id);
        product
    });
    let text = comment(fixtures::view(products.collect()));
    assert!(text.encode_utf16().count() <= LIMIT);
    assert_eq!(text.matches("<!-- storectl:plan v=1 product=").count(), 500);
    assert!(text.contains("## Store plan: 500 products — 3 changes, 3 destructive, 1 blocked\n"));
    assert!(text.contains("⛔ **Contoso Notes**"), "{text}");
}
