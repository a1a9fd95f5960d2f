//! Parts of trees that are needed no more.

use std::borrow::Cow;

use super::{Node, Value};

/// What is left of trees that are needed no more. Of many small trees one after another, each is built out of the
/// parts of the one before, which is quicker than asking for new ones.
#[derive(Default)]
pub(crate) struct Scrap {
    texts: Vec<String>,
    pub(super) lists: Vec<Vec<Node>>,
    pub(super) maps: Vec<Vec<(Node, Node)>>,
}

/// So many parts of each kind are kept, and no text longer than so many bytes: a large tree leaves little behind.
const MOST_PARTS: usize = 8_192;
const LONGEST_PART: usize = 128;

impl Scrap {
    pub(super) fn text(&mut self, text: Cow<'_, str>) -> String {
        match (text, self.texts.pop()) {
            (Cow::Borrowed(text), Some(mut part)) => {
                part.push_str(text);
                part
            }
            (text, _) => text.into_owned(),
        }
    }

    /// Takes a tree apart.
    pub(crate) fn take(&mut self, node: Node) {
        match node.value {
            Value::Null => {}
            Value::Scalar { mut text, .. } => {
                if self.texts.len() < MOST_PARTS && text.capacity() <= LONGEST_PART {
                    text.clear();
                    self.texts.push(text);
                }
            }
            Value::List(mut items) => {
                items.drain(..).for_each(|it| self.take(it));
                if self.lists.len() < MOST_PARTS && items.capacity() <= LONGEST_PART {
                    self.lists.push(items);
                }
            }
            Value::Map(mut pairs) => {
                for (key, value) in pairs.drain(..) {
                    self.take(key);
                    self.take(value);
                }
                if self.maps.len() < MOST_PARTS && pairs.capacity() <= LONGEST_PART {
                    self.maps.push(pairs);
                }
            }
        }
    }
}
