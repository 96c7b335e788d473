//! storectl-api.
