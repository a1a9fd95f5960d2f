//! Roles side by side, for people.

use preceptor_service::roles::compare::lines;
use preceptor_service::roles::{Frame, Portrait};

use crate::page::Page;
use crate::{say, source};

/// For people: a table where there is room for it, else one list for each thing compared.
pub fn words(frame: &Frame<'_>, roles: &[Portrait<'_>]) -> String {
    const HEADS: usize = 14;
    const NARROWEST_COLUMN: usize = 24;
    let mut page = Page::new();
    let titles: Vec<String> = roles.iter().map(|it| it.role.title.clone()).collect();
    let place = say::place(frame.book, &frame.jurisdiction);
    let on = frame.day.in_words();
    page.para(0, &format!("{} side by side, in {place} on {on}.", say::and(&titles)));
    page.gap();
    let lines = lines(roles);
    if page.width() >= HEADS + roles.len() * (NARROWEST_COLUMN + 2) {
        let mut rows = vec![std::iter::once(String::new()).chain(titles).collect()];
        for it in lines {
            rows.push(Vec::new());
            let cells = it.cells.into_iter().map(|cell| cell.join("\n"));
            rows.push(std::iter::once(it.head.to_owned()).chain(cells).collect());
        }
        page.columns(&rows, HEADS);
    } else {
        for it in lines {
            page.head(it.head);
            for (title, cell) in titles.iter().zip(&it.cells) {
                page.entry(2, title, &cell.join("; "));
            }
        }
    }
    page.gap();
    page.para(0, source::NOT_ADVICE);
    page.text()
}
