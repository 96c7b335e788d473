//! Images of a page: shown where their bytes are given, named elsewhere, within the room there is.

use serde_json::{Value, json};
use storectl_model::Digest;
use storectl_plan::{Action, ChangeValue, ImageValue};
use storectl_report::{
    BaseView, FileBefore, Foreign, NamedPicture, Names, Output, PictureFile, Pictures,
    json::{Saved, document},
    render_saved_page,
};

use super::{html, texts};
use crate::{
    fixtures::{self, Fixture, change},
    parsers::dom::Dom,
};

/// Begins as a PNG file does.
fn png(bytes: usize, seed: u8) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.resize(bytes, seed);
    file
}

fn with_digest(mut value: ChangeValue, content: &[u8]) -> ChangeValue {
    if let ChangeValue::Image(ImageValue::File { digest, .. }) = &mut value {
        *digest = Digest::of(content);
    }
    value
}

/// Screenshots that are replaced by these, each with the file that held the one before.
fn replaced(by: &[&[u8]], before: &[u8]) -> Fixture {
    let mut fixture = Fixture::unchanged();
    for (at, content) in by.iter().enumerate() {
        let address = format!("listings.en-us.screenshots[{at}]");
        let file = json!({ "path": format!("{at}.png"), "bytes": content.len(), "width": 2560, "height": 1440 });
        let mut change = change(&address, Action::Change, json!({ "id": "1152" }), file);
        change.after = with_digest(change.after, content);
        fixture = fixture.change("store/contoso-notes.yaml:9", change);
        fixture.files_before.push(Some(file_before(before)));
    }
    fixture
}

fn file_before(content: &[u8]) -> FileBefore {
    FileBefore {
        path: "store/old.png".to_owned(),
        digest: Digest::of(content),
        bytes: content.len() as u64,
    }
}

/// A page of a plan on this base, of whose images `read` gives the bytes.
fn page(fixture: &Fixture, read: impl FnOnce(&[NamedPicture]) -> Pictures) -> Dom {
    let mut product = fixture.product();
    product.base = BaseView::Revision {
        rev: Foreign::new("origin/main"),
        commit: Foreign::new(fixtures::BASE),
    };
    let output = Output::Plan(fixtures::view(vec![product]));
    let saved = Saved::of(document(&output));
    Dom::of(&render_saved_page(&saved, &Names::default(), read).unwrap())
}

#[test]
fn an_image_is_shown_beside_the_one_before_where_their_bytes_are_given() {
    let (old, new) = (png(100, 1), png(120, 2));
    let fixture = replaced(&[&new], &old);
    let both = page(&fixture, |_| {
        let mut pictures = Pictures::default();
        pictures.add(old.clone()).unwrap();
        pictures.add(new.clone()).unwrap();
        pictures
    });
    let images: Vec<(&str, &str)> = both
        .named("img")
        .map(|it| {
            let source = it.attribute("src").unwrap();
            assert!(source.starts_with("data:image/png;base64,iVBORw0KGgo"));
            (it.attribute("alt").unwrap(), source)
        })
        .collect();
    assert_eq!([images[0].0, images[1].0], ["store/old.png", "0.png"]);
    assert_ne!(images[0].1, images[1].1);
    let without = page(&fixture, |_| Pictures::default());
    assert_eq!(without.named("img").count(), 0);
    let names = texts(without.named("figcaption"));
    assert_eq!(names, texts(both.named("figcaption")));
    assert_eq!(names, ["store/old.png, 100 B", "0.png 2560×1440, 120 B"]);
}

/// A screenshot that is replaced and comes behind the second one, which stays.
fn replaced_and_moved(old: &[u8], new: &[u8]) -> Fixture {
    let mut added = change(
        "listings.en-us.screenshots[1]",
        Action::Add,
        Value::Null,
        json!({ "path": "old.png", "bytes": new.len(), "width": 2560, "height": 1440 }),
    );
    added.after = with_digest(added.after, new);
    let removed = change(
        "listings.en-us.screenshots[0]",
        Action::Remove,
        json!({ "id": "1152" }),
        Value::Null,
    );
    let mut fixture = Fixture::unchanged()
        .change("store/contoso-notes.yaml:9", added)
        .change("store/contoso-notes.yaml:9", removed);
    fixture.files_before = vec![None, Some(file_before(old))];
    fixture
}

#[test]
fn an_image_that_also_gets_another_place_is_shown_beside_the_one_before_once() {
    let (old, new) = (png(100, 1), png(120, 2));
    let dom = page(&replaced_and_moved(&old, &new), |_| {
        let mut pictures = Pictures::default();
        pictures.add(old.clone()).unwrap();
        pictures.add(new.clone()).unwrap();
        pictures
    });
    let images: Vec<&str> = dom
        .named("img")
        .filter_map(|it| it.attribute("alt"))
        .collect();
    assert_eq!(images, ["store/old.png", "old.png"]);
    let notes = texts(dom.classed("note"));
    assert_eq!(notes, ["Replaced by screenshots[1], which shows both."]);
}

#[test]
fn an_image_whose_file_before_is_unknown_is_named_by_its_id() {
    let mut fixture = replaced(&[&png(120, 2)], &png(100, 1));
    fixture.files_before.clear();
    let names = texts(Dom::of(&html(&Output::Plan(fixture.view()))).named("figcaption"));
    assert_eq!(names[0], "image 1152");
}

#[test]
fn each_image_is_asked_for_once_with_the_place_it_may_be_in() {
    let (old, new) = (png(100, 1), png(120, 2));
    let fixture = replaced(&[&new, &new], &old);
    let expected = [
        NamedPicture {
            digest: Digest::of(&new),
            bytes: 120,
            file: PictureFile::Beside {
                manifest: fixtures::MANIFEST.to_owned(),
                path: "0.png".to_owned(),
            },
        },
        NamedPicture {
            digest: Digest::of(&old),
            bytes: 100,
            file: PictureFile::AtCommit {
                commit: fixtures::BASE.to_owned(),
                path: "store/old.png".to_owned(),
            },
        },
    ];
    page(&fixture, |named| {
        assert_eq!(named, expected);
        Pictures::default()
    });
}

#[test]
fn what_there_is_no_room_for_is_counted() {
    let (first, second) = (png(100, 1), png(120, 2));
    let fixture = replaced(&[&first, &second], &png(100, 3));
    let dom = page(&fixture, |_| {
        let mut pictures = Pictures::default();
        pictures.add(first.clone()).unwrap();
        pictures.leave_out(Digest::of(&second));
        pictures
    });
    assert_eq!(dom.named("img").count(), 1);
    let foot = texts(dom.named("p"));
    let said = "1 picture left out: a page has room for 24 MiB of pictures";
    assert!(foot.iter().any(|it| it == said), "{foot:?}");
}
