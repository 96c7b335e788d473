//! What Partner Center changed: what apply does with it, and how it is kept.

use storectl_plan::{Change, Origin};

use super::line::Line;
use crate::{
    ProductView,
    view::{
        keep,
        origin::{OVERWRITES, REVERTS, sides},
        take_live,
    },
};

/// Says what apply does with a change that is not the manifest's alone, and how the Store's value is kept.
pub(super) fn notes(product: &ProductView<'_>, at: usize, change: &Change) -> Vec<Line> {
    let command = product.take_command(at);
    match change.origin {
        Some(Origin::Drift) => {
            let place = product.places_to_write.get(at).and_then(Option::as_ref);
            let kept = keep(change, command, place, product.manifest);
            vec![
                Line::words(format!("Changed in Partner Center; {REVERTS}.")),
                Line::from(&kept),
            ]
        }
        Some(Origin::Conflict) => {
            let sides = sides(change).into_iter();
            let sides =
                sides.map(|(side, value)| Line::words(format!("{side}: ")).and_code(&value));
            let take = command.map(|it| Line::from(&take_live(it)));
            let first = Line::words(format!(
                "Changed in the manifest and in Partner Center; {OVERWRITES}."
            ));
            [first].into_iter().chain(sides).chain(take).collect()
        }
        Some(Origin::Manifest | Origin::Agreed) | None => Vec::new(),
    }
}
