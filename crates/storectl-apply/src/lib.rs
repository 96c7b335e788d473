//! storectl-apply.
