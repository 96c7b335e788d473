//! Outputs as those who take them in read them, for tests: GitHub's comments, a browser, code scanning.

pub(crate) mod corpus;
pub(crate) mod dom;
pub(crate) mod gfm;
pub(crate) mod page;
pub(crate) mod sarif;
