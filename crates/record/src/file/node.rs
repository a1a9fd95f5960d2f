//! Text to a tree of nodes, each with its place: YAML (which JSON is a part of) and, faster, a line of JSON.

use std::collections::BTreeMap;

use granit_parser::{Event, Options, Parser, ScalarStyle, Span};

use super::{Fault, Faults, Place};

/// How large a tree may grow. Aliases count as often as they are used, so a small file cannot become a large tree.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Nodes in all.
    pub nodes: usize,
    /// How deep they may nest.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { nodes: 4_000_000, depth: 48 }
    }
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing was written.
    Null,
    /// A word, a number, a date or a text; `plain` where it stood without quotes.
    Scalar {
        /// What was written, without the quotes.
        text: String,
        /// Whether it stood without quotes, so that it may be a number or a yes or no.
        plain: bool,
    },
    /// Several nodes.
    List(Vec<Node>),
    /// Keys, each a scalar node, with their nodes, in the order written.
    Map(Vec<(Node, Node)>),
}

/// A part of a file and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where.
    pub place: Place,
    /// What.
    pub value: Value,
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// What a key of a mapping leads to.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(pairs) => {
                pairs.iter().find(|(it, _)| it.text() == Some(key)).map(|(_, it)| it)
            }
            _ => None,
        }
    }

    /// What it is, in an author's words.
    pub fn described(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Scalar { .. } => "a single value",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    fn size(&self) -> usize {
        1 + match &self.value {
            Value::Null | Value::Scalar { .. } => 0,
            Value::List(items) => items.iter().map(Node::size).sum(),
            Value::Map(pairs) => pairs.iter().map(|(k, v)| k.size() + v.size()).sum(),
        }
    }
}

/// Reads one YAML document (or JSON, which is YAML too) into a tree.
///
/// What is wrong with the text goes to `faults`, and then there is no tree.
pub fn parse_yaml(text: &str, source: u32, limits: Limits, faults: &mut Faults) -> Option<Node> {
    let mut options = Options::default();
    options.emit_comments = false;
    let mut building = Building { source, limits, text, nodes: 0, stack: Vec::new(), anchors: BTreeMap::new() };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut root = None;
    let mut n_documents = 0;
    while let Some(next) = parser.next_event() {
        let (event, span) = match next {
            Ok(it) => it,
            Err(error) => {
                let at = building.offset_of(error.marker());
                let place = building.place(at, at + 1);
                faults.push(
                    Fault::new(place, format!("this is not YAML: {}", plain_words(&error.to_string())))
                        .help("check indentation, quotes and brackets just above this line"),
                );
                return None;
            }
        };
        if matches!(event, Event::DocumentStart(..)) {
            n_documents += 1;
            if n_documents > 1 {
                let place = building.span(&span);
                faults.push(
                    Fault::new(place, "a second document starts here")
                        .help("keep one document a file: remove the `---`"),
                );
                return None;
            }
        }
        match building.take(event, &span) {
            Ok(Some(done)) => root = Some(done),
            Ok(None) => {}
            Err(fault) => {
                faults.push(*fault);
                return None;
            }
        }
    }
    if root.is_none() {
        faults.push(Fault::new(building.place(0, 0), "the file is empty"));
    }
    root
}

/// The library's message without its own words for the place, which is shown beside it.
fn plain_words(message: &str) -> String {
    message.split(" at byte ").next().unwrap_or(message).split(" at char ").next().unwrap_or("").to_owned()
}

enum Open {
    List { start: usize, anchor: usize, items: Vec<Node> },
    Map { start: usize, anchor: usize, pairs: Vec<(Node, Node)>, key: Option<Node> },
}

struct Building<'a> {
    source: u32,
    limits: Limits,
    text: &'a str,
    nodes: usize,
    stack: Vec<Open>,
    /// What each anchor names and how many nodes that is.
    anchors: BTreeMap<usize, (Node, usize)>,
}

impl Building<'_> {
    fn place(&self, start: usize, end: usize) -> Place {
        let narrow = |it: usize| u32::try_from(it.min(self.text.len())).unwrap_or(u32::MAX);
        Place { source: self.source, start: narrow(start), end: narrow(end) }
    }

    fn offset_of(&self, marker: &granit_parser::Marker) -> usize {
        marker.byte_offset().unwrap_or_else(|| {
            self.text.char_indices().nth(marker.index()).map_or(self.text.len(), |(it, _)| it)
        })
    }

    fn span(&self, span: &Span) -> Place {
        self.place(self.offset_of(&span.start), self.offset_of(&span.end))
    }

    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<Option<Node>, Box<Fault>> {
        let place = self.span(span);
        let start = place.start as usize;
        match event {
            Event::Scalar(text, style, anchor, _) => {
                self.count(1, place)?;
                let plain = style == ScalarStyle::Plain;
                let null = plain && matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL");
                let value = if null {
                    Value::Null
                } else {
                    Value::Scalar { text: text.into_owned(), plain }
                };
                self.close(Node { place, value }, anchor)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open(Open::List { start, anchor, items: Vec::new() }, place)?;
                Ok(None)
            }
            Event::MappingStart(_, anchor, _) => {
                self.open(Open::Map { start, anchor, pairs: Vec::new(), key: None }, place)?;
                Ok(None)
            }
            Event::SequenceEnd | Event::MappingEnd => match self.stack.pop() {
                Some(Open::List { start, anchor, items }) => {
                    let place = self.place(start, place.end as usize);
                    self.close(Node { place, value: Value::List(items) }, anchor)
                }
                Some(Open::Map { start, anchor, pairs, .. }) => {
                    let place = self.place(start, place.end as usize);
                    self.close(Node { place, value: Value::Map(pairs) }, anchor)
                }
                None => Ok(None),
            },
            Event::Alias(id) => {
                let Some((node, size)) = self.anchors.get(&id) else {
                    let fault = Fault::new(place, "this alias stands inside what it names");
                    return Err(Box::new(fault.help("write the content out instead")));
                };
                let (node, size) = (node.clone(), *size);
                self.count(size, place)?;
                self.close(node, 0)
            }
            _ => Ok(None),
        }
    }

    fn count(&mut self, more: usize, place: Place) -> Result<(), Box<Fault>> {
        self.nodes += more;
        if self.nodes > self.limits.nodes {
            let message = format!("the file grows beyond {} values", self.limits.nodes);
            let help = "split it, write aliases out less often, or use one JSON object a line (.jsonl) for many people";
            return Err(Box::new(Fault::new(place, message).help(help)));
        }
        Ok(())
    }

    fn open(&mut self, open: Open, place: Place) -> Result<(), Box<Fault>> {
        self.count(1, place)?;
        if self.stack.len() >= self.limits.depth {
            let message = format!("this is nested more than {} deep", self.limits.depth);
            return Err(Box::new(Fault::new(place, message)));
        }
        self.stack.push(open);
        Ok(())
    }

    fn close(&mut self, node: Node, anchor: usize) -> Result<Option<Node>, Box<Fault>> {
        if anchor != 0 {
            let size = node.size();
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.stack.last_mut() {
            None => Ok(Some(node)),
            Some(Open::List { items, .. }) => {
                items.push(node);
                Ok(None)
            }
            Some(Open::Map { pairs, key, .. }) => {
                match key.take() {
                    Some(key) => pairs.push((key, node)),
                    None if node.text().is_some() => *key = Some(node),
                    None => {
                        let message = format!("a key must be a word, not {}", node.described());
                        return Err(Box::new(Fault::new(node.place, message)));
                    }
                }
                Ok(None)
            }
        }
    }
}

/// Reads one line of JSON into a tree whose nodes all carry the place of the line.
///
/// This is the quick way for files of many people. Where it finds anything wrong, read the line again with
/// [`parse_yaml`], which knows the column.
pub fn parse_json_line(line: &str, source: u32) -> Option<Node> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    let end = u32::try_from(line.len()).unwrap_or(u32::MAX);
    Some(from_json(value, Place { source, start: 0, end }))
}

fn from_json(value: serde_json::Value, place: Place) -> Node {
    use serde_json::Value as Json;
    let value = match value {
        Json::Null => Value::Null,
        Json::Bool(it) => Value::Scalar { text: it.to_string(), plain: true },
        Json::Number(it) => Value::Scalar { text: it.to_string(), plain: true },
        Json::String(text) => Value::Scalar { text, plain: false },
        Json::Array(items) => Value::List(items.into_iter().map(|it| from_json(it, place)).collect()),
        Json::Object(pairs) => Value::Map(
            pairs
                .into_iter()
                .map(|(key, it)| {
                    let key = Node { place, value: Value::Scalar { text: key, plain: false } };
                    (key, from_json(it, place))
                })
                .collect(),
        ),
    };
    Node { place, value }
}
