//! The JSON schema of state graphs, and a check of the part of JSON Schema that it uses: 60 lines
//! in place of forty crates.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support;

/// Why a value does not fit a schema: where, and what is wrong there.
type Violation = String;

/// A schema, whose references lead into `root`.
#[derive(Clone, Copy)]
struct Schema<'a> {
    root: &'a Value,
    here: &'a Value,
}

impl<'a> Schema<'a> {
    fn check(self, value: &Value, place: &str) -> Result<(), Violation> {
        let Value::Object(keywords) = self.here else {
            let fits = self
                .here
                .as_bool()
                .expect("a schema is an object or a bool");
            return self.require(fits, value, place, "nothing may stand here");
        };
        for (keyword, wanted) in keywords {
            match keyword.as_str() {
                "$schema" | "title" | "$defs" | "prefixItems" => {}
                "$ref" => {
                    let path = wanted.as_str().unwrap().trim_start_matches('#');
                    let here = self
                        .root
                        .pointer(path)
                        .expect("the reference leads somewhere");
                    Self { here, ..self }.check(value, place)?;
                }
                "type" => {
                    let fits = match wanted {
                        Value::Array(all) => all.iter().any(|one| is_of_type(value, one)),
                        one => is_of_type(value, one),
                    };
                    self.require(fits, value, place, &format!("the type is not {wanted}"))?;
                }
                "const" => self.require(value == wanted, value, place, "another constant")?,
                "enum" => {
                    let fits = wanted.as_array().unwrap().contains(value);
                    self.require(fits, value, place, &format!("it is none of {wanted}"))?;
                }
                "minLength" | "maxLength" => {
                    let length = value.as_str().unwrap_or_default().chars().count() as u64;
                    let limit = wanted.as_u64().unwrap();
                    let fits = match keyword.as_str() {
                        "minLength" => length >= limit,
                        _ => length <= limit,
                    };
                    self.require(fits, value, place, keyword)?;
                }
                "anyOf" => {
                    let mut all = wanted.as_array().unwrap().iter();
                    let fits = all.any(|here| Self { here, ..self }.check(value, place).is_ok());
                    self.require(fits, value, place, &format!("it is nothing of {wanted}"))?;
                }
                "required" => {
                    for member in wanted.as_array().unwrap() {
                        let member = member.as_str().unwrap();
                        let fits = value.get(member).is_some();
                        self.require(fits, value, place, &format!("{member} is missing"))?;
                    }
                }
                "properties" | "additionalProperties" => {
                    for (name, member) in value.as_object().into_iter().flatten() {
                        let known = keywords.get("properties").and_then(|all| all.get(name));
                        let here = match keyword.as_str() {
                            "properties" => known,
                            _ => Some(wanted).filter(|_| known.is_none()),
                        };
                        let place = format!("{place}/{name}");
                        if let Some(here) = here {
                            Self { here, ..self }.check(member, &place)?;
                        }
                    }
                }
                "items" => {
                    let first = keywords.get("prefixItems").and_then(Value::as_array);
                    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                        let here = first.and_then(|first| first.get(at)).unwrap_or(wanted);
                        Self { here, ..self }.check(item, &format!("{place}/{at}"))?;
                    }
                }
                other => panic!("this check does not know the keyword {other}"),
            }
        }
        Ok(())
    }

    fn require(self, fits: bool, value: &Value, place: &str, why: &str) -> Result<(), Violation> {
        match fits {
            true => Ok(()),
            false => Err(format!("{place}: {why}: {value:.200}")),
        }
    }
}

fn is_of_type(value: &Value, name: &Value) -> bool {
    match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("this check does not know the type {other}"),
    }
}

fn check(graph: &Value) -> Result<(), Violation> {
    let schema = fs::read_to_string(support::root().join("docs/state_graph.schema.json"));
    let root: Value = serde_json::from_str(&schema.unwrap()).expect("the schema is JSON");
    let here = &root;
    Schema { root: &root, here }.check(graph, "")
}

/// The graph that a lab writes.
fn written(lab: &str, arguments: &[&str]) -> Option<Value> {
    let name = format!("schema-{lab}-{}.json", arguments.join("-"));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let words = [&["explore"], arguments, &["--graph", file.to_str()?]].concat();
    let output = support::run(lab, &words)?;
    assert!(output.status.success(), "{}", support::stderr(&output));
    Some(serde_json::from_str(&fs::read_to_string(&file).unwrap()).expect("it is JSON"))
}

#[test]
fn the_schema_describes_every_graph() {
    let programs: [(&str, &[&str]); 8] = [
        ("05_racy_counter", &[]),
        ("05_racy_counter", &["--atomic", "--weak"]),
        ("05_racy_counter", &["--exercise", "--threads", "3"]),
        ("06_mutex_counter", &["--lock", "two"]),
        ("08_channel_counter", &[]),
        ("09_counters_compared", &[]),
        ("14_philosophers", &[]),
        ("15_bounded_buffer", &[]),
    ];
    for (lab, arguments) in programs {
        for more in [&[][..], &["--compact"]] {
            let Some(graph) = written(lab, &[arguments, more].concat()) else {
                return;
            };
            check(&graph).unwrap_or_else(|why| panic!("{lab} {arguments:?} {more:?}: {why}"));
        }
    }
}

/// The check finds what the schema forbids: it would be no use otherwise.
#[test]
fn a_graph_that_is_not_as_described_does_not_fit() {
    let Some(graph) = written("05_racy_counter", &["--atomic"]) else {
        return;
    };
    assert_eq!(check(&graph), Ok(()));
    let spoilt = |change: fn(&mut Value)| {
        let mut graph = graph.clone();
        change(&mut graph);
        check(&graph).expect_err("the change is wrong")
    };
    let missing = spoilt(|graph| drop(graph.as_object_mut().unwrap().remove("goals")));
    assert!(missing.contains("goals is missing"), "{missing}");
    let added = spoilt(|graph| graph["nodes"][0]["colour"] = "red".into());
    assert!(added.starts_with("/nodes/0"), "{added}");
    let wrong = spoilt(|graph| graph["steps"][3]["to"] = "4".into());
    assert!(wrong.starts_with("/steps/3"), "{wrong}");
    spoilt(|graph| graph["ratings"]["1"][0] = "bad".into());
    spoilt(|graph| graph["schema"] = 2.into());
    spoilt(|graph| graph["lengths"][0][0] = "AB".into());
}

/// Each node and step of the compact form is what it is in full.
#[test]
fn the_compact_form_has_the_same_nodes_and_steps() {
    let lab = "06_mutex_counter";
    let Some(full) = written(lab, &["--lock", "two"]) else {
        return;
    };
    let compact = written(lab, &["--lock", "two", "--compact"]).unwrap();
    let part = |place: &Value| {
        let place = usize::try_from(place.as_u64().expect("it is a position")).unwrap();
        compact["parts"][place].clone()
    };
    let list = |graph: &Value, of: &str| graph[of].as_array().unwrap().clone();
    let nodes = list(&full, "nodes")
        .into_iter()
        .zip(list(&compact, "nodes"));
    for (node, short) in nodes {
        assert_eq!(node["memory"], part(&short[0]));
        assert_eq!(node["locks"], part(&short[1]));
        let threads: Vec<Value> = short[3].as_array().unwrap().iter().map(part).collect();
        assert_eq!(node["threads"], Value::from(threads));
        assert_eq!(node.get("outcome").is_none(), short[4].is_null());
        assert_eq!(node["failures"], part(&short[5]));
    }
    let steps = list(&full, "steps")
        .into_iter()
        .zip(list(&compact, "steps"));
    for (mut step, short) in steps {
        let members = step.as_object_mut().unwrap();
        assert_eq!(members.remove("from"), Some(short[0].clone()));
        assert_eq!(members.remove("to"), Some(short[1].clone()));
        assert_eq!(step, part(&short[2]));
    }
    assert_eq!(full["goals"], compact["goals"]);
    let lengths = [&full, &compact].map(|graph| graph.to_string().len());
    assert!(lengths[1] * 3 < lengths[0], "{lengths:?}");
}
