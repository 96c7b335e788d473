//! What of an output is the same in every run, at a length that people read.

use serde_json::{Map, Value, json};

/// What differs from run to run and what stands for it: addresses, commits, times and IDs, as the document of the run has
/// them. A format that shows another value than its document shows it in the snapshot, too.
pub(super) struct Names(Vec<(String, String)>);

/// Members whose value is a time of the run. Those of certificates are the same in every run.
const TIMES: [&str; 4] = ["readAt", "submittedAt", "endedAt", "at"];

/// Members whose value depends on what is planned.
const HASHES: [&str; 3] = ["planHash", "contentHash", "digest"];

impl Names {
    /// Finds what differs in a document.
    pub(super) fn of(document: &Value) -> Self {
        let mut names = Self(Vec::new());
        names.collect("", document, &Self::name);
        // Where an address or an ID of this run is planned, the hashes are of this run, too. All others are the same in
        // every run and on every machine.
        let is_of_this_run = |change: &Value| names.in_place(&change.to_string()).contains('«');
        if changes(document).any(is_of_this_run) {
            names.collect("", document, &|names, key, text| {
                if HASHES.contains(&key) {
                    names.add(text, &format!("«{key}»"));
                }
            });
        }
        // A commit before its first digits.
        let all = &mut names.0;
        all.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
        names
    }

    fn collect(&mut self, key: &str, value: &Value, name: &dyn Fn(&mut Self, &str, &str)) {
        match value {
            Value::Array(items) => items.iter().for_each(|it| self.collect(key, it, name)),
            Value::Object(members) => {
                for (key, value) in members {
                    self.collect(key, value, name);
                }
            }
            Value::String(text) => name(self, key, text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn name(&mut self, key: &str, text: &str) {
        match key {
            "endpoint" => {
                let (_, host) = text.split_once("://").unwrap();
                self.add(host, "«store»");
            }
            "commit" | "head" => {
                let known = self.0.iter().filter(|(it, _)| it.len() == text.len());
                let number = known.count() + 1;
                self.add(text, &format!("«commit {number}»"));
                self.add(&text[..12], &format!("«commit {number}, short»"));
            }
            "lastModified" => self.add(text, "«time»"),
            // The parts of a draft are read side by side, and the first failure ends the others.
            "request" if text.starts_with("GET ") => {
                let product: Vec<&str> = text.split('/').take(5).collect();
                self.add(text, &format!("{}/«a part»", product.join("/")));
            }
            _ if TIMES.contains(&key) => {
                let (day, time) = text.split_once('T').unwrap();
                self.add(text, "«time»");
                self.add(&format!("{day} {} UTC", &time[..5]), "«minute»");
                self.add(day, "«day»");
            }
            _ if is_drawn(text) => {
                let known = self.0.iter().filter(|(_, it)| it.starts_with("«id "));
                let name = format!("«id {}»", known.count() + 1);
                self.add(text, &name);
            }
            _ => {}
        }
    }

    fn add(&mut self, value: &str, name: &str) {
        if !self.0.iter().any(|(known, _)| known == value) {
            self.0.push((value.to_owned(), name.to_owned()));
        }
    }

    /// Puts the names in place of what they stand for.
    pub(super) fn in_place(&self, text: &str) -> String {
        let text = text.to_owned();
        self.0
            .iter()
            .fold(text, |text, (value, name)| text.replace(value, name))
    }
}

/// The changes of a plan, or of the plan of a report.
fn changes(document: &Value) -> impl Iterator<Item = &Value> {
    let plan = document.get("plan").unwrap_or(document);
    let products = plan["products"].as_array().unwrap().iter();
    products.flat_map(|it| it["changes"].as_array().into_iter().flatten())
}

/// Tells whether this is an ID that the simulated Store drew by lot; products and images that it begins with have others.
fn is_drawn(text: &str) -> bool {
    let shape: Vec<usize> = text.split('-').map(str::len).collect();
    let begun = ["-84e8-4d2d-9eba-487878d02ebf", "-0b1d-4c55-8f0e-51d2b6a7e0"];
    shape == [8, 4, 4, 4, 12] && !begun.iter().any(|it| text.contains(it))
}

/// Returns as much of a format as people read in a snapshot; what is left out is counted.
pub(super) fn shortened(format: &str, content: &str) -> String {
    match format {
        "json" => {
            let mut document: Value = serde_json::from_str(content).unwrap();
            shorten("", &mut document);
            serde_json::to_string_pretty(&document).unwrap()
        }
        "html" => {
            let page = only_first(content, 0, "<style>", "</style>");
            let page = only_first(&page, 0, "<script>", "</script>");
            // Of the style and the script, which their own tests judge.
            let page = only_first(&page, 0, "'sha256-", "'");
            let page = only_first(&page, 3, "<section class=\"product-section", "</section>");
            only_first(&page, 2, "<details class=\"listing\"", "</details>")
        }
        _ => content.to_owned(),
    }
}

/// Most items of a list, and how many are left of a longer one.
const LONG: (usize, usize) = (12, 3);

fn shorten(key: &str, value: &mut Value) {
    match value {
        Value::Array(items) => {
            let all = items.len();
            if key == "products" {
                // One of each kind: unchanged, changed, blocked, failed.
                let mut kinds: Vec<Value> = Vec::new();
                items.retain(|it| {
                    let is_new = !kinds.contains(&it["status"]);
                    kinds.push(it["status"].clone());
                    is_new
                });
            } else if all > LONG.0 {
                items.truncate(LONG.1);
            }
            let left_out = all - items.len();
            for item in items.iter_mut() {
                shorten(key, item);
            }
            if left_out > 0 {
                items.push(json!(format!("«{left_out} more»")));
            }
        }
        Value::Object(members) => {
            shorten_members(members);
            for (key, value) in members {
                shorten(key, value);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn shorten_members(members: &mut Map<String, Value>) {
    if members.get("outcome").is_some_and(|it| it != "skipped")
        && let Some(took) = members.get_mut("durationMs")
    {
        *took = json!("«duration»");
    }
    // A map from addresses; a record has fewer members.
    if members.keys().any(|it| it.contains('.')) && members.len() > LONG.0 {
        let left_out: Vec<String> = members.keys().skip(LONG.1).cloned().collect();
        members.retain(|it, _| !left_out.contains(it));
        members.insert(format!("«{} more»", left_out.len()), Value::Null);
    }
}

/// Leaves `most` of what stands between `begin` and `end`, and says of each other that it is left out.
fn only_first(page: &str, most: usize, begin: &str, end: &str) -> String {
    let mut parts = page.split(begin);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (at, part) in parts.enumerate() {
        out.push_str(begin);
        if at < most {
            out.push_str(part);
        } else {
            let (_, rest) = part.split_once(end).unwrap();
            out.push_str("«left out»");
            out.push_str(end);
            out.push_str(rest);
        }
    }
    out
}
