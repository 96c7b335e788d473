//! Manifests of one shape each: every list, map and text as many small items, as one long line and as one long value.

/// One shape: a manifest that grows by repeating a part, or two that meet each other.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    parts: [Option<Part>; 2],
}

/// What is repeated, and what stands around it.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) before: &'static str,
    pub(crate) item: fn(usize) -> String,
    pub(crate) between: &'static str,
    pub(crate) after: &'static str,
}

const HEAD: &str = "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";

impl Shape {
    /// Returns a manifest of this shape with about so many bytes.
    pub(crate) fn manifest(&self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 1_000);
        let parts: Vec<&Part> = self.parts.iter().flatten().collect();
        if parts.iter().all(|it| !it.before.starts_with('{')) {
            text.push_str(HEAD);
        }
        for (at, part) in parts.iter().enumerate() {
            part.repeat(&mut text, bytes * (at + 1) / parts.len());
        }
        text
    }
}

impl Part {
    /// Fills a text up to so many bytes.
    fn repeat(&self, text: &mut String, bytes: usize) {
        text.push_str(self.before);
        let end = bytes.saturating_sub(self.after.len());
        let mut index = 0;
        while text.len() < end {
            if index > 0 {
                text.push_str(self.between);
            }
            text.push_str(&(self.item)(index));
            index += 1;
        }
        text.push_str(self.after);
    }
}

/// Two parts, each of them half of the manifest.
pub(crate) const fn pair(name: &'static str, first: Part, second: Part) -> Shape {
    Shape {
        name,
        parts: [Some(first), Some(second)],
    }
}

const fn single(name: &'static str, part: Part) -> Shape {
    Shape {
        name,
        parts: [Some(part), None],
    }
}

/// A list on one line.
pub(crate) const fn line(
    name: &'static str,
    before: &'static str,
    item: fn(usize) -> String,
    after: &'static str,
) -> Shape {
    single(
        name,
        Part {
            before,
            item,
            between: ", ",
            after,
        },
    )
}

/// Items with a line each.
pub(crate) const fn lines(
    name: &'static str,
    before: &'static str,
    item: fn(usize) -> String,
) -> Shape {
    single(
        name,
        Part {
            before,
            item,
            between: "\n",
            after: "\n",
        },
    )
}

/// One long value.
pub(crate) const fn value(
    name: &'static str,
    before: &'static str,
    item: fn(usize) -> String,
    after: &'static str,
) -> Shape {
    single(
        name,
        Part {
            before,
            item,
            between: "",
            after,
        },
    )
}

pub(crate) fn text(text: &str) -> String {
    text.to_owned()
}

/// A code of letters for a number: `aaaa`, `aaab` …
pub(crate) fn letters(mut number: usize) -> String {
    let mut code = [b'a'; 4];
    for letter in code.iter_mut().rev() {
        *letter = b"abcdefghijklmnopqrstuvwxyz"[number % 26];
        number /= 26;
    }
    code.iter().map(|it| char::from(*it)).collect()
}

pub(crate) const LISTS: &[Shape] = &[
    // Lists on one line.
    line(
        "acknowledge: tokens",
        "acknowledge: [",
        |it| format!("D-{}", letters(it)),
        "]\n",
    ),
    line(
        "acknowledge: one token again and again",
        "acknowledge: [",
        |_| text("D-aaaa"),
        "]\n",
    ),
    line(
        "acknowledge: not tokens",
        "acknowledge: [",
        |_| text("yes"),
        "]\n",
    ),
    line("prune", "prune: [", |_| text("listings"), "]\n"),
    line(
        "markets",
        "availability: { markets: [",
        |it| text(["US", "CA", "NO"][it % 3]),
        "] }\n",
    ),
    line(
        "markets: misspelled",
        "availability: { markets: [",
        |_| text("us"),
        "] }\n",
    ),
    line(
        "markets: not of ASCII",
        "availability: { markets: [",
        |_| text("é"),
        "] }\n",
    ),
    line(
        "markets: all but",
        "availability: { markets: { allExcept: [",
        |_| text("US"),
        "] } }\n",
    ),
    line(
        "search terms",
        "listings: { en-us: { searchTerms: [",
        letters,
        "] } }\n",
    ),
    line(
        "features",
        "listings: { en-us: { productFeatures: [",
        letters,
        "] } }\n",
    ),
    line(
        "empty strings",
        "listings: { en-us: { productFeatures: [",
        |_| text("\"\""),
        "] } }\n",
    ),
    line(
        "nulls",
        "listings: { en-us: { productFeatures: [",
        |_| text("null"),
        "] } }\n",
    ),
    line(
        "numbers",
        "listings: { en-us: { productFeatures: [",
        |_| text("1.10"),
        "] } }\n",
    ),
    line(
        "screenshots",
        "listings: { en-us: { screenshots: [",
        |it| format!("{it}.png"),
        "] } }\n",
    ),
    line(
        "screenshots: one path",
        "listings: { en-us: { screenshots: [",
        |_| text("a.png"),
        "] } }\n",
    ),
    line(
        "screenshots: hidden paths",
        "listings: { en-us: { screenshots: [",
        |_| text(".a"),
        "] } }\n",
    ),
    line(
        "logos",
        "listings: { en-us: { storeLogos: [",
        |it| format!("{it}.png"),
        "] } }\n",
    ),
    line(
        "requirements",
        "listings: { en-us: { requirements: [",
        |it| format!("{{ minimumHardware: {it} a }}"),
        "] } }\n",
    ),
    line(
        "requirements: empty",
        "listings: { en-us: { requirements: [",
        |_| text("{}"),
        "] } }\n",
    ),
    line(
        "hardware features",
        "properties: { isSystemFeatureRequired: [",
        |_| text("{ hardwareItemType: Touch }"),
        "] }\n",
    ),
    line(
        "hardware amounts",
        "properties: { systemRequirementDetails: [",
        |_| text("{ hardwareItemType: Memory, minimumRequirement: 3GB }"),
        "] }\n",
    ),
    line(
        "packages",
        "packages: [",
        |it| format!("{{ packageUrl: https://a.b/{it}/s.exe }}"),
        "]\n",
    ),
    line(
        "packages: one again and again",
        "packages: [",
        |_| text("{ packageUrl: https://a.b/1/s.exe }"),
        "]\n",
    ),
    line(
        "packages: alike",
        "packages: [",
        |it| {
            format!(
                "{{ packageUrl: https://a.b/{it}/s.exe, packageType: exe, architectures: [X64], languages: [en-us] }}"
            )
        },
        "]\n",
    ),
    line("packages: empty", "packages: [", |_| text("{}"), "]\n"),
    line(
        "languages of a package",
        "packages: [{ packageUrl: https://a.b/1/s.exe, languages: [",
        letters,
        "] }]\n",
    ),
    line(
        "languages of a package: unknown",
        "packages: [{ packageUrl: https://a.b/1/s.exe, languages: [",
        |_| text("xx"),
        "] }]\n",
    ),
    line(
        "architectures",
        "packages: [{ packageUrl: https://a.b/1/s.exe, architectures: [",
        |_| text("X64"),
        "] }]\n",
    ),
    line(
        "scenarios",
        "packages: [{ packageUrl: https://a.b/1/s.exe, errorDetails: [",
        |_| text("{ errorScenario: rebootRequired, errorScenarioDetails: null }"),
        "] }]\n",
    ),
    line(
        "exit codes",
        "packages: [{ packageUrl: https://a.b/1/s.exe, errorDetails: [{ errorScenario: rebootRequired, errorScenarioDetails: [",
        |it| format!("{{ errorValue: \"{it}\" }}"),
        "] }] }]\n",
    ),
    line(
        "exit codes: one again and again",
        "packages: [{ packageUrl: https://a.b/1/s.exe, errorDetails: [{ errorScenario: rebootRequired, errorScenarioDetails: [",
        |_| text("{ errorValue: \"0\" }"),
        "] }] }]\n",
    ),
    line(
        "unknown keys on one line",
        "properties: { ",
        |it| format!("k{it}: x"),
        " }\n",
    ),
    line(
        "variables on one line",
        "vars: { ",
        |it| format!("v{it}: x"),
        " }\n",
    ),
    line(
        "anchors",
        "listings: { en-us: { productFeatures: [",
        |it| format!("&a{it} x"),
        "] } }\n",
    ),
    line(
        "tags",
        "listings: { en-us: { productFeatures: [",
        |_| text("!t x"),
        "] } }\n",
    ),
    line(
        "JSON",
        "{\"apiVersion\":\"storectl/v1\",\"productId\":\"p\",\"listings\":{\"en-us\":{\"productFeatures\":[",
        |_| text("\"\\ud83d\\ude00\""),
        "]}}}\n",
    ),
    // Items with a line each.
    lines("unknown keys", "", |it| format!("k{it}: x")),
    lines(
        "keys that are nearly known",
        "listings:\n  en-us:\n",
        |it| format!("    descripton{it}: x"),
    ),
    lines("keys twice", "", |_| text("name: x")),
    lines("blank values", "listings:\n", |it| {
        format!("  en-{}:", letters(it))
    }),
    lines(
        "blank items",
        "listings:\n  en-us:\n    productFeatures:\n",
        |_| text("      -"),
    ),
    lines("languages", "listings:\n", |it| {
        format!("  en-{}: {{}}", letters(it))
    }),
    lines(
        "languages with defaults",
        "listingDefaults: { description: Gears and widgets }\nlistings:\n",
        |it| format!("  en-{}: {{}}", letters(it)),
    ),
    lines("languages with one text", "listings:\n", |it| {
        format!(
            "  {}: {{ description: Gears and widgets for everyone in the workshop }}",
            letters(it)
        )
    }),
    lines("languages removed", "listings:\n", |it| {
        format!("  en-{}: null", letters(it))
    }),
    lines("languages by another case", "listings:\n", |it| {
        format!("  {}: {{}}", ["en-us", "en-US", "EN-us", "EN-US"][it % 4])
    }),
    lines("languages with other separators", "listings:\n", |it| {
        format!("  en_{}: {{}}", letters(it))
    }),
    lines("variables", "vars:\n", |it| format!("  v{it}: x")),
    lines(
        "variables and their uses",
        "vars: { v: x }\npackages:\n",
        |it| format!("  - packageUrl: https://a.b/${{v}}{it}/s.exe"),
    ),
    lines("a variable for each package", "packages:\n", |it| {
        format!("  - packageUrl: https://a.b/${{v{it}}}/s.exe")
    }),
    lines("comments", "", |_| text("# nothing")),
];
