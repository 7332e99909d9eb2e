//! A figure: a walk, and the text that stands in its place without JavaScript and in print.

use std::fmt::Write;

use crate::page::Page;

/// The place of a figure: what a link to it needs.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// The identifier of the walk, one in the whole book: `05-1`.
    pub(crate) id: String,
    /// What it is called, as in `Figure 5.1`.
    pub(crate) name: String,
    /// The page of the book that it stands on, as in `05_racy_counter.html`.
    pub(crate) file: String,
    pub(crate) page: Page,
}

impl Figure {
    /// Its HTML around this Markdown: one execution as the chapter shows it, or else as the page
    /// does.
    ///
    /// A block of HTML begins with an element that Markdown knows as one, and ends at an empty
    /// line; so the graph, which has none, reaches the browser as it is.
    pub(crate) fn markdown(&self, goal: usize, block: Option<&str>) -> String {
        let Self { id, name, page, .. } = self;
        let own = || format!("```text\n{}\n```", page.text.trim_end());
        let block = block.map_or_else(own, str::to_owned);
        let mut text = String::new();
        // Writing to a string cannot fail.
        _ = write!(
            text,
            "<div class=\"walk\" id=\"figure-{id}\">\n\
             <p class=\"program\"><strong>{name}</strong> {program}</p>\n\
             <race-walker id=\"{id}\" data-goal=\"{goal}\" data-figure>\
             <script type=\"application/json\">{graph}</script></race-walker>\n\
             <div data-replaced>\n\n{block}\n\n</div>\n</div>\n",
            program = escaped(&page.program),
            graph = page.graph,
        );
        text
    }

    /// The address of it in the book, with this one of its goals.
    pub(crate) fn address(&self, goal: usize) -> String {
        let query = match self.page.tasks.len() {
            ..2 => String::new(),
            _ => format!("?goal={goal}"),
        };
        format!("{}{query}#figure-{}", self.file, self.id)
    }
}

/// The text with the characters escaped that HTML interprets.
pub(crate) fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}
