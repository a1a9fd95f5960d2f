//! A list of people as a file for a spreadsheet.

use std::sync::Arc;

use preceptor_ledger::{NewLine, Trail};
use preceptor_record::Code;
use preceptor_standing::Engine;
use serde_json::json;

use super::list::{SOON, Wanted, days_after};
use crate::access::{Act, Relation, Viewer};
use crate::employer::Employer;
use crate::now::Now;
use crate::refusal::Refusal;
use crate::sheet::{self, Terminator};

impl Employer {
    /// The people who are wanted as comma-separated lines, for somebody who may take them away. That they did is written
    /// down before they have it.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] where they may not; where the store does not answer.
    pub async fn export_people(
        self: &Arc<Self>,
        engine: &'static Engine<'static>,
        viewer: &Viewer,
        wanted: Wanted,
        now: Now,
    ) -> Result<Vec<u8>, Refusal> {
        viewer.may(Act::ExportPeople, Relation::Any)?;
        let wanted = wanted.for_reader(viewer)?;
        let everybody = self.everybody(engine, now).await?.everybody;
        let rows = everybody.wanted(&wanted, now.day);
        let line = json!({ "exported": "people", "n_people": rows.len() }).to_string();
        let line = NewLine::new(now.at, viewer.account.clone(), line);
        self.register.ledger().write_line(self.org(), Trail::Access, line).await?;
        let soon = days_after(now.day, SOON + 1);
        let cells = rows.into_iter().map(|row| {
            let titles: Vec<&str> = row.posts.iter().map(|it| it.title.as_str()).collect();
            let units: Vec<&str> = row.units.iter().map(Code::as_str).collect();
            let lacks: Vec<&str> =
                row.posts.iter().flat_map(|it| &it.lacks).map(String::as_str).collect();
            let until = row.lapses_on(now.day).map(|it| it.previous().to_string());
            [
                row.person.to_string(),
                row.name.clone(),
                titles.join("; "),
                units.join("; "),
                row.state(now.day, soon).word().to_owned(),
                until.unwrap_or_default(),
                lacks.join(" "),
                row.named_supervisor.as_ref().map_or_else(String::new, ToString::to_string),
            ]
        });
        let head =
            ["id", "name", "role", "unit", "standing", "good until", "missing", "named supervisor"];
        sheet::lines(head, cells, Terminator::Any(b'\n'))
    }
}
