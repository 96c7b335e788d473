//! `plan --live`: a plan that asks nobody.

use std::{path::Path, time::Duration};

use storectl_apply::Cancellation;

use super::{Origin, Plan, Rehearse, Run};
use crate::{
    error::CliError,
    exit::Exit,
    hints::invocation::Invocation,
    manifests::load::Loaded,
    ops::{drafts::Source, plan::READING, warnings},
    receipts::ReceiptPlace,
    runtime::block_on,
    settings::{env::Env, offline::OfflineSettings, preflight::PreflightSettings},
    store::{journals, plans, snapshot::Snapshot, state_dir},
};

impl Run<'_> {
    /// Plans against a snapshot: signs in nowhere, and sends nothing.
    pub(super) fn offline(
        &self,
        file: &Path,
        max_age: Duration,
        mut loaded: Loaded,
        env: &Env,
        rehearse: Rehearse,
        invocation: &Invocation,
    ) -> Result<Exit, CliError> {
        let (args, printer) = (self.args, self.printer);
        PreflightSettings::refuse_offline(args.plan.preflight.preflight)?;
        let mut snapshot = Snapshot::read(file, max_age, printer.machine().now())?;
        let settings = OfflineSettings::resolve(&args.store, env, loaded.state_dir())?;
        let asked = settings.endpoint();
        snapshot.check_target(asked.as_deref(), &settings.sellers, &loaded.manifests)?;
        let journals = settings.journals(snapshot.endpoint())?;
        state_dir::check_all(&loaded.manifests, &settings.state_dir)?;
        journals::check(&journals, &loaded.manifests)?;
        plans::check(&settings.state_dir).map_err(CliError::own_file)?;
        snapshot.fit(&mut loaded)?;
        warnings::announce(&loaded, self.text, printer);
        let bases = self.bases(&loaded);
        let invocation = loaded.printable(invocation);
        let invocation = match snapshot.endpoint() {
            "sandbox" => invocation.of_sandbox(),
            _ => invocation,
        };
        let cancel = Cancellation::new();
        let run = block_on::until_stopped(printer.machine(), cancel.clone(), async {
            let manifests = loaded.manifests.iter();
            let places = manifests.clone();
            let places = places.map(|it| ReceiptPlace::offline(it, snapshot.endpoint(), &journals));
            let remembered = self
                .remembered(places.collect(), &loaded, bases, &cancel)
                .await?;
            let opened: Vec<_> = manifests.map(|it| journals::open(&journals, it)).collect();
            let source = Source::Snapshot(&snapshot);
            let plans = Plan {
                loaded: &loaded,
                journals: &opened,
                remembered: &remembered,
                parallelism: settings.parallelism,
            };
            let plans = self.plans(plans, source, rehearse);
            block_on::reading(&cancel, READING, async { Ok(plans.await) }).await
        });
        let file = snapshot.file();
        let origin = Origin {
            endpoint: snapshot.endpoint(),
            state_dir: &settings.state_dir,
            read_at: snapshot.read_at(),
            reads: 0,
            live: Some(snapshot.stamp(&file)),
        };
        self.finish(run, &loaded, &origin, &invocation)
    }
}
