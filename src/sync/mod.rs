//! The seam
