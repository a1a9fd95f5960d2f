//! Faults: what is wrong with a file, where, and what to do about it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle,
};

use super::source::Excerpt;
use super::{Place, Sources};

/// How much a fault weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Error,
    Warning,
}

/// One thing wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    weight: Weight,
    /// What is wrong: lower case, no full stop, the author's own value in backticks.
    pub message: String,
    /// Where, unless the fault is of a file as a whole.
    pub place: Option<Place>,
    /// What to write under the place.
    pub label: String,
    /// Another place that belongs to it, with what to write there.
    pub beside: Option<(Place, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Fault {
    /// A fault at a place.
    pub fn new(place: Place, message: impl Into<String>) -> Self {
        Self { place: Some(place), ..Self::general(message) }
    }

    /// A fault of a file as a whole.
    pub fn general(message: impl Into<String>) -> Self {
        Self {
            weight: Weight::Error,
            message: message.into(),
            place: None,
            label: String::new(),
            beside: None,
            help: None,
        }
    }

    /// The same as something worth knowing that spoils nothing.
    pub fn warning(mut self) -> Self {
        self.weight = Weight::Warning;
        self
    }

    /// With words under the place.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With advice.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a second place and what to say of it.
    pub fn beside(mut self, place: Place, label: impl Into<String>) -> Self {
        self.beside = Some((place, label.into()));
        self
    }

    /// Whether what it speaks of cannot be used.
    pub fn is_error(&self) -> bool {
        self.weight == Weight::Error
    }
}

/// The faults found so far.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    list: Vec<Fault>,
    kept: BTreeMap<(Weight, Option<u32>), usize>,
    errors_left_out: usize,
    warnings_left_out: usize,
}

/// A file with more faults than this has one cause; the rest are counted.
const SHOWN: usize = 200;

impl Faults {
    /// Adds one. Beyond [`SHOWN`] of one weight in one file they are only counted, so that one bad file does not
    /// hide what is wrong with the others and warnings never hide an error.
    pub fn push(&mut self, fault: Fault) {
        let kept = self.kept.entry((fault.weight, fault.place.map(|it| it.source))).or_default();
        if *kept < SHOWN {
            *kept += 1;
            self.list.push(fault);
        } else if fault.is_error() {
            self.errors_left_out += 1;
        } else {
            self.warnings_left_out += 1;
        }
    }

    /// All of them, in the order found.
    pub fn list(&self) -> &[Fault] {
        &self.list
    }

    /// Whether anything was found that makes the content unusable.
    pub fn any_error(&self) -> bool {
        self.list.iter().any(Fault::is_error)
    }

    /// Whether nothing at all was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many errors were found.
    pub fn n_errors(&self) -> usize {
        self.list.iter().filter(|it| it.is_error()).count() + self.errors_left_out
    }

    /// How many warnings were found.
    pub fn n_warnings(&self) -> usize {
        self.list.iter().filter(|it| !it.is_error()).count() + self.warnings_left_out
    }

    /// Takes over the faults of another list.
    pub fn append(&mut self, other: Self) {
        for fault in other.list {
            self.push(fault);
        }
        self.errors_left_out += other.errors_left_out;
        self.warnings_left_out += other.warnings_left_out;
    }

    /// All faults in words, each with the lines it speaks of, in the order of the files.
    pub fn render(&self, sources: &Sources) -> String {
        let mut sorted: Vec<&Fault> = self.list.iter().collect();
        sorted.sort_by_key(|it| (it.weight, it.place));
        let mut out = String::new();
        for fault in sorted {
            out.push_str(&render_one(fault, sources));
            out.push('\n');
        }
        let left_out = self.errors_left_out + self.warnings_left_out;
        if left_out > 0 {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "... and {left_out} more faults");
        }
        out
    }
}

fn render_one(fault: &Fault, sources: &Sources) -> String {
    let level = if fault.is_error() { Level::ERROR } else { Level::WARNING };
    let mut report = Group::with_title(level.primary_title(fault.message.clone()));
    if let Some(place) = fault.place {
        if let Some(part) = Excerpt::around(place, sources) {
            let mut snippet =
                Snippet::source(part.text).path(part.name).line_start(part.line).annotation(
                    AnnotationKind::Primary.span(part.span(place)).label(fault.label.clone()),
                );
            let mut note = None;
            if let Some((other, label)) = &fault.beside {
                if part.holds(*other) && part.near(place, *other) {
                    let span = part.span(*other);
                    snippet =
                        snippet.annotation(AnnotationKind::Context.span(span).label(label.clone()));
                } else if let Some((file, line, column)) = sources.locate(*other) {
                    note = Some(format!("{label}: {file}:{line}:{column}"));
                }
            }
            report = report.element(snippet);
            if let Some(note) = note {
                report = report.element(Level::NOTE.message(note));
            }
        } else if let Some((file, line, column)) = sources.locate(place) {
            report = report.element(Origin::path(file).line(line).char_column(column));
        }
    }
    if let Some(help) = &fault.help {
        report = report.element(Level::HELP.message(help.clone()));
    }
    Renderer::plain().decor_style(DecorStyle::Ascii).render(&[report])
}
