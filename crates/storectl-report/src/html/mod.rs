//! One page for browsers: self-contained, harmless and usable without scripts.
//!
//! The page is made of components: types whose template (`templates/`) escapes whatever they hold. A component may stand in
//! another as it is; everything else is text. Foreign text reaches a template through [`text::shown`] only, which also shows
//! what would act in a terminal or a log, for the page may be printed to either.
//!
//! A content security policy lets the page load nothing and run nothing but its own script, which only adds to it: search,
//! filters and a switch between light and dark.

mod assets;
mod budget;
mod change;
mod diagnostics;
mod difference;
mod doctor;
mod failure;
mod figure;
mod filter;
mod history;
mod inspect;
mod installers;
mod line;
mod matrix;
mod named;
mod notice;
mod page;
mod pictures;
mod plan;
mod product;
mod reasons;
mod report;
mod since;
mod status;
mod store_page;
mod text;
mod unmanaged;

pub use budget::MAX_PICTURES;
pub use named::{NamedPicture, PictureFile};
pub use pictures::{PictureError, Pictures};

use crate::{Output, escape};

/// Renders a result as a page; `read` is asked for the images it names, and those it gives are shown.
pub(crate) fn render(
    output: &Output<'_>,
    read: impl FnOnce(&[NamedPicture]) -> Pictures,
) -> String {
    let pictures = &read(&named::named(output));
    let page = match output {
        Output::Plan(view) => plan::page(view, pictures),
        Output::Apply(view) => report::page(view, pictures),
        Output::Status(view) => status::page(view),
        Output::History(view) => history::page(view),
        Output::Inspect(view) => inspect::page(view),
        Output::Doctor(view) => doctor::page(view),
        Output::Diagnostics(view) => diagnostics::page(view),
        Output::Error(view) => failure::page(view),
    };
    escape::without_commands(page)
}
