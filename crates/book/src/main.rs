//! What `mdbook build` starts: it reads a book on standard input and writes it on standard output.

use std::env;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use racelab_book::{Error, Labs, preprocess, supports};

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    match &words[..] {
        [] => match answer() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                // An error here means that standard error is closed: there is no reader.
                let _ = writeln!(io::stderr(), "error: {error}");
                ExitCode::from(2)
            }
        },
        [question, renderer] if question == "supports" => match supports(renderer) {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        },
        _ => {
            let usage = "error: mdBook starts this program; build the book with `cargo lab book`";
            let _ = writeln!(io::stderr(), "{usage}");
            ExitCode::from(2)
        }
    }
}

fn answer() -> Result<(), Error> {
    let mut input = String::new();
    io::stdin()
        .read_to_string(&mut input)
        .map_err(Error::system("read the book"))?;
    let mut labs = Labs::default();
    let book = preprocess(&input, &mut |root, lab, arguments| {
        labs.page(root, lab, arguments)
    })?;
    io::stdout()
        .write_all(book.as_bytes())
        .map_err(Error::system("write the book"))
}
