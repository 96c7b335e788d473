//! The one rule of a manifest at every depth.

/// What a manifest says about one field of the product.
///
/// Absent is unmanaged and kept, `null` clears, a value makes it so (design.md §3). The three are different types of
/// intent, so that an empty value can never stand for "leave alone" or for "wipe".
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field<T> {
    /// The manifest does not name the field: unmanaged, never touched.
    #[default]
    Absent,
    /// The manifest says `null`: the field is to be empty.
    Clear,
    /// The manifest gives the value the field is to have.
    Set(T),
}

impl<T> Field<T> {
    /// Returns the value where one is set.
    pub fn set(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Clear => None,
        }
    }

    /// Returns the value to be had, `empty` where the field is cleared; `None` if it is unmanaged.
    pub fn or_clear(&self, empty: T) -> Option<T>
    where
        T: Clone,
    {
        match self {
            Self::Absent => None,
            Self::Clear => Some(empty),
            Self::Set(value) => Some(value.clone()),
        }
    }

    /// Returns whether the manifest names the field at all.
    pub fn is_managed(&self) -> bool {
        match self {
            Self::Absent => false,
            Self::Clear | Self::Set(_) => true,
        }
    }

    /// Borrows the value inside.
    pub fn as_ref(&self) -> Field<&T> {
        match self {
            Self::Absent => Field::Absent,
            Self::Clear => Field::Clear,
            Self::Set(value) => Field::Set(value),
        }
    }

    /// Applies `f` to a set value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Clear => Field::Clear,
            Self::Set(value) => Field::Set(f(value)),
        }
    }

    /// Returns this field, or `below` where this one is absent: how `listingDefaults` lie under a listing.
    #[must_use]
    pub fn or(self, below: Self) -> Self {
        match self {
            Self::Absent => below,
            Self::Clear | Self::Set(_) => self,
        }
    }
}
