//! Several manifests, and manifests in other encodings.

use storectl_sandbox::Product;

use super::{MANIFEST, UPDATE, changed_lines, drift, says_what_the_draft_holds, set, workplace};
use crate::support::{Store, Workplace};

const OTHER: &str = "4e31a9f9-84e8-4d2d-9eba-487878d02ebf";

/// A Store with a second product like the first, and a repository of both, which share a text.
fn two() -> (Store, Workplace) {
    let store = Store::start();
    let other = Product {
        id: OTHER.to_owned(),
        ..store.product()
    };
    store.sandbox.put_product(other);
    let workplace = workplace(&store);
    let manifest = format!(
        "# The other one.
apiVersion: storectl/v1
productId: {OTHER}
listings:
  en-us:
    shortDescription: Gears for everyone   # the same
    description: {{ file: ../texts/en-us.md }}
"
    );
    workplace.write("other/storectl.yaml", manifest);
    workplace.commit();
    (store, workplace)
}

#[test]
fn each_manifest_takes_what_its_own_product_changed() {
    let (store, workplace) = two();
    let mut other = store.sandbox.product(OTHER).unwrap();
    set(&mut other, "en-us", "shortDescription", "More gears");
    store.sandbox.put_product(other);
    drift(&store, |it| set(it, "en-us", "whatsNew", "Slower."));
    let run = workplace.run(&UPDATE).exits(0);
    assert!(
        run.stderr.contains("updated 2 of 2 manifests"),
        "{}",
        run.stderr
    );
    assert!(
        workplace
            .read("other/storectl.yaml")
            .contains("shortDescription: More gears   # the same\n")
    );
    assert!(workplace.read("storectl.yaml").contains("Slower."));
    says_what_the_draft_holds(&workplace);
}

#[test]
fn the_command_that_takes_a_value_is_for_its_own_manifest_and_runs_as_it_is() {
    let (store, workplace) = two();
    let mut other = store.sandbox.product(OTHER).unwrap();
    set(&mut other, "en-us", "shortDescription", "More gears");
    store.sandbox.put_product(other);
    drift(&store, |it| {
        set(it, "en-us", "shortDescription", "Fewer gears");
        set(it, "en-us", "copyright", "Theirs");
    });
    // Both sides changed it; nothing else uses the variable.
    let ours = workplace.read("storectl.yaml");
    let ours = ours.replace("copyright: © Contoso Ltd", "copyright: Ours ${version}");
    workplace.write("storectl.yaml", ours);
    let given = ["--var", "version=1.1", "--base", "HEAD"];
    let plan = workplace.run(&[&["plan"], &given[..]].concat()).exits(0);
    let update = [&["import", "--update", "--diff"], &given[..]].concat();
    let update = workplace.run(&update).exits(0);
    for (run, field, manifest) in [
        (
            &plan.stdout,
            "listings.en-us.shortDescription",
            "other/storectl.yaml",
        ),
        (&plan.stdout, "listings.en-us.copyright", "storectl.yaml"),
        (&update.stderr, "listings.en-us.copyright", "storectl.yaml"),
    ] {
        let found = run.lines().find(|it| {
            it.contains(&format!("--only {field} ")) && it.ends_with(&format!(" {manifest}"))
        });
        let line = found.unwrap_or_else(|| panic!("{field} of {manifest}: {run}"));
        let command = line.split_once(": storectl ").unwrap().1;
        assert!(!command.contains("--diff"), "{command}");
        // The other manifest does not use the variable, and would be refused for it.
        let uses_variable = manifest == "storectl.yaml";
        assert_eq!(command.contains("--var"), uses_variable, "{command}");
        let words: Vec<&str> = command.split(' ').collect();
        workplace.run(&[&words[..], &["--diff"]].concat()).exits(0);
    }
}

#[test]
fn a_text_file_of_two_products_of_which_one_changed_is_refused() {
    let (store, workplace) = two();
    let text = workplace.read("texts/en-us.md");
    drift(&store, |it| set(it, "en-us", "description", "Gears."));
    let run = workplace.run(&UPDATE).exits(32);
    assert!(
        run.stderr.contains("listings.en-us.description"),
        "{}",
        run.stderr
    );
    assert_eq!(workplace.read("texts/en-us.md"), text);
}

#[test]
fn an_error_of_one_product_keeps_all_manifests_as_they_are() {
    let (store, workplace) = two();
    drift(&store, |it| set(it, "en-us", "whatsNew", "Slower."));
    let mut other = store.sandbox.product(OTHER).unwrap();
    set(&mut other, "en-us", "copyright", "© Fabrikam");
    store.sandbox.put_product(other);
    let shared = "listings:
  de-de: { copyright: { file: copyright.txt } }
  en-us: { copyright: { file: copyright.txt } }
";
    let other = format!("apiVersion: storectl/v1\nproductId: {OTHER}\n{shared}");
    workplace.write("other/storectl.yaml", other);
    workplace.write("other/copyright.txt", "© Contoso Ltd\n");
    workplace.commit();
    workplace.run(&UPDATE).exits(10);
    assert_eq!(changed_lines(&workplace), "");
}

#[test]
fn line_ends_and_a_byte_order_mark_stay() {
    let store = Store::start();
    let workplace = workplace(&store);
    let windows = format!("\u{feff}{}", MANIFEST.replace('\n', "\r\n"));
    workplace.write("storectl.yaml", &windows);
    workplace.commit();
    drift(&store, |it| {
        set(it, "en-us", "shortDescription", "Gears for some");
        set(it, "en-us", "whatsNew", "Slower.\n\nAnd quieter.");
    });
    workplace.run(&UPDATE).exits(0);
    let after = windows
        .replace("Gears for everyone", "Gears for some")
        .replace(
            "      Faster gears, and a search that finds them.\r\n",
            "      Slower.\r\n\r\n      And quieter.\r\n",
        );
    assert_eq!(workplace.read("storectl.yaml"), after);
    says_what_the_draft_holds(&workplace);
}
