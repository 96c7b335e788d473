//! The table: measure, figure, limit and ratio, in Markdown.

use std::{fmt, time::Duration};

/// What was measured, in the unit that a person reads.
#[derive(Clone, Debug)]
pub(crate) enum Figure {
    /// A duration.
    Time(Duration),
    /// The median of several durations, with the least and the most.
    Times(Times),
    /// How many.
    Count(usize),
    /// Resident memory, in KiB.
    Memory(u64),
    /// A part of a hundred.
    Percent(f64),
}

/// Durations of several runs.
#[derive(Clone, Debug)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Takes the durations of at least one run.
    pub(crate) fn of(runs: impl IntoIterator<Item = Duration>) -> Self {
        let mut sorted: Vec<Duration> = runs.into_iter().collect();
        sorted.sort();
        Self(sorted)
    }

    /// Returns the one in the middle; the later one of two.
    pub(crate) fn median(&self) -> Duration {
        let Self(sorted) = self;
        sorted[sorted.len() / 2]
    }
}

impl Figure {
    /// Returns the number to compare: milliseconds, a count, KiB or a percentage.
    #[expect(clippy::cast_precision_loss, reason = "no measured figure has 53 bits")]
    fn value(&self) -> f64 {
        match self {
            Self::Time(time) => milliseconds(*time),
            Self::Times(times) => milliseconds(times.median()),
            Self::Count(count) => *count as f64,
            Self::Memory(kibibytes) => *kibibytes as f64,
            Self::Percent(number) => *number,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => f.write_str(&shown(*time)),
            Self::Times(times) => {
                let Times(sorted) = times;
                write!(f, "{}", shown(times.median()))?;
                match sorted.as_slice() {
                    [least, .., most] => write!(f, " ({}–{})", shown(*least), shown(*most)),
                    _ => Ok(()),
                }
            }
            Self::Count(count) => write!(f, "{count}"),
            Self::Memory(_) => write!(f, "{:.0} MiB", self.value() / 1024.0),
            Self::Percent(number) => write!(f, "{number:.1} %"),
        }
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn shown(time: Duration) -> String {
    match milliseconds(time) {
        short @ ..100.0 => format!("{short:.1} ms"),
        medium @ ..1000.0 => format!("{medium:.0} ms"),
        long => format!("{:.2} s", long / 1000.0),
    }
}

/// Prints lines as they are measured.
#[derive(Debug)]
pub(crate) struct Table {
    lines: usize,
    over: usize,
}

impl Table {
    /// Prints the head.
    pub(crate) fn begin() -> Self {
        print_line("measure", "figure", "limit", "ratio");
        print_line(
            &"-".repeat(82),
            &"-".repeat(27),
            &"-".repeat(8),
            &"-".repeat(9),
        );
        Self { lines: 0, over: 0 }
    }

    /// Prints a figure beside the most it may be.
    pub(crate) fn limited(&mut self, measure: &str, figure: &Figure, limit: &Figure) {
        let (value, most) = (figure.value(), limit.value());
        let ratio = if most > 0.0 {
            format!("{:.2}", value / most)
        } else {
            String::new()
        };
        let ratio = if value > most {
            self.over += 1;
            format!("{ratio} over").trim().to_owned()
        } else {
            ratio
        };
        self.line(measure, &figure.to_string(), &limit.to_string(), &ratio);
    }

    /// Prints peak memory beside the most it may be, in MiB; or that this system does not tell it.
    pub(crate) fn memory(&mut self, measure: &str, peak: Option<u64>, mebibytes: u64) {
        let limit = Figure::Memory(mebibytes * 1024);
        match peak {
            Some(peak) => self.limited(measure, &Figure::Memory(peak), &limit),
            None => self.line(measure, "not measured", &limit.to_string(), ""),
        }
    }

    /// Prints a figure that others are compared with.
    pub(crate) fn unlimited(&mut self, measure: &str, figure: &Figure) {
        self.line(measure, &figure.to_string(), "", "");
    }

    /// Prints what this machine lacks for a figure.
    pub(crate) fn not_measured(&mut self, measure: &str, why: &str) {
        self.line(measure, &format!("not measured: {why}"), "", "");
    }

    /// Prints how many figures are over their limits.
    pub(crate) fn end(self) {
        let Self { lines, over } = self;
        println!("\nOver their limits: {over} of {lines} figures.");
    }

    fn line(&mut self, measure: &str, figure: &str, limit: &str, ratio: &str) {
        self.lines += 1;
        print_line(measure, figure, limit, ratio);
    }
}

fn print_line(measure: &str, figure: &str, limit: &str, ratio: &str) {
    println!("| {measure:<82} | {figure:>27} | {limit:>8} | {ratio:>9} |");
}
