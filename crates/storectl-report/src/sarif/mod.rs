//! SARIF 2.1.0 for code scanning (OASIS standard, 27 March 2020).

mod fingerprint;
mod log;
mod text;
mod uri;

use crate::{
    Output, escape,
    remarks::{Level, Remark, Remarks},
    view::thousands,
};

use self::{
    fingerprint::Fingerprints,
    log::{
        ArtifactLocation, BaseId, Driver, Invocation, Location, Log, LogResult, Message,
        Notification, PhysicalLocation, Region, ResultLevel, ResultProperties, RuleDescriptor, Run,
        SCHEMA, Tool,
    },
    text::text,
};

/// Most results of a run that GitHub takes
/// (<https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support>).
const MOST: usize = 25_000;

/// Renders a result as a SARIF log. What has a place is a result; what failed without one is a notification of the invocation.
pub(crate) fn render(output: &Output<'_>) -> String {
    let json = serde_json::to_string_pretty(&log(output)).unwrap_or_default();
    escape::json(&format!("{json}\n")).into_owned()
}

fn log(output: &Output<'_>) -> Log {
    let Remarks { all, omitted } = Remarks::of(output);
    let (placed, unplaced): (Vec<Remark>, Vec<Remark>) =
        all.into_iter().partition(|it| it.place.is_some());
    let omitted = omitted + placed.len().saturating_sub(MOST);
    let mut rules = Rules::default();
    let mut fingerprints = Fingerprints::default();
    let results = placed.iter().take(MOST);
    let results: Vec<LogResult> = results
        .map(|it| result(it, &mut rules, &mut fingerprints))
        .collect();
    let mut notifications: Vec<Notification> = unplaced.iter().map(notification).collect();
    if omitted > 0 {
        notifications.push(Notification {
            level: ResultLevel::Warning,
            message: Message {
                text: format!("{} more results are not listed", thousands(omitted)),
            },
        });
    }
    let has_failed = unplaced.iter().any(|it| it.rank.level() == Level::Error);
    Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "storectl",
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: rules.all,
                },
            },
            invocations: [Invocation {
                execution_successful: !has_failed,
                exit_code: output.exit(),
                tool_execution_notifications: notifications,
            }],
            original_uri_base_ids: [(uri::BASE, BaseId::root())].into(),
            column_kind: "unicodeCodePoints",
            results,
        }],
    }
}

/// The rules that results name, each once.
#[derive(Default)]
struct Rules {
    all: Vec<RuleDescriptor>,
}

impl Rules {
    /// Returns the index of a rule.
    fn index(&mut self, remark: &Remark) -> usize {
        let known = self.all.iter().position(|it| it.id == remark.rule.id);
        known.unwrap_or_else(|| {
            self.all
                .push(RuleDescriptor::of(&remark.rule, level(remark)));
            self.all.len() - 1
        })
    }
}

fn result(remark: &Remark, rules: &mut Rules, fingerprints: &mut Fingerprints) -> LogResult {
    let rule_index = rules.index(remark);
    let locations = remark.place.iter().map(|place| {
        let (start_line, start_column) = place.at.unwrap_or((1, 1));
        Location {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation {
                    uri: uri::of_path(&place.file),
                    uri_base_id: uri::BASE,
                },
                region: Region {
                    start_line,
                    start_column,
                },
            },
        }
    });
    LogResult {
        rule_id: remark.rule.id.clone().into_owned(),
        rule_index,
        level: level(remark),
        message: Message {
            text: text(&remark.message),
        },
        locations: locations.collect(),
        partial_fingerprints: fingerprints.of(remark),
        properties: ResultProperties {
            product: remark.about.product.as_deref().map(text),
            address: remark.about.address.as_deref().map(text),
            action: remark.about.action,
        },
    }
}

fn notification(remark: &Remark) -> Notification {
    Notification {
        level: level(remark),
        message: Message {
            text: text(&remark.message),
        },
    }
}

fn level(remark: &Remark) -> ResultLevel {
    match remark.rank.level() {
        Level::Error => ResultLevel::Error,
        Level::Warning => ResultLevel::Warning,
        Level::Notice => ResultLevel::Note,
    }
}
