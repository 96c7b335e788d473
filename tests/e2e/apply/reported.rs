//! Small inputs that people reported, from the files to the Store.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use serde_json::Value;
use storectl_sandbox::{Credentials, Options};

use crate::support::{Store, Workplace, apply, images::png};

/// The value of a text of a listing in the Store.
fn text(store: &Store, language: &str, field: &str) -> Value {
    let product = store.product();
    let mut listings = product.listings.iter();
    let listing = listings.find(|it| it.language == language).unwrap();
    listing.fields[field].clone()
}

/// Plans and demands that nothing differs.
#[track_caller]
fn plans_nothing(workplace: &Workplace) {
    workplace.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_language_of_the_table_that_was_wrapped_at_its_hyphen_is_added() {
    let store = Store::start();
    let body = "listings:\n  ru-ru: { description: Текст, additionalLicenseTerms: x, screenshots: [1.png], storeLogos: [logo.png] }\n";
    let workplace = Workplace::at(&store, body);
    workplace.write("1.png", png(1366, 768, 1));
    workplace.write("logo.png", png(1080, 1080, 2));
    workplace.run(&apply(&[])).exits(0);
    assert_eq!(text(&store, "ru-ru", "description"), "Текст");
    plans_nothing(&workplace);
}

#[test]
fn a_variable_in_a_text_file_is_replaced() {
    let store = Store::start();
    let body =
        "vars: { version: \"1.23\" }\nlistings:\n  en-us: { whatsNew: { file: whatsnew.txt } }\n";
    let workplace = Workplace::at(&store, body);
    workplace.write(
        "whatsnew.txt",
        "Version ${version}\n\n- Faster; a literal $${version}.\n",
    );
    workplace.run(&apply(&[])).exits(0);
    assert_eq!(
        text(&store, "en-us", "whatsNew"),
        "Version 1.23\n\n- Faster; a literal ${version}."
    );
}

#[test]
fn the_same_text_as_a_block_and_as_a_file_is_equal() {
    let store = Store::start();
    let block = "properties:\n  certificationNotes: |\n    User: demo\n    Password: s3cret-pass\nlistings:\n  en-us:\n    whatsNew: |\n      First line\n      Second line\n";
    let workplace = Workplace::at(&store, block);
    workplace.run(&apply(&[])).exits(0);
    workplace.manifest("properties: { certificationNotes: { file: notes.txt } }\nlistings: { en-us: { whatsNew: { file: wn.txt } } }\n");
    workplace.write("notes.txt", "User: demo\r\nPassword: s3cret-pass\r\n");
    workplace.write("wn.txt", "\u{feff}First line\nSecond line");
    plans_nothing(&workplace);
}

#[test]
fn a_manifest_in_json_with_surrogate_pairs_is_applied() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    let json = r#"{"apiVersion":"storectl/v1","productId":"ID","listings":{"en-us":{"whatsNew":"json works \ud83d\ude00 and \/ slash"}}}"#;
    workplace.write(
        "storectl.yaml",
        json.replace("ID", storectl_sandbox::SAMPLE_PRODUCT),
    );
    workplace.run(&apply(&[])).exits(0);
    assert_eq!(
        text(&store, "en-us", "whatsNew"),
        "json works 😀 and / slash"
    );
}

#[test]
fn a_shorter_whats_new_of_a_hotfix_needs_no_token() {
    let store = Store::start();
    let long = "A new start page with your recent projects. Search over all workshops. Gears can be grouped, and groups can be shared. Export to CSV. Many small repairs, and more of them than fit here.";
    assert!(long.len() < 200);
    let longer = format!("{long} {long}");
    let workplace = Workplace::at(
        &store,
        &format!("listings: {{ en-us: {{ whatsNew: \"{longer}\" }} }}\n"),
    );
    workplace.run(&apply(&[])).exits(0);
    workplace.manifest("listings: { en-us: { whatsNew: \"Repairs a crash at the start.\" } }\n");
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["summary"]["change"], 1);
    assert_eq!(plan["summary"]["destructive"], 0);
}

#[test]
fn a_secret_with_white_space_a_bom_or_utf_16_around_it_signs_in() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, "name: Widgets\n");
    let secret = Credentials::default().client_secret;
    for padded in [
        format!("{secret}\n"),
        format!(" {secret} \r\n"),
        format!("\u{feff}{secret}"),
    ] {
        workplace.set("STORECTL_CLIENT_SECRET", &padded);
        workplace.run(&["plan"]).exits(0);
    }
    workplace.set("STORECTL_CLIENT_SECRET", "");
    let utf_16 = format!("\u{feff}{secret}\r\n");
    let utf_16: Vec<u8> = utf_16.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for content in [format!("\u{feff}{secret}\r\n").into_bytes(), utf_16] {
        workplace.write("secret.txt", content);
        workplace
            .run(&["plan", "--client-secret-file", "secret.txt"])
            .exits(0);
    }
}

#[test]
fn a_long_retry_after_is_announced_while_it_lasts() {
    let store = Store::with(Options {
        faults: vec!["429(240)@GET:/status".parse().unwrap()],
        ..Options::default()
    });
    let workplace = Workplace::at(&store, "name: Widgets\n");
    let mut plan = workplace
        .command(&["plan"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(plan.stderr.take().unwrap()).lines();
    let mut said = lines.map_while(Result::ok);
    // The plan waits until this ends it, so that its first line was written while it waited.
    let announced = said.next().unwrap();
    plan.kill().unwrap();
    plan.wait().unwrap();
    assert!(
        announced.contains("is throttling requests; waiting 240 s"),
        "{announced}"
    );
}

#[test]
fn a_file_beside_the_manifests_folder_is_read_up_to_the_repositorys_top() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    let body = "listings: { en-us: { additionalLicenseTerms: { file: ../LICENSE } } }\n";
    workplace.manifest(body);
    std::fs::create_dir(workplace.path().join("store")).unwrap();
    std::fs::rename(
        workplace.path().join("storectl.yaml"),
        workplace.path().join("store/storectl.yaml"),
    )
    .unwrap();
    workplace.write("LICENSE", "MIT\n");
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    let change = &plan["products"][0]["changes"][0];
    assert_eq!(change["after"], "MIT");
    assert_eq!(change["source"]["file"], "LICENSE");
}

#[test]
fn a_token_that_acknowledges_nothing_is_a_warning_that_says_to_remove_it() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "acknowledge: [D-aaaa, D-bbbb]\n");
    let run = workplace.run(&["plan"]).exits(0);
    for token in ["D-aaaa", "D-bbbb"] {
        let warning = format!("{token} does not match any change; remove it");
        assert!(
            run.stdout.contains(&warning) || run.stderr.contains(&warning),
            "{}{}",
            run.stdout,
            run.stderr
        );
    }
}

#[test]
fn empty_files_of_a_translation_service_and_lfs_pointers_are_errors_that_say_so() {
    const POINTER: &str = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
    let store = Store::start();
    let body = "listings:\n  en-us: { description: { file: listing.md }, screenshots: [1.png] }\n  de-de: { whatsNew: { file: de.txt } }\n";
    let workplace = Workplace::at(&store, body);
    workplace.write("listing.md", POINTER);
    workplace.write("1.png", POINTER);
    workplace.write("de.txt", "\n");
    let run = workplace.run(&["validate"]).exits(10);
    for part in [
        "`1.png` is a Git LFS pointer, not the image",
        "is a Git LFS pointer, not the text",
        "git lfs pull",
        "`de.txt` is empty",
    ] {
        assert!(run.stdout.contains(part), "no `{part}` in\n{}", run.stdout);
    }
}

#[test]
fn one_path_serves_every_language() {
    let store = Store::start();
    let body = "vars: { build: \"956\" }\nlistingDefaults:\n  whatsNew: { file: \"l/${language}/changelogs/${build}.txt\" }\nlistings: { en-us: {}, de-de: {} }\n";
    let workplace = Workplace::at(&store, body);
    workplace.write("l/en-us/changelogs/956.txt", "A\n");
    workplace.write("l/de-de/changelogs/956.txt", "B\n");
    workplace.run(&apply(&[])).exits(0);
    assert_eq!(text(&store, "en-us", "whatsNew"), "A");
    assert_eq!(text(&store, "de-de", "whatsNew"), "B");
}
