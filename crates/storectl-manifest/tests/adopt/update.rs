//! A manifest that takes a part of what another draft holds says that part, and differs from the draft as before elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::Value;
use storectl_manifest::{
    Adopted, Change, DraftOptions, Edit, Files, Layout, PlacedEdits, Severity, Variables, check,
    edit, from_draft, of_managed_fields, place_edits, read, take,
};
use storectl_model::{
    AssetContent, DesiredProduct, Digest, FieldPath, LiveField, LiveValue, Module, RemoteAsset,
    RemoteProduct, Segment,
};
use storectl_plan::{differences, live_fields, smallest_selection};

use super::drafts::{draft, facts, products};

/// A manifest with its files.
struct Checkout {
    yaml: String,
    texts: BTreeMap<String, String>,
    images: BTreeMap<String, Digest>,
}

impl Checkout {
    fn of(adopted: &Adopted) -> Self {
        let text = |(path, it): (&String, &Vec<u8>)| {
            (path.clone(), String::from_utf8(it.clone()).unwrap())
        };
        Self {
            yaml: adopted.manifest.to_yaml(),
            texts: adopted.manifest.files.iter().map(text).collect(),
            images: adopted.images.clone(),
        }
    }

    /// What the manifest asks for once these edits are made; else the fields that are wrong then.
    fn edited(&self, edits: &[Edit]) -> Result<DesiredProduct, Vec<FieldPath>> {
        let document = read("storectl.yaml", self.yaml.as_bytes()).unwrap();
        let vars = Variables::default();
        let PlacedEdits { manifest, files } = place_edits(&document, &vars, edits).unwrap();
        let yaml = edit("storectl.yaml", self.yaml.as_bytes(), &manifest).unwrap();
        let mut texts = self.texts.clone();
        for file in files {
            let former = texts.get(&file.path).map(String::as_bytes);
            let text = String::from_utf8(file.content(former)).unwrap();
            texts.insert(file.path, text);
        }
        let image = |(path, digest): (&String, &Digest)| {
            let facts = facts(&AssetContent::Equals(digest.clone()));
            (path.clone(), Ok(facts))
        };
        let files = Files {
            texts: texts.into_iter().map(|(path, it)| (path, Ok(it))).collect(),
            images: self.images.iter().map(image).collect(),
            ..Files::default()
        };
        let document = read("storectl.yaml", &yaml).unwrap();
        let checked = check(&document, &files, &vars);
        let errors = checked.diagnostics.iter();
        let errors = errors.filter(|it| it.severity == Severity::Error);
        let wrong = errors.map(|it| it.path().unwrap()).collect();
        checked.product.ok_or(wrong)
    }

    /// Puts the paths of images in the place of a list of them.
    fn with_paths(&mut self, field: LiveField) -> LiveField {
        let LiveValue::Images(assets) = field.value else {
            return field;
        };
        let paths = assets.iter().map(|it| Value::from(self.path(it))).collect();
        LiveField {
            path: field.path,
            value: if assets.is_empty() {
                LiveValue::Nothing
            } else {
                LiveValue::Value(paths)
            },
        }
    }

    fn path(&mut self, asset: &RemoteAsset) -> String {
        let AssetContent::Equals(digest) = &asset.content else {
            panic!("{asset:?}")
        };
        let known = self.images.iter().find(|it| it.1 == digest);
        let path = known.map_or_else(
            || format!("new/{}.png", asset.id.as_str()),
            |it| it.0.clone(),
        );
        self.images.insert(path.clone(), digest.clone());
        path
    }
}

fn differing(product: &DesiredProduct, live: &RemoteProduct) -> BTreeSet<FieldPath> {
    let changes = differences(product, live).into_iter();
    // Packages are counted again where some come and go.
    let whole = |path: FieldPath| match path.module() {
        Some(Module::Packages) => FieldPath::of_module(Module::Packages),
        _ => smallest_selection(&path),
    };
    changes.map(|it| whole(it.path)).collect()
}

/// Whether a field is in a part of a product, of which there are two.
fn is_in_part(path: &FieldPath, part: usize) -> bool {
    let text = match path.module() {
        Some(Module::Packages) => "packages".to_owned(),
        _ => smallest_selection(path).to_string(),
    };
    text.bytes().map(usize::from).sum::<usize>() % 2 == part
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn a_manifest_says_what_it_takes_and_everything_else_as_before(
        before in products(), live in products(), part in 0..2_usize, is_single in any::<bool>()
    ) {
        let layout = if is_single { Layout::Single } else { Layout::Files };
        let options = DraftOptions { layout, ..DraftOptions::default() };
        let adopted = from_draft(&draft(&before), &options).unwrap();
        let mut checkout = Checkout::of(&adopted);
        let document = read("storectl.yaml", checkout.yaml.as_bytes()).unwrap();
        let changes = differences(&adopted.product, &live);
        let chosen = changes.iter().filter(|it| is_in_part(&it.path, part));
        let fields = of_managed_fields(&document, live_fields(&adopted.product, &live, chosen));
        let mut fields: Vec<LiveField> = fields.into_iter().map(|it| checkout.with_paths(it)).collect();
        let mut unused = Vec::new();
        let mut rounds = 0;
        let product = loop {
            rounds += 1;
            prop_assert!(rounds < 30, "{:?}", fields);
            let mut edits = take(&document, &Variables::default(), &fields);
            edits.extend(unused.iter().cloned());
            match checkout.edited(&edits) {
                Ok(product) => break product,
                Err(wrong) => for path in wrong {
                    let before = fields.len();
                    if path.to_string().starts_with("vars.") {
                        unused.push(Edit { address: path, change: Change::Unset });
                        continue;
                    }
                    // What the rules refuse is left.
                    let is_of_it = |it: &LiveField| match (path.module(), path.segments()) {
                        (Some(Module::Packages), _) => it.path.module() == path.module(),
                        (None, [Segment::Key(section), Segment::Key(name), ..]) if section == "listingDefaults" => {
                            it.path.language().is_some() && it.path.field() == Some(name)
                        }
                        _ => it.path.object() == path.object() && it.path.field() == path.field(),
                    };
                    fields.retain(|it| !is_of_it(it));
                    if fields.len() < before {
                        // It may use them.
                        unused.clear();
                    }
                },
            }
        };
        let whole = |path: &FieldPath| match path.module() {
            Some(Module::Packages) => FieldPath::of_module(Module::Packages),
            _ => path.clone(),
        };
        let taken: BTreeSet<FieldPath> = fields.iter().map(|it| whole(&it.path)).collect();
        let was = differing(&adopted.product, &live);
        let left: BTreeSet<FieldPath> = was.into_iter().filter(|it| !taken.contains(it)).collect();
        prop_assert_eq!(differing(&product, &live), left, "{}", checkout.yaml);
    }
}
