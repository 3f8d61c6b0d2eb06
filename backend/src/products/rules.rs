use chrono::NaiveDate;

use super::queries::Product;

/// Whether a product is on offer that day; its first and last day are included.
pub fn is_offered(product: &Product, day: NaiveDate) -> bool {
    product.valid_from.is_none_or(|first| first <= day) && product.valid_until.is_none_or(|last| day <= last)
}
