//! What the edits of a scenario are about.

/// What an edit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matter {
    /// Texts of listings, and languages.
    Texts,
    Images,
    Packages,
    /// How the product is sold.
    Sale,
}

impl Matter {
    pub(super) const ALL: &[Self] = &[Self::Texts, Self::Images, Self::Packages, Self::Sale];
}

/// Kinds of edits, by what they are about.
pub(super) struct Kinds<T: 'static> {
    pub(super) texts: &'static [T],
    pub(super) images: &'static [T],
    pub(super) packages: &'static [T],
    pub(super) sale: &'static [T],
}

impl<T: Copy> Kinds<T> {
    /// Returns every kind that is about one of these.
    pub(super) fn about(&self, matters: &[Matter]) -> Vec<T> {
        let kinds = matters.iter().flat_map(|matter| match matter {
            Matter::Texts => self.texts,
            Matter::Images => self.images,
            Matter::Packages => self.packages,
            Matter::Sale => self.sale,
        });
        kinds.copied().collect()
    }
}
