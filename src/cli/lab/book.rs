//! `book`: the walkthrough as a book for a browser.

use std::process::{Command, ExitCode};

use super::super::Error;
use super::Course;
use super::doctor::version;

/// The program that makes the book, and how its answer to `--version` begins.
const MDBOOK: &str = "mdbook";
const WANTED: &str = "mdbook v0.5.";

/// Where `book.toml` has it put, from the root.
const FIRST_PAGE: &str = "target/book/index.html";

impl Course {
    /// Builds the book, and says where to open it.
    ///
    /// # Errors
    ///
    /// If mdBook is missing or is another version, or it makes no book.
    pub fn build_book(&self) -> Result<ExitCode, Error> {
        let found = version(MDBOOK);
        if !found.as_ref().is_some_and(|line| line.starts_with(WANTED)) {
            return Err(Error::NoMdbook(found));
        }
        anstream::eprintln!("  Building the book. The first time, give it a minute.");
        let status = Command::new(MDBOOK)
            .arg("build")
            .arg(&self.root)
            .status()
            .map_err(Error::system("start mdbook"))?;
        if !status.success() {
            return Err(Error::NoBook);
        }
        let page = self.root.join(FIRST_PAGE);
        anstream::println!("  The book is there. Open it in a browser:");
        anstream::println!("    {}", address(&page.display().to_string()));
        Ok(ExitCode::SUCCESS)
    }
}

/// The address of a file, with what no address may contain escaped.
fn address(file: &str) -> String {
    let mut address = "file://".to_owned();
    for byte in file.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => address.push(byte.into()),
            b'/' | b'-' | b'_' | b'.' | b'~' => address.push(byte.into()),
            _ => address += &format!("%{byte:02X}"),
        }
    }
    address
}
