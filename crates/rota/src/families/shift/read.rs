//! The reader of the text form: seven sections, fields between commas.

use super::{Employee, Need, Request, Shift, ShiftProblem};
use std::collections::BTreeSet;

use crate::families::lines::{Fault, Line, MOST, MOST_DAYS, MOST_PEOPLE, MOST_TASKS, check_size};

pub(super) fn read(text: &str) -> Result<ShiftProblem, Fault> {
    let mut reader = Reader::default();
    let mut section = "";
    for (i, text) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if text.starts_with("SECTION_") {
            section = text;
            continue;
        }
        reader.line(section, &Line::at_commas(i + 1, text))?;
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    days: Option<usize>,
    shifts: Vec<Shift>,
    /// The lists of shifts that may not follow, with their lines: they may name shifts that come later.
    not_before: Vec<(usize, String)>,
    staff: Vec<Employee>,
    on: Vec<Request>,
    off: Vec<Request>,
    cover: Vec<Need>,
    /// The days and shifts whose cover is said.
    covered: BTreeSet<(usize, usize)>,
}

impl Reader {
    fn line(&mut self, section: &str, line: &Line<'_>) -> Result<(), Fault> {
        match section {
            "SECTION_HORIZON" => {
                let days =
                    line.number(0, "number of days", i64::try_from(MOST_DAYS).unwrap_or(MOST))?;
                if days == 0 {
                    return Err(line.fault("a horizon of 0 days", "give at least one day"));
                }
                self.days = Some(days);
            }
            "SECTION_SHIFTS" => self.shift(line)?,
            "SECTION_STAFF" => self.employee(line)?,
            "SECTION_DAYS_OFF" => {
                let who = self.who(line)?;
                let days = line.rest(1).iter().filter(|it| !it.is_empty());
                let days = days.map(|it| self.day_of(line, it)).collect::<Result<Vec<_>, _>>()?;
                if let Some(it) = self.staff.get_mut(who) {
                    it.days_off.extend(days);
                }
            }
            "SECTION_SHIFT_ON_REQUESTS" => {
                let it = self.request(line)?;
                self.on.push(it);
            }
            "SECTION_SHIFT_OFF_REQUESTS" => {
                let it = self.request(line)?;
                self.off.push(it);
            }
            "SECTION_COVER" => {
                let need = Need {
                    day: self.day(line, 0)?,
                    shift: self.shift_of(line, line.text(1, "shift")?)?,
                    people: line.number(2, "requirement", MOST)?,
                    under: line.number(3, "weight", MOST)?,
                    over: line.number(4, "weight", MOST)?,
                };
                if !self.covered.insert((need.day, need.shift)) {
                    return Err(
                        line.fault("this day and shift have their cover already", "keep one line")
                    );
                }
                self.cover.push(need);
            }
            _ => {
                return Err(line.fault(
                    "a line outside the known sections",
                    "put it below its section's name",
                ));
            }
        }
        Ok(())
    }

    fn shift(&mut self, line: &Line<'_>) -> Result<(), Fault> {
        let id = line.text(0, "shift")?;
        if self.shifts.iter().any(|it| it.id == id) {
            return Err(line.fault(format!("shift `{id}` is there twice"), "keep one line"));
        }
        if self.shifts.len() >= MOST_TASKS {
            return Err(line.fault("too many shifts", format!("at most {MOST_TASKS} are read")));
        }
        let minutes = line.number(1, "length in minutes", 10_080)?;
        let not_before = line.rest(2).first().copied().unwrap_or("");
        self.not_before.push((line.number, not_before.to_owned()));
        self.shifts.push(Shift { id: id.to_owned(), minutes, not_before: Vec::new() });
        Ok(())
    }

    fn employee(&mut self, line: &Line<'_>) -> Result<(), Fault> {
        let id = line.text(0, "employee")?;
        if self.staff.iter().any(|it| it.id == id) {
            return Err(line.fault(format!("employee `{id}` is there twice"), "keep one line"));
        }
        if self.staff.len() >= MOST_PEOPLE {
            return Err(line.fault("too many employees", format!("at most {MOST_PEOPLE} are read")));
        }
        // A shift that is not named has no cap but the horizon.
        let mut caps = vec![i64::try_from(MOST_DAYS).unwrap_or(MOST); self.shifts.len()];
        for cap in line.text(1, "caps")?.split('|') {
            let (shift, most) = cap.split_once('=').ok_or_else(|| {
                line.fault(format!("`{cap}` is no cap"), "write SHIFT=DAYS, with | between two")
            })?;
            let shift = self.shift_of(line, shift.trim())?;
            if let Some(it) = caps.get_mut(shift) {
                *it = line.parse(most, "number of days", MOST)?;
            }
        }
        let employee = Employee {
            id: id.to_owned(),
            caps,
            most_minutes: line.number(2, "number of minutes", MOST)?,
            least_minutes: line.number(3, "number of minutes", MOST)?,
            most_run: line.number(4, "number of days", MOST)?,
            least_run: line.number(5, "number of days", MOST)?,
            least_off: line.number(6, "number of days", MOST)?,
            most_weekends: line.number(7, "number of weekends", MOST)?,
            days_off: Vec::new(),
        };
        self.staff.push(employee);
        Ok(())
    }

    fn request(&self, line: &Line<'_>) -> Result<Request, Fault> {
        Ok(Request {
            employee: self.who(line)?,
            day: self.day(line, 1)?,
            shift: self.shift_of(line, line.text(2, "shift")?)?,
            weight: line.number(3, "weight", MOST)?,
        })
    }

    fn who(&self, line: &Line<'_>) -> Result<usize, Fault> {
        line.known(
            line.text(0, "employee")?,
            "employee",
            self.staff.iter().map(|it| it.id.as_str()),
        )
    }

    fn shift_of(&self, line: &Line<'_>, id: &str) -> Result<usize, Fault> {
        line.known(id, "shift", self.shifts.iter().map(|it| it.id.as_str()))
    }

    fn day(&self, line: &Line<'_>, at: usize) -> Result<usize, Fault> {
        self.day_of(line, line.text(at, "day")?)
    }

    fn day_of(&self, line: &Line<'_>, text: &str) -> Result<usize, Fault> {
        let days = self.days.unwrap_or(0);
        let day: usize = line.parse(text, "day", MOST)?;
        if day >= days {
            let help = format!("days run from 0 to {}", days.saturating_sub(1));
            return Err(line.fault(format!("day {day} is outside the horizon"), help));
        }
        Ok(day)
    }

    fn finish(mut self) -> Result<ShiftProblem, Fault> {
        for (at, (line, list)) in self.not_before.iter().enumerate() {
            let line = Line::at_commas(*line, list);
            let names = list.split('|').map(str::trim).filter(|it| !it.is_empty());
            let shifts = names.map(|it| self.shift_of(&line, it)).collect::<Result<_, _>>()?;
            if let Some(it) = self.shifts.get_mut(at) {
                it.not_before = shifts;
            }
        }
        let missing = |what: &str| {
            Fault::new(0, format!("the file has no {what}"), "see the reference of the format")
        };
        let days = self.days.ok_or_else(|| missing("SECTION_HORIZON"))?;
        if self.shifts.is_empty() {
            return Err(missing("SECTION_SHIFTS"));
        }
        if self.staff.is_empty() {
            return Err(missing("SECTION_STAFF"));
        }
        let all = (0..days).flat_map(|day| (0..self.shifts.len()).map(move |shift| (day, shift)));
        if let Some((day, shift)) = all.into_iter().find(|it| !self.covered.contains(it)) {
            let id = self.shifts.get(shift).map_or("", |it| it.id.as_str());
            return Err(missing(&format!("line of SECTION_COVER for day {day} and shift `{id}`")));
        }
        check_size(self.staff.len(), days, self.shifts.len())?;
        let Self { shifts, staff, on, off, cover, .. } = self;
        Ok(ShiftProblem { days, shifts, staff, on, off, cover })
    }
}
