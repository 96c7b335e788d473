//! Selectors of `--scope` that match nothing are named, with what is there.

use super::{IMPORT, changes_nothing, names, workplace};
use crate::support::{Store, Workplace};

const UPDATE: &str = r#"{
    "packages": [{"packageUrl": "https://contoso.com/1.0/x64.exe", "packageType": "exe"}],
    "listings": [{"language": "en-us", "description": "d"}, {"language": "de-de", "copyright": "c"}]
}"#;

#[test]
fn a_selector_that_matches_nothing_is_named_with_what_the_draft_has_there() {
    for (selector, said) in [
        (
            "listings.pl-pl",
            "`listings.pl-pl` matches nothing in the draft, which has `listings.de-de`, `listings.en-us`",
        ),
        (
            "listings.PL-pl.whatsNew",
            "`listings.PL-pl.whatsNew` matches nothing in the draft, which has `listings.de-de`, `listings.en-us`",
        ),
        (
            "packages[7].languages",
            "`packages[7].languages` matches nothing in the draft, which has `packages[0]`",
        ),
    ] {
        let store = Store::start();
        let workplace = workplace(&store);
        let scope = ["--scope", &format!("properties.category,{selector}")];
        let run = workplace.run(&[&IMPORT[..], &scope].concat()).exits(0);
        let said = format!("warning: {said}\n");
        assert!(run.stderr.contains(&said), "{}", run.stderr);
        assert_eq!(run.stderr.matches("warning:").count(), 1, "{}", run.stderr);
        let manifest = workplace.read("storectl.yaml");
        assert!(
            manifest.ends_with("properties:\n  category: DeveloperTools\n"),
            "{manifest}"
        );
        changes_nothing(&workplace, &[]);
    }
}

#[test]
fn a_field_that_no_language_has_is_named_with_the_fields_that_are_there() {
    let store = Store::start();
    let mut product = store.product();
    for listing in &mut product.listings {
        listing
            .fields
            .retain(|name, _| ["description", "copyright"].contains(&name.as_str()));
        listing.screenshots.clear();
        listing.store_logos.clear();
    }
    store.sandbox.put_product(product);
    let workplace = workplace(&store);
    let scope = ["--scope", "packages,listings.*.whatsNew"];
    let run = workplace.run(&[&IMPORT[..], &scope].concat()).exits(0);
    let said = "warning: `listings.*.whatsNew` matches nothing in the draft, which has `listings.*.description`, `listings.*.copyright`\n";
    assert!(run.stderr.contains(said), "{}", run.stderr);
}

#[test]
fn where_no_selector_matches_anything_nothing_is_written() {
    let store = Store::start();
    let workplace = workplace(&store);
    let scope = [
        "--scope",
        "listings.pl-pl,packages[7]",
        "--output",
        "widgets",
    ];
    let run = workplace.run(&[&IMPORT[..], &scope].concat()).exits(64);
    for said in [
        "error[usage]: --scope: nothing in the draft matches `listings.pl-pl`, `packages[7]`\n",
        "`listings.pl-pl`: the draft has `listings.de-de`, `listings.en-us`",
        "`packages[7]`: the draft has `packages[0]`",
    ] {
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    assert!(names(workplace.path()).is_empty());
    let requests = store.requests(0);
    assert!(
        !requests.iter().any(|it| it.contains("blob")),
        "{requests:?}"
    );
}

#[test]
fn images_alone_are_something_that_a_selector_matches() {
    let store = Store::start();
    let workplace = workplace(&store);
    let scope = ["--scope", "listings.en-us.screenshots"];
    let run = workplace.run(&[&IMPORT[..], &scope].concat()).exits(0);
    assert!(!run.stderr.contains("matches nothing"), "{}", run.stderr);
    assert!(workplace.read("storectl.yaml").contains("screenshots:"));
}

#[test]
fn selectors_are_checked_against_the_files_of_another_tool_too() {
    let workplace = Workplace::empty();
    workplace.write("update.json", UPDATE);
    let from = [
        "import",
        "--from",
        "store-submission",
        "update.json",
        "--output",
        "widgets",
        "--scope",
    ];
    let run = workplace
        .run(&[&from[..], &["listings.pl-pl,properties"]].concat())
        .exits(64);
    let said =
        "error[usage]: --scope: nothing in the files matches `listings.pl-pl`, `properties`\n";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(!workplace.path().join("widgets").exists());

    let run = workplace
        .run(&[&from[..], &["packages,listings.en-us.whatsNew"]].concat())
        .exits(0);
    let said = "warning: `listings.en-us.whatsNew` matches nothing in the files, which have `listings.en-us.description`\n";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(!workplace.read("widgets/storectl.yaml").contains("listings"));
}
