//! Plans, reports and diagnostics built by hand.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use storectl_manifest::{Code, Diagnostic, Location, Severity, SourceFile};
use storectl_model::{DesiredImage, Digest, ImageSize, StoreMessage};
use storectl_plan::{
    Action, ApplyReport, AssetPlacement, AssetUploads, Blocker, Change, DestructiveClass, Failure,
    FailureKind, Guard, Origin, PlanHash, PlanStatus, PlanSummary, ProductPlan, Step, StepAction,
    StepId, StepOutcome, StepReport, TextLimit, Unmanaged, Warning,
};
use storectl_report::{PlanView, ProductView, SourceRef};

pub(crate) const PRODUCT: &str = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf";
pub(crate) const MANIFEST: &str = "store/contoso-notes.yaml";
const HASH: &str = "7f3c9a41d2b8e6f05a1c3d4e5f60718293a4b5c6d7e8f9000112233445566778";

/// A plan and where its changes come from.
#[derive(Debug)]
pub(crate) struct Fixture {
    pub(crate) plan: ProductPlan,
    sources: Vec<Option<SourceRef>>,
}

impl Fixture {
    /// A product in step with its manifest.
    pub(crate) fn unchanged() -> Self {
        let plan = ProductPlan {
            product_id: PRODUCT.parse().unwrap(),
            name: Some("Contoso Notes".to_owned()),
            status: PlanStatus::Unchanged,
            ongoing_submission: None,
            changes: Vec::new(),
            unmanaged: Vec::new(),
            steps: Vec::new(),
            warnings: Vec::new(),
            blockers: Vec::new(),
        };
        Self {
            plan,
            sources: Vec::new(),
        }
    }

    /// Adds a change that comes from `place`, e.g. `store/contoso-notes.yaml:12`.
    pub(crate) fn change(mut self, place: &str, change: Change) -> Self {
        let source = place.rsplit_once(':').map(|(file, line)| SourceRef {
            file: file.to_owned(),
            line: line.parse().unwrap(),
            column: 3,
        });
        self.plan.status = PlanStatus::Changed;
        self.plan.changes.push(change);
        self.sources.push(source);
        self
    }

    /// Adds a step that carries out `changes`.
    pub(crate) fn step(mut self, summary: &str, action: StepAction, changes: &[usize]) -> Self {
        self.plan.steps.push(Step {
            id: StepId(format!("s{}", self.plan.steps.len() + 1)),
            action,
            summary: summary.to_owned(),
            changes: changes.to_vec(),
        });
        self
    }

    /// Ends with the steps every submission has.
    pub(crate) fn submitted(self) -> Self {
        self.step(
            "wait until every module is ready",
            StepAction::AwaitReady,
            &[],
        )
        .step(
            "read back and compare with the manifest",
            StepAction::Verify,
            &[],
        )
        .step("submit to certification", StepAction::Submit, &[])
    }

    pub(crate) fn blocked(mut self, blocker: Blocker) -> Self {
        self.plan.status = match blocker {
            Blocker::Busy { .. } => PlanStatus::Busy,
            Blocker::Unacknowledged { .. } | Blocker::Impossible { .. } => PlanStatus::Blocked,
        };
        self.plan.blockers.push(blocker);
        self
    }

    pub(crate) fn unmanaged(mut self, address: &str) -> Self {
        self.plan.unmanaged.push(Unmanaged {
            address: address.to_owned(),
            will_publish: true,
        });
        self
    }

    pub(crate) fn warning(mut self, address: &str, message: &str) -> Self {
        self.plan.warnings.push(Warning {
            address: address.to_owned(),
            message: message.to_owned(),
        });
        self
    }

    pub(crate) fn product(&self) -> ProductView<'_> {
        ProductView {
            manifest: MANIFEST,
            product_id: PRODUCT,
            name: self.plan.name.as_deref(),
            plan: Ok(&self.plan),
            sources: self.sources.clone(),
        }
    }

    pub(crate) fn view(&self) -> PlanView<'_> {
        view(vec![self.product()])
    }
}

/// Plans of some products, counted.
pub(crate) fn view(products: Vec<ProductView<'_>>) -> PlanView<'_> {
    let plans = || products.iter().filter_map(|it| it.plan.ok());
    let changes = || plans().flat_map(|it| &it.changes);
    let number = |wanted: &[Action]| changes().filter(|it| wanted.contains(&it.action)).count();
    let steps = || plans().flat_map(|it| &it.steps);
    let summary = PlanSummary {
        products: products.len(),
        changed: plans()
            .filter(|it| it.status != PlanStatus::Unchanged)
            .count(),
        add: number(&[Action::Add]),
        change: number(&[Action::Change, Action::Reorder]),
        remove: number(&[Action::Remove]),
        clear: number(&[Action::Clear]),
        destructive: changes().filter(|it| it.guard.is_some()).count(),
        uploads: steps().map(|it| uploads(&it.action)).sum(),
        upload_bytes: 1_120_000 * steps().map(|it| uploads(&it.action) as u64).sum::<u64>(),
        writes: steps().filter(|it| it.action.endpoint().is_some()).count(),
    };
    PlanView {
        tool_version: "0.1.0",
        hash: PlanHash(HASH.to_owned()),
        summary,
        requests_get: 4 * products.len(),
        products,
    }
}

fn uploads(action: &StepAction) -> usize {
    match action {
        StepAction::UploadAssets(uploads) => uploads.screenshots.len() + uploads.store_logos.len(),
        _ => 0,
    }
}

/// A change without lock or limit.
pub(crate) fn change(address: &str, action: Action, before: Value, after: Value) -> Change {
    Change {
        address: address.to_owned(),
        pointer: format!("/{}", address.replace('.', "/")),
        action,
        origin: Origin::Manifest,
        before,
        after,
        guard: None,
        limit: None,
    }
}

pub(crate) fn limited(mut change: Change, limit: usize) -> Change {
    change.limit = Some(TextLimit(limit));
    change
}

pub(crate) fn locked(mut change: Change, class: DestructiveClass, token: &str) -> Change {
    change.guard = Some(Guard {
        class,
        token: token.parse().unwrap(),
        acknowledged: false,
    });
    change
}

pub(crate) fn acknowledged(mut change: Change) -> Change {
    if let Some(guard) = &mut change.guard {
        guard.acknowledged = true;
    }
    change
}

pub(crate) fn message(code: &str, message: &str, target: &str) -> StoreMessage {
    StoreMessage {
        code: code.to_owned(),
        message: message.to_owned(),
        target: target.to_owned(),
    }
}

fn patch(language: Option<&str>, body: Value) -> StepAction {
    StepAction::PatchMetadata {
        language: language.map(|it| it.parse().unwrap()),
        body,
    }
}

const GERMAN: &str = "Contoso Notes hält Ihre Notizen auf allen Geräten synchron, auch ohne Netz. Schreiben Sie am \
    Rechner, lesen Sie unterwegs, und teilen Sie Listen mit der Familie.";

const ENGLISH: &str = "Contoso Notes keeps your notes in step.\n\nWhat you get:\n- notes\n- lists\n- reminders\n\nIt is free \
    for personal use.\nQuestions? Write to us.";

/// A first plan: texts in two languages, terms, features, images, markets, contacts.
pub(crate) fn texts() -> Fixture {
    let german = GERMAN.replace("allen Geräten", "jedem Gerät");
    let english = ENGLISH
        .replace("- reminders", "- reminders\n- drawings")
        .replace("personal", "private");
    Fixture::unchanged()
        .change(
            "store/contoso-notes.yaml:9",
            change("availability.enableInFutureMarkets", Action::Change, json!(false), json!(true)),
        )
        .change(
            "store/contoso-notes.yaml:14",
            change(
                "properties.website",
                Action::Clear,
                json!("https://contoso.com/notes"),
                Value::Null,
            ),
        )
        .change(
            "store/listings/de-de/description.md:1",
            limited(
                change("listings.de-de.description", Action::Change, json!(GERMAN), json!(german)),
                10_000,
            ),
        )
        .change(
            "store/contoso-notes.yaml:41",
            change(
                "listings.de-de.searchTerms",
                Action::Change,
                json!(["notizen", "todo", "zwei wörter"]),
                json!(["notizen", "zwei wörter", "aufgaben"]),
            ),
        )
        .change(
            "store/listings/en-us/description.md:1",
            limited(
                change("listings.en-us.description", Action::Change, json!(ENGLISH), json!(english)),
                10_000,
            ),
        )
        .change(
            "store/listings/en-us/whats-new.md:1",
            limited(
                change(
                    "listings.en-us.whatsNew",
                    Action::Add,
                    Value::Null,
                    json!("Faster gears.\nA drawing pad.\n"),
                ),
                1_500,
            ),
        )
        .change(
            "store/contoso-notes.yaml:55",
            change(
                "listings.en-us.screenshots[1]",
                Action::Change,
                json!({"id": "1152921505700520061", "width": 1920, "height": 1080}),
                json!({"path": "images/en-us/2.png", "bytes": 1_120_000, "width": 2560, "height": 1440}),
            ),
        )
        .change(
            "store/contoso-notes.yaml:60",
            change(
                "listings.en-us.storeLogos",
                Action::Reorder,
                json!(["logo-a.png", "logo-b.png"]),
                json!(["logo-b.png", "logo-a.png"]),
            ),
        )
        .unmanaged("properties.certificationNotes")
        .unmanaged("listings.ja-jp")
        .warning(
            "listings.en-us.storeLogos[0]",
            "the service refused to be read, so storectl cannot tell whether the image changed and does not upload it",
        )
        .step(
            "patch availability, properties and listing de-de",
            patch(Some("de-de"), json!({"availability": {"enableInFutureMarkets": true}})),
            &[0, 1, 2, 3],
        )
        .step("patch listing en-us", patch(Some("en-us"), json!({"listings": {"language": "en-us"}})), &[4, 5])
        .step(
            "upload 1 image of en-us",
            StepAction::UploadAssets(AssetUploads {
                language: "en-us".parse().unwrap(),
                screenshots: vec![DesiredImage {
                    path: "images/en-us/2.png".to_owned(),
                    digest: Digest::of(b"image"),
                    bytes: 1_120_000,
                    size: ImageSize {
                        width: 2560,
                        height: 1440,
                    },
                }],
                store_logos: Vec::new(),
            }),
            &[6],
        )
        .step(
            "commit 2 screenshots and 0 logos of en-us",
            StepAction::CommitAssets {
                language: "en-us".parse().unwrap(),
                screenshots: vec![
                    AssetPlacement::Keep {
                        id: "1152921505700520060".parse().unwrap(),
                        url: "https://example.com/1".to_owned(),
                    },
                    AssetPlacement::Uploaded { index: 0 },
                ],
                store_logos: Vec::new(),
            },
            &[6, 7],
        )
        .submitted()
}

/// One package gets a new address and a new architecture.
pub(crate) fn package_patch() -> Fixture {
    Fixture::unchanged()
        .change(
            "store/contoso-notes.yaml:73",
            change(
                "packages[0].packageUrl",
                Action::Change,
                json!("https://www.contoso.com/downloads/1.4.1/setup-x64.exe"),
                json!("https://www.contoso.com/downloads/1.4.2/setup-x64.exe"),
            ),
        )
        .change(
            "store/contoso-notes.yaml:75",
            change("packages[0].architectures", Action::Change, json!(["X86"]), json!(["X64"])),
        )
        .step(
            "patch package 72541436",
            StepAction::PatchPackage {
                package: "72541436".parse().unwrap(),
                body: json!({"packageUrl": "https://www.contoso.com/downloads/1.4.2/setup-x64.exe"}),
            },
            &[0, 1],
        )
        .step("commit the packages", StepAction::CommitPackages, &[])
        .step("wait until the Store has downloaded the packages", StepAction::AwaitPackages, &[])
        .submitted()
}

/// A package is added, which takes a PUT of all.
pub(crate) fn package_added() -> Fixture {
    let package = json!({
        "packageUrl": "https://www.contoso.com/downloads/1.4.2/setup-arm64.msi",
        "packageType": "msi",
        "architectures": ["Arm64"],
        "languages": ["en-us", "de-de"],
        "isSilentInstall": true,
        "errorDetails": [{"errorScenario": "rebootRequired", "errorScenarioDetails": [{"errorValue": "3010"}]}],
    });
    Fixture::unchanged()
        .change(
            "store/contoso-notes.yaml:80",
            change("packages[1]", Action::Add, Value::Null, package.clone()),
        )
        .step(
            "replace all packages: 1 kept, 1 added",
            StepAction::ReplacePackages {
                body: json!({"packages": [package]}),
            },
            &[0],
        )
        .step("commit the packages", StepAction::CommitPackages, &[])
        .step(
            "wait until the Store has downloaded the packages",
            StepAction::AwaitPackages,
            &[],
        )
        .submitted()
}

/// A language goes, and nobody said it may.
pub(crate) fn language_removed() -> Fixture {
    let listing = json!({
        "description": "Contoso Notes garde vos notes.",
        "whatsNew": null,
        "searchTerms": ["notes", "listes"],
        "screenshots": ["1.png", "2.png", "3.png"],
        "copyright": "",
    });
    Fixture::unchanged()
        .change(
            "store/contoso-notes.yaml:58",
            locked(
                change("listings.fr-fr", Action::Remove, listing, Value::Null),
                DestructiveClass::LanguageRemoved,
                "D-7k2f",
            ),
        )
        .step(
            "remove listing fr-fr",
            patch(Some("fr-fr"), json!({"listingsToRemove": ["fr-fr"]})),
            &[0],
        )
        .submitted()
        .blocked(Blocker::Unacknowledged { changes: vec![0] })
}

/// A market goes, as acknowledged.
pub(crate) fn market_removed() -> Fixture {
    Fixture::unchanged()
        .change(
            "store/contoso-notes.yaml:7",
            acknowledged(locked(
                change(
                    "availability.markets",
                    Action::Change,
                    json!(["US", "CA", "CN"]),
                    json!(["US", "CA", "NO", "SE"]),
                ),
                DestructiveClass::MarketRemoved,
                "D-9x1c",
            )),
        )
        .step(
            "patch availability",
            patch(None, json!({"availability": {"markets": ["US"]}})),
            &[0],
        )
        .submitted()
}

/// A submission is in the way.
pub(crate) fn busy() -> Fixture {
    let submission = "1152921505700520060";
    let mut fixture = package_patch().blocked(Blocker::Busy {
        submission: submission.parse().unwrap(),
        messages: vec![message(
            "warning",
            "A submission is in certification",
            "submission",
        )],
    });
    fixture.plan.ongoing_submission = Some(submission.parse().unwrap());
    fixture
}

/// A new language without what it needs.
pub(crate) fn impossible() -> Fixture {
    Fixture::unchanged()
        .change(
            "store/contoso-notes.yaml:60",
            change(
                "listings.ja-jp",
                Action::Add,
                Value::Null,
                json!({"whatsNew": "新しいノート"}),
            ),
        )
        .blocked(Blocker::Impossible {
            pointer: "/listings/ja-jp".to_owned(),
            address: "listings.ja-jp.description".to_owned(),
            message: "a new language needs a description".to_owned(),
            hint: "add `description` under listings.ja-jp".to_owned(),
        })
}

/// What a stranger can put into a listing.
pub(crate) const HOSTILE: &str = "\u{1b}[31m\u{1b}]0;owned\u{7} \u{202e}txet\u{202c} ```` | </details> <!-- --> **@contoso** #1 \
    https://evil.example/ [x](y)\r\u{9b}2J\u{200b}\u{feff}";

/// Texts of strangers wherever a text can be.
pub(crate) fn hostile() -> Fixture {
    let long = format!("{HOSTILE}\n{}", "endless words and ".repeat(4_500));
    let mut fixture = Fixture::unchanged()
        .change(
            &format!("store/{HOSTILE}.md:1"),
            change(
                "listings.en-us.description",
                Action::Change,
                json!("short"),
                json!(long),
            ),
        )
        .change(
            "store/contoso-notes.yaml:3",
            change(
                &format!("listings.de-de.{HOSTILE}"),
                Action::Change,
                json!([HOSTILE]),
                json!(["fine", HOSTILE, "`"]),
            ),
        )
        .change(
            "store/contoso-notes.yaml:4",
            change(
                "packages[0]",
                Action::Add,
                Value::Null,
                json!({ HOSTILE: { "x": HOSTILE } }),
            ),
        )
        .change(
            "store/contoso-notes.yaml:5",
            change(
                "properties.website",
                Action::Change,
                json!(format!("before {HOSTILE} a text that stays as it was")),
                json!(format!("after {HOSTILE} a text that stays as it was")),
            ),
        )
        .unmanaged(HOSTILE)
        .warning(HOSTILE, HOSTILE)
        .step(HOSTILE, StepAction::Verify, &[0])
        .blocked(Blocker::Impossible {
            pointer: HOSTILE.to_owned(),
            address: HOSTILE.to_owned(),
            message: HOSTILE.to_owned(),
            hint: HOSTILE.to_owned(),
        });
    fixture.plan.name = Some(HOSTILE.to_owned());
    fixture
}

/// A rejected write in the middle of an apply.
pub(crate) fn failed_report() -> ApplyReport {
    let step = |id: &str, kind, summary: &str, outcome, millis| StepReport {
        id: StepId(id.to_owned()),
        kind,
        summary: summary.to_owned(),
        outcome,
        took: Duration::from_millis(millis),
    };
    let failure = Failure {
        kind: FailureKind::Rejected,
        message: "the Store rejected the listing de-de".to_owned(),
        request: Some(format!("PATCH /submission/v1/product/{PRODUCT}/metadata")),
        http_status: Some(400),
        store_messages: vec![message("badrequest", "Description is too long", "listings")],
        correlation_id: Some("5f2c1a90-0000-4000-8000-1234567890ab".to_owned()),
        hints: vec!["shorten `description` of listings.de-de".to_owned()],
        addresses: Vec::new(),
    };
    ApplyReport {
        product_id: PRODUCT.parse().unwrap(),
        name: Some("Contoso Notes".to_owned()),
        plan_hash: PlanHash(HASH.to_owned()),
        steps: vec![
            step(
                "s1",
                "patch-package",
                "patch package 72541436",
                StepOutcome::Done,
                812,
            ),
            step(
                "s2",
                "commit-packages",
                "commit the packages",
                StepOutcome::AlreadyTrue,
                95,
            ),
            step(
                "s3",
                "patch-metadata",
                "patch listing de-de",
                StepOutcome::Failed(Box::new(failure)),
                1_290,
            ),
            step(
                "s4",
                "submit",
                "submit to certification",
                StepOutcome::Skipped {
                    because: StepId("s3".to_owned()),
                },
                0,
            ),
        ],
        submission: None,
        publishing_status: None,
        messages: vec![message("warning", "The trailer was ignored", "listings")],
    }
}

/// A diagnostic of `text` at `span`.
pub(crate) fn diagnostic(text: &str, span: std::ops::Range<usize>) -> Diagnostic {
    let file = Arc::new(SourceFile {
        path: MANIFEST.to_owned(),
        text: text.to_owned(),
    });
    let before = text.get(..span.start).unwrap_or_default();
    let location = Location {
        file,
        line: before.matches('\n').count() + 1,
        column: before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1,
        span,
    };
    Diagnostic {
        code: Code("STC0412"),
        severity: Severity::Error,
        message: "`mips` is not an architecture: expected one of Neutral, X86, X64, Arm, Arm64"
            .to_owned(),
        related: vec![(
            Location {
                span: 0..0,
                line: 1,
                column: 1,
                ..location.clone()
            },
            "the manifest starts here".to_owned(),
        )],
        location,
        hint: Some("name the one architecture of the package".to_owned()),
        pointer: "/packages/0/architectures/0".to_owned(),
    }
}
