//! A product of what is in fastlane's files.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use storectl_model::{Digest, FieldPath, HeldField, LanguageTag, Module, limits};

use super::{
    files::{FastlaneFiles, ImageField, Images, Source, Texts},
    keywords::{self, Keywords},
    layout::{Scope, TextField},
};
use crate::{
    Draft, Files, ImageFacts,
    foreign::reading::{ForeignProduct, OmissionReason, Omissions},
};

/// The language whose addresses are the product's, where languages have several.
const FIRST_LANGUAGE: &str = "en-us";

impl FastlaneFiles {
    /// Makes a product of what the caller found in the files. Texts lose the blanks around them, as they do in fastlane.
    pub fn read(self, files: &Files) -> ForeignProduct {
        let Self {
            languages,
            texts,
            images,
            omissions,
        } = self;
        let mut reader = Reader {
            files,
            omissions,
            taken: BTreeSet::new(),
            passed_over: BTreeSet::new(),
        };
        let fields = reader.fields(&languages, &texts);
        let images = reader.images(&languages, &images);
        reader.omit_passed_over();
        ForeignProduct {
            draft: Draft {
                product_id: None,
                seller_id: None,
                fields,
                images,
            },
            omissions: reader.omissions.into_list(),
            remarks: Vec::new(),
        }
    }
}

struct Reader<'f> {
    files: &'f Files,
    omissions: Omissions,
    /// What a value was taken from.
    taken: BTreeSet<String>,
    /// What had a value that another file gave, for one language at least.
    passed_over: BTreeSet<String>,
}

impl Reader<'_> {
    fn fields(&mut self, languages: &BTreeSet<LanguageTag>, texts: &Texts) -> Vec<HeldField> {
        let mut of_product: BTreeMap<TextField, Vec<(Option<LanguageTag>, Source)>> =
            BTreeMap::new();
        let mut of_language: BTreeMap<(&LanguageTag, TextField), Vec<&Source>> = BTreeMap::new();
        for ((language, field), sources) in texts {
            match (field.scope(), language) {
                (Scope::Product, _) => {
                    let sources = sources.iter().map(|it| (language.clone(), it.clone()));
                    of_product.entry(*field).or_default().extend(sources);
                }
                (Scope::Language, Some(language)) => {
                    let own = of_language.entry((language, *field)).or_default();
                    // What is for all languages came first.
                    own.splice(0..0, sources);
                }
                (Scope::Language, None) => {
                    for language in languages {
                        let own = of_language.entry((language, *field)).or_default();
                        own.extend(sources);
                    }
                    if languages.is_empty() {
                        self.omit_for_all(sources);
                    }
                }
            }
        }
        let mut fields = Vec::new();
        for (field, mut sources) in of_product {
            sources.sort_by_key(|(language, _)| {
                let is_first = |it: &LanguageTag| it.key() == FIRST_LANGUAGE;
                language.as_ref().map(|it| !is_first(it))
            });
            let sources: Vec<&Source> = sources.iter().map(|it| &it.1).collect();
            if let Some((_, text)) = self.first_said(&sources) {
                let path = FieldPath::of_module(Module::Properties).key(field.name());
                let value = text.into();
                fields.push(HeldField { path, value });
            }
        }
        for ((language, field), sources) in of_language {
            if let Some((source, text)) = self.first_said(&sources) {
                let value = match field {
                    TextField::SearchTerms => self.search_terms(&source.path, &text),
                    _ => text.into(),
                };
                let path = FieldPath::of_listing(language).key(field.name());
                fields.push(HeldField { path, value });
            }
        }
        fields
    }

    /// Returns the first text that says something. Others that say something else are passed over.
    fn first_said<'s>(&mut self, sources: &[&'s Source]) -> Option<(&'s Source, String)> {
        let mut taken: Option<(&Source, String)> = None;
        for source in sources {
            let Some(text) = self.text(&source.path) else {
                continue;
            };
            match &taken {
                None => taken = Some((source, text)),
                Some((_, first)) if *first == text => {}
                Some(_) => {
                    self.passed_over.insert(source.path.clone());
                }
            }
        }
        let path = taken.as_ref().map(|(source, _)| source.path.clone());
        self.taken.extend(path);
        taken
    }

    fn text(&mut self, path: &str) -> Option<String> {
        match self.files.texts.get(path)? {
            Ok(text) => {
                let text = text.trim();
                (!text.is_empty()).then(|| text.to_owned())
            }
            Err(fault) => {
                self.omissions.add(OmissionReason::of_fault(fault), path);
                None
            }
        }
    }

    fn search_terms(&mut self, path: &str, text: &str) -> Value {
        let Keywords { terms, over_limit } = keywords::split(text);
        for word in over_limit {
            let what = format!("{path}: {word}");
            self.omissions.add(OmissionReason::OverLimit, what);
        }
        terms.into()
    }

    fn images(
        &mut self,
        languages: &BTreeSet<LanguageTag>,
        lists: &Images,
    ) -> BTreeMap<FieldPath, Vec<ImageFacts>> {
        let mut found = BTreeMap::new();
        for field in [ImageField::Screenshots, ImageField::StoreLogos] {
            let for_all = lists.get(&(None, field));
            for language in languages {
                let own = lists.get(&(Some(language.clone()), field));
                let sources = own.into_iter().chain(for_all.filter(|_| own.is_none()));
                let mut taken = Vec::new();
                for (source, paths) in sources.flatten() {
                    if taken.is_empty() {
                        taken = self.usable(field, paths);
                    } else {
                        self.passed_over.insert(source.path.clone());
                    }
                }
                if !taken.is_empty() {
                    let path = FieldPath::of_listing(language).key(field.name());
                    found.insert(path, taken);
                }
            }
            if let (Some(for_all), true) = (for_all, languages.is_empty()) {
                self.omit_for_all(for_all.keys());
            }
        }
        found
    }

    /// Returns the images of a list that can be used, each once and no more than the Store takes.
    fn usable(&mut self, field: ImageField, paths: &[String]) -> Vec<ImageFacts> {
        let mut taken: Vec<ImageFacts> = Vec::new();
        let mut seen: BTreeSet<&Digest> = BTreeSet::new();
        for path in paths {
            let reason = match self.files.images.get(path) {
                None => continue,
                Some(Err(fault)) => OmissionReason::of_fault(fault),
                Some(Ok(facts)) if !seen.insert(&facts.digest) => OmissionReason::SameImage,
                Some(Ok(facts)) if taken.len() < field.most() => {
                    taken.push(facts.clone());
                    continue;
                }
                Some(Ok(_)) => OmissionReason::OverLimit,
            };
            self.omissions.add(reason, path.clone());
        }
        taken
    }

    /// Omits what was passed over and taken for no language.
    fn omit_passed_over(&mut self) {
        for path in self.passed_over.difference(&self.taken) {
            let reason = OmissionReason::OtherFileUsed;
            self.omissions.add(reason, path.clone());
        }
    }

    /// Omits values of all languages where there is no language.
    fn omit_for_all<'s>(&mut self, sources: impl IntoIterator<Item = &'s Source>) {
        for source in sources {
            let reason = OmissionReason::NoLanguage;
            self.omissions.add(reason, source.path.clone());
        }
    }
}

impl ImageField {
    fn name(self) -> &'static str {
        match self {
            Self::Screenshots => "screenshots",
            Self::StoreLogos => "storeLogos",
        }
    }

    /// Returns how many images the Store takes.
    fn most(self) -> usize {
        match self {
            Self::Screenshots => limits::SCREENSHOTS,
            Self::StoreLogos => limits::STORE_LOGOS,
        }
    }
}
