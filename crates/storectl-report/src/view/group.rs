//! What a change is shown under, and what it is called there.

use storectl_plan::{Change, ProductPlan, Unmanaged};

/// Changes shown together: those of one listing, one package, or one other module.
pub(crate) struct Group<'a> {
    /// E.g. `listings.en-us`, `packages[0]`, `availability`.
    pub(crate) address: &'a str,
    /// The changes with their index in the plan, in the plan's order.
    pub(crate) changes: Vec<(usize, &'a Change)>,
}

/// Groups the changes of a plan, in order of first appearance.
pub(crate) fn groups(plan: &ProductPlan) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (index, change) in plan.changes.iter().enumerate() {
        let (address, _) = split(&change.address);
        match groups.iter_mut().find(|it| it.address == address) {
            Some(group) => group.changes.push((index, change)),
            None => groups.push(Group {
                address,
                changes: vec![(index, change)],
            }),
        }
    }
    groups
}

/// Names a change within its group: the rest of its address, or what the group itself is.
pub(crate) fn field(address: &str) -> &str {
    match split(address) {
        (_, field) if !field.is_empty() => field,
        (group, _) if group.starts_with("listings.") => "(listing)",
        (group, _) if group.starts_with("packages[") => "(package)",
        _ => "(all)",
    }
}

/// How many names one line of unmanaged fields holds before it only counts.
const NAMES: usize = 12;

/// Gathers unmanaged fields by where they are, a line each: `availability: markets, pricing`. Whole listings share one line.
pub(crate) fn gathered(unmanaged: &[&Unmanaged]) -> Vec<(String, String)> {
    let mut lines: Vec<(&str, Vec<&str>)> = Vec::new();
    for it in unmanaged {
        let (group, name) = match split(&it.address) {
            (group, "") => match group.split_once('.') {
                Some(("listings", language)) => ("listings", language),
                Some(_) | None => (group, ""),
            },
            (group, field) => (group, field),
        };
        match lines.iter_mut().find(|(at, _)| *at == group) {
            Some((_, names)) => names.push(name),
            None => lines.push((group, vec![name])),
        }
    }
    let line = |(group, names): (&str, Vec<&str>)| {
        let first = names
            .iter()
            .take(NAMES)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        let more = names.len().saturating_sub(NAMES);
        let more = if more == 0 {
            String::new()
        } else {
            format!(" and {more} more")
        };
        (group.to_owned(), format!("{first}{more}"))
    };
    lines.into_iter().map(line).collect()
}

fn split(address: &str) -> (&str, &str) {
    let depth = usize::from(address.starts_with("listings."));
    match address.match_indices('.').nth(depth) {
        Some((at, _)) => {
            let (group, rest) = address.split_at(at);
            (group, rest.trim_start_matches('.'))
        }
        None => (address, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_split_after_its_listing_package_or_module() {
        let cases = [
            (
                "listings.en-us.description",
                "listings.en-us",
                "description",
            ),
            (
                "listings.de-de.screenshots[1]",
                "listings.de-de",
                "screenshots[1]",
            ),
            ("listings.fr-fr", "listings.fr-fr", "(listing)"),
            ("packages[0].packageUrl", "packages[0]", "packageUrl"),
            ("packages[1]", "packages[1]", "(package)"),
            (
                "properties.productDeclarations.penAndInkSupport",
                "properties",
                "productDeclarations.penAndInkSupport",
            ),
            ("", "", "(all)"),
        ];
        for (address, group, name) in cases {
            assert_eq!((split(address).0, field(address)), (group, name));
        }
    }
}
