//! The part of XML Schema that `junit.xsd` uses. It is strict: an unknown construct is
//! an error, so that none is ignored.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element of a document, read completely.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) children: Vec<Self>,
    pub(crate) text: String,
}

impl Element {
    /// Reads a document, as strictly as quick-xml can, and checks its characters too.
    pub(crate) fn read(text: &str) -> Self {
        let is_valid = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
        assert!(
            text.chars().all(is_valid),
            "XML has no place for a character"
        );
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().expect("it is well-formed") {
                Event::Start(start) => open.push(Self::opened(&start)),
                Event::Empty(start) => {
                    let element = Self::opened(&start);
                    open.last_mut().unwrap().children.push(element);
                }
                Event::End(_) => {
                    let element = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(element);
                }
                Event::Text(text) => open.last_mut().unwrap().text += &text.decode().unwrap(),
                Event::GeneralRef(reference) => {
                    let name = reference.decode().unwrap();
                    let entity = format!("&{name};");
                    let unescaped = quick_xml::escape::unescape(&entity);
                    open.last_mut().unwrap().text += &unescaped.expect("a known entity");
                }
                Event::Eof => break,
                Event::Decl(_) | Event::Comment(_) => {}
                other => panic!("a report has no {other:?}"),
            }
        }
        let mut document = open.pop().unwrap();
        assert!(open.is_empty(), "an element is left open");
        assert_eq!(document.children.len(), 1, "a document is one element");
        document.children.pop().unwrap()
    }

    fn opened(start: &BytesStart) -> Self {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.expect("attributes are well-formed");
            let name = String::from_utf8(attribute.key.0.to_vec()).unwrap();
            (name, attribute.unescape_value().unwrap().into_owned())
        });
        Self {
            name: String::from_utf8(start.name().0.to_vec()).unwrap(),
            attributes: attributes.collect(),
            ..Self::default()
        }
    }

    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// Every violation of the schema in a document, each with its element.
pub(crate) fn broken(schema: &Element, document: &Element) -> Vec<String> {
    let Some(declared) = schema
        .children
        .iter()
        .find(|e| e.attribute("name") == document.name)
    else {
        return vec![format!("<{}> is not known", document.name)];
    };
    let mut broken = Vec::new();
    let mut fail = |why: String| broken.push(format!("<{}>: {why}", document.name));
    let complex = declared.children.first();
    let is_text = match complex {
        None => declared.attribute("type") == "xs:string",
        Some(complex) => complex.attribute("mixed") == "true",
    };
    if !is_text && !document.text.trim().is_empty() {
        fail("it has text".to_owned());
    }
    let parts = complex.map_or(&[][..], |complex| &complex.children);
    let mut known: Vec<(&str, bool)> = Vec::new();
    let mut names = Vec::new();
    for part in parts {
        match part.name.as_str() {
            "xs:sequence" | "xs:choice" => known.extend(part.children.iter().map(|child| {
                let many = child.attribute("maxOccurs") == "unbounded";
                (child.attribute("ref"), many)
            })),
            "xs:attribute" => {
                assert_eq!(part.attribute("use"), "required");
                let name = part.attribute("name");
                names.push(name);
                match document.attributes.get(name) {
                    None => fail(format!("{name} is missing")),
                    Some(value) if !is_of_type(value, part.attribute("type")) => {
                        fail(format!("{name}={value:?} is no {}", part.attribute("type")));
                    }
                    Some(_) => {}
                }
            }
            other => panic!("the validator does not know {other}"),
        }
    }
    for name in document
        .attributes
        .keys()
        .filter(|name| !names.contains(&name.as_str()))
    {
        fail(format!("{name} is not known"));
    }
    let is_choice = parts.iter().any(|part| part.name == "xs:choice");
    if is_choice && document.children.len() != 1 {
        fail(format!("it has {} children", document.children.len()));
    }
    for child in &document.children {
        let known = known.iter().find(|(name, _)| *name == child.name);
        match known {
            None => fail(format!("<{}> does not belong here", child.name)),
            Some((_, many)) => assert!(*many || is_choice, "no other form is known"),
        }
    }
    for child in &document.children {
        broken.extend(self::broken(schema, child));
    }
    broken
}

fn is_of_type(value: &str, name: &str) -> bool {
    match name {
        "xs:string" => true,
        "xs:nonNegativeInteger" => value.parse::<u64>().is_ok(),
        "xs:decimal" => {
            let is_decimal = |c: char| c.is_ascii_digit() || c == '.';
            value.parse::<f64>().is_ok() && value.chars().all(is_decimal)
        }
        other => panic!("the validator does not know the type {other}"),
    }
}

#[test]
fn the_validator_sees_what_is_wrong() {
    let schema = Element::read(include_str!("../../crates/grade/schemas/junit.xsd"));
    let suites = |inside: &str| {
        format!(
            "<testsuites name='n' tests='1' failures='0' errors='0' skipped='0' \
             time='1.0'>{inside}</testsuites>"
        )
    };
    for (document, faults) in [
        (suites(""), 0),
        (suites("text"), 1),
        (
            suites("<testcase name='a' classname='b' time='0'><skipped message=''/></testcase>"),
            1,
        ),
        (suites("").replace("tests='1'", ""), 1),
        (suites("").replace("tests='1'", "tests='-1'"), 1),
        (suites("").replace("time='1.0'", "time='1e3'"), 1),
        (suites("").replace("name='n'", "name='n' other=''"), 1),
        ("<testcase name='a' classname='b' time='0'/>".to_owned(), 1),
        ("<report/>".to_owned(), 1),
    ] {
        let broken = broken(&schema, &Element::read(&document));
        assert_eq!(broken.len(), faults, "{document}: {broken:?}");
    }
}
