//! What people call the files that a result names.

use crate::{
    DiagnosticsView, ErrorView, InstallerLook, InstallersView, Names, Output, PlanView,
    ProductOutcome, ProductView, ReportView, SourceRef, StatusView,
};

impl Output<'_> {
    /// Returns what the people for whom it was made call the files in it: by their paths from where they stand.
    pub fn names(&self) -> Names {
        let mut names = Names::default();
        match self {
            Self::Plan(view) => plan(view, &mut names),
            Self::Apply(view) => report(view, &mut names),
            Self::Status(view) => status(view, &mut names),
            Self::Inspect(view) => installers(view, &mut names),
            Self::Diagnostics(view) => diagnostics(view, &mut names),
            Self::History(_) | Self::Doctor(_) | Self::Error(_) => {}
        }
        if let Some(failure) = self.error() {
            error(failure, &mut names);
        }
        names
    }
}

fn place(place: &SourceRef, names: &mut Names) {
    names.add(&place.in_repository, &place.file);
}

fn error(view: &ErrorView, names: &mut Names) {
    if let Some(at) = &view.location {
        place(at, names);
    }
}

fn plan(view: &PlanView<'_>, names: &mut Names) {
    for it in &view.products {
        product(it, names);
    }
    if let Some(invalid) = &view.invalid {
        diagnostics(invalid, names);
    }
}

fn product(view: &ProductView<'_>, names: &mut Names) {
    let places = [
        &view.sources,
        &view.places_to_write,
        &view.warning_sources,
        &view.blocker_sources,
    ];
    for it in places.into_iter().flatten().flatten() {
        place(it, names);
    }
    for it in &view.preflight {
        look(&it.look, names);
    }
    let refusals = view.rehearsal.iter().flat_map(|it| &it.refusals);
    for it in refusals.filter_map(|it| it.source.as_ref()) {
        place(it, names);
    }
    if let Err(failure) = &view.plan {
        error(failure, names);
    }
}

fn look(view: &InstallerLook<'_>, names: &mut Names) {
    for it in view.findings.iter().filter_map(|it| it.location.as_ref()) {
        place(it, names);
    }
}

fn report(view: &ReportView<'_>, names: &mut Names) {
    plan(&view.plan, names);
    for it in &view.products {
        if let Some(at) = &it.location {
            place(at, names);
        }
        if let ProductOutcome::Failed(failure) = it.outcome {
            error(failure, names);
        }
    }
}

fn status(view: &StatusView<'_>, names: &mut Names) {
    for it in &view.products {
        for failure in it.facts.as_ref().err().into_iter().chain(&it.unsettled) {
            error(failure, names);
        }
    }
}

fn installers(view: &InstallersView<'_>, names: &mut Names) {
    for it in &view.installers {
        match &it.look {
            Ok(seen) => look(seen, names),
            Err(failure) => error(failure, names),
        }
    }
}

fn diagnostics(view: &DiagnosticsView<'_>, names: &mut Names) {
    for (shown, name) in &view.names {
        names.add(name, shown);
    }
    for it in &view.localization {
        names.add(it.in_repository.as_raw(), it.manifest.as_raw());
    }
}
