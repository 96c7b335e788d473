//! Languages that come and go.

use super::{
    MANIFEST, UPDATE, changed_lines, drift, says_what_the_draft_holds, updated, workplace,
};
use storectl_sandbox::Listing;

use crate::support::Store;

#[test]
fn a_language_that_is_gone_is_removed_in_the_manifest() {
    let (_, _, lines) = updated(&Store::start(), |it| {
        it.listings.retain(|it| it.language != "de-de");
    });
    assert_eq!(
        lines,
        "-  de-de:
-    shortDescription: Zahnräder für alle
+  de-de: null"
    );
}

#[test]
fn a_language_that_is_there_again_says_what_other_languages_say() {
    let store = Store::start();
    let german = store
        .product()
        .listings
        .into_iter()
        .find(|it| it.language == "de-de")
        .unwrap();
    let workplace = workplace(&store);
    drift(&store, |it| it.listings.retain(|it| it.language != "de-de"));
    let named = "  de-de:\n    shortDescription: Zahnräder für alle\n";
    let removed = MANIFEST.replace(named, "  de-de: null   # for now\n");
    workplace.write("storectl.yaml", removed);
    workplace.commit();
    says_what_the_draft_holds(&workplace);
    drift(&store, |it| it.listings.push(german));
    workplace.run(&UPDATE).exits(0);
    says_what_the_draft_holds(&workplace);
    assert_eq!(
        changed_lines(&workplace),
        "-  de-de: null   # for now
+  de-de:   # for now
+    whatsNew: Schnellere Zahnräder und eine Suche, die sie findet.
+    productFeatures: [Zählt Zahnräder beim Hinzufügen, \"Bestellt nach, was ausgeht\"]
+    shortDescription: Zahnräder für alle
+    searchTerms: [Zahnräder, Werkstatt]
+    contactInfo: kontakt@contoso.com"
    );
}

#[test]
fn a_new_language_gets_a_file_where_the_others_have_one() {
    let store = Store::start();
    let german = store
        .product()
        .listings
        .into_iter()
        .find(|it| it.language == "de-de")
        .unwrap();
    let workplace = workplace(&store);
    drift(&store, |it| it.listings.retain(|it| it.language != "de-de"));
    let named = "  de-de:\n    shortDescription: Zahnräder für alle\n";
    let removed = MANIFEST.replace(named, "  de-de: null\n");
    workplace.write("storectl.yaml", removed);
    std::fs::remove_file(workplace.path().join("texts/de-de.md")).unwrap();
    workplace.commit();
    drift(&store, |it| it.listings.push(german));
    workplace.run(&["import", "--update"]).exits(0);
    assert!(
        workplace
            .read("texts/de-de.md")
            .starts_with("Contoso Widgets hält")
    );
    says_what_the_draft_holds(&workplace);
}

#[test]
fn a_language_that_only_a_flag_removes_is_kept_by_naming_it() {
    let store = Store::start();
    let workplace = workplace(&store);
    workplace.write("storectl.yaml", format!("{MANIFEST}prune: [listings]\n"));
    workplace.commit();
    drift(&store, |it| {
        let french = Listing {
            language: "fr-fr".to_owned(),
            ..it.listings[0].clone()
        };
        it.listings.push(french);
    });
    let plan = workplace.run(&["plan", "--base", "HEAD"]).exits(11);
    let taken = "to keep it: storectl import --update --only listings.fr-fr --base HEAD";
    assert!(plan.stdout.contains(taken), "{}", plan.stdout);
    workplace.write("storectl.yaml", MANIFEST);
    let plan = workplace
        .run(&["plan", "--prune", "--base", "HEAD"])
        .exits(11);
    // An update would find nothing to take.
    assert!(
        plan.stdout.contains("to keep it: write fr-fr: {} "),
        "{}",
        plan.stdout
    );
}
