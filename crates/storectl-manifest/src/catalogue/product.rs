//! Codes of the product: ids (03), availability and properties (07).

use super::rule::rules;

rules! {
    PRODUCT_ID = "STC0301" Error "Invalid product ID",
        why: "The product ID is part of every request path: 1 to 128 letters, digits, `-` and `_`.",
        fix: "copy the product ID from the product's URL in Partner Center";
    // Source: field note 10.
    STORE_ID = "STC0302" Warning "Store ID used as the product ID",
        why: "The API identifies products by their Partner Center ID, a GUID. It responds to a Store ID (9... or XP...) with \"No Product Found\".",
        fix: "copy the GUID from the product's URL in Partner Center",
        bad: "apiVersion: storectl/v1\nproductId: 9NBLGGH4NNS1\n",
        good: "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";
    NOT_A_GUID = "STC0303" Warning "Product ID is not a GUID",
        why: "All known product IDs are GUIDs.",
        fix: "copy the product ID from the product's URL in Partner Center";
    SELLER_ID = "STC0304" Error "Invalid seller ID",
        why: "The seller ID is sent in a header: 1 to 128 letters, digits, `-` and `_`.",
        fix: "copy the seller ID from Partner Center's account settings";
    ACKNOWLEDGEMENT = "STC0305" Error "Invalid token",
        why: "A plan prints a token such as D-7k2fq3 for each destructive change. Text in any other form cannot be a token.",
        fix: "copy the token from the plan",
        bad: "acknowledge: [yes]\n",
        good: "acknowledge: [D-7k2fq3]\n";
    SUBMISSION_CONFLICT = "STC0306" Error "Submission settings contradict each other",
        why: "`submit: always` submits the draft; `wait: draft` stops before the submission.",
        fix: "remove one of the two",
        bad: "submission: { submit: always, wait: draft }\n",
        good: "submission: { submit: always, wait: submitted }\n";

    SET_ASIDE = "STC0307" Warning "Invalid imported value is not managed",
        why: "`storectl import` writes a value that the rules of a manifest reject as a comment. The field is unmanaged: the Store keeps its value.",
        fix: "replace the comment with a valid value, or delete it",
        bad: "properties:\n  # storectl does not manage properties.website: \"contoso\" (STC0403: not a URL)\n  supportContactInfo: support@contoso.com\n",
        good: "properties:\n  website: https://contoso.com\n  supportContactInfo: support@contoso.com\n";

    NO_MARKETS = "STC0701" Error "No markets left",
        why: "A product needs at least one market (submission API documentation, Update Metadata: markets is required).",
        fix: "add at least one market";
    FOREIGN_SUBCATEGORY = "STC0702" Error "Subcategory belongs to another category",
        why: "Each category has its own subcategories (submission API documentation, Categories and Sub-categories).",
        fix: "use one of the category's own subcategories",
        bad: "properties: { category: DeveloperTools, subcategory: EReader }\n",
        good: "properties: { category: DeveloperTools, subcategory: Database }\n";
    NO_SUBCATEGORIES = "STC0703" Error "Category has no subcategories",
        why: "The only subcategory listed for this category is \"(None)\" (submission API documentation, Categories and Sub-categories).",
        fix: "write `subcategory: null`",
        bad: "properties: { category: Shopping, subcategory: EReader }\n",
        good: "properties: { category: Shopping, subcategory: null }\n";
    SUBCATEGORY_REQUIRED = "STC0704" Error "Category needs a subcategory",
        why: "A subcategory is required when the category has subcategories (submission API documentation, Update Metadata).",
        fix: "use one of the category's subcategories",
        bad: "properties: { category: DeveloperTools, subcategory: null }\n",
        good: "properties: { category: DeveloperTools, subcategory: Database }\n";
    PRIVACY_POLICY = "STC0705" Error "Required privacy policy is cleared",
        why: "privacyPolicyUrl is required when isPrivacyPolicyRequired is true (submission API documentation, Update Metadata).",
        fix: "add the policy's URL, or set isPrivacyPolicyRequired to false",
        bad: "properties: { isPrivacyPolicyRequired: true, privacyPolicyUrl: null }\n",
        good: "properties: { isPrivacyPolicyRequired: true, privacyPolicyUrl: https://contoso.com/privacy }\n";
    DUPLICATE_KIND = "STC0706" Error "Duplicate type or scenario",
        why: "Items are identified by their type or scenario. A second item with the same type or scenario would be lost.",
        fix: "merge the two items",
        bad: "properties:\n  isSystemFeatureRequired:\n    - { hardwareItemType: Touch, isRequired: true }\n    - { hardwareItemType: Touch, isRecommended: true }\n",
        good: "properties:\n  isSystemFeatureRequired:\n    - { hardwareItemType: Touch, isRequired: true, isRecommended: true }\n";
    REQUIREMENT_VALUE = "STC0707" Error "Invalid hardware amount",
        why: "Memory, DirectX and Video_Memory accept only certain values (submission API documentation, System Requirement Details validation rules).",
        fix: "use one of the accepted values",
        bad: "properties:\n  systemRequirementDetails:\n    - { hardwareItemType: Memory, minimumRequirement: 3GB }\n",
        good: "properties:\n  systemRequirementDetails:\n    - { hardwareItemType: Memory, minimumRequirement: 4GB }\n";
    // Source: field note 18, trap 31.
    HOSTED_POLICY = "STC0708" Warning "Privacy policy is the Store's own copy",
        why: "When the text of a policy is pasted into Partner Center, the Store returns a URL of its own. That URL belongs to one draft and cannot be published elsewhere.",
        fix: "publish the policy at a URL you control and use that URL, or delete the key",
        good: "properties: { privacyPolicyUrl: https://contoso.com/privacy }\n";
}
