//! How much of a product is read.

/// How much of a product is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReadScope {
    /// All but the images: one read less, for questions that no image answers.
    #[default]
    WithoutImages,
    /// Everything that a submission publishes: what a plan and its proof need. Images of every language, managed or not.
    Everything,
}
