//! Any bytes as an image.

use std::io::Cursor;

use storectl_images::examine;

/// Most pixels an image may have to be decoded.
const PIXELS: u64 = 64 * 1024 * 1024;

/// Decodes an image, or says why not; what it takes of memory is bounded, which libFuzzer looks at.
pub fn images(bytes: &[u8]) {
    match examine(Cursor::new(bytes)) {
        Ok(image) => {
            let pixels = u64::from(image.size.width) * u64::from(image.size.height);
            assert!(pixels > 0 && pixels <= PIXELS, "{image:?}");
        }
        Err(fault) => assert!(!fault.to_string().is_empty()),
    }
}
