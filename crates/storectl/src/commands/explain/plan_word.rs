//! The words of a plan: who made a difference, and what that rests on.

use storectl_plan::Origin;

/// A word that plans use without explaining it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlanWord {
    /// What the labels rest on.
    Base,
    /// A plan without a base.
    TwoWay,
    /// Who made a difference.
    Origin(Origin),
    /// A value that the manifest does not name.
    Unmanaged,
    /// One of them that changed.
    Moved,
    /// The record of a submission.
    Receipt,
    /// An apply against a simulated Store.
    Rehearsal,
}

impl PlanWord {
    /// All of them, in the order in which they explain each other.
    pub(crate) const ALL: [Self; 10] = [
        Self::Receipt,
        Self::Base,
        Self::TwoWay,
        Self::Origin(Origin::Manifest),
        Self::Origin(Origin::Drift),
        Self::Origin(Origin::Conflict),
        Self::Origin(Origin::Agreed),
        Self::Unmanaged,
        Self::Moved,
        Self::Rehearsal,
    ];

    /// Finds it by its name, or by its plural where that is usual.
    pub(crate) fn find(text: &str) -> Option<Self> {
        let text = match text {
            "receipts" => "receipt",
            "conflicts" => "conflict",
            other => other,
        };
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Returns its name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::TwoWay => "two-way",
            Self::Origin(origin) => origin.as_str(),
            Self::Unmanaged => "unmanaged",
            Self::Moved => "moved",
            Self::Receipt => "receipt",
            Self::Rehearsal => "rehearsal",
        }
    }

    /// Says in one line what it is.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Base => "the state that the manifest and the draft are both compared with",
            Self::TwoWay => "a plan without a base",
            Self::Origin(Origin::Manifest) => "the manifest changed the value",
            Self::Origin(Origin::Drift) => "Partner Center changed the value",
            Self::Origin(Origin::Conflict) => "both sides changed the value, to different values",
            Self::Origin(Origin::Agreed) => "both sides changed the value alike",
            Self::Unmanaged => "a value of the draft that the manifest does not name",
            Self::Moved => "an unmanaged value that changed since the last submission",
            Self::Receipt => "the record of one submission",
            Self::Rehearsal => "an apply of the plan against a simulated Store",
        }
    }

    /// Says what to know of it.
    pub(crate) fn page(self) -> String {
        format!("{}: {}\n\n{}", self.as_str(), self.meaning(), self.text())
    }

    fn text(self) -> &'static str {
        match self {
            Self::Base => BASE,
            Self::TwoWay => TWO_WAY,
            Self::Origin(Origin::Manifest) => MANIFEST,
            Self::Origin(Origin::Drift) => DRIFT,
            Self::Origin(Origin::Conflict) => CONFLICT,
            Self::Origin(Origin::Agreed) => AGREED,
            Self::Unmanaged => UNMANAGED,
            Self::Moved => MOVED,
            Self::Receipt => RECEIPT,
            Self::Rehearsal => REHEARSAL,
        }
    }
}

const BASE: &str = "\
The base tells who made a difference between the manifest and the draft: manifest, drift, conflict or agreed. It is the receipt
of the last submission, or the manifest at a git revision (`plan --base REV`). The plan names it. Labels change neither the
steps of a plan nor its hash.\n";

const TWO_WAY: &str = "\
The plan shows every difference and cannot tell who made it. It names the reason: for example, there is no receipt yet, or git
does not have the revision of `--base`. The next submission writes a receipt; `--receipts git` shares receipts between machines.\n";

const MANIFEST: &str = "\
The draft still has the value of the base. Apply writes the manifest's value. With `--base`, a field that the revision does not
name has this origin, too.\n";

const DRIFT: &str = "\
The manifest still has the value of the base, the draft has another one: from an edit in Partner Center, or from an apply that did
not submit. Apply writes the manifest's value. To keep the draft's, `storectl import --update` takes it into the manifest; the plan
names the command. `plan --fail-on drift` exits with code 11.\n";

const CONFLICT: &str = "\
Manifest and draft both differ from the base. The draft's value is from an edit in Partner Center, or from an apply that did not
submit. Apply writes the manifest's value. The plan shows base, live and manifest; to keep the live value, take it into the manifest
with `storectl import --update --only ADDRESS`. `plan --fail-on conflict` exits with code 11.\n";

const AGREED: &str = "\
The manifest and the draft have the same value, which is not the one of the base. The plan lists the address and changes nothing.\n";

const UNMANAGED: &str = "\
storectl never changes it. A submission publishes the whole draft, unmanaged values included, so the plan counts those that will be
published and lists each that moved. To manage a value, add its field to the manifest.\n";

const MOVED: &str = "\
It is not what the last submission published, and the next submission publishes it. The plan shows it before and after; `(not recorded)`
stands for a value of which the receipt keeps a digest only. A move of a destructive class, such as another price, needs its token:
until then, `plan` and `apply` exit with code 11.\n";

const RECEIPT: &str = "\
It names the product, the commit, the submission, the variables, a digest of every value that was published, and what became of it.
It is always in .storectl/receipts. With `--receipts git`, it is also a commit on refs/storectl/applied/PRODUCT, which holds the
manifest and its files as applied. It is the base of the next plan. `status --history` lists the receipts, and `plan --at RECEIPT`
plans the manifest of one, to roll back.\n";

const REHEARSAL: &str = "\
`plan --rehearse` runs every step against an in-memory sandbox that holds the draft just read, and reports the requests, the waits
and what the Store would refuse. A refusal exits with code 10. Where the contract is open, the report names the interpretation of
the sandbox that refused. Nothing is written.\n";
