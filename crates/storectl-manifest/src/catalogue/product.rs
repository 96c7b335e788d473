//! Codes of the product: ids (03), availability and properties (07).

use super::rule::rules;

rules! {
    PRODUCT_ID = "STC0301" Error "The product id is not valid",
        why: "It becomes part of every request's path: 1 to 128 letters, digits, `-` and `_`.",
        fix: "copy the product's id from Partner Center's address bar";
    // Source: field note 10.
    STORE_ID = "STC0302" Warning "A Store id is used as the product id",
        why: "The API knows products by Partner Center's id, a GUID; it answers a Store id (9... or XP...) with \"No Product Found\".",
        fix: "copy the GUID from Partner Center's address bar",
        bad: "apiVersion: storectl/v1\nproductId: 9NBLGGH4NNS1\n",
        good: "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";
    NOT_A_GUID = "STC0303" Warning "The product id is not a GUID",
        why: "Every product id seen so far is a GUID.",
        fix: "copy the product's id from Partner Center's address bar";
    SELLER_ID = "STC0304" Error "The seller id is not valid",
        why: "It is sent as a header: 1 to 128 letters, digits, `-` and `_`.",
        fix: "copy the seller id from Partner Center's account settings";
    ACKNOWLEDGEMENT = "STC0305" Error "A token is not valid",
        why: "A plan prints a token for each destructive change, such as D-7k2fq3; no other text can match one.",
        fix: "copy the token from the plan",
        bad: "acknowledge: [yes]\n",
        good: "acknowledge: [D-7k2fq3]\n";

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
    PRIVACY_POLICY = "STC0705" Error "A required privacy policy is cleared",
        why: "privacyPolicyUrl is required where isPrivacyPolicyRequired is true (the submission API's document, Update Metadata).",
        fix: "give the policy's URL, or set isPrivacyPolicyRequired to false",
        bad: "properties: { isPrivacyPolicyRequired: true, privacyPolicyUrl: null }\n",
        good: "properties: { isPrivacyPolicyRequired: true, privacyPolicyUrl: https://contoso.com/privacy }\n";
    DUPLICATE_KIND = "STC0706" Error "A type or scenario is named twice",
        why: "The list is keyed by its type or scenario; of two items with one key, one would be lost.",
        fix: "join the two items",
        bad: "properties:\n  isSystemFeatureRequired:\n    - { hardwareItemType: Touch, isRequired: true }\n    - { hardwareItemType: Touch, isRecommended: true }\n",
        good: "properties:\n  isSystemFeatureRequired:\n    - { hardwareItemType: Touch, isRequired: true, isRecommended: true }\n";
    REQUIREMENT_VALUE = "STC0707" Error "The Store does not take this amount",
        why: "Memory, DirectX and Video_Memory take fixed values (the submission API's document, System Requirement Details validation rules).",
        fix: "use one of the fixed values",
        bad: "properties:\n  systemRequirementDetails:\n    - { hardwareItemType: Memory, minimumRequirement: 3GB }\n",
        good: "properties:\n  systemRequirementDetails:\n    - { hardwareItemType: Memory, minimumRequirement: 4GB }\n";
    // Source: field note 18, trap 31.
    HOSTED_POLICY = "STC0708" Warning "The privacy policy is the Store's own copy",
        why: "Where a policy's text was pasted into Partner Center, the Store answers with an address of its own; it belongs to one draft and cannot be published elsewhere.",
        fix: "publish the policy at an address of yours and name that, or delete the key",
        good: "properties: { privacyPolicyUrl: https://contoso.com/privacy }\n";
}
