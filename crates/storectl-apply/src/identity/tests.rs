//! How images are recognised.
