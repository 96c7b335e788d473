//! Where a stranger's text may stand: in the manifest and its files, in the draft, in what the Store answers.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{Response, header},
    middleware::{Next, from_fn},
};
use serde_json::{Value, json};
use storectl_sandbox::{Options, SAMPLE_PRODUCT};

use super::{HOSTILE, Left, MARKUP, TERMINAL, corpus, printable, quoted};
use crate::support::{Store, Workplace, apply, images::png};

/// Pictures whose names try to be more.
const PICTURES: [&str; 3] = [
    "a' onerror='alert(1).png",
    "b`x`[y](z) $v$ @stranger #1.png",
    "&lt;c&gt; ##[x]y;.png",
];

/// A manifest with the corpus in every field that takes a text.
fn manifest() -> String {
    let all = quoted(&printable(&corpus()));
    let line = |text: &str| quoted(&text.replace('\n', " "));
    let short = |text: &str| {
        let text: String = text
            .chars()
            .filter(|it| !it.is_control())
            .take(190)
            .collect();
        line(&text)
    };
    let features: Vec<String> = MARKUP.iter().take(20).map(|it| short(it)).collect();
    let pictures = PICTURES.map(line).join(", ");
    format!(
        "name: {name}
properties:
  certificationNotes: {notes}
  supportContactInfo: {contact}
  website: \"https://www.contoso.com/'%22onerror=x/@stranger/GH-1/?q=%3Cb%3E&x=1\"
listings:
  en-us:
    description: {all}
    whatsNew: {news}
    shortDescription: {name}
    copyright: {name}
    developedBy: {name}
    contactInfo: {contact}
    additionalLicenseTerms: {all}
    productFeatures: [{features}]
    searchTerms: ['<b>x</b>', '@stranger #1', '$x$ ##[a]b']
    screenshots: [{pictures}]
",
        name = short(&MARKUP.join(" ")),
        notes = short(&HOSTILE.join(" ")),
        contact = quoted("https://www.contoso.com/'onerror=x/@stranger/GH-1?q=%3Cb%3E&x=$1"),
        news = quoted(&printable(&MARKUP[..12].join("\n"))),
        features = features.join(", "),
    )
}

/// A Store whose draft holds the corpus in every text.
fn draft(store: &Store) {
    let mut product = store.product();
    for listing in &mut product.listings {
        for value in listing.fields.values_mut() {
            match value {
                Value::String(text) => *text = corpus(),
                Value::Array(items) => {
                    let texts = items.iter_mut().filter(|it| it.is_string());
                    texts.zip(TERMINAL).for_each(|(it, text)| *it = json!(text));
                }
                _ => {}
            }
        }
    }
    for key in ["website", "supportContactInfo", "certificationNotes"] {
        product.properties.insert(key.to_owned(), json!(corpus()));
    }
    product.properties.insert(corpus(), json!(corpus()));
    let address = format!("javascript:alert(1)//{}", MARKUP[..11].join(" "));
    for package in &mut product.packages {
        for key in ["packageUrl", "installerParameters", "genericDocUrl"] {
            package.fields.insert(key.to_owned(), json!(address));
        }
    }
    store.sandbox.put_product(product);
}

/// A workplace whose manifest holds the corpus, with its pictures.
fn workplace(store: &Store, manifest: &str) -> Workplace {
    let workplace = Workplace::at(store, manifest);
    for (seed, name) in (1..).zip(PICTURES) {
        workplace.write(name, png(40, 30, seed));
    }
    workplace
}

#[test]
fn in_the_manifest_and_in_the_draft_when_it_is_planned() {
    let store = Store::start();
    draft(&store);
    let workplace = workplace(&store, &manifest());
    let left = Left::by(&workplace, &["plan", "-v"], 11);
    left.shows("evil.example");
    left.shows("onerror=");
    left.shows("\\u{202e}");
}

#[test]
fn in_names_of_several_products_of_which_one_fails() {
    let store = Store::start();
    draft(&store);
    let workplace = workplace(&store, &manifest());
    let other = SAMPLE_PRODUCT.replace("3e31a9f9", "4e31a9f9");
    let name = quoted(&printable(&MARKUP.join(" ")));
    for (folder, rest) in [
        ("b", "listings: { en-us: { whatsNew: x } }\n"),
        ("c", "listings: 1\n"),
    ] {
        workplace.write(
            &format!("{folder}/storectl.yaml"),
            format!("apiVersion: storectl/v1\nproductId: {other}\nname: {name}\n{rest}"),
        );
    }
    let left = Left::by(&workplace, &["plan"], 10);
    left.shows("evil.example");
}

#[test]
fn in_an_invalid_manifest() {
    let store = Store::start();
    let all = MARKUP.iter().chain(HOSTILE).chain(&TERMINAL);
    let all: Vec<String> = all.map(|it| quoted(it)).collect();
    for text in [corpus(), corpus().replace('\n', " ")] {
        let text = quoted(&text);
        let keys: Vec<String> = all.iter().map(|it| format!("  {it}: {it}\n")).collect();
        let keys = keys.concat();
        let manifest = format!(
            "name: {text}\nproperties:\n  category: {text}\n{keys}listings:\n{keys}  en-us:\n    description: {text}\n    shortDescription: {{ file: {text} }}\n    screenshots: [{text}, 'a\" onerror=\"alert(1).png', \"javascript:alert(1)\"]\n"
        );
        let workplace = Workplace::at(&store, &manifest);
        for command in ["plan", "apply"] {
            let left = Left::by(&workplace, &[command], 10);
            left.shows("evil.example");
        }
    }
}

/// A Store that answers every PATCH so: refused, or done with a warning.
fn answering(status: u16, is_success: bool) -> Store {
    let error = json!({ "code": corpus(), "message": corpus(), "target": corpus() });
    let put = move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let error = error.clone();
            async move {
                if request.method() != "PATCH" {
                    return next.run(request).await;
                }
                let answer = next.run(request).await;
                let (mut parts, body) = answer.into_parts();
                let body = to_bytes(body, usize::MAX).await.unwrap();
                let mut body: Value = serde_json::from_slice(&body).unwrap();
                body["isSuccess"] = is_success.into();
                body["errors"] = json!([error]);
                parts.status = status.try_into().unwrap();
                parts.headers.remove(header::CONTENT_LENGTH);
                Response::from_parts(parts, Body::from(body.to_string()))
            }
        }))
    };
    Store::behind(Options::default(), put)
}

#[test]
fn in_what_the_store_refuses() {
    let store = answering(400, false);
    let workplace = workplace(&store, &manifest());
    let left = Left::by(&workplace, &apply(&["-v"]), 22);
    left.shows("evil.example");
    let text = left.of("text");
    assert!(text.contains("\\u{1b}[2J"), "{text}");
}

#[test]
fn in_what_the_store_warns_of() {
    let store = answering(200, true);
    let manifest = "listings:\n  en-us: { whatsNew: Gears turn both ways. }\n";
    let workplace = Workplace::at(&store, manifest);
    let left = Left::by(&workplace, &apply(&["-v"]), 0);
    left.shows("evil.example");
}
