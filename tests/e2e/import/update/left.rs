//! What no manifest may say is left and named; everything else is taken.

use super::{MANIFEST, UPDATE, changed_lines, drift, set, workplace};
use crate::support::{Store, git::git};

#[test]
fn a_value_that_the_rules_refuse_is_left_with_the_rule() {
    let store = Store::start();
    let workplace = workplace(&store);
    drift(&store, |it| {
        it.properties.insert("website".to_owned(), "contoso".into());
        set(it, "en-us", "shortDescription", "Gears for some");
    });
    let run = workplace.run(&UPDATE).exits(0);
    assert!(
        run.stderr.contains("`properties.website` is not taken"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("STC0"), "{}", run.stderr);
    assert_eq!(
        changed_lines(&workplace),
        "-    shortDescription: Gears for everyone
+    shortDescription: Gears for some"
    );
}

#[test]
fn a_field_that_the_store_has_lost_and_that_is_required_is_left() {
    let store = Store::start();
    let workplace = workplace(&store);
    drift(&store, |it| set(it, "en-us", "description", ""));
    let run = workplace.run(&UPDATE).exits(0);
    assert!(
        run.stderr
            .contains("`listings.en-us.description` is not taken"),
        "{}",
        run.stderr
    );
    assert_eq!(changed_lines(&workplace), "");
}

#[test]
fn a_required_default_that_every_language_has_lost_is_left() {
    let store = Store::start();
    let languages = ["en-us", "de-de"];
    drift(&store, |it| {
        for language in languages {
            set(it, language, "additionalLicenseTerms", "Ask us");
        }
    });
    let workplace = workplace(&store);
    let manifest = MANIFEST.replace(
        "  developedBy:",
        "  additionalLicenseTerms: Ask us\n  developedBy:",
    );
    workplace.write("storectl.yaml", manifest);
    git(workplace.path(), &["commit", "-qam", "Terms"]);
    drift(&store, |it| {
        for language in languages {
            set(it, language, "additionalLicenseTerms", "");
            set(it, language, "copyright", "© Fabrikam");
        }
    });
    let run = workplace.run(&UPDATE).exits(0);
    for language in languages {
        let left = format!("`listings.{language}.additionalLicenseTerms` is not taken");
        assert!(run.stderr.contains(&left), "{}", run.stderr);
    }
    assert_eq!(
        changed_lines(&workplace),
        "-  copyright: © Contoso Ltd   # checked by legal
+  copyright: © Fabrikam   # checked by legal"
    );
}

#[test]
fn a_field_with_a_secret_is_left_and_its_value_is_shown_nowhere() {
    let store = Store::start();
    let mut workplace = workplace(&store);
    let notes = "  certificationNotes: Sign in with ${password}.\n";
    let manifest = MANIFEST
        .replace("  category:", &format!("{notes}  category:"))
        .replace("vars:\n", "vars:\n  password: { secret: true }\n");
    workplace.write("storectl.yaml", &manifest);
    workplace.commit();
    drift(&store, |it| {
        it.properties.insert(
            "certificationNotes".to_owned(),
            "Sign in with tiramisu.".into(),
        );
        set(it, "en-us", "whatsNew", "Ask for hunter22.");
    });
    for password in ["hunter22", ""] {
        workplace.set("STORECTL_VAR_PASSWORD", password);
        let only = ["--only", "properties.certificationNotes"];
        let run = workplace
            .run(&[&["import", "--update"], &only[..]].concat())
            .exits(0);
        assert!(
            run.stderr
                .contains("`properties.certificationNotes` is not taken"),
            "{}",
            run.stderr
        );
        assert!(!format!("{}{}", run.stdout, run.stderr).contains("tiramisu"));
        assert_eq!(workplace.read("storectl.yaml"), manifest);
    }
    // A secret in another field, by somebody's hand.
    workplace.set("STORECTL_VAR_PASSWORD", "hunter22");
    let run = workplace.run(&UPDATE).exits(0);
    assert!(
        run.stderr
            .contains("`listings.en-us.whatsNew` is not taken"),
        "{}",
        run.stderr
    );
    assert!(!format!("{}{}", run.stdout, run.stderr).contains("hunter22"));
    assert_eq!(workplace.read("storectl.yaml"), manifest);
}

#[test]
fn an_image_that_is_gone_leaves_its_list() {
    let store = Store::start();
    let workplace = workplace(&store);
    let list = "    screenshots: [one.png]\n    contactInfo:";
    let manifest = MANIFEST.replace("    contactInfo:", list);
    workplace.write("storectl.yaml", &manifest);
    workplace.write("one.png", crate::support::images::png(40, 30, 1));
    workplace.commit();
    drift(&store, |it| {
        let mut listings = it.listings.iter_mut();
        let english = listings.find(|it| it.language == "en-us").unwrap();
        english.screenshots[0].blob = "gone".to_owned();
    });
    let run = workplace.run(&["import", "--update"]).exits(0);
    assert!(
        run.stderr
            .contains("`listings.en-us.screenshots` is not taken"),
        "{}",
        run.stderr
    );
    assert_eq!(workplace.read("storectl.yaml"), manifest);
}
