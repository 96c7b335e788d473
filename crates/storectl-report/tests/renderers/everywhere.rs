//! One foreign text in every place that takes one, in every result, format and length.

use serde_json::json;
use storectl_model::{SeenBytes, StoreMessage};
use storectl_plan::{
    Action, ApplyReport, Blocker, DestructiveClass, Lock, Origin, StaleEntry, StaleState,
    StaleValues, StepAction, SubmissionOutcome,
};
use storectl_report::{
    Appearance, BaseView, Check, CheckId, CheckStatus, Command, DoctorView, ErrorView, FindingView,
    FleetPart, Foreign, Format, HistoryView, InstallerView, InstallersView, Output, PlanView,
    ProductHistory, ProductOutcome, ProductReport, ProductStatus, ProductView, Release, ReportView,
    SourceRef, StatusFacts, StatusView, Styling, Verbosity, render,
};

use crate::fixtures::{self, Fixture, change, installers};

/// A result as it was written, and how.
pub(crate) struct Shown {
    pub(crate) what: &'static str,
    pub(crate) format: Format,
    pub(crate) text: String,
}

/// Renders every result with `text` wherever a text can be.
pub(crate) fn everything(text: &str) -> Vec<Shown> {
    let error = error(text);
    let fixture = plan(text);
    let report = ran(text);
    let diagnostics = [fixtures::faulty(text)];

    let name = Some(Foreign::new(text));
    let own = Foreign::new(text);
    let named = fixtures::called(&["a-one", "b-two", text, "c-three", text]);
    let planned = ProductView {
        localization: Some(named.clone()),
        manifest: own,
        product_id: own,
        name,
        base: BaseView::Revision {
            rev: own,
            commit: Foreign::new(fixtures::BASE),
        },
        files_before: vec![Some(fixtures::file_before(text)); fixture.plan.changes.len()],
        ..fixture.product()
    };
    let failed = ProductView {
        plan: Err(&error),
        ..planned.clone()
    };
    let one = PlanView {
        repository: fixtures::repository(),
        ..fixtures::view(vec![planned.clone()])
    };
    let several = fixtures::view(vec![planned, failed]);
    let product = |outcome| ProductReport {
        manifest: own,
        product_id: own,
        name,
        outcome,
        location: Some(place(text)),
        hints: vec![text.to_owned()],
    };
    let reports = ReportView {
        command: Command::Apply,
        plan: several.clone(),
        exit: 30,
        error: Some(&error),
        products: vec![
            product(ProductOutcome::Ran(&report)),
            product(ProductOutcome::Failed(&error)),
            product(ProductOutcome::NotStarted),
        ],
    };
    let refused = ReportView {
        products: vec![product(ProductOutcome::NotStarted)],
        ..reports.clone()
    };
    let facts = StatusFacts {
        is_ready: false,
        ongoing_submission: None,
        publishing_status: Some(text),
        messages: &error.store_messages,
        pending: &[],
        submission_known: storectl_plan::SubmissionKnowledge::Unknown,
        last_submission: None,
        incomplete_languages: Vec::new(),
    };
    let status = |facts| ProductStatus {
        manifest: own,
        product_id: own,
        name,
        facts,
        unsettled: Some(&error),
        journal: vec![text.to_owned()],
        timeline: &[],
        last_commit: Some(own),
    };
    let statuses = StatusView {
        tool_version: "0.1.0",
        part: FleetPart {
            missing: vec![text.to_owned()],
            ..FleetPart::default()
        },
        products: vec![status(Ok(facts)), status(Err(&error))],
        error: Some(&error),
    };
    let failure = fixtures::failure(text, &error);
    let published = published(text);
    [
        ("plan", Output::Plan(one)),
        ("Store page", Output::Plan(published.view())),
        ("plans", Output::Plan(several)),
        ("report", Output::Apply(reports)),
        ("refusal", Output::Apply(refused)),
        ("status", Output::Status(statuses)),
        ("diagnostics", crate::text::diagnosed(&diagnostics)),
        ("texts", crate::localization::validated_of(own, &named)),
        ("error", Output::Error(failure)),
    ]
    .into_iter()
    .flat_map(|(what, output)| formats(what, &output))
    .chain(remembered(text))
    .collect()
}

/// A plan whose draft, as it is published, says `text` everywhere.
fn published(text: &str) -> Fixture {
    Fixture::unchanged()
        .change(
            "store/contoso-notes.yaml:7",
            change("properties.x", Action::Add, json!(null), json!(text)),
        )
        .publishing(&crate::html::draft(&["en-us"], text))
}

/// Renders what is remembered of submissions, with `text` wherever a text can be.
fn remembered(text: &str) -> Vec<Shown> {
    let (own, name) = (Foreign::new(text), Some(Foreign::new(text)));
    let error = error(text);
    let labeled = labeled(text);
    let submission = &*fixtures::SUBMISSION;
    let bases = [
        BaseView::Receipt {
            commit: Some(own),
            submission,
            at: 0,
        },
        BaseView::Revision {
            rev: own,
            commit: own,
        },
        BaseView::None { reason: own },
    ];
    let based = bases.map(|base| ProductView {
        base,
        last_commit: Some(own),
        name,
        ..labeled.product()
    });
    let based = fixtures::view(based.into());
    let mut release = fixtures::release("1", 0, SubmissionOutcome::Published, text);
    release.source.commit = Some(text.to_owned());
    text.clone_into(&mut release.source.manifest);
    for variable in &mut release.variables {
        text.clone_into(&mut variable.name);
        variable.value = Some(text.to_owned());
        variable.manifest = Some(text.to_owned());
    }
    let releases = vec![Release::from(&release)];
    let warnings = [text.to_owned()];
    let history = HistoryView {
        tool_version: "0.1.0",
        warnings: &warnings,
        products: vec![
            ProductHistory {
                manifest: own,
                product_id: own,
                name,
                releases,
            },
            ProductHistory {
                manifest: own,
                product_id: own,
                name,
                releases: Vec::new(),
            },
        ],
        error: Some(&error),
    };
    let inspections = installers::hostile(text);
    let finding = hostile_finding(text);
    let findings = vec![FindingView {
        finding: &finding,
        location: Some(place(text)),
    }];
    let mut seen: Vec<InstallerView<'_>> = inspections
        .iter()
        .map(|it| installers::looked(it, findings.clone()))
        .collect();
    seen.push(InstallerView {
        source: own,
        look: Err(&error),
    });
    let seen = InstallersView {
        error: Some(&error),
        ..installers::installers(seen)
    };
    let checks = CheckId::ALL.map(|id| Check {
        id,
        status: CheckStatus::Failed,
        subject: Some(text.to_owned()),
        message: text.to_owned(),
        fix: Some(text.to_owned()),
    });
    let doctor = DoctorView {
        tool_version: "0.1.0",
        exit: 20,
        checks: checks.to_vec(),
        error: Some(&error),
    };
    let preflight = preflight(text);
    let all = [
        ("doctor", Output::Doctor(doctor)),
        ("preflight", Output::Plan(preflight.view())),
        ("installers", Output::Inspect(seen)),
        ("labels", Output::Plan(based)),
        ("history", Output::History(history)),
    ];
    let all = all.into_iter();
    all.flat_map(|(what, output)| formats(what, &output))
        .collect()
}

fn hostile_finding(text: &str) -> storectl_installer::Finding {
    storectl_installer::Finding {
        hint: text.to_owned(),
        ..installers::unsigned(text)
    }
}

/// A plan of packages that were looked at, with each outcome of a look; of some an error blocks the plan, of some it does not.
fn preflight(text: &str) -> Fixture {
    let elsewhere = installers::hostile(text).pop();
    let elsewhere = elsewhere.map(|it| installers::Look {
        package: storectl_model::FieldPath::of_package(100),
        ..installers::Look::of(it)
    });
    let folded = plan(text).looked_in_vain(elsewhere.unwrap());
    let inspections = installers::hostile(text).into_iter().enumerate();
    inspections.fold(folded, |fixture, (at, inspection)| {
        let look = |package| installers::Look {
            package: storectl_model::FieldPath::of_package(package),
            findings: vec![storectl_installer::Finding {
                severity: match package % 2 {
                    0 => storectl_installer::FindingSeverity::Error,
                    _ => storectl_installer::FindingSeverity::Warning,
                },
                ..hostile_finding(text)
            }],
            ..installers::Look::of(inspection.clone())
        };
        fixture
            .looked(look(2 * at))
            .looked_in_vain(look(2 * at + 1))
    })
}

fn formats(what: &'static str, output: &Output<'_>) -> Vec<Shown> {
    let texts = [Verbosity::Brief, Verbosity::Normal, Verbosity::Full].map(|it| (Format::Text, it));
    let others = [
        Format::Json,
        Format::Markdown,
        Format::Html,
        Format::Github,
        Format::Sarif,
    ];
    let others = others.map(|it| (it, Verbosity::Normal));
    texts
        .into_iter()
        .chain(others)
        .map(|(format, verbosity)| {
            let appearance = Appearance {
                styling: Styling::Plain,
                verbosity,
            };
            Shown {
                what,
                format,
                text: render(output, format, appearance),
            }
        })
        .collect()
}

fn place(text: &str) -> SourceRef {
    SourceRef {
        file: text.to_owned(),
        in_repository: text.to_owned(),
        line: 7,
        column: 3,
    }
}

fn message(text: &str) -> StoreMessage {
    fixtures::message(text, text, text)
}

fn error(text: &str) -> ErrorView {
    ErrorView {
        code: "error",
        exit: 1,
        message: text.to_owned(),
        hints: vec![text.to_owned(); 2],
        request: Some(text.to_owned()),
        http_status: Some(500),
        store_messages: vec![message(text), message(text)],
        correlation_id: Some(text.to_owned()),
        location: Some(place(text)),
        stale: stale(text),
    }
}

fn stale(text: &str) -> Vec<StaleEntry> {
    let states = [
        StaleState::New,
        StaleState::Moved,
        StaleState::Same,
        StaleState::Done,
    ];
    let entry = |state| StaleEntry {
        product: text.to_owned(),
        address: text.to_owned(),
        state,
        values: StaleValues::Field {
            before: text.into(),
            approved: serde_json::json!([text, { text: text }]),
            now: text.into(),
        },
    };
    let seen = |length| SeenBytes {
        length: Some(length),
        etag: Some(text.to_owned()),
        last_modified: Some(format!("{text} {length}")),
        ..SeenBytes::default()
    };
    let bytes = StaleEntry {
        values: StaleValues::Bytes {
            approved: seen(1),
            now: seen(2),
        },
        ..entry(StaleState::Moved)
    };
    states.map(entry).into_iter().chain([bytes]).collect()
}

fn plan(text: &str) -> Fixture {
    let place = format!("{text}:7");
    let long = format!("{text} a text that stays as it was {text}");
    let values = [
        (json!(null), json!(text)),
        (json!(text), json!(null)),
        (json!("before"), json!(text)),
        (json!(text), json!(format!("{text} more"))),
        (json!(long), json!(long.replace("stays", "is"))),
        (
            json!(format!("{text}\n{text}\nlast")),
            json!(format!("{text}\nlast\n{text}")),
        ),
        (json!([text, "a"]), json!(["a", text, "b"])),
        (json!({ "a": text }), json!({ "a": text, "b": [text] })),
        (
            json!({ "id": "11529" }),
            json!({ "path": text, "bytes": 9, "width": 64, "height": 36 }),
        ),
        (json!(null), json!({ "b": { "c": text } })),
    ];
    let mut fixture = Fixture::unchanged();
    for (index, (before, after)) in values.into_iter().enumerate() {
        let action = match index % 3 {
            0 => Action::Change,
            1 => Action::Add,
            _ => Action::Reorder,
        };
        let address = format!("properties.x{index}");
        fixture = fixture.change(&place, change(&address, action, before, after));
    }
    let mut fixture = fixture
        .unmanaged("properties.website")
        .warning("properties.website", text)
        .warning("listings.en-us", text)
        .step(text, StepAction::Verify, &[0])
        .blocked(Blocker::Busy {
            submission: "1152921505700520060".parse().unwrap(),
            messages: vec![message(text)],
        })
        .blocked(Blocker::Conflict {
            path: "properties.website".parse().unwrap(),
            place: "properties".parse().unwrap(),
            message: text.to_owned(),
            hint: text.to_owned(),
        })
        .blocked(Blocker::Policy(fixtures::violation(text)));
    fixture.plan.name = Some(text.to_owned());
    fixture
}

/// The values of a plan with labels, of every origin, and unmanaged values that moved.
fn labeled(text: &str) -> Fixture {
    let mut fixture = plan(text)
        .based()
        .agreed(text)
        .moved("properties.category", Some(json!(text)), json!("other"))
        .moved("properties.subcategory", None, json!(text))
        .moved("properties.website", Some(json!([text])), json!(null))
        .guarded(
            DestructiveClass::TextCleared,
            Lock::Locked("D-7k2fq3".parse().unwrap()),
        );
    let locked = fixture.plan.unmanaged.len() - 1;
    fixture = fixture.blocked(Blocker::Unacknowledged {
        changes: Vec::new(),
        unmanaged: vec![locked],
    });
    let origins = [Origin::Manifest, Origin::Drift, Origin::Conflict];
    let changes = fixture.plan.changes.iter_mut();
    for (change, origin) in changes.zip(origins.into_iter().cycle()) {
        change.origin = Some(origin);
        change.base = Some(json!(text));
    }
    fixture
}

fn ran(text: &str) -> ApplyReport {
    let mut report = fixtures::failed_report();
    for step in &mut report.steps {
        text.clone_into(&mut step.summary);
    }
    if let storectl_plan::StepOutcome::Failed(failure) = &mut report.steps[2].outcome {
        text.clone_into(&mut failure.message);
        failure.request = Some(text.to_owned());
        failure.store_messages = vec![message(text)];
        failure.correlation_id = Some(text.to_owned());
        failure.hints = vec![text.to_owned()];
    }
    report.publishing_status = Some(text.to_owned());
    report.messages = vec![message(text)];
    report.notes = vec![text.to_owned()];
    report
}
