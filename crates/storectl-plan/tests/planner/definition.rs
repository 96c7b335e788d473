//! Labels agree with a definition by brute force.

use std::collections::BTreeMap;

use proptest::prelude::*;
use storectl_model::{
    Architecture, AssetContent, DesiredImage, DesiredListing, DesiredProduct, Digest, Field,
    ListingIntent, RemoteAssets, RemoteListing, RemoteProduct,
};
use storectl_plan::{Base, Memory, Origin, PlanOptions, ProductPlan, plan};

use crate::{fixtures::*, receipts::plan_since};

/// One side of a comparison, small enough to be compared by hand.
#[derive(Clone, Debug)]
struct State {
    website: &'static str,
    markets: &'static [&'static str],
    future: bool,
    description: &'static str,
    shots: &'static [&'static str],
    french: Option<&'static str>,
    url: &'static str,
    arm: Option<&'static str>,
    is_reversed: bool,
}

const URLS: [&str; 2] = [
    "https://contoso.com/1.0/x64.exe",
    "https://contoso.com/1.1/x64.exe",
];
const ARM_URLS: [&str; 2] = [
    "https://contoso.com/1.0/arm.exe",
    "https://contoso.com/1.1/arm.exe",
];

fn state() -> impl Strategy<Value = State> {
    use proptest::sample::select;
    let shots: &[&'static [&'static str]] = &[&["1"], &["1", "2"], &["2", "1"], &["3"]];
    let markets: &[&'static [&'static str]] = &[&["US"], &["CA", "US"], &["NO"]];
    let scalars = (
        select(vec!["", "https://a", "https://b"]),
        select(markets.to_vec()),
        any::<bool>(),
        select(vec!["One", "Two", "Three"]),
        select(shots.to_vec()),
    );
    let objects = (
        proptest::option::of(select(vec!["Un", "Deux"])),
        select(URLS.to_vec()),
        proptest::option::of(select(ARM_URLS.to_vec())),
        any::<bool>(),
    );
    (scalars, objects).prop_map(|(scalars, objects)| {
        let (website, markets, future, description, shots) = scalars;
        let (french, url, arm, is_reversed) = objects;
        State {
            website,
            markets,
            future,
            description,
            shots,
            french,
            url,
            arm,
            is_reversed,
        }
    })
}

impl State {
    /// The draft that holds it; `wanted` are the contents that could be recognized.
    fn draft(&self, wanted: &[&str]) -> RemoteProduct {
        let mut draft = live();
        draft.properties.website = Some(self.website.to_owned());
        draft.availability.markets = self.markets.iter().map(|it| (*it).to_owned()).collect();
        draft.availability.enable_in_future_markets = Some(self.future);
        let image = |name: &&str| {
            let digest = Digest::of(name.as_bytes());
            let is_wanted = wanted.contains(name);
            let content = if is_wanted {
                AssetContent::Equals(digest)
            } else {
                AssetContent::Differs
            };
            asset(&format!("id-{name}"), content)
        };
        if let Some(listing) = draft.listings.get_mut(&language("en-us")) {
            listing.description = Some(self.description.to_owned());
        }
        if let Some(assets) = draft.assets.get_mut(&language("en-us")) {
            assets.screenshots = self.shots.iter().map(image).collect();
        }
        if let Some(text) = self.french {
            let listing = RemoteListing {
                description: Some(text.to_owned()),
                ..RemoteListing::default()
            };
            draft.listings.insert(language("fr-fr"), listing);
            draft
                .assets
                .insert(language("fr-fr"), RemoteAssets::default());
        }
        let arm = self.arm.map(|url| package("2", "Arm64", url));
        draft.packages = [package("1", "X64", self.url)]
            .into_iter()
            .chain(arm)
            .collect();
        if self.is_reversed {
            draft.packages.reverse();
        }
        draft
    }

    /// The manifest that names all of it.
    fn manifest(&self) -> DesiredProduct {
        let mut desired = nothing();
        desired.properties.website = match self.website {
            "" => Field::Clear,
            it => Field::Set(it.to_owned()),
        };
        desired.availability.markets =
            Field::Set(self.markets.iter().map(|it| (*it).to_owned()).collect());
        desired.availability.enable_in_future_markets = Field::Set(self.future);
        let image = |name: &&str| DesiredImage {
            path: format!("{name}.png"),
            digest: Digest::of(name.as_bytes()),
            bytes: 1,
            size: SCREEN,
            checksums: None,
        };
        let english = DesiredListing {
            description: Field::Set(self.description.to_owned()),
            screenshots: Field::Set(self.shots.iter().map(image).collect()),
            ..DesiredListing::default()
        };
        let french = match self.french {
            None => ListingIntent::Removed,
            Some(text) => ListingIntent::Present(Box::new(DesiredListing {
                description: Field::Set(text.to_owned()),
                ..DesiredListing::default()
            })),
        };
        desired
            .listings
            .insert(language("en-us"), ListingIntent::Present(Box::new(english)));
        desired.listings.insert(language("fr-fr"), french);
        let named = |url: &str, architecture| {
            let mut package = at(url);
            package.architecture = Field::Set(architecture);
            package
        };
        let arm = self.arm.map(|url| named(url, Architecture::Arm64));
        let packages = [named(self.url, Architecture::X64)].into_iter().chain(arm);
        desired.packages = Some(packages.collect());
        desired
    }

    /// Everything by address, as text; `None` for an object that is not there.
    fn values(&self) -> BTreeMap<&'static str, Option<String>> {
        BTreeMap::from([
            ("properties.website", Some(self.website.to_owned())),
            ("availability.markets", Some(self.markets.join(","))),
            (
                "availability.enableInFutureMarkets",
                Some(self.future.to_string()),
            ),
            (
                "listings.en-us.description",
                Some(self.description.to_owned()),
            ),
            ("listings.en-us.screenshots", Some(self.shots.join(","))),
            ("listings.fr-fr", self.french.map(str::to_owned)),
            ("packages[0].packageUrl", Some(self.url.to_owned())),
            ("packages[1]", self.arm.map(str::to_owned)),
        ])
    }
}

/// The definition of forms.md, "Receipts" 9, on texts.
fn by_definition(base: &State, desired: &State, live: &State) -> BTreeMap<&'static str, Origin> {
    let (base, live) = (base.values(), live.values());
    let labels = desired
        .values()
        .into_iter()
        .filter_map(|(address, desired)| {
            let (base, live) = (&base[address], &live[address]);
            let label = match () {
                () if desired == *live && desired == *base => return None,
                () if desired == *live => Origin::Agreed,
                () if live == base => Origin::Manifest,
                () if desired == *base => Origin::Drift,
                () => Origin::Conflict,
            };
            Some((address, label))
        });
    labels.collect()
}

/// The labels of a plan under the addresses of [`State::values`].
fn of_plan(plan: &ProductPlan) -> BTreeMap<&'static str, Origin> {
    let addresses = [
        "properties.website",
        "availability.markets",
        "availability.enableInFutureMarkets",
        "listings.en-us.description",
        "listings.en-us.screenshots",
        "listings.fr-fr",
        "packages[0].packageUrl",
        "packages[1]",
    ];
    let changes = plan
        .changes
        .iter()
        .map(|it| (it.path.to_string(), it.origin.unwrap()));
    let agreed = plan
        .agreed
        .iter()
        .map(|it| (it.to_string(), Origin::Agreed));
    // Where a package has both, its address has changed and the rest is alike.
    let labeled = agreed.chain(changes).map(|(address, origin)| {
        // A package that goes is named by what it is.
        let address = if address.starts_with("packages[Arm64") {
            "packages[1]"
        } else {
            &address
        };
        let known = addresses.iter().find(|it| address.starts_with(**it));
        (*known.unwrap_or_else(|| panic!("{address}")), origin)
    });
    labeled.collect()
}

proptest! {
    #[test]
    fn labels_agree_with_the_definition(base in state(), desired in state(), live in state()) {
        let submitted = base.manifest();
        let receipt = receipt_of(&base.draft(base.shots), &submitted);
        let plan = plan_since(&desired.manifest(), &live.draft(desired.shots), &receipt);
        prop_assert_eq!(of_plan(&plan), by_definition(&base, &desired, &live));
    }

    #[test]
    fn a_manifest_as_base_labels_as_its_receipt_does(base in state(), desired in state(), live in state()) {
        // What a manifest does not know are the ids of images.
        let same = State { shots: desired.shots, ..live };
        let base = State { shots: desired.shots, ..base };
        let revision = Base::of_manifest(&base.manifest());
        let memory = Memory { base: Some(&revision), ..Memory::NONE };
        let plan = plan(&desired.manifest(), &same.draft(desired.shots), &PlanOptions { memory, ..OPTIONS });
        prop_assert_eq!(of_plan(&plan), by_definition(&base, &desired, &same));
    }
}
