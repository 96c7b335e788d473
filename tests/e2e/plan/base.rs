//! `plan --base REV`: who changed what, by the manifest and its files at a git revision.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Run, Store, Workplace, apply, git::git, images::png};

/// The base, the label of every change, and what both sides changed alike.
struct Labels {
    base: Value,
    changes: BTreeMap<String, Option<String>>,
    agreed: Vec<String>,
}

impl Labels {
    fn of(run: &Run) -> Self {
        let plan = run.json();
        let product = &plan["products"][0];
        let text = |it: &Value| it.as_str().unwrap().to_owned();
        let changes = product["changes"].as_array().unwrap().iter();
        let label = |it: &Value| {
            let origin = it["origin"].as_str().map(str::to_owned);
            (text(&it["address"]), origin)
        };
        Self {
            base: product["base"].clone(),
            changes: changes.map(label).collect(),
            agreed: product["agreed"]
                .as_array()
                .unwrap()
                .iter()
                .map(text)
                .collect(),
        }
    }

    #[track_caller]
    fn are(&self, expected: &[(&str, &str)]) {
        let expected = expected
            .iter()
            .map(|(address, origin)| ((*address).to_owned(), Some((*origin).to_owned())));
        assert_eq!(self.changes, expected.collect(), "{}", self.base);
    }
}

/// Plans with what `more` says, as JSON.
fn plan(workplace: &Workplace, more: &[&str]) -> Labels {
    let arguments = [&["plan", "--format", "json"], more].concat();
    Labels::of(&workplace.run(&arguments).exits(0))
}

fn listing(fields: &str) -> String {
    format!("listings:\n  en-us:\n{fields}")
}

#[test]
fn a_change_is_labeled_by_who_left_the_manifest_of_the_revision() {
    // The Store holds `Gears for everyone`, `Widgets`, `© Contoso Ltd`, `Contoso Ltd` and `contactus@contoso.com`.
    let base = "
    shortDescription: Gears for everyone
    sortTitle: Gadgets
    copyright: © Contoso
    developedBy: Fabrikam
";
    let workplace = Workplace::at(&Store::start(), &listing(base)).into_repository();
    let now = "
    shortDescription: Gears for all
    sortTitle: Gadgets
    copyright: © Contoso Inc.
    developedBy: Contoso Ltd
    contactInfo: hello@contoso.com
";
    workplace.manifest(&listing(now));
    let labels = plan(&workplace, &["--base", "HEAD"]);
    labels.are(&[
        ("listings.en-us.shortDescription", "manifest"),
        ("listings.en-us.sortTitle", "drift"),
        ("listings.en-us.copyright", "conflict"),
        ("listings.en-us.contactInfo", "manifest"),
    ]);
    assert_eq!(labels.agreed, ["listings.en-us.developedBy"]);
    let commit = git(workplace.path(), &["rev-parse", "HEAD"]);
    assert_eq!(labels.base["kind"], "revision");
    assert_eq!(labels.base["rev"], "HEAD");
    assert_eq!(labels.base["commit"], commit.as_str());
}

#[test]
fn a_base_changes_no_hash() {
    let workplace = Workplace::at(&Store::start(), &listing("    sortTitle: A\n"));
    let workplace = workplace.into_repository();
    let hash = |more: &[&str]| {
        let arguments = [&["plan", "--format", "json"], more].concat();
        workplace.run(&arguments).exits(0).json()["planHash"].clone()
    };
    assert_eq!(hash(&["--base", "HEAD"]), hash(&[]));
}

#[test]
fn texts_in_files_are_those_of_the_revision_wherever_they_were_then() {
    let workplace = Workplace::at(
        &Store::start(),
        &listing(
            "    shortDescription: { file: texts/short.md }\n    sortTitle: { file: title.md }\n",
        ),
    );
    workplace.write("texts/short.md", "Gears for everyone\r\n");
    workplace.write("title.md", "Gadgets\n");
    let workplace = workplace.into_repository();
    std::fs::remove_dir_all(workplace.path().join("texts")).unwrap();
    workplace.write("shop/short.md", "Gears for all\n");
    workplace.manifest(&listing(
        "    shortDescription: { file: shop/short.md }\n    sortTitle: { file: title.md }\n",
    ));
    plan(&workplace, &["--base", "HEAD"]).are(&[
        ("listings.en-us.shortDescription", "manifest"),
        ("listings.en-us.sortTitle", "drift"),
    ]);
}

#[test]
fn images_are_compared_with_those_of_the_revision() {
    let store = Store::start();
    let workplace = Workplace::at(
        &store,
        &listing("    screenshots: [1.png]\n    storeLogos: [logo.png]\n"),
    );
    workplace.write("1.png", png(40, 30, 1));
    workplace.write("logo.png", png(30, 30, 2));
    let workplace = workplace.into_repository();
    workplace.run(&apply(&[])).exits(0);
    workplace.write("1.png", png(40, 30, 3));
    plan(&workplace, &["--base", "HEAD"]).are(&[("listings.en-us.screenshots[0]", "manifest")]);
    // The same change, already committed, is what somebody took back in the Store.
    workplace.commit();
    plan(&workplace, &["--base", "HEAD"]).are(&[("listings.en-us.screenshots[0]", "drift")]);
}

#[test]
fn an_image_in_git_lfs_is_known_by_its_pointer() {
    let workplace = Workplace::at(&Store::start(), &listing("    storeLogos: [logo.png]\n"));
    let image = png(30, 30, 1);
    let digest = storectl_model::Digest::of(&image);
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n",
        digest.as_str(),
        image.len()
    );
    workplace.write("logo.png", pointer);
    let workplace = workplace.into_repository();
    workplace.write("logo.png", image);
    workplace.run(&apply(&[])).exits(0);
    workplace.write("logo.png", png(30, 30, 2));
    plan(&workplace, &["--base", "HEAD"]).are(&[("listings.en-us.storeLogos[0]", "manifest")]);
}

#[test]
fn the_revision_has_its_own_variables() {
    let url = "packages:\n  - packageUrl: https://www.contoso.com/downloads/${version}/setup.exe\n";
    let workplace = Workplace::at(
        &Store::start(),
        &format!("vars: {{ version: '1.1' }}\n{url}"),
    );
    let workplace = workplace.into_repository();
    let changed = [("packages[0].packageUrl", "manifest")];
    plan(&workplace, &["--base", "HEAD", "--var", "version=1.2"]).are(&changed);
    workplace.manifest(&format!("vars: {{ version: '1.2' }}\n{url}"));
    plan(&workplace, &["--base", "HEAD"]).are(&changed);
    // Where it gives none, what is given now is all there is.
    workplace.manifest(url);
    workplace.commit();
    plan(&workplace, &["--base", "HEAD", "--var", "version=1.2"])
        .are(&[("packages[0].packageUrl", "drift")]);
}

#[test]
fn a_secret_that_only_the_revision_uses_is_not_needed() {
    let notes = "vars: { key: { secret: true } }\nproperties: { website: https://contoso.com, certificationNotes: \"demo / ${key}\" }\n";
    let workplace = Workplace::at(&Store::start(), notes).into_repository();
    workplace.manifest("properties: { website: https://contoso.com }\n");
    plan(&workplace, &["--base", "HEAD"]).are(&[("properties.website", "drift")]);
}

#[test]
fn a_renamed_manifest_is_followed_by_its_product() {
    let workplace = Workplace::at(
        &Store::start(),
        &listing("    sortTitle: { file: title.md }\n"),
    );
    workplace.write("title.md", "Gadgets\n");
    workplace.write(
        "other/storectl.yaml",
        "apiVersion: storectl/v1\nproductId: 4e31a9f9-84e8-4d2d-9eba-487878d02ebf\n",
    );
    let workplace = workplace.into_repository();
    let drift = [("listings.en-us.sortTitle", "drift")];
    std::fs::create_dir(workplace.path().join("shop")).unwrap();
    for name in ["storectl.yaml", "title.md"] {
        let new = if name == "title.md" {
            name
        } else {
            "widgets.storectl.yaml"
        };
        let to = workplace.path().join("shop").join(new);
        std::fs::rename(workplace.path().join(name), to).unwrap();
    }
    plan(&workplace, &["--base", "HEAD", "shop"]).are(&drift);
    // Another product took its place.
    std::fs::rename(
        workplace.path().join("other/storectl.yaml"),
        workplace.path().join("storectl.yaml"),
    )
    .unwrap();
    workplace.write(
        "other/storectl.yaml",
        workplace.read("shop/widgets.storectl.yaml"),
    );
    workplace.write("other/title.md", "Gadgets\n");
    std::fs::remove_dir_all(workplace.path().join("shop")).unwrap();
    plan(&workplace, &["--base", "HEAD", "other"]).are(&drift);
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_inside_the_revision_only() {
    use std::os::unix::fs::symlink;

    let workplace = Workplace::at(
        &Store::start(),
        &listing("    sortTitle: { file: link.md }\n"),
    );
    workplace.write("shared/title.md", "Gadgets\n");
    symlink("shared/title.md", workplace.path().join("link.md")).unwrap();
    let workplace = workplace.into_repository();
    plan(&workplace, &["--base", "HEAD"]).are(&[("listings.en-us.sortTitle", "drift")]);
    std::fs::remove_file(workplace.path().join("link.md")).unwrap();
    symlink("/etc/hostname", workplace.path().join("link.md")).unwrap();
    workplace.commit();
    std::fs::remove_file(workplace.path().join("link.md")).unwrap();
    workplace.write("link.md", "Gadgets\n");
    let labels = plan(&workplace, &["--base", "HEAD"]);
    is_two_way(&labels, &["HEAD", "link.md", "outside"]);
}

/// Demands a plan without labels whose reason names all of this.
#[track_caller]
fn is_two_way(labels: &Labels, named: &[&str]) {
    assert_eq!(labels.base["kind"], "none", "{}", labels.base);
    let reason = labels.base["reason"].as_str().unwrap();
    for it in named {
        assert!(reason.contains(it), "{it}: {reason}");
    }
    assert!(labels.changes.values().all(Option::is_none));
    assert!(labels.agreed.is_empty());
}

#[test]
fn a_revision_that_cannot_be_used_leaves_a_two_way_plan_that_says_why() {
    let workplace = Workplace::at(&Store::start(), "nonsense: true\n").into_repository();
    let invalid = workplace.commit();
    workplace.manifest(&listing("    sortTitle: { file: absent.md }\n"));
    let incomplete = workplace.commit();
    git(
        workplace.path(),
        &["rm", "--quiet", "--cached", "storectl.yaml"],
    );
    git(
        workplace.path(),
        &["commit", "--quiet", "--message", "none"],
    );
    let none = git(workplace.path(), &["rev-parse", "HEAD"]);
    workplace.manifest(&listing("    sortTitle: Gadgets\n"));
    for (rev, named) in [
        ("nowhere", &["nowhere", "not a revision"][..]),
        ("--help", &["--help", "not a revision"]),
        (
            "HEAD:storectl.yaml",
            &["HEAD:storectl.yaml", "not a revision"],
        ),
        ("HEAD..HEAD", &["HEAD..HEAD", "not a revision"]),
        ("", &["``", "not a revision"]),
        (
            &invalid,
            &[&invalid, "invalid", "storectl.yaml:3:1", "nonsense"],
        ),
        (&incomplete, &[&incomplete, "invalid", "absent.md"]),
        (&none, &[&none, "no manifest of product"]),
    ] {
        let base = format!("--base={rev}");
        is_two_way(&plan(&workplace, &[&base]), named);
        workplace
            .run(&["plan", "--detailed-exitcode", &base])
            .exits(2);
    }
}

#[test]
fn a_shallow_clone_names_the_command_that_deepens_it() {
    let origin = Workplace::at(&Store::start(), &listing("    sortTitle: A\n")).into_repository();
    origin.manifest(&listing("    sortTitle: B\n"));
    origin.commit();
    let clone = Workplace::at(&Store::start(), "");
    std::fs::remove_dir(clone.path().join(".git")).unwrap();
    std::fs::remove_file(clone.path().join("storectl.yaml")).unwrap();
    let from = format!("file://{}", origin.path().display());
    git(
        clone.path(),
        &["clone", "--quiet", "--depth", "1", &from, "."],
    );
    is_two_way(
        &plan(&clone, &["--base", "HEAD~1"]),
        &["HEAD~1", "shallow", "`git fetch"],
    );
    git(clone.path(), &["fetch", "--quiet", "--unshallow"]);
    plan(&clone, &["--base", "HEAD~1"]).are(&[("listings.en-us.sortTitle", "conflict")]);
}

#[test]
fn without_git_or_a_repository_the_plan_is_two_way() {
    let mut workplace = Workplace::at(&Store::start(), &listing("    sortTitle: A\n"));
    // A `.git` that is none.
    is_two_way(&plan(&workplace, &["--base", "main"]), &["main", "git"]);
    std::fs::remove_dir(workplace.path().join(".git")).unwrap();
    is_two_way(
        &plan(&workplace, &["--base", "main"]),
        &["main", "not in a git repository"],
    );
    git(workplace.path(), &["init", "--quiet", "--bare", "."]);
    is_two_way(&plan(&workplace, &["--base", "main"]), &["main", "bare"]);
    for name in [
        "HEAD",
        "objects",
        "refs",
        "hooks",
        "info",
        "branches",
        "config",
        "description",
    ] {
        let path = workplace.path().join(name);
        let _ = std::fs::remove_dir_all(&path).or_else(|_| std::fs::remove_file(path));
    }
    git(workplace.path(), &["init", "--quiet"]);
    workplace.commit();
    workplace.write("nothing/here", "");
    let path = workplace
        .path()
        .join("nothing")
        .to_str()
        .unwrap()
        .to_owned();
    workplace.set("PATH", &path);
    is_two_way(
        &plan(&workplace, &["--base", "HEAD"]),
        &["HEAD", "git cannot be run"],
    );
}
