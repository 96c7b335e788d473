//! Edits, and the files they leave.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};
use storectl_world::wish::{
    Change, Edit, Images, ListingWish, PackageEdit, Picture, PictureChange, SECRET_VARIABLE, Wish,
};

fn fields(value: &Value) -> storectl_sandbox::Fields {
    value.as_object().unwrap().clone()
}

fn wish() -> Wish {
    let listing = ListingWish {
        fields: fields(&json!({ "description": "Gears. ".repeat(40), "copyright": "Contoso" })),
        screenshots: Some(vec![Picture(1), Picture(2)]),
        logos: Some(vec![Picture(1)]),
    };
    Wish {
        availability: fields(&json!({ "markets": ["US"] })),
        listings: BTreeMap::from([("en-us".to_owned(), Some(listing))]),
        packages: Some(vec![fields(&json!({
            "packageUrl": "https://www.contoso.com/downloads/1.1/setup.exe",
            "packageType": "exe",
            "architectures": ["X64"],
            "genericDocUrl": "https://docs.contoso.com",
        }))]),
        ..Wish::default()
    }
}

#[test]
fn what_does_not_fit_changes_nothing() {
    let to = |language: &str| language.to_owned();
    let clear = |field: &str| Edit::Listing {
        language: to("en-us"),
        field: field.to_owned(),
        change: Change::Clear,
    };
    let screenshots = |change| Edit::Pictures {
        language: to("en-us"),
        images: Images::Screenshots,
        change,
    };
    let edits = [
        clear("description"),
        clear("additionalLicenseTerms"),
        Edit::Listing {
            language: to("fr-fr"),
            field: "whatsNew".to_owned(),
            change: Change::Set(json!("Plus vite")),
        },
        screenshots(PictureChange::Set(Vec::new())),
        screenshots(PictureChange::Add(Picture(2))),
        Edit::AddLanguage {
            language: to("en-us"),
            listing: ListingWish::default(),
        },
        Edit::ReleaseLanguage {
            language: to("fr-fr"),
        },
        Edit::AddMarket("US".to_owned()),
        Edit::RemoveMarket("US".to_owned()),
        Edit::Category {
            category: "Shopping".to_owned(),
            subcategory: Some("Database".to_owned()),
        },
        Edit::Property {
            field: "category".to_owned(),
            change: Change::Set(json!("Shopping")),
        },
        Edit::Packages(PackageEdit::Remove("X64".to_owned())),
        Edit::Packages(PackageEdit::Add(wish().packages.unwrap().remove(0))),
        Edit::Packages(PackageEdit::Field {
            architecture: "X64".to_owned(),
            field: "genericDocUrl".to_owned(),
            change: Change::Clear,
        }),
        Edit::Packages(PackageEdit::Manage(Vec::new())),
    ];
    for edit in edits {
        assert_eq!(wish().edited(&edit), wish(), "{edit:?}");
    }
}

/// The files of a folder, with when they were changed.
fn files(folder: &Path) -> BTreeMap<String, std::time::SystemTime> {
    let mut files = BTreeMap::new();
    for folder in [
        folder.to_owned(),
        folder.join("texts"),
        folder.join("images"),
    ] {
        for entry in fs::read_dir(folder).unwrap() {
            let (entry, name) = entry.map(|it| (it.metadata(), it.file_name())).unwrap();
            let entry = entry.unwrap();
            if entry.is_file() {
                files.insert(name.into_string().unwrap(), entry.modified().unwrap());
            }
        }
    }
    files
}

#[test]
fn writing_replaces_what_changed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    wish().write("ID", path).unwrap();
    fs::write(path.join("other"), "kept").unwrap();
    let before = files(path);
    let names: Vec<&str> = before.keys().map(String::as_str).collect();
    let all = [
        "101x101.png",
        "161x90.png",
        "162x90.png",
        "en-us.description.txt",
        "other",
        "storectl.yaml",
    ];
    assert_eq!(names, all);
    let manifest = fs::read_to_string(path.join("storectl.yaml")).unwrap();
    assert!(
        manifest.contains("https://www.contoso.com/downloads/${version}/setup.exe"),
        "{manifest}"
    );

    wish().write("ID", path).unwrap();
    assert_eq!(files(path), before);

    let edits = [
        Edit::Listing {
            language: "en-us".to_owned(),
            field: "description".to_owned(),
            change: Change::Set(json!("Costs ${price}")),
        },
        Edit::Pictures {
            language: "en-us".to_owned(),
            images: Images::Screenshots,
            change: PictureChange::Remove(1),
        },
        Edit::Property {
            field: "certificationNotes".to_owned(),
            change: Change::Set(json!(format!("demo / {SECRET_VARIABLE}"))),
        },
    ];
    let edited = edits.iter().fold(wish(), |wish, edit| wish.edited(edit));
    edited.write("ID", path).unwrap();
    let after = files(path);
    let names: Vec<&str> = after.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["101x101.png", "161x90.png", "other", "storectl.yaml"]
    );
    assert_eq!(after["161x90.png"], before["161x90.png"]);
    let manifest = fs::read_to_string(path.join("storectl.yaml")).unwrap();
    assert!(manifest.contains("Costs $${price}"), "{manifest}");
    assert!(
        manifest.contains("demo / ${reviewerPassword}"),
        "{manifest}"
    );
    assert!(!manifest.contains(SECRET_VARIABLE));
}
