//! A digest of everything a draft would publish.

use serde_json::{Map, Value, json};
use storectl_model::{
    Digest, RemoteAsset, RemoteAssets, RemoteAvailability, RemoteListing, RemotePackage,
    RemoteProduct, RemoteProperties,
};

/// The digest of everything a draft would publish: managed and unmanaged values, and the ids of the images in order.
///
/// Package ids stay out, for a replacement that changes nothing makes them new (trap 51), and so do addresses of images,
/// which an id names for good. Two drafts are comparable where the same images were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftDigest(String);

impl DraftDigest {
    /// Digests what was read of a draft.
    pub fn of(remote: &RemoteProduct) -> Self {
        let digest = Digest::of(content(remote).to_string().as_bytes());
        Self(digest.as_str().to_owned())
    }

    /// Takes a digest that was kept, e.g. in a journal; `None` where the text is no digest.
    pub fn from_kept(text: &str) -> Option<Self> {
        let is_digest = text.len() == 64 && text.bytes().all(|it| it.is_ascii_hexdigit());
        is_digest.then(|| Self(text.to_owned()))
    }

    /// Returns the digest as hexadecimal digits, to be kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Everything but readiness, messages and what is known of the content of images.
fn content(remote: &RemoteProduct) -> Value {
    let RemoteProduct {
        status: _,
        availability,
        properties,
        listings,
        languages,
        packages,
        assets,
        messages: _,
    } = remote;
    let mut languages: Vec<&str> = languages.iter().map(|it| it.language.key()).collect();
    languages.sort_unstable();
    let listings: Vec<Value> = listings
        .iter()
        .map(|(language, it)| json!([language.key(), listing(it)]))
        .collect();
    let assets: Vec<Value> = assets
        .iter()
        .filter(|(_, it)| !it.screenshots.is_empty() || !it.store_logos.is_empty())
        .map(|(language, it)| json!([language.key(), images(it)]))
        .collect();
    let packages: Vec<Value> = packages.iter().map(package).collect();
    json!([
        self::availability(availability),
        self::properties(properties),
        languages,
        listings,
        packages,
        assets
    ])
}

fn availability(it: &RemoteAvailability) -> Value {
    let RemoteAvailability {
        markets,
        discoverability,
        enable_in_future_markets,
        pricing,
        free_trial,
        extra,
    } = it;
    let mut markets = markets.clone();
    markets.sort_unstable();
    json!([
        markets,
        discoverability,
        enable_in_future_markets,
        pricing,
        free_trial,
        sorted(extra)
    ])
}

fn properties(it: &RemoteProperties) -> Value {
    let RemoteProperties {
        is_privacy_policy_required,
        privacy_policy_url,
        website,
        support_contact_info,
        certification_notes,
        category,
        subcategory,
        product_declarations,
        is_system_feature_required,
        system_requirement_details,
        extra,
    } = it;
    json!([
        is_privacy_policy_required,
        privacy_policy_url,
        website,
        support_contact_info,
        certification_notes,
        category,
        subcategory,
        sorted(product_declarations),
        items(is_system_feature_required),
        items(system_requirement_details),
        sorted(extra)
    ])
}

fn listing(it: &RemoteListing) -> Value {
    let RemoteListing {
        description,
        whats_new,
        product_features,
        short_description,
        search_terms,
        additional_license_terms,
        copyright,
        developed_by,
        sort_title,
        requirements,
        contact_info,
        extra,
    } = it;
    json!([
        description,
        whats_new,
        product_features,
        short_description,
        search_terms,
        additional_license_terms,
        copyright,
        developed_by,
        sort_title,
        items(requirements),
        contact_info,
        sorted(extra)
    ])
}

fn package(it: &RemotePackage) -> Value {
    let RemotePackage {
        package_id: _,
        package_url,
        languages,
        architectures,
        is_silent_install,
        installer_parameters,
        generic_doc_url,
        error_details,
        package_type,
        extra,
    } = it;
    json!([
        package_url,
        languages,
        architectures,
        is_silent_install,
        installer_parameters,
        generic_doc_url,
        items(error_details),
        package_type,
        sorted(extra)
    ])
}

fn images(it: &RemoteAssets) -> Value {
    let ids = |them: &[RemoteAsset]| -> Value { them.iter().map(|it| it.id.as_str()).collect() };
    json!([ids(&it.screenshots), ids(&it.store_logos)])
}

fn items(items: &[Map<String, Value>]) -> Value {
    items.iter().map(sorted).collect()
}

/// The members by name: their order on the wire is not promised.
fn sorted(object: &Map<String, Value>) -> Value {
    let mut members: Vec<(&String, &Value)> = object.iter().collect();
    members.sort_by_key(|(name, _)| *name);
    members
        .into_iter()
        .map(|(name, value)| json!([name, value]))
        .collect()
}

#[cfg(test)]
mod tests {
    use storectl_model::{AssetContent, DraftStatus};

    use super::*;

    fn draft() -> RemoteProduct {
        let image = |id: &str| RemoteAsset {
            id: id.parse().unwrap(),
            url: format!("https://blobs/{id}"),
            size: None,
            content: AssetContent::Unread,
        };
        let mut draft = RemoteProduct::default();
        draft.properties.website = Some("https://contoso.com".to_owned());
        draft.assets.insert(
            "en-us".parse().unwrap(),
            RemoteAssets {
                screenshots: vec![image("a"), image("b")],
                store_logos: vec![image("c")],
            },
        );
        draft
    }

    #[test]
    fn what_is_published_decides_and_nothing_else() {
        let proven = DraftDigest::of(&draft());
        let mut same = draft();
        same.status = DraftStatus {
            is_ready: true,
            ongoing_submission: Some("1".parse().unwrap()),
            messages: Vec::new(),
        };
        for assets in same.assets.values_mut() {
            for asset in &mut assets.screenshots {
                asset.content = AssetContent::CannotTell;
                asset.url.push_str("?sig=1");
            }
        }
        assert_eq!(DraftDigest::of(&same), proven);
    }

    #[test]
    fn an_unmanaged_value_another_image_and_another_order_each_make_another_draft() {
        let proven = DraftDigest::of(&draft());
        let mut website = draft();
        website.properties.website = None;
        let mut other = draft();
        let mut reordered = draft();
        for assets in other.assets.values_mut() {
            assets.screenshots[0].id = "z".parse().unwrap();
        }
        for assets in reordered.assets.values_mut() {
            assets.screenshots.reverse();
        }
        for changed in [website, other, reordered] {
            assert_ne!(DraftDigest::of(&changed), proven);
        }
    }
}
