//! `storectl plan`.

mod live;
mod live_secrets;
mod rehearse;
