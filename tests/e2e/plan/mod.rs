//! `storectl plan`, and what a plan rests on beside the checkout.

mod at;
mod base;
mod changelog;
mod invalid_among;
mod live;
mod live_combined;
mod live_masks;
mod live_secrets;
mod rehearse;
