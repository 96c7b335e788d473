//! Why plans of which there is nothing else to say have no base.

use super::{BaseView, ProductView, Sentence, base::two_way, count};

/// Says why these products, of which there is nothing else to say, have no base: each reason once.
pub(crate) fn two_way_of<'a>(products: impl Iterator<Item = &'a ProductView<'a>>) -> Vec<Sentence> {
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for product in products {
        let BaseView::None { reason } = &product.base else {
            continue;
        };
        let reason = reason.as_raw();
        match reasons.iter().position(|(it, _)| *it == reason) {
            Some(at) => reasons[at].1 += 1,
            None if reasons.len() < REASONS => reasons.push((reason, 1)),
            None => {}
        }
    }
    let lines = reasons.into_iter().map(|(reason, number)| match number {
        1 => two_way(reason),
        several => two_way(reason).ours(format!(" ({})", count(several, "product"))),
    });
    lines.collect()
}

/// Most reasons that are named of products that are unchanged.
const REASONS: usize = 5;
