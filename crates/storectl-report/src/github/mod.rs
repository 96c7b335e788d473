//! Workflow commands and outputs for GitHub's runner.

mod annotation;
mod outputs;

pub(crate) use annotation::annotations;
pub(crate) use outputs::outputs;
