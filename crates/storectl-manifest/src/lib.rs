//! storectl-manifest.
