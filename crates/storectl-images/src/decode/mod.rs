//! From bytes to what an image is: its format, its size, its pixels.

mod bounds;
mod budget;
mod checksum;
mod decoder;
mod frame;
mod hashing;
mod image;
mod jpeg;
mod measure;
mod pixels;
mod png;
mod raster;
#[cfg(test)]
mod tests;

pub use decoder::examine;
pub(crate) use decoder::size;
pub use image::{ImageError, ImageFormat, ImageInfo};
pub use measure::{Measured, measure};
pub(crate) use pixels::{DecodedFile, Pixels, pixels, pixels_of_file};
