//! Product categories and their subcategories.

/// Every category with its subcategories; an empty list is the document's "(None)".
///
/// Spellings are the service's own, odd capitals included (`AccountingAndfinance`, `themes`, `DYI`): field note 41.
/// Source: store-api.md, "Categories and Sub-categories".
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

/// Returns the subcategories of `category`, spelled exactly; `None` if there is no such category.
pub fn subcategories(category: &str) -> Option<&'static [&'static str]> {
    CATEGORIES
        .iter()
        .find(|(name, _)| *name == category)
        .map(|(_, subs)| *subs)
}
