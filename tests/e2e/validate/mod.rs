//! `storectl validate`.

mod agreement;
mod bad_images;
mod bad_input;
mod localization;
