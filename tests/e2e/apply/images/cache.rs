//! What is learned of images in a folder that was named: kept from machine to machine, and not believed where something is
//! published.

use std::path::Path;

use super::*;

const CACHE: &str = ".storectl/images";

/// The requests for images since `from`, by their methods.
fn looks(store: &Store, from: usize) -> Vec<String> {
    let requests = store.sandbox.requests().into_iter().skip(from);
    let looks = requests.filter(|it| it.path_and_query.contains("/listingassets/"));
    let reads = looks.filter(|it| it.method != "PUT");
    reads.map(|it| it.method).collect()
}

/// As [`three_uploaded`], on a machine that keeps nothing but the folder.
fn three_kept(store: &Store) -> Workplace {
    let mut workplace = Workplace::at(store, &english("1.png, 2.png, 3.png"));
    workplace.set("STORECTL_IMAGE_CACHE", CACHE);
    for at in 1..=3 {
        workplace.write(&format!("{at}.png"), png(40, 30, at));
    }
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    assert!(!workplace.path().join(".cache").exists());
    workplace
}

/// The file of the cache, and what it holds.
fn cached(workplace: &Workplace) -> (String, Value) {
    let folder = workplace.path().join(CACHE);
    let files = std::fs::read_dir(folder).unwrap();
    let names: Vec<String> = files
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    let [name] = &names[..] else {
        panic!("{names:?}")
    };
    let file = Path::new(CACHE).join(name).to_str().unwrap().to_owned();
    let content = serde_json::from_str(&workplace.read(&file)).unwrap();
    (file, content)
}

/// Makes the cache say that the image of `1.png` holds what `1.png` holds now, with pixels to match.
fn forge(workplace: &Workplace, id: &str, content: &[u8]) {
    let (file, mut cache) = cached(workplace);
    let digest = storectl_model::Digest::of(content).to_string();
    for fact in cache["assets"].as_array_mut().unwrap() {
        if fact[0] == id {
            fact[1] = digest.clone().into();
        }
    }
    let pixels = storectl_model::Digest::of(b"pixels").to_string();
    for known in cache["assets"].clone().as_array().unwrap() {
        let fact = serde_json::json!([known[1], pixels]);
        cache["pixels"].as_array_mut().unwrap().push(fact);
    }
    workplace.write(&file, cache.to_string());
}

#[test]
fn a_plan_takes_what_the_folder_says_and_an_apply_asks_for_length_and_digest() {
    let store = Store::start();
    let workplace = three_kept(&store);
    let so_far = store.requests(0).len();
    workplace.run(&["plan"]).exits(0);
    assert_eq!(looks(&store, so_far), [""; 0]);
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    assert_eq!(looks(&store, so_far), ["HEAD"; 3]);
    assert_eq!(deeds(&store, so_far), [""; 0]);
    // Another folder knows nothing.
    let so_far = store.requests(0).len();
    workplace.run(&["plan", "--image-cache", "other"]).exits(0);
    assert_eq!(looks(&store, so_far), ["HEAD"; 3]);
    assert_eq!(
        std::fs::read_dir(workplace.path().join("other"))
            .unwrap()
            .count(),
        1
    );
}

#[test]
fn a_forged_folder_keeps_no_image_from_being_published() {
    let store = Store::start();
    let workplace = three_kept(&store);
    let old = screenshots(&store, "en-us");
    let new = png(40, 30, 9);
    workplace.write("1.png", &new);
    forge(&workplace, &old[0].id, &new);
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["summary"]["uploads"], 0);
    let so_far = store.requests(0).len();
    // What was approved is not what would be done.
    let hash = plan["planHash"].as_str().unwrap();
    workplace.run(&apply(&["--expect", hash])).exits(12);
    assert_eq!(deeds(&store, so_far), [""; 0]);
    // The lie is forgotten.
    forge(&workplace, &old[0].id, &new);
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    assert_eq!(
        deeds(&store, so_far),
        ["create", "put", "commit", "packages"]
    );
    let now = screenshots(&store, "en-us");
    assert_ne!(now[0].id, old[0].id);
    assert_eq!(now[1..], old[1..]);
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["summary"]["uploads"], 0);
}

#[test]
fn where_the_server_rejects_reads_the_folder_is_taken_with_a_warning() {
    let store = Store::with(Options {
        interpretations: "blob-reads=private".parse().unwrap(),
        ..Options::default()
    });
    let workplace = three_kept(&store);
    let warning = "3 of the Store's images are known from the image cache only";
    let plan = workplace.run(&["plan"]).exits(0);
    assert!(!plan.stdout.contains("image cache"), "{}", plan.stdout);
    let so_far = store.requests(0).len();
    let run = workplace.run(&apply(&["--submit", "never"])).exits(0);
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains(warning), "{said}");
    assert_eq!(deeds(&store, so_far), [""; 0]);
    workplace.write("2.png", png(40, 30, 9));
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    assert_eq!(
        deeds(&store, so_far),
        ["create", "put", "commit", "packages"]
    );
}

#[test]
fn a_folder_that_cannot_be_used_is_a_warning() {
    let store = Store::start();
    let workplace = three_kept(&store);
    let (file, _) = cached(&workplace);
    for content in ["", "{", "[]"] {
        workplace.write(&file, content);
        let plan = workplace.run(&["plan"]).exits(0);
        let warning = "cannot use the image cache";
        assert!(plan.stdout.contains(warning), "{}", plan.stdout);
        assert!(!plan.stdout.contains("upload"), "{}", plan.stdout);
    }
    workplace.write("file", "");
    let plan = workplace.run(&["plan", "--image-cache", "file"]).exits(0);
    let warning = "cannot write the image cache";
    assert!(plan.stdout.contains(warning), "{}", plan.stdout);
    assert_eq!(workplace.read("file"), "");
}

#[cfg(unix)]
#[test]
fn no_link_in_place_of_the_cache_is_followed() {
    let store = Store::start();
    let workplace = three_kept(&store);
    let (file, content) = cached(&workplace);
    let target = workplace.path().join("elsewhere.json");
    std::fs::write(&target, content.to_string()).unwrap();
    let link = workplace.path().join(&file);
    std::fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    let so_far = store.requests(0).len();
    let plan = workplace.run(&["plan"]).exits(0);
    assert!(plan.stdout.contains("image cache"), "{}", plan.stdout);
    assert_eq!(looks(&store, so_far), ["HEAD"; 3]);
    assert_eq!(workplace.read("elsewhere.json"), content.to_string());
}
