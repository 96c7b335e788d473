//! Measures what storectl promises, and prints each figure beside its limit.
//!
//! `cargo bench --package storectl --bench limits [-- GROUP…]` runs the real binary against the simulated Store, which this process
//! serves on loopback. Nothing fails where a limit is broken, because the machine may be busy: the line says `over`.
//!
//! Requests are counted, held up and refused in front of the simulated Store. Peak memory needs `/proc`, and the comparison of
//! uploads needs `curl`; where they are missing, the line says so.
#![expect(clippy::unwrap_used, reason = "a measurement panics on failure")]
#![expect(clippy::print_stdout, reason = "a measurement is printed")]

mod apply;
mod fleets;
mod images;
mod manifests;
mod place;
mod plan;
mod start;
mod store;
mod table;
mod throttled;
mod uploads;
mod validate;
mod waits;

use clap::{Parser, ValueEnum};

use self::table::Table;

/// Measures storectl against its limits
#[derive(Debug, Parser)]
struct Arguments {
    /// What to measure; everything if none is named. `waits` measures the long waits only where it is named
    groups: Vec<Group>,
    /// Measure with small sizes, to see that everything runs
    #[arg(long)]
    quick: bool,
    /// What cargo passes to each benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// What is measured together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Group {
    Start,
    Validate,
    Plan,
    Apply,
    Waits,
    Uploads,
    Fleets,
    Throttled,
}

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Small sizes: the figures are compared with limits that were made for larger ones.
    Quick,
    /// What takes a minute at most.
    Usual,
    /// Everything.
    Whole,
}

impl Extent {
    /// Takes the first number for small sizes, and the second otherwise.
    fn number(self, quick: usize, usual: usize) -> usize {
        match self {
            Self::Quick => quick,
            Self::Usual | Self::Whole => usual,
        }
    }
}

fn main() {
    let Arguments {
        groups,
        quick,
        bench: _,
    } = Arguments::parse();
    let mut table = Table::begin();
    for group in Group::value_variants() {
        let is_named = groups.contains(group);
        if !groups.is_empty() && !is_named {
            continue;
        }
        let extent = match (quick, is_named) {
            (true, _) => Extent::Quick,
            (false, false) => Extent::Usual,
            (false, true) => Extent::Whole,
        };
        match group {
            Group::Start => start::measure(&mut table, extent),
            Group::Validate => validate::measure(&mut table, extent),
            Group::Plan => plan::measure(&mut table, extent),
            Group::Apply => apply::measure(&mut table, extent),
            Group::Waits => waits::measure(&mut table, extent),
            Group::Uploads => uploads::measure(&mut table, extent),
            Group::Fleets => fleets::measure(&mut table, extent),
            Group::Throttled => throttled::measure(&mut table, extent),
        }
    }
    table.end();
}
