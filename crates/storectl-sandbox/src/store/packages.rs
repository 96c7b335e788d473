//! Reading, writing and committing packages.

use serde_json::{Value, json};

use super::context::{Context, refuse_while_active};
use super::ids::Ids;
use super::{readiness, time};
use crate::fields::{self, Fields};
use crate::interpretations::{
    Interpretations, OldPackageIds, PackageReads, RepeatedCommit, WritesDuringUpload,
};
use crate::product::{Package, Product, UploadEnd};
use crate::response::{CallResult, Refusal, Reply, StoreError};
use crate::rules::check::Mode;
use crate::rules::package;
use crate::tables::members::{PACKAGE, PACKAGES};

/// GET packages.
pub(super) fn read(product: &Product, interpretations: &Interpretations) -> Reply {
    let packages = visible(product, interpretations).iter().map(to_json);
    Reply::data(json!({ "packages": packages.collect::<Value>() }))
}

/// GET one package: an array of one (field note 12).
pub(super) fn read_one(
    product: &Product,
    id: &str,
    interpretations: &Interpretations,
) -> CallResult {
    match visible(product, interpretations)
        .iter()
        .find(|package| package.id == id)
    {
        Some(package) => Ok(Reply::data(json!({ "packages": [to_json(package)] }))),
        None => Err(not_found(id)),
    }
}

fn visible<'a>(product: &'a Product, interpretations: &Interpretations) -> &'a [Package] {
    match interpretations.package_reads {
        PackageReads::Written => &product.packages,
        PackageReads::Committed => &product.committed_packages,
    }
}

fn to_json(package: &Package) -> Value {
    let mut members = package.fields.clone();
    members.insert("packageId".to_owned(), json!(package.id));
    Value::Object(members)
}

fn not_found(id: &str) -> Refusal {
    Refusal::not_found("packages", format!("Package `{id}` was not found"))
}

/// PUT packages: the set is replaced and every id is regenerated. The document says so; the
/// recorded run shows that an old id is still taken by a PATCH right after it (field note 24), so
/// each old id is remembered with the new one at its place.
pub(super) fn replace(product: &mut Product, ids: &mut Ids, context: &Context) -> CallResult {
    refuse_while_active(product)?;
    refuse_write_during_upload(product, context.interpretations)?;
    let mut request = context.body(PACKAGES, "packages")?;
    let sent: Vec<Value> = match request.shift_remove("packages") {
        Some(Value::Array(packages)) if !packages.is_empty() => packages,
        Some(_) | None => {
            return Err(Refusal::bad_request(
                "packages",
                "packages: a non-empty array is required",
            ));
        }
    };
    let module = package::MODULE;
    let mut packages: Vec<Fields> = Vec::new();
    let mut errors = Vec::new();
    for (index, sent) in sent.iter().enumerate() {
        let Value::Object(fields) = sent else {
            let message = format!("packages[{index}]: must be an object");
            errors.push(StoreError::bad_request("packages", message));
            continue;
        };
        let defaults = (module.defaults)();
        match module.write(&defaults, fields, Mode::Replace, context.interpretations) {
            Ok(fields) => packages.push(fields),
            Err(refused) => {
                let place = format!("packages[{index}]");
                errors.extend(refused.into_iter().map(|error| error.within(&place)));
            }
        }
    }
    if !errors.is_empty() {
        return Err(Refusal::new(errors));
    }
    let packages: Vec<Package> = packages
        .into_iter()
        .map(|fields| Package {
            id: ids.package(),
            fields,
        })
        .collect();
    product.former_package_ids = product
        .packages
        .iter()
        .zip(&packages)
        .map(|(old, new)| (old.id.clone(), new.id.clone()))
        .collect();
    product.packages = packages;
    Ok(Reply::written())
}

/// PATCH one package.
pub(super) fn patch(product: &mut Product, id: &str, context: &Context) -> CallResult {
    let interpretations = context.interpretations;
    refuse_while_active(product)?;
    refuse_write_during_upload(product, interpretations)?;
    let id = match interpretations.old_package_ids {
        OldPackageIds::Refused => id,
        OldPackageIds::Resolved => product
            .former_package_ids
            .get(id)
            .map_or(id, String::as_str),
    };
    let Some(package) = product.packages.iter_mut().find(|package| package.id == id) else {
        return Err(not_found(id));
    };
    let sent = context.body(PACKAGE, "packages")?;
    if fields::say_nothing(&sent, interpretations) {
        return Err(Refusal::bad_request("packages", "the body has no fields"));
    }
    package.fields = package::MODULE
        .write(&package.fields, &sent, Mode::Patch, interpretations)
        .map_err(Refusal::new)?;
    Ok(Reply::written())
}

/// POST packages/commit: what was written becomes what a submission publishes, and the service
/// fetches it.
pub(super) fn commit(product: &mut Product, context: &Context) -> CallResult {
    let interpretations = context.interpretations;
    refuse_while_active(product)?;
    match interpretations.repeated_commit {
        RepeatedCommit::Accepted => {}
        RepeatedCommit::Refused => readiness::refuse_during_upload(product)?,
    }
    product.committed_packages.clone_from(&product.packages);
    product.package_commits = product.package_commits.saturating_add(1);
    let end = if product.package_commits <= interpretations.upload_failures {
        UploadEnd::Failed
    } else {
        UploadEnd::Done
    };
    product.upload = time::begin_upload(end, context);
    product.stale_reads = interpretations.stale_reads;
    time::pass(product, context);
    // No leading slash, as recorded (field note 25).
    let polling_url = format!("submission/v1/product/{}/status", product.id);
    Ok(Reply::data(json!({ "pollingUrl": polling_url })))
}

fn refuse_write_during_upload(
    product: &Product,
    interpretations: &Interpretations,
) -> Result<(), Refusal> {
    match interpretations.writes_during_upload {
        WritesDuringUpload::Accepted => Ok(()),
        WritesDuringUpload::Refused => readiness::refuse_during_upload(product),
    }
}
