//! Rows of clearance, entry, eligibility and standing, for people.

use preceptor_rulebook::Rulebook;
pub use preceptor_service::item::Item;
use preceptor_service::names::Names;

use crate::page::Page;
use crate::{say, source};

/// The sentence, and below it what was found, what to do and where it was read.
pub fn told(it: &Item<'_>, page: &mut Page, book: &Rulebook, names: Option<&Names<'_>>) {
    page.item(2, &say::stopped(it.says));
    if it.unverified {
        page.para(4, "UNVERIFIED: it rests on memory, or authorities disagree about it.");
    }
    for found in &it.because {
        let found = names.map_or_else(|| (*found).to_owned(), |it| it.put_in(found));
        page.entry(4, "Found", &found);
    }
    if let (Some(fix), true) = (it.fix, it.outcome != "met") {
        let takes = it.takes.map_or(String::new(), |it| format!(" It usually takes {it}."));
        page.entry(4, "To do", &format!("{}{takes}", say::stopped(fix)));
    }
    if let Some(cited) = it.source.first() {
        page.entry(4, "Source", &source::line(book, cited));
    }
    page.entry(4, "Row", it.id);
}
