//! Text to a tree of nodes: YAML, which JSON is a part of.

use std::collections::BTreeMap;

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Span};

use super::node::{too_deep, too_large, weight_of};
use super::{Fault, Faults, Limits, Node, Place, Value};

/// Reads one YAML document (or JSON, which is YAML too) into a tree.
///
/// What is wrong with the text goes to `faults`, and then there is no tree.
pub fn parse_yaml(text: &str, source: u32, limits: Limits, faults: &mut Faults) -> Option<Node> {
    let mut options = Options::default();
    options.emit_comments = false;
    let mut building = Building {
        source,
        limits,
        text,
        nodes: 0,
        anchored: 0,
        stack: Vec::new(),
        anchors: BTreeMap::new(),
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut root = None;
    let mut n_documents = 0;
    while let Some(next) = parser.next_event() {
        let (event, span) = match next {
            Ok(it) => it,
            Err(error) => {
                let at = building.offset_of(error.marker());
                faults.push(not_yaml(&error, building.place(at, at + 1), limits));
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

fn not_yaml(error: &ScanError, place: Place, limits: Limits) -> Fault {
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(place, limits);
    }
    let message = format!("this is not YAML: {}", plain_words(&error.to_string()));
    Fault::new(place, message).help("check indentation, quotes and brackets just above this line")
}

/// The library's message without its own words for the place, which is shown beside it.
fn plain_words(message: &str) -> String {
    message
        .split(" at byte ")
        .next()
        .unwrap_or(message)
        .split(" at char ")
        .next()
        .unwrap_or("")
        .to_owned()
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
    /// The weight of what anchors name, which is kept beside the tree.
    anchored: usize,
    stack: Vec<Open>,
    anchors: BTreeMap<usize, Named>,
}

/// What an anchor names, and what that counts against the limits.
struct Named {
    node: Node,
    weight: usize,
    depth: usize,
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
                self.count(weight_of(text.len()), place)?;
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
                let Some(Named { node, weight, depth }) = self.anchors.get(&id) else {
                    let fault = Fault::new(place, "this alias stands inside what it names");
                    return Err(Box::new(fault.help("write the content out instead")));
                };
                let (node, weight, depth) = (node.clone(), *weight, *depth);
                self.count(weight, place)?;
                self.check_depth(self.stack.len() + depth, place)?;
                self.close(node, 0)
            }
            _ => Ok(None),
        }
    }

    fn count(&mut self, more: usize, place: Place) -> Result<(), Box<Fault>> {
        self.nodes += more;
        if self.nodes > self.limits.nodes {
            return Err(Box::new(too_large(place, self.limits)));
        }
        Ok(())
    }

    fn open(&mut self, open: Open, place: Place) -> Result<(), Box<Fault>> {
        self.count(1, place)?;
        self.check_depth(self.stack.len() + 1, place)?;
        self.stack.push(open);
        Ok(())
    }

    fn check_depth(&self, depth: usize, place: Place) -> Result<(), Box<Fault>> {
        if depth <= self.limits.depth {
            return Ok(());
        }
        Err(Box::new(too_deep(place, self.limits)))
    }

    fn close(&mut self, node: Node, anchor: usize) -> Result<Option<Node>, Box<Fault>> {
        if anchor != 0 {
            let (weight, depth) = node.measure();
            self.anchored += weight;
            if self.anchored > self.limits.nodes {
                return Err(Box::new(too_large(node.place, self.limits)));
            }
            self.anchors.insert(anchor, Named { node: node.clone(), weight, depth });
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
