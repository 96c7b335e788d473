//! Fleets: products listed, split into shards, and the results of jobs merged.

mod changed;
#[cfg(unix)]
mod killed;
mod list;
mod merge;
mod merge_failures;
mod shards;

use std::collections::BTreeMap;

use serde_json::Value;
use storectl_sandbox::SAMPLE_PRODUCT;

use crate::support::{Store, Workplace};

const TEXT: &str = "listings:\n  en-us: { whatsNew: Gears now turn both ways. }\n";

/// The ID of a product of the fleet, by its number from 1 to 9.
fn id(number: usize) -> String {
    SAMPLE_PRODUCT.replacen('3', &number.to_string(), 1)
}

/// The path of its manifest.
fn path(number: usize) -> String {
    format!("products/p{number}/storectl.yaml")
}

fn write_manifest(workplace: &Workplace, number: usize, body: &str) {
    let id = id(number);
    let manifest = format!("apiVersion: storectl/v1\nproductId: {id}\n{body}");
    workplace.write(&path(number), manifest);
}

/// A workplace with the manifests of so many products, without a Store.
fn offline(products: usize, body: &str) -> Workplace {
    let workplace = Workplace::empty();
    for number in 1..=products {
        write_manifest(&workplace, number, body);
    }
    workplace
}

/// A Store with so many products, and a workplace with their manifests.
fn online(products: usize) -> (Store, Workplace) {
    let store = Store::start();
    let workplace = fleet_at(&store, products);
    (store, workplace)
}

/// A workplace with the manifests of so many products, which are put into the Store.
fn fleet_at(store: &Store, products: usize) -> Workplace {
    let workplace = Workplace::at(store, TEXT);
    std::fs::remove_file(workplace.path().join("storectl.yaml")).unwrap();
    for number in 1..=products {
        let mut product = store.product();
        product.id = id(number);
        store.sandbox.put_product(product);
        write_manifest(&workplace, number, TEXT);
    }
    workplace
}

/// The products of a document, by their IDs.
fn ids(document: &Value) -> Vec<String> {
    let products = document["products"].as_array().unwrap();
    let ids = products
        .iter()
        .map(|it| it["productId"].as_str().unwrap().to_owned());
    ids.collect()
}

/// The shard of each product that `fleet list` lists, by its ID.
fn listed_shards(workplace: &Workplace, shards: &str) -> BTreeMap<String, String> {
    let list = ["fleet", "list", "--shards", shards, "--format", "json"];
    let list = workplace.run(&list).exits(0).json();
    let products = list["products"].as_array().unwrap();
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    let shards = products
        .iter()
        .map(|it| (text(&it["productId"]), text(&it["shard"])));
    shards.collect()
}
