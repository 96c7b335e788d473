//! What is known of an image, and why it may not be one.

use std::io;

use storectl_model::ImageSize;

/// A format that storectl decodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl ImageFormat {
    /// Reports whether every decoder makes the same pixels of it, so that they may be remembered from one version of
    /// storectl to the next.
    pub(crate) fn is_exact(self) -> bool {
        match self {
            Self::Png => true,
            Self::Jpeg => false,
        }
    }
}

/// An image that decodes completely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageInfo {
    /// What its bytes are, whatever its name says.
    pub format: ImageFormat,
    /// Its size in pixels.
    pub size: ImageSize,
}

/// Why an image does not decode.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// It begins like neither a PNG nor a JPEG.
    #[error("not a PNG or JPEG image")]
    NotAnImage,
    /// It is the pointer that Git LFS leaves in place of a file that was not downloaded.
    #[error("a Git LFS pointer, not an image")]
    LfsPointer,
    /// It ends before its last row.
    #[error("the image is truncated")]
    Truncated,
    /// It begins like an image and is broken; with the decoder's reason.
    #[error("the image is damaged: {0}")]
    Damaged(String),
    /// It declares more pixels than storectl decodes; nothing was allocated for them.
    #[error(
        "the image is {} × {} pixels; the limit is 64 million pixels, and 16,384 per side",
        .0.width, .0.height
    )]
    TooLarge(ImageSize),
    /// It is saved in a form that a decoder keeps in memory as a whole, and that is too much; nothing was allocated for it.
    #[error(
        "too large for an interlaced or progressive image, at {} × {} pixels; the limit is {limit} MiB of memory",
        .size.width, .size.height
    )]
    TooMuchMemory {
        /// Its size.
        size: ImageSize,
        /// The bound, in MiB.
        limit: u64,
    },
    /// The file has more bytes than the caller allows.
    #[error("the file is larger than {limit} bytes")]
    TooLong {
        /// The bound, in bytes.
        limit: u64,
    },
    /// It is animated: its first picture is not all of it.
    #[error("the image is animated")]
    Animated,
    /// Its bytes could not be read.
    #[error("the image cannot be read")]
    Unreadable(#[source] io::Error),
}
