//! The categories and their subcategories.

/// Categories with their subcategories (store-api.md, "Categories and Sub-categories"), in the
/// document's spelling (`DYI`, `themes`, `AccountingAndfinance`); empty if it says "(None)".
pub const CATEGORIES: &[(&str, &[&str])] = &[
    (
        "BooksAndReference",
        &["EReader", "Fiction", "Nonfiction", "Reference"],
    ),
    (
        "Business",
        &[
            "AccountingAndfinance",
            "Collaboration",
            "CRM",
            "DataAndAnalytics",
            "FileManagement",
            "InventoryAndlogistics",
            "LegalAndHR",
            "ProjectManagement",
            "RemoteDesktop",
            "SalesAndMarketing",
            "TimeAndExpenses",
        ],
    ),
    (
        "DeveloperTools",
        &[
            "Database",
            "DesignTools",
            "DevelopmentKits",
            "Networking",
            "ReferenceAndTraining",
            "Servers",
            "Utilities",
            "WebHosting",
        ],
    ),
    (
        "Education",
        &[
            "EducationBooksAndReference",
            "EarlyLearning",
            "InstructionalTools",
            "Language",
            "StudyAids",
        ],
    ),
    ("Entertainment", &[]),
    ("FoodAndDining", &[]),
    ("GovernmentAndPolitics", &[]),
    ("HealthAndFitness", &[]),
    (
        "KidsAndFamily",
        &[
            "KidsAndFamilyBooksAndReference",
            "KidsAndFamilyEntertainment",
            "HobbiesAndToys",
            "SportsAndActivities",
            "KidsAndFamilyTravel",
        ],
    ),
    (
        "Lifestyle",
        &[
            "Automotive",
            "DYI",
            "HomeAndGarden",
            "Relationships",
            "SpecialInterest",
            "StyleAndFashion",
        ],
    ),
    ("Medical", &[]),
    (
        "MultimediaDesign",
        &[
            "IllustrationAndGraphicDesign",
            "MusicProduction",
            "PhotoAndVideoProduction",
        ],
    ),
    ("Music", &[]),
    ("NavigationAndMaps", &[]),
    ("NewsAndWeather", &["News", "Weather"]),
    (
        "PersonalFinance",
        &["BankingAndInvestments", "BudgetingAndTaxes"],
    ),
    (
        "Personalization",
        &["RingtonesAndSounds", "themes", "WallpaperAndLockScreens"],
    ),
    ("PhotoAndVideo", &[]),
    ("Productivity", &[]),
    ("Security", &["PCProtection", "PersonalSecurity"]),
    ("Shopping", &[]),
    ("Social", &[]),
    ("Sports", &[]),
    ("Travel", &["CityGuides", "Hotels"]),
    ("UtilitiesAndTools", &["BackupAndManage", "FileManager"]),
];
