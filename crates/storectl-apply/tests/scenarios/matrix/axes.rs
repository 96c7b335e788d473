//! What users choose, what the Store may do and what becomes of the journal: the axes of the resume matrix.

use storectl_model::{DesiredListing, DesiredProduct, Field, ListingIntent, SubmitMode, WaitFor};

use crate::support::{World, new_languages, nothing, release, texts};

const SUBMIT: [SubmitMode; 3] = [SubmitMode::Auto, SubmitMode::Never, SubmitMode::Always];
const WAIT: [WaitFor; 3] = [WaitFor::Draft, WaitFor::Submitted, WaitFor::Published];
const WHAT: [What; 4] = [What::Texts, What::Package, What::Image, What::NewLanguage];
const KEPT: [Kept; 5] = [
    Kept::Same,
    Kept::Lost,
    Kept::OtherDirectory,
    Kept::OtherCheckout,
    Kept::OtherCase,
];

/// What the Store may do with packages that were written and not committed, and while it uploads.
const INTERPRETATIONS: [&str; 3] = [
    "upload-reads=3,uncommitted-packages=ready",
    "upload-reads=3,uncommitted-packages=not-ready",
    "upload-reads=3,uncommitted-packages=not-ready,writes-during-upload=refused,repeated-commit=refused",
];

/// The axes, in the order of a case's digits.
const SIZES: [usize; 5] = [
    SUBMIT.len(),
    WAIT.len(),
    WHAT.len(),
    KEPT.len(),
    INTERPRETATIONS.len(),
];

/// What the manifest changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Texts,
    Package,
    Image,
    NewLanguage,
}

impl What {
    pub(super) fn desired(self, world: &World) -> DesiredProduct {
        match self {
            Self::Texts => texts(),
            Self::Package => release(),
            Self::Image => {
                let listing = DesiredListing {
                    screenshots: Field::Set(vec![world.image("1.png", 1920, 1080)]),
                    ..DesiredListing::default()
                };
                let listing = ListingIntent::Present(Box::new(listing));
                DesiredProduct {
                    listings: [("en-us".parse().unwrap(), listing)].into(),
                    ..nothing()
                }
            }
            Self::NewLanguage => DesiredProduct {
                listings: new_languages(world, &["fr-fr"]),
                ..nothing()
            },
        }
    }
}

/// What becomes of the journal between the runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is where it was.
    Same,
    /// Nobody kept it.
    Lost,
    /// The next run starts in another working directory of the same checkout.
    OtherDirectory,
    /// The next run starts in another checkout of the repository, whose journal knows nothing.
    OtherCheckout,
    /// The next run writes the product's id in capital letters.
    OtherCase,
}

impl Kept {
    /// Whether the next run cannot know what the first one did.
    pub(super) fn is_forgotten(self) -> bool {
        match self {
            Self::Lost | Self::OtherCheckout => true,
            Self::Same | Self::OtherDirectory | Self::OtherCase => false,
        }
    }
}

/// One choice on every axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) submit: SubmitMode,
    pub(super) wait: WaitFor,
    pub(super) what: What,
    pub(super) journal: Kept,
    pub(super) interpretations: &'static str,
}

impl Choice {
    fn of(digits: [usize; 5]) -> Self {
        let [submit, wait, what, journal, interpretation] = digits;
        Self {
            submit: SUBMIT[submit],
            wait: WAIT[wait],
            what: WHAT[what],
            journal: KEPT[journal],
            interpretations: INTERPRETATIONS[interpretation],
        }
    }

    /// The complete product.
    pub(super) fn all() -> Vec<Self> {
        product().into_iter().map(Self::of).collect()
    }

    /// Every pair of values of two axes at least once, chosen greedily.
    pub(super) fn pairwise() -> Vec<Self> {
        let all = product();
        let pairs = |case: &[usize; 5]| -> Vec<(usize, usize, usize, usize)> {
            let mut pairs = Vec::new();
            for one in 0..SIZES.len() {
                for other in one + 1..SIZES.len() {
                    pairs.push((one, case[one], other, case[other]));
                }
            }
            pairs
        };
        let mut open: std::collections::BTreeSet<_> = all.iter().flat_map(&pairs).collect();
        let mut chosen = Vec::new();
        while !open.is_empty() {
            let gain = |case: &&[usize; 5]| {
                let pairs = pairs(case);
                pairs.iter().filter(|it| open.contains(it)).count()
            };
            let best = *all.iter().max_by_key(gain).unwrap();
            for pair in pairs(&best) {
                open.remove(&pair);
            }
            chosen.push(Self::of(best));
        }
        chosen
    }

    pub(super) fn world(&self, faults: &[&str]) -> World {
        let mut world = World::with(self.interpretations, faults);
        (world.submit, world.wait) = (self.submit, self.wait);
        world
    }
}

fn product() -> Vec<[usize; 5]> {
    let mut cases = vec![[0; 5]];
    for (axis, size) in SIZES.into_iter().enumerate() {
        cases = cases
            .into_iter()
            .flat_map(|case| {
                (0..size).map(move |value| {
                    let mut case = case;
                    case[axis] = value;
                    case
                })
            })
            .collect();
    }
    cases
}
