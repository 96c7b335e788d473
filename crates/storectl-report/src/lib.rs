//! storectl-report.
