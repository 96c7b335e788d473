//! The words a field may hold, in the document's order and spelling (trap 41).

/// `discoverability` (store-api.md, Update Current Draft Submission Metadata).
pub const DISCOVERABILITIES: &[&str] = &["DISCOVERABLE", "DEEPLINK_ONLY"];

/// `pricing` (store-api.md, Update Current Draft Submission Metadata).
pub const PRICINGS: &[&str] = &["FREE", "FREEMIUM", "SUBSCRIPTION", "PAID"];

/// The pricings that ask for a `freeTrial` (store-api.md, Update Current Draft Submission Metadata).
pub const PRICINGS_WITH_TRIAL: &[&str] = &["PAID", "SUBSCRIPTION"];

/// `freeTrial` (store-api.md, Update Current Draft Submission Metadata).
pub const FREE_TRIALS: &[&str] = &["NO_FREE_TRIAL", "FREE_TRIAL"];

/// The hardware a product may ask for; answers hold all (field note 16).
pub const FEATURES: &[&str] = &[
    "Touch",
    "Keyboard",
    "Mouse",
    "Camera",
    "NFC_HCE",
    "NFC_Proximity",
    "Bluetooth_LE",
    "Telephony",
    "Microphone",
];

/// The system requirements, in the order of the document's samples; answers hold all (field note 16).
pub const REQUIREMENTS: &[&str] = &["Memory", "DirectX", "Video_Memory", "Processor", "Graphics"];

/// Values of a `Memory` requirement (store-api.md, "System Requirement Details validation rules").
pub const MEMORY: &[&str] = &[
    "300MB", "750MB", "1GB", "2GB", "4GB", "6GB", "8GB", "12GB", "16GB", "20GB",
];

/// Values of a `DirectX` requirement.
pub const DIRECTX: &[&str] = &[
    "DX9",
    "DX10",
    "DX11",
    "DX12-FEATURELEVEL11",
    "DX12-FEATURELEVEL12",
];

/// Values of a `Video_Memory` requirement.
pub const VIDEO_MEMORY: &[&str] = &["1GB", "2GB", "4GB", "6GB"];

/// `architectures` (store-api.md, Update Current Draft Packages).
pub const ARCHITECTURES: &[&str] = &["Neutral", "X86", "X64", "Arm", "Arm64"];

/// `packageType` (store-api.md, Update Current Draft Packages).
pub const PACKAGE_TYPES: &[&str] = &["exe", "msi"];

/// `errorScenario`; answers hold all (field note 14).
pub const SCENARIOS: &[&str] = &[
    "installationCancelledByUser",
    "applicationAlreadyExists",
    "installationAlreadyInProgress",
    "diskSpaceIsFull",
    "rebootRequired",
    "networkFailure",
    "packageRejectedDuringInstallation",
    "installationSuccessful",
    "miscellaneous",
];
