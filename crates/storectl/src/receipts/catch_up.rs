//! Publishes the receipts that an earlier run could not push, also where there is nothing else to do.

use storectl_model::mask::mask;
use storectl_platform::Git;
use storectl_report::count;

use super::{
    join::OnlyHere,
    notices::{Notice, Unpublished},
    place::ReceiptPlace,
    publish::{self, PublishError},
};

/// What a run may do with the receipts it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// It reads them.
    Read,
    /// It also publishes them.
    Publish,
}

/// Publishes what is only in this repository, or says that it is; `None` where the remote has all of it.
pub(super) fn catch_up(
    git: &Git,
    place: &ReceiptPlace,
    remote: &str,
    only_here: OnlyHere,
    access: Access,
) -> Notice {
    let product = &place.product;
    match access {
        Access::Read => not_published(git, place, remote, only_here),
        Access::Publish => match publish::catch_up(git, place, remote) {
            Ok(()) => Notice::Published(product.clone()),
            Err(error) => {
                let about = format!("{} of product {product}", receipts(only_here));
                not_pushed(git, place, remote, &about, &error)
            }
        },
    }
}

/// Says that receipts are not published, and what publishes them.
fn not_published(git: &Git, place: &ReceiptPlace, remote: &str, only_here: OnlyHere) -> Notice {
    let product = &place.product;
    let (subject, shown) = (receipts(only_here), mask(remote));
    let verb = match only_here {
        OnlyHere::Ahead(1) | OnlyHere::Diverged(1) => "is",
        OnlyHere::Ahead(_) | OnlyHere::Diverged(_) => "are",
    };
    let state =
        format!("{subject} of product {product} {verb} only in this repository, not at `{shown}`");
    let why = match only_here {
        OnlyHere::Ahead(_) => Unpublished {
            message: format!("{state}; to publish, run:"),
            command: Some(place.push_command(git, remote)),
        },
        // git would refuse a push.
        OnlyHere::Diverged(_) => Unpublished {
            message: format!(
                "{state}; the next `apply`, `submit` or `status` with `--receipts git` publishes them on top of the others there"
            ),
            command: None,
        },
    };
    Notice::Unpublished {
        product: product.clone(),
        why,
    }
}

/// Says why what `about` names was not pushed, and what publishes it later.
pub(super) fn not_pushed(
    git: &Git,
    place: &ReceiptPlace,
    remote: &str,
    about: &str,
    error: &PublishError,
) -> Notice {
    let error = error.to_string();
    Notice::Unpublished {
        product: place.product.clone(),
        why: Unpublished {
            message: format!("{about} {}; to publish it later, run:", mask(&error)),
            command: Some(place.push_command(git, remote)),
        },
    }
}

fn receipts(only_here: OnlyHere) -> String {
    let (OnlyHere::Ahead(number) | OnlyHere::Diverged(number)) = only_here;
    count(number, "receipt")
}
