//! Each product once.

use std::collections::{BTreeMap, btree_map::Entry};

use serde::Serialize;

use super::written;

/// What is known of a product by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::json) enum Basis {
    /// A run that failed before it came to a result.
    Failure,
    /// A result.
    Result,
}

/// What one result says of one product.
pub(in crate::json) struct Candidate<T> {
    /// The manifest's path.
    pub(in crate::json) manifest: String,
    /// The product's ID; `None` if the manifest does not say it.
    pub(in crate::json) product_id: Option<String>,
    /// What it is known by.
    pub(in crate::json) basis: Basis,
    /// When the Store was read, in UTC; `None` if the result does not say it.
    pub(in crate::json) read_at: Option<String>,
    /// How grave the exit of its run is.
    pub(in crate::json) gravity: usize,
    /// What it says.
    pub(in crate::json) said: T,
}

impl<T: Serialize> Candidate<T> {
    /// Returns what tells one product from another: its ID in any case, else its manifest.
    fn key(&self) -> (Option<String>, Option<String>) {
        match &self.product_id {
            Some(id) => (Some(id.to_ascii_lowercase()), None),
            None => (None, Some(self.manifest.clone())),
        }
    }

    /// Returns whether it counts in place of another.
    fn outranks(&self, other: &Self) -> bool {
        let rank = |it: &Self| (it.basis, it.read_at.clone(), it.gravity);
        rank(self)
            .cmp(&rank(other))
            .then_with(|| written(&self.said).cmp(&written(&other.said)))
            .is_gt()
    }

    /// Returns its place: that in which a run of all of them finds its manifest.
    fn place(&self) -> (Vec<String>, Option<String>) {
        let names = self.manifest.split('/').map(str::to_owned);
        (names.collect(), self.product_id.clone())
    }
}

/// Takes each product once, in the order in which one run of all of them has them.
pub(in crate::json) fn choose<T: Serialize>(candidates: Vec<Candidate<T>>) -> Vec<T> {
    let mut chosen: BTreeMap<_, Candidate<T>> = BTreeMap::new();
    for it in candidates {
        match chosen.entry(it.key()) {
            Entry::Vacant(empty) => {
                empty.insert(it);
            }
            Entry::Occupied(mut known) if it.outranks(known.get()) => {
                known.insert(it);
            }
            Entry::Occupied(_) => {}
        }
    }
    let mut chosen: Vec<Candidate<T>> = chosen.into_values().collect();
    chosen.sort_by_cached_key(Candidate::place);
    chosen.into_iter().map(|it| it.said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(
        manifest: &str,
        id: Option<&str>,
        read_at: Option<&str>,
        gravity: usize,
    ) -> Candidate<String> {
        Candidate {
            manifest: manifest.to_owned(),
            product_id: id.map(str::to_owned),
            basis: Basis::Result,
            read_at: read_at.map(str::to_owned),
            gravity,
            said: format!("{manifest} {read_at:?} {gravity}"),
        }
    }

    fn both_ways(make: impl Fn() -> Vec<Candidate<String>>) -> Vec<String> {
        let forward = choose(make());
        let mut backward = make();
        backward.reverse();
        assert_eq!(choose(backward), forward);
        forward
    }

    #[test]
    fn of_two_results_of_a_product_the_later_counts_and_then_the_graver() {
        let [early, late] = ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"].map(Some);
        let chosen = both_ways(|| {
            vec![
                candidate("a", Some("X-1"), early, 9),
                candidate("a", Some("x-1"), late, 0),
                candidate("b", Some("x-2"), late, 0),
                candidate("b", Some("x-2"), late, 3),
                candidate("c", Some("x-3"), None, 9),
                candidate("c", Some("x-3"), early, 0),
            ]
        });
        assert_eq!(
            chosen,
            [
                r#"a Some("2026-01-02T00:00:00Z") 0"#,
                r#"b Some("2026-01-02T00:00:00Z") 3"#,
                r#"c Some("2026-01-01T00:00:00Z") 0"#,
            ]
        );
    }

    #[test]
    fn a_result_counts_before_a_failure_however_grave() {
        let chosen = both_ways(|| {
            let failed = Candidate {
                basis: Basis::Failure,
                ..candidate("", Some("x"), None, 9)
            };
            vec![failed, candidate("a", Some("x"), None, 0)]
        });
        assert_eq!(chosen, ["a None 0"]);
    }

    #[test]
    fn manifests_without_an_id_are_told_apart_and_all_stand_as_a_search_finds_them() {
        let chosen = both_ways(|| {
            vec![
                candidate("a.storectl.yaml", None, None, 0),
                candidate("a/z.storectl.yaml", None, None, 0),
                candidate("a/b/storectl.yaml", Some("x"), None, 0),
                candidate("a.storectl.yaml", None, None, 0),
            ]
        });
        let manifests: Vec<&str> = chosen
            .iter()
            .filter_map(|it| it.split(' ').next())
            .collect();
        assert_eq!(
            manifests,
            ["a/b/storectl.yaml", "a/z.storectl.yaml", "a.storectl.yaml"]
        );
    }
}
