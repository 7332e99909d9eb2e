//! Text of a student in a page runs nothing: names, sources, messages, a whole graph.

use std::fs;
use std::path::Path;

use racelab::view::page::Figure;
use serde_json::{Value, json};

use crate::browser::Tab;

/// What a student may write where a name, a line of code or a message is expected.
const TEXTS: [&str; 8] = [
    "__proto__",
    "</script><script>document.title = 'owned'</script>",
    "<img src=x onerror=\"document.title = 'owned'\">",
    "</pre></section><svg onload=alert(1)>",
    "\"><a href=\"javascript:document.title='owned'\" autofocus onfocus=alert(1)>x</a>",
    "\u{202e}desrever\u{202c} \u{2066}isolated",
    "<!--<script>",
    "\u{0}\u{1b}[2J\r\n${document.title = 'owned'} {{constructor.constructor('alert(1)')()}}",
];

/// A page of which every text that may be a student's is this one.
fn figure(text: &str) -> Figure {
    let thread = json!({
        "thread": "A", "is": "ready", "next": text, "file": text, "line": 1,
        "local": [{ "object": text, "value": text }]
    });
    let other = json!({
        "thread": "B", "is": "waiting", "reason": text, "awaits": "lock", "at": text,
        "file": text, "line": 2
    });
    let graph = json!({
        "schema": 1, "lab": text, "title": text, "instance": text, "command": text,
        "outcome": text, "ratings": { text: ["forbidden", text] },
        "goals": [{ "task": text, "nodes": [1] }, { "task": text, "nodes": [1] }],
        "sources": [{ "file": text, "lines": [[1, text], [2, text]] }],
        "lengths": [["A", 1]],
        "progress": {
            "threads": ["A", "B"], "labels": [[[text, text]], []], "doomed": [],
            "excluded": [{ "object": text, "areas": [[0, 0, 1, 0]] }], "unreached": []
        },
        "interleavings": 1, "complete": true, "states": 2,
        "parts": [
            [{ "object": text, "value": text }],
            [{ "object": text, "held_by": text }],
            [{ "object": text, "messages": [text], "senders": 1, "receiver": true }],
            thread, other, text, [], [{ "kind": text, "message": text }],
            {
                "thread": "A", "schedule": "A", "operation": text, "file": text, "line": 1,
                "object": text, "read": text
            }
        ],
        "nodes": [[0, 1, 2, [3, 4], null, 6], [0, 1, 2, [4], 5, 7]],
        "steps": [[0, 1, 8]]
    });
    let text = text.to_owned();
    Figure {
        id: "05".to_owned(),
        lead: text.clone(),
        title: text.clone(),
        program: text.clone(),
        heading: text.clone(),
        text,
        stays: false,
        graph: Some(graph.to_string()),
    }
}

#[test]
fn a_hostile_text_ends_no_element_and_turns_no_line() {
    for text in TEXTS {
        let html = figure(text).html();
        let honest = figure("x").html();
        for part in [
            "<script",
            "</script",
            "<img",
            "<svg",
            "<a ",
            "<!--",
            "onerror=\"",
        ] {
            let counts = [&html, &honest].map(|page| page.matches(part).count());
            assert_eq!(counts[0], counts[1], "{part} of {text:?}");
        }
        let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!html.contains(turns), "{text:?}");
        assert!(!html.contains(['\0', '\u{1b}', '\r']), "{text:?}");
    }
}

/// A confined process may send anything as its graph.
#[test]
fn an_invalid_graph_is_left_out() {
    let mut figure = figure("x");
    for graph in ["", "alert(1)", "</script><script>alert(1)</script>", "[1,"] {
        figure.graph = Some(graph.to_owned());
        let html = figure.html();
        assert!(!html.contains("<race-walker") && !html.contains("<script"));
    }
    figure.graph = Some(Value::from("x".repeat(400_000)).to_string());
    assert!(figure.html().len() < 60_000);
}

#[test]
fn a_hostile_text_runs_nothing_and_is_shown() {
    let Some(mut tab) = Tab::open() else { return };
    for (number, text) in TEXTS.into_iter().enumerate() {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-{number}.html"));
        fs::write(&file, figure(text).html()).unwrap();
        tab.load(&file, "");
        for key in ["h", "a", "h", "u", "s"] {
            tab.press(key);
        }
        let title = tab.evaluate("document.title");
        assert_ne!(title, "owned", "{text:?}");
        let strange = "document.querySelectorAll('img, a, iframe, [onerror], [onload], [style]')";
        assert_eq!(tab.evaluate(&format!("{strange}.length")), 0, "{text:?}");
        assert_eq!(tab.evaluate("document.scripts.length"), 2, "{text:?}");
        tab.has_no_complaint();
        if !text.contains(char::is_control) && !text.contains('\u{202e}') {
            assert!(tab.text(".say").contains(text), "{}", tab.text(".say"));
            assert!(tab.text(".source").contains(text));
        }
    }
}

/// What a page does not know by its hash does not run, even if it came into the page.
#[test]
fn the_policy_refuses_every_other_script() {
    let Some(mut tab) = Tab::open() else { return };
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("smuggled.html");
    let smuggled = "<script>document.title = 'owned'</script><p style=\"color: red\" id=p>";
    let html = figure("x")
        .html()
        .replace("</main>", &format!("{smuggled}</main>"));
    fs::write(&file, html).unwrap();
    tab.load(&file, "");
    assert_eq!(tab.evaluate("document.title"), "x");
    assert_ne!(tab.evaluate("getComputedStyle(p).color"), "rgb(255, 0, 0)");
    assert!(
        tab.complaints
            .iter()
            .any(|said| said.contains("Content Security Policy"))
    );
}
