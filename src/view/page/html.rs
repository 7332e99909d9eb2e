//! A page as HTML.

use std::fmt::Write;

use serde_json::Value;

use super::{Figure, LARGEST};
use crate::confine::is_visible;

/// The script of every page. Its names are its own, whatever else a page has.
const SCRIPT: &str = concat!(
    "(() => {\n",
    include_str!("graph.js"),
    include_str!("walk.js"),
    include_str!("picture.js"),
    include_str!("sheet.js"),
    include_str!("walker.js"),
    "})();\n"
);

/// The style of every page.
const STYLE: &str = include_str!("walker.css");

/// The hashes by which the policy names script and style. If one is wrong, the browser's console
/// names the right one.
const SCRIPT_HASH: &str = "sha256-23R6sN9TM88Cw6o+8BpBtJ0sU8n75hZcMnFe0Ejr2vo=";
const STYLE_HASH: &str = "sha256-aoVzosHH+9VTDzRBxhOp6V6IMa4IhovWvEpBkTfaiO0=";

/// The most characters of the text.
const LONGEST: usize = 20_000;

impl Figure {
    /// The page as HTML, at most [`LARGEST`] bytes.
    pub fn html(&self) -> String {
        let whole = self.with(self.graph.as_deref().and_then(embedded).as_deref());
        match whole.len() <= LARGEST {
            true => whole,
            false => self.with(None),
        }
    }

    fn with(&self, graph: Option<&str>) -> String {
        let title = escaped(&self.title);
        let mut page = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             script-src '{SCRIPT_HASH}'; style-src '{STYLE_HASH}'; base-uri 'none'; \
             form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
             <header>\n<p class=\"lab\">{}</p>\n<h1>{title}</h1>\n<p>{}</p>\n</header>\n",
            escaped(&self.lead),
            escaped(&self.program),
        );
        // Writing to a string cannot fail, here and below.
        if let Some(graph) = graph {
            _ = writeln!(
                page,
                "<race-walker id=\"{}\"><script type=\"application/json\">{graph}</script>\
                 </race-walker>",
                escaped(&self.id)
            );
        }
        let replaced = match self.stays {
            true => "",
            false => " data-replaced",
        };
        let text: String = self.text.chars().take(LONGEST).collect();
        _ = write!(
            page,
            "<section class=\"told\"{replaced}>\n<h2>{}</h2>\n<pre tabindex=\"0\" role=\"region\" aria-label=\"{}\">{}</pre>\n</section>\n\
             </main>\n",
            escaped(&self.heading),
            escaped(&self.heading),
            escaped(text.trim_end())
        );
        if graph.is_some() {
            _ = writeln!(page, "<script>{SCRIPT}</script>");
        }
        page + "</body>\n</html>\n"
    }
}

/// The graph as JSON that an element of HTML may contain; `None` if it is no JSON. What comes of
/// the parser has no text that would end the element or that a reader would not see.
fn embedded(graph: &str) -> Option<String> {
    let value: Value = serde_json::from_str(graph).ok()?;
    let mut safe = String::with_capacity(graph.len());
    for c in value.to_string().chars() {
        match c {
            '<' | '>' | '&' => _ = write!(safe, "\\u{:04x}", u32::from(c)),
            c => safe.push(shown(c)),
        }
    }
    Some(safe)
}

/// The text with the characters escaped that HTML interprets.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\n' => safe.push(c),
            c => safe.push(shown(c)),
        }
    }
    safe
}

/// A character that a reader sees: none that changes the direction or the place of others.
fn shown(c: char) -> char {
    match is_visible(c) {
        true => c,
        false => char::REPLACEMENT_CHARACTER,
    }
}
