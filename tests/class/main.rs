//! A whole class: grades are kept as they come, runs continue where others stopped, and
//! shares of a class add up to the whole.
//!
//! | file         | what it holds                                                  |
//! |--------------|----------------------------------------------------------------|
//! | `school.rs`  | a class whose exercises need no compiler                       |
//! | `commands.rs`| the commands, their output and their status                    |
//! | `full_disk.rs` | a disk without room                                          |
//! | `kept.rs`    | the file of grades: crashes, resumption, damage                |
//! | `settings.rs`| settings of cargo                                              |
//! | `shares.rs`  | shards and merging them                                        |
//! | `odd/`       | files that are not exercises, or at unusual places             |
//! | `pace.rs`    | building and judging in parallel; faults; a stop               |
//! | `platforms.rs` | runs the working files for platforms                         |
//! | `reporting.rs` | `report`                                                     |
//! | `prints.rs`  | which changes of the course are noticed                        |

#[cfg(unix)]
mod commands;
#[cfg(target_os = "linux")]
mod full_disk;
#[path = "../reports/json.rs"]
#[allow(dead_code, reason = "the reports need all of it")]
mod json;
mod kept;
#[cfg(unix)]
mod odd;
mod pace;
#[cfg(unix)]
mod platforms;
mod prints;
#[cfg(unix)]
mod reporting;
mod school;
#[cfg(unix)]
#[path = "../support/script.rs"]
mod script;
#[cfg(unix)]
mod settings;
mod shares;
