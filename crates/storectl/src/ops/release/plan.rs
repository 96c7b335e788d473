//! The plan of what a release wrote, beside its result.

use std::collections::BTreeSet;

use storectl_manifest::NotesState;
use storectl_model::{LanguageTag, Prune};
use storectl_report::{Format, Output};

use crate::{
    args::ManifestArgs,
    error::CliError,
    exit::Exit,
    hints::invocation::Invocation,
    manifests::{
        inspect::variables,
        load::{self, Loaded},
    },
    ops::{
        blockers,
        planning::{Planning, Reviewed},
        plans::{Plans, keep},
        release::{
            live_notes::still_live,
            warn::{self, States},
        },
        warnings::{self, PlanText},
    },
    output::{
        printer::{Level, Printer},
        targets::Targets,
    },
    settings::{env::Env, plan::PlanSettings, preflight::PreflightSettings, store::StoreSettings},
};

/// A release whose manifests are written.
pub(crate) struct Written<'a> {
    /// The manifests.
    pub(crate) manifests: &'a ManifestArgs,
    /// The secrets, and whatever else the environment gives.
    pub(crate) env: &'a Env,
    /// Shows the plan.
    pub(crate) printer: &'a Printer,
    /// The command line, as it may be printed.
    pub(crate) invocation: &'a Invocation,
    /// What an apply would do, and what no plan may do.
    pub(crate) plan_settings: PlanSettings,
}

/// What came of planning a release.
pub(crate) struct Outcome {
    /// How the command ends.
    pub(crate) exit: Result<Exit, CliError>,
    /// The languages of each manifest whose notes are what is live; empty where there is no plan.
    pub(crate) live: Vec<BTreeSet<LanguageTag>>,
}

impl Outcome {
    fn without_plan(exit: Result<Exit, CliError>) -> Self {
        Self {
            exit,
            live: Vec::new(),
        }
    }
}

impl Written<'_> {
    /// Plans, where there is a Store to ask, and says otherwise what to run. `states` are those of each manifest's notes.
    pub(crate) fn plan(&self, settings: Option<&StoreSettings>, states: &[States]) -> Outcome {
        let Some(settings) = settings else {
            return self.not_planned("there are no credentials");
        };
        match load::load(self.manifests, &Targets::default(), self.env, Prune::Keep) {
            Ok(loaded) => self
                .show(&loaded, settings, states)
                .unwrap_or_else(|error| Outcome::without_plan(Err(error))),
            // The manifests were checked: what is missing now is the value of a secret.
            Err(error) => {
                let found = error.diagnostics().listed().first();
                self.not_planned(found.map_or(&error.view().message, |it| &it.message))
            }
        }
    }

    fn not_planned(&self, why: &str) -> Outcome {
        let plan = self.invocation.then("plan", &[]);
        let lines = vec![format!("not planned: {why}; to plan it, run `{plan}`")];
        for line in self.invocation.complete(lines) {
            self.printer.say(Level::Info, &line);
        }
        Outcome::without_plan(Ok(Exit::Ok))
    }

    fn show(
        &self,
        loaded: &Loaded,
        settings: &StoreSettings,
        states: &[States],
    ) -> Result<Outcome, CliError> {
        let printer = self.printer;
        let vars = variables(self.manifests, self.env, loaded.manifests.len())?;
        warnings::announce(loaded, PlanText::Shown, printer);
        let read_at = printer.machine().unix_now();
        let planning = Planning {
            loaded,
            vars: &vars,
            settings,
            plan_settings: &self.plan_settings,
            preflight: &PreflightSettings::resolve(None, None, self.env)?,
            printer,
        };
        let Reviewed { planned, reads } = planning.run(self.invocation)?;
        warnings::of_unplanned(&planned, PlanText::Shown, printer);
        let error = blockers::fault(&planned, self.invocation);
        let exit = error.as_ref().map_or(Exit::Ok, CliError::exit);
        let state_dir = loaded.state_dir();
        let commit = state_dir.commit();
        let plans = Plans {
            endpoint: &settings.endpoint(),
            commit: commit.as_deref(),
            repository: None, // for people on a terminal
            read_at: Some(read_at),
            live: None,
            run: None,
            planned: &planned,
            reads,
            error,
            invocation: self.invocation,
        };
        let output = Output::Plan(plans.view());
        printer.beside("planned", &output);
        keep(&printer.rendering(&output), &state_dir);
        blockers::say_reasons(&plans, Format::Text, printer);
        let live = planned.iter().zip(states).map(|(it, states)| {
            let plan = it.plan.as_ref();
            let live = plan.map(|plan| still_live(&it.manifest.product, plan));
            let is_new = |it: &LanguageTag| states.get(it) == Some(&NotesState::Written);
            let live = live.unwrap_or_default().into_iter().filter(is_new);
            let live: BTreeSet<LanguageTag> = live.collect();
            warn::of_live(&it.manifest.path, &live, printer);
            live
        });
        let live = live.collect();
        Ok(Outcome {
            exit: Ok(exit),
            live,
        })
    }
}
