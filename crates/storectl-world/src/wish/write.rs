//! Writes a wish as a manifest with its files.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};
use storectl_sandbox::Fields;

use super::{
    Images, ListingWish, SECRET_VARIABLE, Wish,
    packages::{text, version},
    picture::File,
};
use crate::content::HARDWARE_KEY;

/// From this length on, in bytes, a text lies in a file of its own.
const FILE_TEXT: usize = 120;

/// The folders that the files of a manifest lie in; nothing else does.
const FOLDERS: [&str; 2] = ["images", "texts"];

/// Files by their path in the folder.
type Files = BTreeMap<PathBuf, File>;

impl Wish {
    /// Writes the manifest of a product, and its files, into a folder; replaces what is there, touches nothing that stays as it
    /// is, and leaves everything else.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn write(&self, product: &str, folder: &Path) -> io::Result<()> {
        let mut files = Files::new();
        let manifest = self.manifest(product, &mut files)?;
        let manifest = serde_yaml::to_string(&manifest).map_err(io::Error::other)?;
        files.insert("storectl.yaml".into(), manifest.into_bytes().into());
        for name in FOLDERS {
            fs::create_dir_all(folder.join(name))?;
            for entry in fs::read_dir(folder.join(name))? {
                let path = Path::new(name).join(entry?.file_name());
                if !files.contains_key(&path) {
                    fs::remove_file(folder.join(path))?;
                }
            }
        }
        for (path, content) in files {
            let path = folder.join(path);
            let is_there = fs::read(&path).is_ok_and(|it| it == *content);
            if !is_there {
                fs::write(path, content)?;
            }
        }
        Ok(())
    }

    fn manifest(&self, product: &str, files: &mut Files) -> io::Result<Value> {
        let Self {
            availability,
            properties,
            listings,
            prunes,
            packages,
            acknowledge,
        } = self;
        let mut variables = Map::new();
        let properties = properties_value(properties, &mut variables);
        let packages = packages
            .as_ref()
            .map(|it| packages_value(it, &mut variables));
        let mut defaults = Map::new();
        if let Some(copyright) = self.common_copyright() {
            defaults.insert("copyright".to_owned(), copyright.clone());
        }
        let mut languages = Map::new();
        for (language, listing) in listings {
            let listing = match listing {
                Some(listing) => {
                    let mut listing = listing_value(language, listing, files)?;
                    listing.retain(|name, _| !defaults.contains_key(name));
                    Value::Object(listing)
                }
                None => Value::Null,
            };
            languages.insert(language.clone(), listing);
        }
        let members = [
            ("apiVersion", json!("storectl/v1")),
            ("productId", json!(product)),
            ("vars", Value::Object(variables)),
            ("availability", json!(availability)),
            ("properties", Value::Object(properties)),
            ("listingDefaults", Value::Object(defaults)),
            ("listings", Value::Object(languages)),
            ("packages", json!(packages.unwrap_or_default())),
            (
                "prune",
                if *prunes {
                    json!(["listings"])
                } else {
                    json!([])
                },
            ),
            ("acknowledge", json!(acknowledge)),
        ];
        let is_empty = |value: &Value| match value {
            Value::Object(members) => members.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        };
        let members = members.into_iter().filter(|(_, value)| !is_empty(value));
        Ok(members
            .map(|(name, value)| (name.to_owned(), value))
            .collect())
    }

    /// The copyright of all languages that are named, where there are several and they say the same.
    fn common_copyright(&self) -> Option<&Value> {
        let mut named = self.listings.values().flatten();
        let copyright = named.next()?.fields.get("copyright")?;
        let others: Vec<_> = named.map(|it| it.fields.get("copyright")).collect();
        let is_common = !others.is_empty() && others.iter().all(|it| *it == Some(copyright));
        is_common.then_some(copyright)
    }
}

fn properties_value(properties: &Fields, variables: &mut Map<String, Value>) -> Map<String, Value> {
    let value = |name: &str, value: &Value| match (name, value) {
        ("isSystemFeatureRequired" | "systemRequirementDetails", Value::Object(items)) => {
            escaped(&list(items, HARDWARE_KEY))
        }
        _ => escaped(value),
    };
    let mut written: Map<String, Value> = properties
        .iter()
        .map(|(name, it)| (name.clone(), value(name, it)))
        .collect();
    if let Some(Value::String(notes)) = written.get_mut("certificationNotes")
        && notes.contains(SECRET_VARIABLE)
    {
        *notes = notes.replace(SECRET_VARIABLE, "${reviewerPassword}");
        variables.insert("reviewerPassword".to_owned(), json!({ "secret": true }));
    }
    written
}

/// Packages; the version that the first one has is a variable.
fn packages_value(packages: &[Fields], variables: &mut Map<String, Value>) -> Vec<Value> {
    let url = packages.first().map(|it| text(it, "packageUrl"));
    let version = url.and_then(version).unwrap_or_default();
    let packages = packages.iter().map(|package| {
        let fields = package.iter().map(|(name, value)| {
            let value = match (name.as_str(), value) {
                ("packageUrl", Value::String(url)) if !version.is_empty() => {
                    json!(url.replace(&format!("/{version}/"), "/${version}/"))
                }
                ("errorDetails", Value::Object(scenarios)) => {
                    let scenarios = scenarios.iter().map(|(scenario, codes)| {
                        json!({ "errorScenario": scenario, "errorScenarioDetails": codes })
                    });
                    scenarios.collect()
                }
                _ => escaped(value),
            };
            (name.clone(), value)
        });
        Value::Object(fields.collect())
    });
    let packages: Vec<Value> = packages.collect();
    if !version.is_empty() {
        variables.insert("version".to_owned(), json!(version));
    }
    packages
}

fn listing_value(
    language: &str,
    listing: &ListingWish,
    files: &mut Files,
) -> io::Result<Map<String, Value>> {
    let mut written = Map::new();
    for (name, value) in &listing.fields {
        let value = match escaped(value) {
            Value::String(text) if text.len() >= FILE_TEXT => {
                let path = format!("texts/{language}.{name}.txt");
                files.insert((&path).into(), format!("{text}\n").into_bytes().into());
                json!({ "file": path })
            }
            other => other,
        };
        written.insert(name.clone(), value);
    }
    for images in Images::ALL {
        let Some(pictures) = listing.pictures(images) else {
            continue;
        };
        let mut paths = Vec::new();
        for picture in pictures {
            let path = images.path(*picture);
            files.insert((&path).into(), images.file(*picture)?);
            paths.push(Value::from(path));
        }
        written.insert(images.field().to_owned(), Value::Array(paths));
    }
    Ok(written)
}

/// Items by their type, as a list.
fn list(items: &Map<String, Value>, key: &str) -> Value {
    let items = items.iter().map(|(kind, item)| {
        let mut written = Map::from_iter([(key.to_owned(), json!(kind))]);
        written.extend(item.as_object().cloned().unwrap_or_default());
        Value::Object(written)
    });
    items.collect()
}

/// A value in which nothing is a variable.
fn escaped(value: &Value) -> Value {
    match value {
        Value::String(text) => json!(text.replace("${", "$${")),
        Value::Array(items) => items.iter().map(escaped).collect(),
        Value::Object(members) => {
            let members = members.iter();
            Value::Object(
                members
                    .map(|(name, it)| (name.clone(), escaped(it)))
                    .collect(),
            )
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
