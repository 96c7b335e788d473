//! Values as YAML, as a person writes them.

mod scalar;
mod value;
mod written;

pub(crate) use scalar::{ScalarForm, double_quoted, scalar};
pub(crate) use value::{block, flow, flow_member, item, json, json_member, member};
pub(crate) use written::Written;
