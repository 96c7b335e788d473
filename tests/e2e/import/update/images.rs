//! Images that are others now.

use super::{MANIFEST, UPDATE, changed_lines, says_what_the_draft_holds, workplace};
use crate::support::{Store, Workplace, apply, images::png};

/// Uploads these screenshots as somebody else does.
fn upload(store: &Store, names: &[&str], files: &[(&str, Vec<u8>)]) {
    let list = names.join(", ");
    let other = Workplace::at(
        store,
        &format!("listings:\n  en-us:\n    screenshots: [{list}]\n"),
    );
    for (name, bytes) in files {
        other.write(name, bytes);
    }
    other.run(&apply(&["--submit", "never"])).exits(0);
}

#[test]
fn an_image_that_is_another_is_downloaded_and_named_by_its_slot() {
    let store = Store::start();
    let (one, two, new) = (png(40, 30, 1), png(40, 30, 2), png(40, 30, 3));
    let files = [
        ("one.png", one.clone()),
        ("two.png", two.clone()),
        ("new.png", new.clone()),
    ];
    upload(&store, &["one.png", "two.png"], &files);
    let workplace = workplace(&store);
    let list = "    screenshots:
      - images/one.png   # the start
      - images/two.png   # the search
";
    let named = MANIFEST.replace(
        "    contactInfo: contactus@contoso.com\n",
        &format!("    contactInfo: contactus@contoso.com\n{list}"),
    );
    workplace.write("storectl.yaml", named);
    workplace.write("images/one.png", &one);
    workplace.write("images/two.png", &two);
    workplace.commit();
    says_what_the_draft_holds(&workplace);
    upload(&store, &["one.png", "new.png"], &files);

    let shown = workplace.run(&[&UPDATE[..], &["--diff"]].concat()).exits(0);
    assert!(
        shown
            .stdout
            .contains("Binary file b/images/screenshot-2.png is new"),
        "{}",
        shown.stdout
    );
    assert_eq!(changed_lines(&workplace), "");
    let run = workplace.run(&UPDATE).exits(0);
    assert_eq!(
        changed_lines(&workplace),
        "-      - images/two.png   # the search
+      - images/screenshot-2.png   # the search"
    );
    let written = std::fs::read(workplace.path().join("images/screenshot-2.png")).unwrap();
    assert_eq!(written, new);
    assert!(workplace.path().join("images/two.png").exists());
    assert!(run.stderr.contains("images/two.png"), "{}", run.stderr);
    says_what_the_draft_holds(&workplace);
}

#[test]
fn images_in_another_order_are_named_in_it() {
    let store = Store::start();
    let files = [("one.png", png(40, 30, 1)), ("two.png", png(40, 30, 2))];
    upload(&store, &["one.png", "two.png"], &files);
    let workplace = workplace(&store);
    let list = "    screenshots: [one.png, two.png]   # in this order\n";
    let named = MANIFEST.replace(
        "    contactInfo: contactus@contoso.com\n",
        &format!("    contactInfo: contactus@contoso.com\n{list}"),
    );
    workplace.write("storectl.yaml", named);
    for (name, bytes) in &files {
        workplace.write(name, bytes);
    }
    workplace.commit();
    says_what_the_draft_holds(&workplace);
    upload(&store, &["two.png", "one.png"], &files);
    workplace.run(&UPDATE).exits(0);
    assert_eq!(
        changed_lines(&workplace),
        "-    screenshots: [one.png, two.png]   # in this order
+    screenshots: [two.png, one.png]   # in this order"
    );
    says_what_the_draft_holds(&workplace);
}

#[test]
fn a_file_of_that_name_with_something_else_stays() {
    let store = Store::start();
    let (one, new, mine) = (png(40, 30, 1), png(40, 30, 3), png(40, 30, 9));
    let files = [("one.png", one.clone()), ("new.png", new.clone())];
    upload(&store, &["one.png"], &files);
    let workplace = workplace(&store);
    let list = "    screenshots: [one.png]\n";
    let named = MANIFEST.replace(
        "    contactInfo: contactus@contoso.com\n",
        &format!("    contactInfo: contactus@contoso.com\n{list}"),
    );
    workplace.write("storectl.yaml", named);
    workplace.write("one.png", &one);
    workplace.write("screenshot-1.png", &mine);
    workplace.commit();
    upload(&store, &["new.png"], &files);
    workplace.run(&UPDATE).exits(0);
    let kept = std::fs::read(workplace.path().join("screenshot-1.png")).unwrap();
    assert_eq!(kept, mine);
    assert!(changed_lines(&workplace).contains("screenshots: [screenshot-1-"));
    says_what_the_draft_holds(&workplace);
}
