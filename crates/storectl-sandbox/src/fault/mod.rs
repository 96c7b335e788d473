//! Scripted faults: what goes wrong, at which request.

mod kind;
mod script;
mod text;

pub use self::kind::{Fault, FaultKind, Matcher, Requests, RetryAfter, When};
pub(crate) use self::script::Script;
pub use self::text::FaultError;
