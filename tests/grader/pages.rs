//! The pages of failing answers lead to what is wrong, in the student's own lines.

use std::fs;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use racelab::course::Lab;
use racelab::view::page::LARGEST;
use racelab_grade::Submission;
use serde_json::Value;

use crate::bench::{build, root};
use crate::corpus::is_all;

/// Files in tests/submissions/, each with what the first line of the page says, and whether there
/// is a walk: one for each kind of what can be wrong.
const SHOWN: &[(&str, &str, bool)] = &[
    ("05_racy_counter/load_then_store", "lost update", true),
    ("05_racy_counter/lock_only_the_write", "data race", true),
    ("05_racy_counter/relaxed_lock", "ordering", true),
    (
        "06_mutex_counter/locks_in_opposite_orders",
        "deadlock",
        true,
    ),
    ("08_channel_counter/keeps_a_sender", "deadlock", true),
    ("14_philosophers/keeps_its_fork", "livelock", true),
    // A wait that ends spuriously.
    ("15_bounded_buffer/if_in_place_of_while", "panic", true),
    ("05_racy_counter/counts_owners", "no concurrency", false),
    (
        "hostile/05_racy_counter/exits",
        "forbidden construct",
        false,
    ),
];

/// A name that would end the element in which a page has its graph.
const NAME: &str = "</script><script>alert(1)</script>";

pub(crate) fn all() -> Vec<Trial> {
    // A release has no submissions.
    let is_there = root().join("tests/submissions").exists();
    // A sample has every second one: with a walk and without, and a wait that ends spuriously.
    let shown = SHOWN.iter().step_by(if is_all() { 1 } else { 2 });
    let shown = shown.map(|&(name, ruling, walks)| {
        Trial::test(format!("page of {name}"), move || {
            leads_to_what_is_wrong(name, ruling, walks)
        })
    });
    let hostile = Trial::test("page of a hostile name", a_hostile_name_stays_a_name);
    shown.chain([hostile]).filter(|_| is_there).collect()
}

/// The page of a file, and the graph in it.
fn page(lab: &'static Lab, name: &str, source: Vec<u8>) -> Result<(String, Option<Value>), Failed> {
    let submission = Submission::new("mallory").with(lab, source);
    let built = build(&submission, &[lab], true).map_err(|fault| fault.to_string())?;
    let record = built[0].judge();
    let html = built[0].page(&record).ok_or("it passes")?.html();
    let file = format!("page-{}.html", name.replace('/', "-"));
    fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(file), &html)?;
    let graph = html.split_once("<script type=\"application/json\">");
    let graph = graph.and_then(|(_, rest)| rest.split_once("</script>"));
    let graph = graph.map(|(graph, _)| serde_json::from_str(graph));
    Ok((html, graph.transpose()?))
}

fn leads_to_what_is_wrong(name: &str, ruling: &str, walks: bool) -> Result<(), Failed> {
    let folder = name.trim_start_matches("hostile/").split('/').next();
    let lab = folder.and_then(Lab::named).ok_or("a lab's folder")?;
    let file = root().join("tests/submissions").join(format!("{name}.rs"));
    let (html, graph) = page(lab, name, fs::read(file)?)?;
    let lead = format!("<p class=\"lab\">mallory · {ruling}</p>");
    let mut wrong = Vec::new();
    let mut require = |holds: bool, what: &str| wrong.extend((!holds).then(|| what.to_owned()));
    require(html.contains(&lead), "the first line");
    require(html.len() <= LARGEST, "the size");
    require(html.contains("Try next"), "the message");
    require(graph.is_some() == walks, "the walk");
    if let Some(graph) = graph {
        let goal = &graph["goals"][0];
        require(
            goal["nodes"].as_array().is_some_and(|n| !n.is_empty()),
            "the goal",
        );
        let sources = graph["sources"].as_array().into_iter().flatten();
        let files: Vec<_> = sources.filter_map(|s| s["file"].as_str()).collect();
        let own = |file: &&str| file.ends_with("exercise.rs");
        require(files.iter().any(own), "the student's lines");
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(format!("wrong: {}\n{html:.3000}", wrong.join(", ")).into()),
    }
}

fn a_hostile_name_stays_a_name() -> Result<(), Failed> {
    let lab = Lab::named("05_racy_counter").ok_or("the lab")?;
    let source =
        fs::read_to_string(root().join("tests/submissions/05_racy_counter/load_then_store.rs"))?;
    let named = source.replace("\"value\"", &format!("{NAME:?}"));
    if named == source {
        return Err("the submission names nothing `value` any more".into());
    }
    let (html, graph) = page(lab, "hostile-name", named.into_bytes())?;
    let graph = graph.ok_or("there is a walk")?;
    if html.contains(NAME) || html.matches("<script").count() != 2 {
        return Err("the name has ended an element".into());
    }
    match graph.to_string().contains(NAME) {
        true => Ok(()),
        false => Err("the name is not shown".into()),
    }
}
