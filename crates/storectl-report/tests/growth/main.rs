//! Twice the plan is at most 2.6 times the work: to render it in each format, and to compare it with the approved one.
//!
//! Work is counted in bytes allocated, not timed. In each shape everything is of an object of its own, so that whatever is
//! looked up by walking over the rest shows, if the walk makes anything.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use std::{alloc::System, collections::BTreeMap, fmt::Write as _};

use serde_json::{Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use storectl_manifest::{Files, TextMatrix, Variables, check};
use storectl_model::{
    DesiredListing, DesiredProduct, Field, FieldPath, ListingIntent, RemoteListing,
};
use storectl_plan::{
    Action, Blocker, Change, ChangeMark, ChangeValue, DestructiveClass, Guard, Lock, Outcome,
    OutcomeMark, PlanFingerprint, ProductPlan, Selection, Step, StepAction, StepId, StepMark,
    SubmissionKnowledge, Unmanaged, Warning, compare, summarize,
};
use storectl_report::{
    Appearance, BaseView, FleetPart, Foreign, Format, Output, PackageLook, PlanDetails, PlanView,
    ProductView, Styling, Verbosity, render,
};

mod installers;

use installers::SeenPackage;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The most that the work may grow where the size doubles.
const MOST_GROWTH: f64 = 2.6;
/// The largest size: changes, steps, unmanaged values.
const FULL: usize = 1_200;

/// Counts the bytes that `job` allocates.
fn work(job: impl FnOnce()) -> f64 {
    let region = Region::new(ALLOCATOR);
    job();
    #[expect(clippy::cast_precision_loss, reason = "a ratio is wanted")]
    let allocated = region.change().bytes_allocated as f64;
    allocated
}

fn package(at: usize) -> FieldPath {
    FieldPath::of_package(at).key("packageUrl")
}

fn nothing() -> ProductPlan {
    ProductPlan {
        product_id: "3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse().unwrap(),
        name: None,
        ongoing_submission: None,
        ended_submission: None,
        pending: Vec::new(),
        submission_known: SubmissionKnowledge::Known,
        last_submission: None,
        changes: Vec::new(),
        unmanaged: Vec::new(),
        removed_fields: Vec::new(),
        agreed: Vec::new(),
        compared_since: None,
        outcome: Outcome::default(),
        acknowledged_for_run: Vec::new(),
        acknowledgments: Vec::new(),
        secret_values: storectl_model::SecretValues::default(),
        remembered_secrets: storectl_model::RememberedSecrets::default(),
        images: BTreeMap::new(),
        installers: storectl_plan::SeenInstallers::default(),
        steps: Vec::new(),
        selection: Selection::Something,
        warnings: Vec::new(),
        blockers: Vec::new(),
    }
}

fn change(path: FieldPath) -> Change {
    Change {
        path,
        action: Action::Change,
        origin: None,
        base: None,
        before: ChangeValue::word("https://contoso.com/1/setup.exe"),
        after: ChangeValue::word("https://contoso.com/2/setup.exe"),
        guard: None,
        limit: None,
    }
}

/// A plan of a size.
type Shape = fn(usize) -> ProductPlan;

const SHAPES: [(&str, Shape); 7] = [
    ("changes, each of its own package", |size| ProductPlan {
        changes: (0..size).map(|it| change(package(it))).collect(),
        ..nothing()
    }),
    ("changes of one object", |size| ProductPlan {
        changes: (0..size)
            .map(|it| change(FieldPath::root().key("properties").key(format!("x{it}"))))
            .collect(),
        ..nothing()
    }),
    ("destructive changes that block", |size| ProductPlan {
        changes: (0..size)
            .map(|it| Change {
                guard: Some(Guard {
                    class: DestructiveClass::InstallerHostChanged,
                    also: Vec::new(),
                    lock: Lock::Locked(format!("D-{it:06}").parse().unwrap()),
                }),
                ..change(package(it))
            })
            .collect(),
        blockers: vec![Blocker::Unacknowledged {
            changes: (0..size).collect(),
            unmanaged: Vec::new(),
        }],
        ..nothing()
    }),
    ("items of one list", |size| ProductPlan {
        changes: vec![Change {
            before: ChangeValue::items((0..size).map(|it| format!("a{it}"))),
            after: ChangeValue::items((0..size).map(|it| format!("b{it}"))),
            ..change("listings.en-us.searchTerms".parse().unwrap())
        }],
        ..nothing()
    }),
    ("unmanaged values", |size| ProductPlan {
        unmanaged: (0..size)
            .map(|it| Unmanaged {
                path: package(it),
                value: ChangeValue::word("https://contoso.com/1/setup.exe"),
                will_publish: true,
                moved: None,
            })
            .collect(),
        ..nothing()
    }),
    ("steps", |size| ProductPlan {
        changes: (0..size).map(|it| change(package(it))).collect(),
        steps: (0..size)
            .map(|it| Step {
                id: StepId::at(it),
                action: StepAction::PatchPackage {
                    package: format!("{it}").parse().unwrap(),
                    body: json!({ "packageUrl": "https://contoso.com/2/setup.exe" }),
                },
                summary: "change packageUrl".to_owned(),
                changes: vec![it],
            })
            .collect(),
        ..nothing()
    }),
    ("warnings and conflicts", |size| ProductPlan {
        changes: (0..size).map(|it| change(package(it))).collect(),
        warnings: (0..size)
            .map(|it| Warning {
                path: Some(package(it)),
                message: "cannot tell".to_owned(),
            })
            .collect(),
        blockers: (0..size)
            .map(|it| Blocker::Conflict {
                path: package(it),
                place: package(it),
                message: "a new package needs it".to_owned(),
                hint: "add it".to_owned(),
            })
            .collect(),
        ..nothing()
    }),
];

const LOOKS: [(Format, Verbosity); 4] = [
    (Format::Text, Verbosity::Normal),
    (Format::Text, Verbosity::Full),
    (Format::Markdown, Verbosity::Normal),
    (Format::Json, Verbosity::Normal),
];

/// The texts of so many languages; each lacks one that most have.
fn texts(languages: usize) -> TextMatrix {
    let document = storectl_manifest::read("storectl.yaml", b"apiVersion: storectl/v1\n").unwrap();
    let sources = check(&document, &Files::default(), &Variables::default()).sources;
    let text = |at: usize| {
        Field::Set(format!(
            "the news of {at}, which are long enough to be compared"
        ))
    };
    let listing = |at: usize| {
        let listing = DesiredListing {
            description: text(at),
            whats_new: if at.is_multiple_of(3) {
                Field::Absent
            } else {
                text(0)
            },
            ..DesiredListing::default()
        };
        let language = format!("l{at}").parse().unwrap();
        (language, ListingIntent::Present(Box::new(listing)))
    };
    let product = DesiredProduct {
        listings: (0..languages).map(listing).collect(),
        secrets: (0..languages)
            .map(|it| format!("listings.l{it}.description").parse().unwrap())
            .collect(),
        ..DesiredProduct::naming_nothing()
    };
    let stored = RemoteListing::default();
    TextMatrix::of_outcome(&product, &sources, |_| Some(&stored))
}

fn rendered(
    plan: &ProductPlan,
    localization: Option<TextMatrix>,
    preflight: Vec<PackageLook<'_>>,
    (format, verbosity): (Format, Verbosity),
) -> String {
    let view = PlanView {
        tool_version: "0.1.0",
        endpoint: Foreign::new("https://api.store.microsoft.com"),
        commit: None,
        repository: None,
        read_at: None,
        live: None,
        part: FleetPart::default(),
        products: vec![ProductView {
            manifest: Foreign::new("storectl.yaml"),
            product_id: Foreign::new(plan.product_id.as_str()),
            seller_id: None,
            name: None,
            plan: Ok(PlanDetails::of(plan)),
            at: None,
            base: BaseView::None {
                reason: Foreign::new("no receipt yet"),
            },
            last_commit: None,
            acknowledge: Vec::new(),
            files_before: Vec::new(),
            variables: &[],
            localization,
            preflight,
            rehearsal: None,
            sources: Vec::new(),
            places_to_write: Vec::new(),
            take_commands: Vec::new(),
            warning_sources: Vec::new(),
            blocker_sources: Vec::new(),
        }],
        hash: None,
        summary: summarize([plan]),
        requests_get: 4,
        apply_command: None,
        acknowledge_command: None,
        invalid: None,
        exit: None,
        error: None,
    };
    let appearance = Appearance {
        styling: Styling::Plain,
        verbosity,
    };
    render(&Output::Plan(view), format, appearance)
}

/// The growth of a job from half to full size, and from a quarter to half.
fn growths(job: impl Fn(usize) -> f64) -> [f64; 2] {
    let works = [FULL / 4, FULL / 2, FULL].map(job);
    [works[1] / works[0], works[2] / works[1]]
}

fn fingerprint(size: usize, value: &str) -> PlanFingerprint {
    let address = |it: usize| package(it).to_string();
    let mark = |it: usize| ChangeMark {
        address: address(it),
        action: "change".to_owned(),
        before: json!("before"),
        after: Value::from(value),
        token: None,
        acknowledged: None,
    };
    let step = |it: usize| StepMark {
        kind: "patch-metadata".to_owned(),
        content: json!({ "listings": { "language": format!("x{it}"), "whatsNew": value } }),
        changes: vec![it],
    };
    PlanFingerprint::new(
        "3e31a9f9-84e8-4d2d-9eba-487878d02ebf",
        (0..size).map(mark).collect(),
        (0..size).map(step).collect(),
        OutcomeMark {
            digest: value.to_owned(),
            values: (0..size)
                .map(|it| (address(it), value.to_owned()))
                .collect(),
        },
        storectl_plan::SeenInstallers::default(),
        BTreeMap::new(),
    )
}

/// Everything that is counted, one after another: the allocator counts every thread's bytes.
#[test]
fn twice_the_plan_is_at_most_2_6_times_the_work() {
    let mut grown = String::new();
    let mut grows = |name: &str, job: &dyn Fn(usize) -> f64| {
        let [first, second] = growths(job);
        if first > MOST_GROWTH || second > MOST_GROWTH {
            writeln!(grown, "{name}: {first:.2}, {second:.2}").unwrap();
        }
    };
    for (name, shape) in SHAPES {
        for look in LOOKS {
            grows(&format!("{name}, {look:?}"), &|size| {
                let plan = shape(size);
                work(|| drop(rendered(&plan, None, Vec::new(), look)))
            });
        }
    }
    for look in LOOKS {
        grows(&format!("texts by language, {look:?}"), &|size| {
            let (plan, texts) = (nothing(), texts(size));
            work(|| drop(rendered(&plan, Some(texts), Vec::new(), look)))
        });
    }
    for look in LOOKS {
        grows(&format!("installers, {look:?}"), &|size| {
            let seen = SeenPackage::all(size);
            let plan = installers::plan(&seen);
            let views = seen.iter().map(SeenPackage::view).collect();
            work(|| drop(rendered(&plan, None, views, look)))
        });
    }
    grows("texts by language, looked at", &|size| {
        work(|| drop(texts(size)))
    });
    for (name, now) in [
        ("the approved plan again", "approved"),
        ("another plan", "now"),
    ] {
        grows(name, &|size| {
            let plans = [fingerprint(size, "approved"), fingerprint(size, now)];
            work(|| drop(compare(&plans[..1], &plans[1..])))
        });
    }
    // Work that grows with the square is caught.
    let [first, second] = growths(|size| {
        let addresses: Vec<String> = (0..size / 10).map(|it| package(it).to_string()).collect();
        work(|| {
            for one in &addresses {
                let found = addresses.iter().filter(|it| it.to_uppercase() == *one);
                assert_eq!(found.count(), 0);
            }
        })
    });
    assert!(first > MOST_GROWTH && second > MOST_GROWTH);
    assert!(grown.is_empty(), "grows faster than its size:\n{grown}");
}
