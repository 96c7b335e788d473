//! The planner as a specification: desired and remote state in, changes and steps out.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod approval;
mod definition;
mod fixtures;
mod guards;
mod images;
mod installers;
mod listings;
mod locks;
mod merged_draft;
mod modules;
mod order;
mod origins;
mod package_guards;
mod packages;
mod policy;
mod prior_work;
mod properties;
mod receipt_installers;
mod receipts;
mod remainders;
mod remembered_secrets;
mod resumption;
mod seen_installers;
mod selection;
mod stale;
mod verifying;
mod withheld;
