//! `storectl validate`: every error of every manifest in one run, offline.

use clap::Args;
use storectl_model::ProductId;
use storectl_report::{Command, DiagnosticsView, Foreign, Format, ManifestTexts, Output};

use crate::{
    args::{ManifestArgs, ResultArgs},
    error::CliError,
    exit::Exit,
    manifests::{
        check::{self, CheckedTexts},
        discover::shown,
        overlay::EditedFiles,
        place::{self, Base},
    },
    output::{printer::Printer, targets::Targets, write},
    settings::env::Env,
};

/// Check manifests offline and report every error
#[derive(Args, Debug)]
pub(crate) struct ValidateCommand {
    #[command(flatten)]
    manifests: ManifestArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

pub(crate) fn run(args: &ValidateCommand, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    let targets = Targets::of(&args.result, None)?;
    let checked = check::check(&args.manifests, &targets, env, &EditedFiles::NONE)?;
    let error = checked.worst();
    let texts = NamedTexts::of(&checked.texts);
    let output = Output::Diagnostics(DiagnosticsView {
        command: Command::Validate,
        shard: args.manifests.part.shard,
        manifests: checked.manifests,
        products: checked.products.iter().map(ProductId::as_str).collect(),
        diagnostics: checked.diagnostics.listed(),
        unlisted: checked.diagnostics.unlisted(),
        localization: texts.iter().map(NamedTexts::view).collect(),
        names: place::names(checked.diagnostics.listed()),
        error: error.as_ref().map(CliError::view),
    });
    write::show(&printer.rendering(&output), &args.result)?;
    let has_faults = checked.diagnostics.counts().errors > 0;
    // A text result without a faulty manifest shows what decided the exit.
    let is_shown = |failure: &CliError| match args.result.format {
        Format::Text => {
            let decided = error.as_ref().map(CliError::view);
            !has_faults && decided == Some(failure.view())
        }
        Format::Json | Format::Markdown | Format::Html | Format::Github | Format::Sarif => false,
    };
    for failure in checked.failures.iter().filter(|it| !is_shown(it)) {
        printer.failure(failure);
    }
    Ok(error.map_or(Exit::Ok, |it| it.exit()))
}

/// The texts of a manifest, and what the manifest is called.
struct NamedTexts<'a> {
    /// By people.
    shown: String,
    /// By documents.
    in_repository: String,
    texts: &'a CheckedTexts,
}

impl<'a> NamedTexts<'a> {
    fn of(texts: &'a [CheckedTexts]) -> Vec<Self> {
        let base = Base::current();
        let named = texts.iter().map(|texts| Self {
            shown: shown(&texts.path),
            in_repository: base.name(&texts.path),
            texts,
        });
        named.collect()
    }

    fn view(&self) -> ManifestTexts<'_> {
        ManifestTexts {
            manifest: Foreign::new(&self.shown),
            in_repository: Foreign::new(&self.in_repository),
            product_id: Foreign::new(self.texts.product_id.as_str()),
            matrix: &self.texts.matrix,
        }
    }
}
