//! How decoders hand on what they decode.

use ::png::{BitDepth, ColorType};

/// Takes decoded samples, complete rows at a time.
pub(super) type Sink<'a> = &'a mut dyn FnMut(ColorType, BitDepth, &[u8]);

/// What to do with an animated image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Animation {
    /// Decode its first picture.
    FirstPicture,
    /// Refuse it.
    Refuse,
}
