//! Shapes of two parts, where work could grow with their product.

use crate::shapes::{Part, Shape, letters, pair, text};

const fn list(before: &'static str, item: fn(usize) -> String, after: &'static str) -> Part {
    Part {
        before,
        item,
        between: ", ",
        after,
    }
}

const fn long(before: &'static str, item: fn(usize) -> String, after: &'static str) -> Part {
    Part {
        before,
        item,
        between: "",
        after,
    }
}

/// Languages in lines long enough that the number of languages stays within its limit while growth is measured.
const LANGUAGES: Part = Part {
    before: "listings:\n",
    item: |it| {
        format!(
            "  en-{}: {{ copyright: © Contoso Ltd, all gears and widgets of the workshop }}",
            letters(it)
        )
    },
    between: "\n",
    after: "\n",
};

pub(crate) const PAIRS: &[Shape] = &[
    pair(
        "a long key above many values",
        long("? ", |_| text("k"), "\n"),
        list(": [", |_| text("a"), "]\n"),
    ),
    pair(
        "a long default for many languages",
        long("listingDefaults: { sortTitle: '", |_| text("x "), "x' }\n"),
        LANGUAGES,
    ),
    pair(
        "a default of many secrets for many languages",
        list(
            "vars: { s: { secret: true } }\nlistingDefaults: { productFeatures: [",
            |it| format!("'${{s}} {it}'"),
            "] }\n",
        ),
        LANGUAGES,
    ),
    pair(
        "many variables and others that are unknown",
        list("vars: { ", |it| format!("v{it}: x"), " }\n"),
        list(
            "listings: { en-us: { productFeatures: [",
            |it| format!("'${{w{it}}}'"),
            "] } }\n",
        ),
    ),
];

/// Shapes whose meaning is a product: each language has its text of the default, each use its value of the variable. They may
/// grow up to what variables may bring, and no further; their time at the full size counts.
pub(crate) const PRODUCTS: &[Shape] = &[
    pair(
        "a long default that names the language, for many languages",
        long(
            "listingDefaults: { sortTitle: '${language} ",
            |_| text("x "),
            "x' }\n",
        ),
        LANGUAGES,
    ),
    pair(
        "a default of many images for many languages",
        list(
            "listingDefaults: { screenshots: [",
            |it| format!("'${{language}}/{it}.png'"),
            "] }\n",
        ),
        LANGUAGES,
    ),
    pair(
        "a long variable and its uses",
        long("vars: { v: '", |_| text("x"), "' }\n"),
        list(
            "listings: { en-us: { productFeatures: [",
            |_| text("'${v}'"),
            "] } }\n",
        ),
    ),
];
