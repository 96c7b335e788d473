//! Pictures before and after, on a page and in a comment.

use std::fs::File;

use serde_json::{Value, json};
use storectl_model::Digest;

use super::published::{More, PullRequest};
use crate::support::{
    QUICK, Run, Store, Workplace,
    git::git,
    images::drawn,
    pictures::{Figure, Pair, figures, pairs},
};

/// A PNG file that no other `seed` makes.
fn picture(seed: u32) -> Vec<u8> {
    drawn(1366, 768, seed)
}

/// A pull request that replaces a screenshot, with the bytes before and after.
struct Replaced {
    it: PullRequest,
    /// The commit of what is published.
    base: String,
    head: String,
    old: Vec<u8>,
    new: Vec<u8>,
}

impl Replaced {
    fn new() -> Self {
        let (old, new) = (picture(1), picture(2));
        let more = More {
            english: "    screenshots: [images/editor.png]\n",
            files: &[("images/editor.png", &old)],
            ..More::default()
        };
        let mut it = PullRequest::of_product(1, more);
        let base = git(it.workplace.path(), &["rev-parse", "HEAD"]);
        it.write("images/editor.png", &new);
        let head = it.workplace.commit();
        it.workplace.set("GITHUB_SHA", &head);
        Self {
            it,
            base,
            head,
            old,
            new,
        }
    }

    /// Plans, and returns the plan's document.
    fn planned(&self) -> Value {
        let out = ["json", "html", "markdown"].map(|it| format!("--out={it}=out/{it}"));
        let mut arguments = vec!["plan", "store"];
        arguments.extend(out.iter().map(String::as_str));
        self.it.run(&arguments).exits(0);
        serde_json::from_str(&self.it.workplace.read("out/json")).unwrap()
    }

    /// Shows a document as a page.
    fn shown(&self, document: &Value) -> String {
        self.it.workplace.write("other.json", document.to_string());
        let arguments = ["show", "other.json", "--format", "html"];
        self.it.workplace.run(&arguments).exits(0).stdout
    }
}

fn shown(bytes: &[u8], caption: &str) -> Figure {
    Figure {
        bytes: Some(bytes.to_vec()),
        caption: caption.to_owned(),
    }
}

fn named(caption: &str) -> Figure {
    Figure {
        bytes: None,
        caption: caption.to_owned(),
    }
}

/// Returns what is said below the pictures of a page's one change.
fn captions(pair: &Pair) -> [String; 2] {
    [&pair.before, &pair.after].map(|it| it[0].caption.clone())
}

#[test]
fn a_page_shows_the_image_before_and_the_one_after_and_is_shown_alike() {
    let replaced = Replaced::new();
    replaced.planned();
    let page = replaced.it.workplace.read("out/html");
    let pairs = pairs(&page);
    let [before, after] = captions(&pairs[0]);
    assert!(
        before.starts_with("store/images/editor.png 1366×768, "),
        "{before}"
    );
    assert!(after.starts_with("images/editor.png 1366×768, "), "{after}");
    let expected = Pair {
        before: vec![shown(&replaced.old, &before)],
        after: vec![shown(&replaced.new, &after)],
    };
    assert_eq!(pairs, [expected]);
    let document = replaced.it.workplace.read("out/json");
    assert!(!document.contains("iVBOR"), "{document}");
    let show = replaced
        .it
        .workplace
        .run(&["show", "out/json", "--format", "html"]);
    assert_eq!(show.exits(0).stdout, page);
    let mut show = replaced
        .it
        .workplace
        .command(&["show", "-", "--format", "html"]);
    show.stdin(File::open(replaced.it.workplace.path().join("out/json")).unwrap());
    show.current_dir(replaced.it.workplace.path().join("store/images"));
    assert_eq!(Run::of(show.output().unwrap()).exits(0).stdout, page);
}

#[test]
fn a_comment_shows_both_blobs_of_the_repository() {
    let replaced = Replaced::new();
    replaced.planned();
    let comment = replaced.it.workplace.read("out/markdown");
    for commit in [&replaced.base, &replaced.head] {
        let blob = format!(
            "src=\"https://github.com/contoso/notes/blob/{commit}/store/images/editor.png?raw=true\""
        );
        assert!(comment.contains(&blob), "{blob}\n{comment}");
    }
}

#[test]
fn an_apply_has_the_pictures_of_its_plan() {
    let replaced = Replaced::new();
    let arguments = ["apply", "store", "--yes", "--out=html=out/html"];
    replaced.it.run(&arguments).exits(0);
    let pairs = pairs(&replaced.it.workplace.read("out/html"));
    let [before, after] = captions(&pairs[0]);
    let expected = Pair {
        before: vec![shown(&replaced.old, &before)],
        after: vec![shown(&replaced.new, &after)],
    };
    assert_eq!(pairs, [expected]);
}

#[test]
fn a_file_that_has_changed_since_is_named() {
    let replaced = Replaced::new();
    let document = replaced.planned();
    replaced.it.write("images/editor.png", picture(3));
    let pairs = pairs(&replaced.shown(&document));
    let [before, after] = captions(&pairs[0]);
    let expected = Pair {
        before: vec![shown(&replaced.old, &before)],
        after: vec![named(&after)],
    };
    assert_eq!(pairs, [expected]);
    assert!(after.contains("images/editor.png 1366×768, "), "{after}");
}

#[test]
fn what_git_lfs_keeps_elsewhere_is_named() {
    let replaced = Replaced::new();
    let mut document = replaced.planned();
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n",
        Digest::of(&replaced.old),
        replaced.old.len()
    );
    replaced.it.write("images/editor.png", pointer);
    let commit = replaced.it.workplace.commit();
    document["products"][0]["base"]["commit"] = json!(commit);
    assert!(
        figures(&replaced.shown(&document))
            .iter()
            .all(|it| it.bytes.is_none())
    );
}

/// Changes the document of a plan so that its page holds what `path` names, where that is followed.
fn naming(document: &Value, manifest: &str, path: &str, content: &[u8]) -> Value {
    let mut document = document.clone();
    let product = &mut document["products"][0];
    product["manifest"] = json!(manifest);
    let after = &mut product["changes"][0]["after"];
    after["path"] = json!(path);
    after["sha256"] = json!(Digest::of(content).to_string());
    after["bytes"] = json!(content.len());
    product["changes"][0]["beforeFile"] = Value::Null;
    product["storePage"] = json!([]);
    document
}

#[test]
fn the_document_of_a_stranger_reads_nothing_outside_the_repository_and_no_picture_but_its_own() {
    let replaced = Replaced::new();
    let document = replaced.planned();
    let workplace = &replaced.it.workplace;
    let holds = |document: &Value| {
        let page = replaced.shown(document);
        figures(&page).iter().any(|it| it.bytes.is_some())
    };
    let manifest = "store/storectl.yaml";
    let (inside, secret) = (picture(4), picture(5));
    replaced.it.write("images/inside.png", &inside);
    let naming = |manifest, path, content| naming(&document, manifest, path, content);
    assert!(holds(&naming(manifest, "images/inside.png", &inside)));
    assert!(!holds(&naming(manifest, "images/inside.png", &secret)));
    let elsewhere = Workplace::empty();
    elsewhere.write("secret.png", &secret);
    let absolute = elsewhere.path().join("secret.png");
    let absolute = absolute.to_str().unwrap();
    let up = format!(
        "../../{}/secret.png",
        elsewhere.path().file_name().unwrap().to_str().unwrap()
    );
    for path in [absolute, &up, "images", "images/absent.png"] {
        assert!(!holds(&naming(manifest, path, &secret)), "{path}");
    }
    let beside = format!("{}/storectl.yaml", elsewhere.path().display());
    for manifest in [&beside, "../storectl.yaml", "store/../storectl.yaml", ""] {
        assert!(
            !holds(&naming(manifest, "secret.png", &secret)),
            "{manifest}"
        );
    }
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    workplace.write("store/images/script.png", svg);
    assert!(!holds(&naming(manifest, "images/script.png", svg)));
    workplace.write("store/.hidden.png", &secret);
    assert!(!holds(&naming(manifest, ".hidden.png", &secret)));
    let mut before = document.clone();
    before["products"][0]["changes"][0]["after"]["sha256"] = json!("0".repeat(64));
    before["products"][0]["storePage"] = json!([]);
    assert!(holds(&before), "the file before alone");
    for path in ["../secret.png", absolute, ".git/config", ""] {
        before["products"][0]["changes"][0]["beforeFile"]["path"] = json!(path);
        assert!(!holds(&before), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_repository_and_what_is_no_file_are_not_read() {
    use std::os::unix::fs::symlink;

    let replaced = Replaced::new();
    let document = replaced.planned();
    let workplace = &replaced.it.workplace;
    let (elsewhere, secret) = (Workplace::empty(), picture(5));
    elsewhere.write("secret.png", &secret);
    let images = workplace.path().join("store/images");
    symlink(elsewhere.path().join("secret.png"), images.join("out.png")).unwrap();
    symlink(elsewhere.path(), workplace.path().join("linked")).unwrap();
    let pipe = images.join("pipe.png");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    symlink("/dev/zero", images.join("zero.png")).unwrap();
    for (manifest, path) in [
        ("store/storectl.yaml", "images/out.png"),
        ("store/storectl.yaml", "../linked/secret.png"),
        ("linked/storectl.yaml", "secret.png"),
        ("store/storectl.yaml", "images/pipe.png"),
        ("store/storectl.yaml", "images/zero.png"),
    ] {
        let page = replaced.shown(&naming(&document, manifest, path, &secret));
        let held = figures(&page).iter().any(|it| it.bytes.is_some());
        assert!(!held, "{manifest} {path}");
    }
    symlink("editor.png", images.join("inside.png")).unwrap();
    let inside = naming(
        &document,
        "store/storectl.yaml",
        "images/inside.png",
        &replaced.new,
    );
    let page = replaced.shown(&inside);
    assert!(
        figures(&page).iter().any(|it| it.bytes.is_some()),
        "a link inside"
    );
}

#[test]
fn a_file_of_another_length_than_a_document_says_is_not_read() {
    let replaced = Replaced::new();
    let document = replaced.planned();
    let large = replaced.it.workplace.path().join("store/images/large.png");
    // A sparse file: whoever read it would run out of memory or time.
    File::create(&large).unwrap().set_len(10 << 30).unwrap();
    let mut document = naming(&document, "store/storectl.yaml", "images/large.png", b"x");
    assert!(
        figures(&replaced.shown(&document))
            .iter()
            .all(|it| it.bytes.is_none())
    );
    document["products"][0]["changes"][0]["after"]["bytes"] = json!(10_u64 << 30);
    let page = replaced.shown(&document);
    assert!(figures(&page).iter().all(|it| it.bytes.is_none()));
    assert!(page.contains("1 picture left out"), "{page}");
}

#[test]
fn without_git_the_image_after_is_shown_alone() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "listings:\n  en-us: { screenshots: [1.png] }\n");
    let new = picture(2);
    workplace.write("1.png", &new);
    let plan = [
        "plan",
        "--prune",
        "--out=html=page.html",
        "--out=json=plan.json",
    ];
    workplace.run(&[&plan[..], &QUICK].concat());
    let page = workplace.read("page.html");
    let pairs = pairs(&page);
    assert_eq!(pairs[0].after[0].bytes.as_ref(), Some(&new));
    let before = pairs.iter().flat_map(|it| &it.before);
    assert!(before.clone().count() > 0);
    assert!(before.clone().all(|it| it.bytes.is_none()), "{pairs:?}");
    let shown = workplace.run(&["show", "plan.json", "--format", "html"]);
    assert_eq!(shown.exits(0).stdout, page);
}
