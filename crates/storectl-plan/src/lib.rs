//! storectl-plan.
