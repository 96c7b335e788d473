//! `storectl validate`.

mod bad_images;
mod bad_input;
