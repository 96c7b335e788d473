//! What holds for every command: usage, outputs, hostile input, secrets.

mod hostile;
mod offline;
mod outputs;
mod redaction;
