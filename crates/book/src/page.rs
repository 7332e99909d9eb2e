//! The page that a lab writes, taken apart.

use serde_json::Value;

/// What the book needs of a page.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// The graph as it stands in the page, with all text escaped.
    pub(crate) graph: String,
    /// The name of the lab.
    pub(crate) lab: String,
    /// The program in words, as in `2 threads, 1 increment each`.
    pub(crate) program: String,
    /// What there is to cause, in order.
    pub(crate) tasks: Vec<String>,
    /// One execution as lanes, and the command that replays it.
    pub(crate) text: String,
    /// Script and style of every page.
    pub(crate) script: String,
    pub(crate) style: String,
}

impl Page {
    /// The parts of this HTML; `None` if it is no page with a walk.
    pub(crate) fn of(html: &str) -> Option<Self> {
        let graph = between(html, "<script type=\"application/json\">", "</script>")?;
        let about: Value = serde_json::from_str(graph).ok()?;
        let text = |member: &str| about[member].as_str().map(str::to_owned);
        let goals = about["goals"].as_array()?.iter();
        let (_, pre) = html.split_once("<pre")?;
        Some(Self {
            lab: text("lab")?,
            program: text("instance")?,
            tasks: goals
                .map(|goal| goal["task"].as_str().map(str::to_owned))
                .collect::<Option<_>>()?,
            text: unescaped(between(pre, ">", "</pre>")?),
            script: between(html, "<script>", "</script>")?.to_owned(),
            style: between(html, "<style>", "</style>")?.to_owned(),
            graph: graph.to_owned(),
        })
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(middle, _)| middle)
}

/// The text that a browser shows for this one.
fn unescaped(html: &str) -> String {
    let text = html.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&amp;", "&")
}
