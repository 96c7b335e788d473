//! `storectl apply` and `submit`.

mod approval;
mod faults;
mod images;
mod interpretations;
#[cfg(unix)]
mod kill;
mod minimal_changes;
mod only;
mod packages;
mod refusals;
mod requests;
