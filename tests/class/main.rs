//! A whole class: grades are kept as they come, runs go on where others stopped, and
//! shares of a class make the same whole.
//!
//! | file         | what it holds                                                  |
//! |--------------|----------------------------------------------------------------|
//! | `school.rs`  | a class whose exercises need no compiler                       |
//! | `commands.rs`| what is typed, what is printed, how it ends                    |
//! | `full_disk.rs` | a disk without room                                          |
//! | `kept.rs`    | the file of grades: crashes, resumption, what is damaged       |
//! | `settings.rs`| what cargo may be told                                         |
//! | `shares.rs`  | shards and merging them                                        |
//! | `odd.rs`     | what is no exercise, or not where one is looked for            |
//! | `pace.rs`    | one is built while another is judged; faults; a stop           |
//! | `platforms.rs` | the working files for platforms, run                         |
//! | `reporting.rs` | what a course makes of grades that are there                  |
//! | `prints.rs`  | what is noticed as a change of the course                      |

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
mod settings;
mod shares;
