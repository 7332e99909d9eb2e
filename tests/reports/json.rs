//! The part of JSON Schema (draft 2020-12) that the schemas here use. It is strict: an unknown
//! keyword is an error, so that none is ignored.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Every violation of the schema in the value, each with its place.
pub(crate) fn broken(schema: &Value, value: &Value) -> Vec<String> {
    let mut broken = Vec::new();
    walk(schema, value, "$", &mut broken);
    broken
}

fn walk(schema: &Value, value: &Value, place: &str, broken: &mut Vec<String>) {
    let mut fail = |why: String| broken.push(format!("{place}: {why}"));
    let schema = schema.as_object().expect("a schema is an object");
    for (keyword, wanted) in schema {
        match keyword.as_str() {
            "$schema" | "title" => {}
            "const" if value != wanted => fail(format!("{value} is not {wanted}")),
            "enum" if !wanted.as_array().unwrap().contains(value) => {
                fail(format!("{value} is none of {wanted}"));
            }
            "const" | "enum" => {}
            "type" if !is_of_type(value, wanted.as_str().unwrap()) => {
                fail(format!("{value} is no {wanted}"));
            }
            "type" => {}
            "minimum" if value.as_f64().unwrap_or(0.0) < wanted.as_f64().unwrap() => {
                fail(format!("{value} is less than {wanted}"));
            }
            "maximum" if value.as_f64().unwrap_or(0.0) > wanted.as_f64().unwrap() => {
                fail(format!("{value} is more than {wanted}"));
            }
            "minimum" | "maximum" => {}
            "required" => {
                for name in wanted.as_array().unwrap() {
                    if value.get(name.as_str().unwrap()).is_none() {
                        fail(format!("{name} is missing"));
                    }
                }
            }
            "additionalProperties" => {
                assert_eq!(wanted, &Value::Bool(false), "nothing else is known here");
                for name in value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name)
                {
                    if schema["properties"].get(name).is_none() {
                        fail(format!("{name} is not known"));
                    }
                }
            }
            "properties" | "items" | "oneOf" => {}
            other => panic!("the validator does not know the keyword {other}"),
        }
    }
    for (name, schema) in schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        if let Some(value) = value.get(name) {
            walk(schema, value, &format!("{place}.{name}"), broken);
        }
    }
    if let Some(schema) = schema.get("items") {
        for (at, value) in value.as_array().into_iter().flatten().enumerate() {
            walk(schema, value, &format!("{place}[{at}]"), broken);
        }
    }
    if let Some(schemas) = schema.get("oneOf").and_then(Value::as_array) {
        let fitting = schemas
            .iter()
            .filter(|schema| self::broken(schema, value).is_empty());
        let count = fitting.count();
        if count != 1 {
            broken.push(format!(
                "{place}: fits {count} of the forms that it may have"
            ));
        }
    }
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "boolean" => value.is_boolean(),
        other => panic!("the validator does not know the type {other}"),
    }
}

/// The JSON inside base64, with indentation.
pub(crate) fn decoded(base64: &str) -> String {
    let bytes = STANDARD.decode(base64).expect("it is base64");
    let value: Value = serde_json::from_slice(&bytes).expect("it is JSON");
    serde_json::to_string_pretty(&value).unwrap()
}

#[test]
fn the_validator_sees_what_is_wrong() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"], "additionalProperties": false,
        "properties": {
            "a": {"type": "integer", "minimum": 0, "maximum": 9},
            "b": {"enum": ["x", "y"]},
            "c": {"type": "array", "items": {"const": 1}},
            "d": {"oneOf": [{"type": "string"}, {"type": "number"}]}
        }
    });
    for (value, faults) in [
        (serde_json::json!({"a": 10}), 1),
        (
            serde_json::json!({"a": 1, "b": "x", "c": [1, 1], "d": 2.5}),
            0,
        ),
        (serde_json::json!({}), 1),
        (serde_json::json!([]), 2),
        (serde_json::json!({"a": -1}), 1),
        (serde_json::json!({"a": 1.5}), 1),
        (
            serde_json::json!({"a": 1, "b": "z", "c": [1, 2], "d": true, "e": 0}),
            4,
        ),
    ] {
        assert_eq!(broken(&schema, &value).len(), faults, "{value}");
    }
}
