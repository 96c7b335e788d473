//! `storectl fmt`: the canonical layout, all manifests or none.

use crate::support::Workplace;

const UNFORMATTED: &str = "# Gears
listings:
    en-us:
        shortDescription: Gears   # short
productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf
apiVersion: storectl/v1
";

const FORMATTED: &str = "apiVersion: storectl/v1
productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf
# Gears
listings:
  en-us:
    shortDescription: Gears   # short
";

const OTHER: &str = "apiVersion: storectl/v1\nproductId: 4e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";

#[test]
fn a_manifest_is_rewritten_once_with_its_comments() {
    let workplace = Workplace::empty();
    workplace.write("storectl.yaml", UNFORMATTED);
    let run = workplace.run(&["fmt"]).exits(0);
    assert_eq!(
        run.stdout,
        "formatted storectl.yaml\nformatted 1 of 1 manifest\n"
    );
    assert_eq!(workplace.read("storectl.yaml"), FORMATTED);
    let again = workplace.run(&["fmt"]).exits(0);
    assert_eq!(again.stdout, "formatted 0 of 1 manifest\n");
    workplace.run(&["fmt", "--check"]).exits(0);
}

#[test]
fn a_check_names_each_file_that_would_change_and_writes_nothing() {
    let workplace = Workplace::empty();
    workplace.write("a/storectl.yaml", UNFORMATTED);
    workplace.write("b/storectl.yaml", OTHER);
    let run = workplace.run(&["fmt", "--check"]).exits(1);
    assert_eq!(
        run.stdout,
        "would format a/storectl.yaml\nwould format 1 of 2 manifests\n"
    );
    assert!(run.stderr.contains("run `storectl fmt`"), "{}", run.stderr);
    assert_eq!(workplace.read("a/storectl.yaml"), UNFORMATTED);
    workplace.run(&["fmt", "--check", "b"]).exits(0);
}

#[test]
fn a_diff_shows_what_would_change_and_writes_nothing() {
    let workplace = Workplace::empty();
    workplace.write("a/storectl.yaml", UNFORMATTED);
    let run = workplace.run(&["fmt", "--diff"]).exits(0);
    for line in [
        "--- a/a/storectl.yaml\n",
        "+++ b/a/storectl.yaml\n",
        "\n+  en-us:\n",
        "\n-    en-us:\n",
    ] {
        assert!(run.stdout.contains(line), "{}", run.stdout);
    }
    assert_eq!(workplace.read("a/storectl.yaml"), UNFORMATTED);
}

#[test]
fn line_ends_and_the_byte_order_mark_stay() {
    let workplace = Workplace::empty();
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    workplace.write("storectl.yaml", windows(UNFORMATTED));
    workplace.run(&["fmt"]).exits(0);
    assert_eq!(workplace.read("storectl.yaml"), windows(FORMATTED));
}

#[test]
fn one_invalid_manifest_keeps_all_as_they_are() {
    for invalid in ["productId: [\n", "apiVersion: storectl/v1\nproductId: 1\n"] {
        let workplace = Workplace::empty();
        workplace.write("a/storectl.yaml", UNFORMATTED);
        workplace.write("b/storectl.yaml", invalid);
        for arguments in [&["fmt"][..], &["fmt", "--check"], &["fmt", "--diff"]] {
            let run = workplace.run(arguments).exits(10);
            assert!(run.stderr.contains("b/storectl.yaml:"), "{}", run.stderr);
            assert_eq!(run.stdout, "");
        }
        assert_eq!(workplace.read("a/storectl.yaml"), UNFORMATTED);
        assert_eq!(workplace.read("b/storectl.yaml"), invalid);
    }
}
