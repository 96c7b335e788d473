//! What changed in Partner Center becomes an edit of a manifest that is there, and of nothing else.

mod base;
mod fields;
mod images;
mod languages;
mod left;
mod packages;
mod refusals;
mod several;

use storectl_sandbox::Product;

use crate::support::{Run, Store, Workplace, git::git};

/// A manifest as a person writes it, which says what the Store holds.
const MANIFEST: &str = "# The product of the widgets team.
apiVersion: storectl/v1
productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf

vars:
  version: \"1.1\"   # moved by the release job

availability:
  markets: [\"NO\", US, DE, CA]   # Norway first: it pays
  pricing: PAID
  freeTrial: NO_FREE_TRIAL
  enableInFutureMarkets: true

properties:
  website: https://www.contoso.com
  # Asked for by support.
  supportContactInfo: support@contoso.com
  category: DeveloperTools
  subcategory: Database
  productDeclarations: { accessibilitySupport: false, penAndInkSupport: false }   # asked every year
  isSystemFeatureRequired:
    - { hardwareItemType: Touch, isRequired: true }   # since 1.0
    - hardwareItemType: Keyboard
      isRequired: true
  systemRequirementDetails:
    - { hardwareItemType: Memory, minimumRequirement: 1GB }

listingDefaults:
  copyright: © Contoso Ltd   # checked by legal
  developedBy: Contoso Ltd
  description: { file: \"texts/${language}.md\" }

listings:
  # The language everybody reads.
  en-us:
    shortDescription: Gears for everyone
    searchTerms: [widgets, gears, workshop inventory]   # at most seven
    productFeatures:
      - Counts gears as you add them   # the first one is shown
      - Orders what runs out
    whatsNew: |
      Faster gears, and a search that finds them.
    contactInfo: contactus@contoso.com
  de-de:
    shortDescription: Zahnräder für alle

packages:
  # One for all.
  - packageUrl: https://www.contoso.com/downloads/${version}/setup.exe
    packageType: exe
    architectures: [X64]
    languages: [en-us]   # the installer's own
    isSilentInstall: false
    installerParameters: /s
    errorDetails:
      - errorScenario: rebootRequired
        errorScenarioDetails:
          - { errorValue: ERR001001, errorUrl: https://errors.contoso.com/errors/ERR001001 }
";

/// The update of everything that drifted from what is committed.
const UPDATE: [&str; 4] = ["import", "--update", "--base", "HEAD"];

/// A repository with the manifest and its texts, committed.
fn workplace(store: &Store) -> Workplace {
    let workplace = Workplace::at(store, "");
    workplace.write("storectl.yaml", MANIFEST);
    for listing in store.product().listings {
        let text = listing.fields["description"].as_str().unwrap();
        workplace.write(
            &format!("texts/{}.md", listing.language),
            format!("{text}\n"),
        );
    }
    workplace.into_repository()
}

/// Changes the draft, as somebody in Partner Center does.
fn drift(store: &Store, change: impl FnOnce(&mut Product)) {
    let mut product = store.product();
    change(&mut product);
    store.sandbox.put_product(product);
}

/// Sets a field of a language in the draft.
fn set(product: &mut Product, language: &str, field: &str, value: impl Into<serde_json::Value>) {
    let mut listings = product.listings.iter_mut();
    let listing = listings.find(|it| it.language == language).unwrap();
    listing.fields.insert(field.to_owned(), value.into());
}

/// Demands that the manifest says what the draft holds.
#[track_caller]
fn says_what_the_draft_holds(workplace: &Workplace) {
    workplace.run(&["plan", "--detailed-exitcode"]).exits(0);
}

/// The lines that git sees changed, without their context.
fn changed_lines(workplace: &Workplace) -> String {
    let diff = git(workplace.path(), &["diff", "-U0", "--no-color"]);
    let is_change = |it: &&str| {
        (it.starts_with('-') || it.starts_with('+'))
            && !it.starts_with("---")
            && !it.starts_with("+++")
    };
    diff.lines()
        .filter(is_change)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Updates, and demands that nothing differs then; what git sees changed.
#[track_caller]
fn updated(store: &Store, change: impl FnOnce(&mut Product)) -> (Workplace, Run, String) {
    let workplace = workplace(store);
    says_what_the_draft_holds(&workplace);
    drift(store, change);
    let run = workplace.run(&UPDATE).exits(0);
    says_what_the_draft_holds(&workplace);
    let lines = changed_lines(&workplace);
    (workplace, run, lines)
}
