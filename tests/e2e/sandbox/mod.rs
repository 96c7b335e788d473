//! `storectl sandbox`.

mod node_sample;
