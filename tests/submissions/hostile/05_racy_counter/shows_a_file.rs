//! graded: forbidden construct
//! unscanned: does not compile
//!
//! Makes the compiler print another user's file, as an error.

use std::prelude::v1::include as show;

use labs::lab_05::Counter;

show!("/etc/passwd");
