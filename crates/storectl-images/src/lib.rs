//! Decodes images, and recognizes which image of the Store is which file of a manifest.
//!
//! Nothing here sends a request: the Store's copies are read through [`ImageServer`], which the command line implements
//! with its client. So `validate`, which only decodes, needs no network code.
//!
//! ```
//! use std::io::Cursor;
//!
//! let error = storectl_images::examine(Cursor::new(b"GIF89a")).unwrap_err();
//! assert_eq!(error.to_string(), "not a PNG or JPEG image");
//! ```

mod cache;
mod decode;
mod recognize;
#[cfg(test)]
mod samples;

pub use cache::{CacheError, CacheTrust, CacheWarning, ImageCache};
pub use decode::{ImageError, ImageFormat, ImageInfo, Measured, examine, measure};
pub use recognize::{
    Concurrency, ImageFile, ImageFolder, ImageHead, ImageServer, ImageSource, Note, Recognition,
    Remark, ServerError, recognize,
};
