//! Addresses people open.

/// Returns the page of a product in Partner Center. Of the id only what an id may hold is kept, so that it cannot leave its
/// place in the path.
pub(crate) fn partner_center(product_id: &str) -> String {
    let id: String = product_id
        .chars()
        .filter(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_'))
        .collect();
    format!("https://partner.microsoft.com/dashboard/win32apps/{id}/overview")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_leave_its_place_in_the_path() {
        assert_eq!(
            partner_center("a/../b?c#d-1"),
            "https://partner.microsoft.com/dashboard/win32apps/abcd-1/overview"
        );
    }
}
