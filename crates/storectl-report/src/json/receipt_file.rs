//! Reading a receipt back, whichever version of 1.x wrote it.

use serde::Deserialize;
use serde_json::{Value, error::Category};
use storectl_model::ProductId;
use storectl_plan::Receipt;

pub use super::v1::receipt::InvalidReceipt;
use super::v1::receipt::{FORMAT, ReceiptDoc};

/// Longest receipt read, in bytes. One of a product in 200 languages has about 400 KB.
pub const MAX_RECEIPT: usize = 4 * 1024 * 1024;

/// Why bytes are not a receipt that can be used.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// It is longer than [`MAX_RECEIPT`].
    #[error("it is larger than {MAX_RECEIPT} bytes")]
    TooLarge,
    /// It is not JSON, or not of a receipt's shape. Says where, and quotes nothing.
    #[error("{}", malformed(.0))]
    Malformed(#[from] serde_json::Error),
    /// It is another document.
    #[error("its format is not {FORMAT}")]
    OtherFormat,
    /// It is of a version this tool does not know.
    #[error("its version is {0}, but this version of storectl reads 1.x")]
    OtherVersion(String),
    /// A value is not what the format says.
    #[error(transparent)]
    Invalid(#[from] InvalidReceipt),
    /// It is of another product.
    #[error("it is for product {0}")]
    OtherProduct(ProductId),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    #[serde(default)]
    format: String,
    #[serde(default)]
    format_version: String,
}

/// Reads the receipt of `product`. Fields that a later 1.x added are ignored.
///
/// # Errors
/// Returns an error if the bytes are not a receipt of a version this tool reads, or of another product.
pub fn read_receipt(bytes: &[u8], product: &ProductId) -> Result<Receipt, ReceiptError> {
    if bytes.len() > MAX_RECEIPT {
        return Err(ReceiptError::TooLarge);
    }
    let head: Head = serde_json::from_slice(bytes)?;
    if head.format != FORMAT {
        return Err(ReceiptError::OtherFormat);
    }
    if head.format_version.split('.').next() != Some("1") {
        return Err(ReceiptError::OtherVersion(head.format_version));
    }
    let receipt = serde_json::from_slice::<ReceiptDoc>(bytes)?.receipt()?;
    let is_same = receipt
        .product
        .as_str()
        .eq_ignore_ascii_case(product.as_str());
    if is_same {
        Ok(receipt)
    } else {
        Err(ReceiptError::OtherProduct(receipt.product))
    }
}

/// Returns the document of a receipt, which [`read_receipt`] reads back.
pub fn receipt(receipt: &Receipt, tool_version: &str) -> Value {
    super::value(&ReceiptDoc::new(receipt, tool_version))
}

fn malformed(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        Category::Eof => "it ends unexpectedly",
        Category::Syntax | Category::Io => "it is not JSON",
        Category::Data => "it does not have the format of a receipt",
    };
    format!("{what} (line {}, column {})", error.line(), error.column())
}
