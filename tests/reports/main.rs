//! Reports: each fits the schema of its reader, and text from a student has no effect in it
//! but to be shown.
//!
//! | file         | what it holds                                                  |
//! |--------------|----------------------------------------------------------------|
//! | `samples.rs` | a fixed class, and the samples of its reports in the docs      |
//! | `schemas.rs` | every report fits its schema, also for odd records             |
//! | `hostile.rs` | text from a student is shown and has no effect                 |
//! | `figures.rs` | points, sums, order, skipped tests, grader faults              |
//! | `gradebook.rs` | a class with its deadlines: columns, pages, verdicts, twins  |
//! | `json.rs`    | a validator for the part of JSON Schema that is used           |
//! | `walls.rs`   | the sentence about the sandbox                                  |
//! | `xml.rs`     | a validator for the part of XML Schema that is used            |

mod figures;
mod gradebook;
mod hostile;
mod json;
mod samples;
mod schemas;
mod walls;
mod xml;
