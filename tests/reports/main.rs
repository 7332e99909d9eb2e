//! Grades as others want them: each report fits the schema of whoever reads it, and
//! nothing that a student wrote does anything in it but be shown.
//!
//! | file         | what it holds                                                  |
//! |--------------|----------------------------------------------------------------|
//! | `samples.rs` | a fixed class, and what each report makes of it, in the docs    |
//! | `schemas.rs` | every report fits its schema, of odd records too               |
//! | `hostile.rs` | what a student writes is shown and does nothing                |
//! | `figures.rs` | points, sums, order, skipped tests, grader faults              |
//! | `gradebook.rs` | a class with its deadlines: columns, pages, verdicts, twins  |
//! | `json.rs`    | a validator for the part of JSON Schema that is used           |
//! | `walls.rs`   | how well a check was closed in                                  |
//! | `xml.rs`     | a validator for the part of XML Schema that is used            |

mod figures;
mod gradebook;
mod hostile;
mod json;
mod samples;
mod schemas;
mod walls;
mod xml;
