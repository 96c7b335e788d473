//! The formats of `fleet list`: what the job engines of CI take.

use std::{collections::BTreeSet, fmt::Write as _, str::FromStr};

use serde_json::json;
use storectl_model::{Shard, ShardCount};

use crate::{FleetView, UnknownFormat, json};

/// A format of `fleet list`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FleetFormat {
    /// One manifest path a line.
    Lines,
    /// One document.
    Json,
    /// A matrix of GitHub Actions, on one line.
    Github,
    /// The entries of `parallel: matrix:` of GitLab, as YAML.
    Gitlab,
}

/// The most jobs of one matrix: of GitHub Actions, and of GitLab. Sources: GitHub's manual, "Usage limits"; GitLab's manual,
/// "CI/CD YAML syntax reference", `parallel:matrix`.
pub const MOST_JOBS: [(FleetFormat, usize); 2] =
    [(FleetFormat::Github, 256), (FleetFormat::Gitlab, 200)];

impl FleetFormat {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Lines, Self::Json, Self::Github, Self::Gitlab];

    /// Returns the name that `--format` knows it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Json => "json",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
        }
    }
}

impl FromStr for FleetFormat {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.into_iter();
        all.find(|it| it.as_str() == name).ok_or(UnknownFormat)
    }
}

impl FleetView<'_> {
    /// Returns the parts of the fleet that have one of the products, in order; one job for all where it is not split.
    pub fn jobs(&self) -> BTreeSet<Shard> {
        let whole = ShardCount::ONE.shards();
        let split = self.products.iter().filter_map(|it| it.shard);
        match self.shards {
            Some(_) => split.collect(),
            None if self.products.is_empty() => BTreeSet::new(),
            None => whole.collect(),
        }
    }
}

/// Renders the products of a fleet.
pub fn render_fleet(view: &FleetView<'_>, format: FleetFormat) -> String {
    match format {
        FleetFormat::Lines => lines(view),
        FleetFormat::Json => json::write(&json::fleet(view)),
        FleetFormat::Github => {
            let jobs = view.jobs().into_iter();
            let jobs: Vec<_> = jobs.map(|it| json!({ "shard": it.to_string() })).collect();
            let matrix = json!({ "include": jobs });
            format!("{}\n", json::line(&matrix))
        }
        FleetFormat::Gitlab => gitlab(view),
    }
}

fn lines(view: &FleetView<'_>) -> String {
    let lines = view.products.iter();
    let lines: Vec<String> = lines.map(|it| format!("{}\n", it.shown.line())).collect();
    lines.concat()
}

fn gitlab(view: &FleetView<'_>) -> String {
    let jobs = view.jobs();
    if jobs.is_empty() {
        return "[]\n".to_owned();
    }
    jobs.iter().fold(String::new(), |mut text, it| {
        let _ = writeln!(text, "- shard: \"{it}\"");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FleetProduct, Foreign};

    fn fleet(shards: Option<&str>, products: &[Option<&str>]) -> FleetView<'static> {
        let product = |shard: Option<&str>| FleetProduct {
            manifest: Foreign::new("shop/a/storectl.yaml"),
            shown: Foreign::new("a/storectl.yaml"),
            product_id: None,
            seller_id: None,
            shard: shard.map(|it| it.parse().unwrap()),
        };
        FleetView {
            tool_version: "1.0.0",
            manifests: 9,
            changed_since: None,
            shards: shards.map(|it| it.parse().unwrap()),
            products: products.iter().copied().map(product).collect(),
        }
    }

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in FleetFormat::ALL {
            assert_eq!(format.as_str().parse(), Ok(format));
        }
        assert_eq!("text".parse::<FleetFormat>(), Err(UnknownFormat));
    }

    #[test]
    fn a_matrix_has_the_parts_that_have_a_product_each_once_and_in_order() {
        let split = fleet(Some("12"), &[Some("10/12"), Some("2/12"), Some("10/12")]);
        assert_eq!(
            render_fleet(&split, FleetFormat::Github),
            "{\"include\":[{\"shard\":\"2/12\"},{\"shard\":\"10/12\"}]}\n"
        );
        assert_eq!(
            render_fleet(&split, FleetFormat::Gitlab),
            "- shard: \"2/12\"\n- shard: \"10/12\"\n"
        );
    }

    #[test]
    fn a_fleet_that_is_not_split_is_one_job_and_none_where_nothing_is_listed() {
        let render = |view| FleetFormat::ALL.map(|it| render_fleet(&view, it));
        let [lines, _, github, gitlab] = render(fleet(None, &[None, None]));
        assert_eq!(lines, "a/storectl.yaml\na/storectl.yaml\n");
        assert_eq!(github, "{\"include\":[{\"shard\":\"1/1\"}]}\n");
        assert_eq!(gitlab, "- shard: \"1/1\"\n");
        for shards in [None, Some("4")] {
            let [lines, json, github, gitlab] = render(fleet(shards, &[]));
            assert_eq!(lines, "");
            assert!(json.contains("\"products\": []"), "{json}");
            assert_eq!(github, "{\"include\":[]}\n");
            assert_eq!(gitlab, "[]\n");
        }
    }
}
