//! Codes of the product: ids (03), availability and properties (07), packages (08).

use super::rule::rules;

rules! {
    PRODUCT_ID = "STC0301" Error "The product id is malformed",
        why: "It becomes part of every request's path: 1 to 128 letters, digits, `-` and `_`.",
        fix: "copy the product's id from Partner Center's address bar";
    // Source: field note 10.
    STORE_ID = "STC0302" Warning "A Store id in place of the product id",
        why: "The API knows products by Partner Center's id, a GUID; a Store id (9... or XP...) is answered with \"No Product Found\".",
        fix: "copy the GUID from Partner Center's address bar",
        bad: "apiVersion: storectl/v1\nproductId: 9NBLGGH4NNS1\n",
        good: "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";
    NOT_A_GUID = "STC0303" Warning "The product id is no GUID",
        why: "Every product id seen so far is a GUID.",
        fix: "copy the product's id from Partner Center's address bar";
    SELLER_ID = "STC0304" Error "The seller id is malformed",
        why: "It is sent as a header: 1 to 128 letters, digits, `-` and `_`.",
        fix: "copy the seller id from Partner Center's account settings";
    ACKNOWLEDGEMENT = "STC0305" Error "A token is malformed",
        why: "A token is printed by a plan for one destructive change, such as D-7k2f; no other text can match one.",
        fix: "copy the token from the plan",
        bad: "acknowledge: [yes]\n",
        good: "acknowledge: [D-7k2f]\n";

    NO_MARKETS = "STC0701" Error "No market is left",
        why: "A product is sold in at least one market (the submission API's document, Update Metadata: markets is required).",
        fix: "name at least one market";
    FOREIGN_SUBCATEGORY = "STC0702" Error "The subcategory belongs to another category",
        why: "Each category has its own subcategories (the submission API's document, Categories and Sub-categories).",
        fix: "use a subcategory of the category",
        bad: "properties: { category: DeveloperTools, subcategory: EReader }\n",
        good: "properties: { category: DeveloperTools, subcategory: Database }\n";
    NO_SUBCATEGORIES = "STC0703" Error "The category has no subcategories",
        why: "The document lists \"(None)\" for this category (the submission API's document, Categories and Sub-categories).",
        fix: "write `subcategory: null`",
        bad: "properties: { category: Shopping, subcategory: EReader }\n",
        good: "properties: { category: Shopping, subcategory: null }\n";
    SUBCATEGORY_REQUIRED = "STC0704" Error "The category needs a subcategory",
        why: "A subcategory is required where the category has any (the submission API's document, Update Metadata).",
        fix: "name one of the category's subcategories",
        bad: "properties: { category: DeveloperTools, subcategory: null }\n",
        good: "properties: { category: DeveloperTools, subcategory: Database }\n";
    PRIVACY_POLICY = "STC0705" Error "A privacy policy is required and cleared",
        why: "privacyPolicyUrl is required where isPrivacyPolicyRequired is true (the submission API's document, Update Metadata).",
        fix: "give the policy's URL, or set isPrivacyPolicyRequired to false",
        bad: "properties: { isPrivacyPolicyRequired: true, privacyPolicyUrl: null }\n",
        good: "properties: { isPrivacyPolicyRequired: true, privacyPolicyUrl: https://contoso.com/privacy }\n";
    DUPLICATE_KIND = "STC0706" Error "A type or scenario is named twice",
        why: "The list is keyed by its type or scenario; of two items with one key, one would be lost.",
        fix: "join the two items",
        bad: "properties:\n  isSystemFeatureRequired:\n    - { hardwareItemType: Touch, isRequired: true }\n    - { hardwareItemType: Touch, isRecommended: true }\n",
        good: "properties:\n  isSystemFeatureRequired:\n    - { hardwareItemType: Touch, isRequired: true, isRecommended: true }\n";
    REQUIREMENT_VALUE = "STC0707" Error "The amount is not one the Store takes",
        why: "Memory, DirectX and Video_Memory take fixed values (the submission API's document, System Requirement Details validation rules).",
        fix: "use one of the fixed values",
        bad: "properties:\n  systemRequirementDetails:\n    - { hardwareItemType: Memory, minimumRequirement: 3GB }\n",
        good: "properties:\n  systemRequirementDetails:\n    - { hardwareItemType: Memory, minimumRequirement: 4GB }\n";
    // Source: field note 18, trap 31.
    HOSTED_POLICY = "STC0708" Warning "The privacy policy is the Store's own copy",
        why: "Where a policy's text was pasted into Partner Center, the Store answers with an address of its own; it belongs to one draft and is nothing to publish elsewhere.",
        fix: "publish the policy at an address of yours and name that, or leave the key out",
        good: "properties: { privacyPolicyUrl: https://contoso.com/privacy }\n";

    ONE_ARCHITECTURE = "STC0801" Error "A package has more than one architecture",
        why: "A package has a single architecture (the submission API's document, Update Packages).",
        fix: "write one package for each architecture",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    architectures: [X64, Arm64]\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    architectures: [X64]\n";
    SILENT_PARAMETERS = "STC0802" Error "Nothing makes the installer silent",
        why: "installerParameters is required where isSilentInstall is false (the submission API's document, Update Packages).",
        fix: "give the parameters that make the installer silent, such as /S",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    isSilentInstall: false\n    installerParameters: null\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    isSilentInstall: false\n    installerParameters: /S\n";
    // Source: trap 55.
    LEFTOVER_PARAMETERS = "STC0803" Warning "A silent installer has parameters",
        why: "isSilentInstall says that no parameters are needed; one of the two is most often left over.",
        fix: "clear the parameters with `installerParameters: null`, or set isSilentInstall to false";
    // Source: field note 34.
    LONG_PARAMETERS = "STC0804" Warning "The installer parameters are long",
        why: "The API refuses more than 40 characters, although the document does not say so and Partner Center's form takes more.",
        fix: "shorten them, or build the installer so that it is silent by itself";
    // Source: trap 58.
    UNVERSIONED_URL = "STC0805" Warning "The package URL names no version",
        why: "New bytes under an old URL are invisible to a plan, and certified bytes that change are taken as tampering.",
        fix: "put the version into the URL and never replace what is there",
        bad: "packages:\n  - packageUrl: https://contoso.com/latest/setup.exe\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n";
    // Source: field note 35.
    REDIRECTING_URL = "STC0806" Warning "The package URL is likely to redirect",
        why: "The Store wants the installer without a redirect, and has refused links like this one.",
        fix: "use the address that answers 200 itself";
    // Source: field note 35.
    PLAIN_HTTP = "STC0807" Warning "The package URL is not https",
        why: "The Store is known to want https, and an installer fetched over http can be replaced on its way.",
        fix: "serve the installer over https";
    // Source: trap 59.
    TYPE_AND_ENDING = "STC0808" Warning "packageType and the URL disagree",
        why: "An exe is run directly, an msi through msiexec; with the wrong type the product installs broken.",
        fix: "set packageType to what the file is",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.msi\n    packageType: exe\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.msi\n    packageType: msi\n";
    SAME_PACKAGE = "STC0809" Error "A package is there twice",
        why: "Two packages with one URL, type, architecture and the same languages are one package.",
        fix: "remove one of the two, or correct it";
    // Source: trap 51.
    AMBIGUOUS_PACKAGES = "STC0810" Warning "Two packages serve the same users",
        why: "Packages are told apart by architecture, languages and type; where two agree in all, the whole set has to be replaced at every change.",
        fix: "give each package an architecture or languages of its own";
    MSI_ERROR_DETAILS = "STC0811" Warning "Exit codes of an msi",
        why: "errorDetails describes the custom exit codes of exe installers; those of an msi are known (the submission API's document, Update Packages).",
        fix: "leave errorDetails out";
    EXE_DOC_URL = "STC0812" Error "An exe without a page of its exit codes",
        why: "genericDocUrl is required where packageType is exe (the submission API's document, Update Packages).",
        fix: "give the URL of a page that explains the exit codes, or leave the key out to keep what is there",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    packageType: exe\n    genericDocUrl: null\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    packageType: exe\n    genericDocUrl: https://docs.contoso.com/exit-codes\n";
}
