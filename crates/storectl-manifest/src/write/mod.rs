//! Values as YAML, as a person writes them.

mod scalar;
mod value;

pub(crate) use scalar::{ScalarForm, double_quoted, scalar};
pub(crate) use value::{Written, block, flow, flow_member, item, member};
