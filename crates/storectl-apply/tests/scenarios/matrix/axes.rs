//! What users choose, what the Store may do and what becomes of journal and receipts: the axes of the resume matrix.

use std::time::Duration;

use storectl_model::{DesiredListing, DesiredProduct, Field, ListingIntent, SubmitMode, WaitFor};
use storectl_plan::{Receipt, ReceiptStage};
use storectl_sandbox::{Product, Progress};

use crate::support::{MemoryReceipts, World, new_languages, news, nothing, release, texts};

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

const RECEIPTS: [Receipts; 2] = [Receipts::Off, Receipts::Kept];

/// What the Store may do with packages that were written and not committed, and while it uploads.
const INTERPRETATIONS: [&str; 3] = [
    "upload-reads=3,uncommitted-packages=ready",
    "upload-reads=3,uncommitted-packages=not-ready",
    "upload-reads=3,uncommitted-packages=not-ready,writes-during-upload=refused,repeated-commit=refused",
];

/// How many axes there are.
const AXES: usize = 6;

/// The axes, in the order of a case's digits.
const SIZES: [usize; AXES] = [
    SUBMIT.len(),
    WAIT.len(),
    WHAT.len(),
    KEPT.len(),
    INTERPRETATIONS.len(),
    RECEIPTS.len(),
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

/// Whether receipts outlive the runs, whatever becomes of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Receipts {
    /// There are none, and nothing was submitted before.
    Off,
    /// They are kept, and the product has one of an earlier submission, which is published.
    Kept,
}

impl Receipts {
    /// How many submissions there were before the work began.
    pub(super) fn earlier(self) -> usize {
        match self {
            Self::Off => 0,
            Self::Kept => 1,
        }
    }
}

/// The submission of the earlier run.
const EARLIER: &str = "1152921505700000001";

/// What earlier runs left.
pub(super) struct History {
    product: Product,
    receipt: Option<Receipt>,
    journal: Option<Vec<u8>>,
}

/// One choice on every axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) submit: SubmitMode,
    pub(super) wait: WaitFor,
    pub(super) what: What,
    pub(super) journal: Kept,
    pub(super) interpretations: &'static str,
    pub(super) receipts: Receipts,
}

impl Choice {
    fn of(digits: [usize; AXES]) -> Self {
        let [submit, wait, what, journal, interpretation, receipts] = digits;
        Self {
            submit: SUBMIT[submit],
            wait: WAIT[wait],
            what: WHAT[what],
            journal: KEPT[journal],
            interpretations: INTERPRETATIONS[interpretation],
            receipts: RECEIPTS[receipts],
        }
    }

    /// The complete product.
    pub(super) fn all() -> Vec<Self> {
        product().into_iter().map(Self::of).collect()
    }

    /// Every pair of values of two axes at least once, chosen greedily.
    pub(super) fn pairwise() -> Vec<Self> {
        let all = product();
        let pairs = |case: &[usize; AXES]| -> Vec<(usize, usize, usize, usize)> {
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
            let gain = |case: &&[usize; AXES]| {
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

    /// What was before the work began.
    pub(super) async fn history(&self) -> History {
        let mut world = World::with(self.interpretations, &[]);
        match self.receipts {
            Receipts::Off => {}
            Receipts::Kept => {
                world.receipts = Some(MemoryReceipts::default());
                let earlier = DesiredProduct {
                    listings: [("en-us".parse().unwrap(), news("The first release."))].into(),
                    ..nothing()
                };
                assert_eq!(world.run(&earlier).await.failure(), None);
                // The Store of the work numbers its submissions from the start again.
                let id = world.product().submissions[0].id.clone();
                world.change(|it| {
                    it.submissions[0].progress = Progress::Published;
                    EARLIER.clone_into(&mut it.submissions[0].id);
                });
                let journal = std::fs::read_to_string(world.journal_path()).unwrap();
                std::fs::write(world.journal_path(), journal.replace(&id, EARLIER)).unwrap();
            }
        }
        History {
            product: world.product(),
            receipt: world
                .receipts
                .as_ref()
                .and_then(MemoryReceipts::last)
                .map(|it| Receipt {
                    stage: ReceiptStage::Accepted(EARLIER.parse().unwrap()),
                    ..it
                }),
            journal: std::fs::read(world.journal_path()).ok(),
        }
    }

    /// The world in which the work begins.
    pub(super) fn world(&self, history: &History, faults: &[&str]) -> World {
        let mut world = World::with(self.interpretations, faults);
        world.sandbox.put_product(history.product.clone());
        if history.receipt.is_some() {
            world.clock.advance(Duration::from_secs(3600));
            let receipts = MemoryReceipts::default();
            receipts.put(history.receipt.clone());
            world.receipts = Some(receipts);
        }
        if let Some(journal) = &history.journal {
            let path = world.journal_path();
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, journal).unwrap();
        }
        (world.submit, world.wait) = (self.submit, self.wait);
        world
    }
}

fn product() -> Vec<[usize; AXES]> {
    let mut cases = vec![[0; AXES]];
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
