//! How decoders hand on what they decode.

use ::png::{BitDepth, ColorType};

/// A row of decoded samples.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    pub(super) color: ColorType,
    pub(super) depth: BitDepth,
    pub(super) samples: &'a [u8],
}

/// Takes the rows, from top to bottom.
pub(super) type Sink<'a> = &'a mut dyn FnMut(Row<'_>);

/// What to do with an animated image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Animation {
    /// Decode its first picture.
    FirstPicture,
    /// Refuse it.
    Refuse,
}
