//! What holds for every command: usage, outputs, hostile input, secrets.

mod documents;
mod floods;
mod help;
mod hostile;
mod machines;
mod network;
mod offline;
#[cfg(unix)]
mod open_files;
mod outputs;
#[cfg(unix)]
mod own_files;
mod redaction;
mod runners;
#[cfg(unix)]
mod signals;
mod targets;
mod users_secrets;
