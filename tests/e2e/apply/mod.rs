//! `storectl apply` and `submit`.

mod approval;
mod approved_file;
mod commands;
mod faults;
#[cfg(unix)]
mod fleet;
mod guards;
mod images;
mod interpretations;
mod journal;
#[cfg(unix)]
mod kill;
mod minimal_changes;
mod only;
mod ownership;
mod packages;
mod plan_file;
#[cfg(unix)]
mod question;
mod refusals;
mod reported;
mod requests;
mod variables;
mod warnings;
