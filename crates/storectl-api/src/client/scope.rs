//! How much of a product is read.

/// How much of a product is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadScope {
    /// Which images.
    pub assets: AssetScope,
}

/// Which images are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AssetScope {
    /// None: one read less, for questions that no image answers.
    #[default]
    None,
    /// Those of every language, managed or not: a submission publishes them all.
    All,
}

impl ReadScope {
    /// Everything that a submission publishes: what a plan and its proof need.
    pub const EVERYTHING: Self = Self {
        assets: AssetScope::All,
    };
}
