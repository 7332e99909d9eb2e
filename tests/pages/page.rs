//! The pages that the labs write, and the way to a goal in each.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use racelab::course::LABS;
use serde_json::Value;

use crate::support;
use crate::thorough::every;

/// A page, and the graph in it.
pub(crate) struct Page {
    pub(crate) file: PathBuf,
    pub(crate) id: String,
    pub(crate) html: String,
    /// `None` if there is nothing to walk.
    pub(crate) graph: Option<Value>,
}

impl Page {
    /// The page that a lab writes with these arguments; `None` if its exercise does not compile.
    pub(crate) fn of(lab: &str, arguments: &[&str]) -> Option<Self> {
        let name = format!("{lab}-{}.html", arguments.join("-"));
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let words = [arguments, &["--html", file.to_str()?]].concat();
        let output = support::run(lab, &words)?;
        assert!(
            output.status.code() < Some(2),
            "{}",
            support::stderr(&output)
        );
        let html = fs::read_to_string(&file).expect("the page is written");
        let graph = html.split_once("<script type=\"application/json\">");
        let graph = graph.and_then(|(_, rest)| rest.split_once("</script>"));
        Some(Self {
            file,
            id: lab[..2].to_owned(),
            graph: graph.map(|(graph, _)| serde_json::from_str(graph).expect("it is JSON")),
            html,
        })
    }

    /// The steps of a shortest way to the first goal; `None` if there is no goal.
    pub(crate) fn way(&self) -> Option<Vec<Step>> {
        let graph = self.graph.as_ref()?;
        let goal = graph["goals"].get(0)?;
        let wanted = |node: usize| goal["nodes"].as_array().unwrap().contains(&node.into());
        let mut before: Vec<Option<(usize, Step)>> = Vec::new();
        before.resize(graph["nodes"].as_array().unwrap().len(), None);
        let mut queue = VecDeque::from([0]);
        while let Some(at) = queue.pop_front() {
            if wanted(at) {
                let (mut way, mut at) = (VecDeque::new(), at);
                while let Some((from, step)) = &before[at] {
                    way.push_front(step.clone());
                    at = *from;
                }
                return Some(way.into());
            }
            for step in graph["steps"].as_array().unwrap() {
                let Some(to) = step[1].as_u64().filter(|_| step[0] == at) else {
                    continue;
                };
                let to = usize::try_from(to).unwrap();
                if to != 0 && before[to].is_none() {
                    let place = usize::try_from(step[2].as_u64().unwrap()).unwrap();
                    before[to] = Some((at, Step::of(&graph["parts"][place])));
                    queue.push_back(to);
                }
            }
        }
        panic!("no way leads to the goal of {}", self.file.display());
    }
}

/// A step of a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) thread: String,
    pub(crate) schedule: String,
}

impl Step {
    fn of(part: &Value) -> Self {
        let text = |member: &str| part[member].as_str().unwrap().to_owned();
        Self {
            thread: text("thread"),
            schedule: text("schedule"),
        }
    }
}

/// The pages of every explored lab: of its program, of the exercise as it is shipped, and a few
/// more. A sample has one in seven: a page of each kind, of different labs.
pub(crate) fn pages() -> &'static [Page] {
    static PAGES: OnceLock<Vec<Page>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let mut wanted: Vec<(&str, Vec<&str>)> = Vec::new();
        for lab in LABS.iter().filter(|lab| lab.explored) {
            wanted.push((lab.name, vec!["explore"]));
            wanted.push((lab.name, vec!["play"]));
            if support::is_stub(lab) {
                wanted.push((lab.name, vec!["check"]));
            }
        }
        wanted.push(("05_racy_counter", vec!["explore", "--atomic"]));
        wanted.push(("05_racy_counter", vec!["explore", "--threads", "3"]));
        wanted.push(("05_racy_counter", vec!["explore", "--increments", "3"]));
        wanted.push(("05_racy_counter", vec!["explore", "--atomic", "--weak"]));
        wanted.push(("06_mutex_counter", vec!["explore", "--lock", "two"]));
        let pages = wanted.iter().step_by(every(7));
        pages
            .filter_map(|(lab, words)| Page::of(lab, words))
            .collect()
    })
}
