//! storectl-model.
