//! storectl-sandbox.
