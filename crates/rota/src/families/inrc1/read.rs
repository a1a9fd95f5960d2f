//! The reader of the competition's XML. The parser refuses document type declarations, so nothing is fetched or expanded.

use jiff::civil::Date;
use roxmltree::{Document, Node};

use super::{Contract, Inrc1Problem, Limit, Nurse, Request, Unwanted, Wanted};
use crate::families::lines::{Fault, MOST, MOST_DAYS, MOST_PEOPLE, MOST_TASKS, check_size};

const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub(super) fn read(text: &str) -> Result<Inrc1Problem, Fault> {
    let document = Document::parse(text).map_err(|it| {
        let line = usize::try_from(it.pos().row).unwrap_or(0);
        Fault::new(line, format!("this is no XML: {it}"), "give a file of the competition")
    })?;
    Reader { document: &document }.problem()
}

struct Reader<'a> {
    document: &'a Document<'a>,
}

impl<'a> Reader<'a> {
    fn fault(&self, node: Node<'_, '_>, what: impl Into<String>, help: impl Into<String>) -> Fault {
        let line = self.document.text_pos_at(node.range().start).row;
        Fault::new(usize::try_from(line).unwrap_or(0), what, help)
    }

    fn child(&self, node: Node<'a, 'a>, name: &str) -> Result<Node<'a, 'a>, Fault> {
        let found = node.children().find(|it| it.has_tag_name(name));
        found.ok_or_else(|| {
            self.fault(node, format!("no <{name}> in it"), format!("give a <{name}>"))
        })
    }

    /// All elements of that path below the root.
    fn all(&self, path: &'static [&'static str]) -> impl Iterator<Item = Node<'a, 'a>> {
        let mut nodes = vec![self.document.root_element()];
        for name in path {
            nodes = nodes
                .iter()
                .flat_map(|it| it.children().filter(|it| it.has_tag_name(*name)))
                .collect();
        }
        nodes.into_iter()
    }

    fn text(&self, node: Node<'a, 'a>, name: &str) -> Result<&'a str, Fault> {
        Ok(self.child(node, name)?.text().unwrap_or("").trim())
    }

    fn id(&self, node: Node<'a, 'a>) -> Result<&'a str, Fault> {
        node.attribute("ID").ok_or_else(|| self.fault(node, "no ID", "give an ID"))
    }

    fn number(&self, node: Node<'_, '_>, text: &str) -> Result<i64, Fault> {
        let number = text.trim().parse::<i64>().ok().filter(|it| (0..=MOST).contains(it));
        number.ok_or_else(|| {
            self.fault(
                node,
                format!("`{text}` is no number"),
                format!("give a whole number from 0 to {MOST}"),
            )
        })
    }

    fn weight(&self, node: Node<'_, '_>) -> Result<i32, Fault> {
        let weight = self.number(node, node.attribute("weight").unwrap_or("1"))?;
        Ok(i32::try_from(weight).unwrap_or(i32::MAX))
    }

    fn known(&self, node: Node<'_, '_>, list: &[String], name: &str) -> Result<usize, Fault> {
        list.iter().position(|it| it == name).ok_or_else(|| {
            self.fault(node, format!("there is no `{name}`"), "name one that is listed in the file")
        })
    }

    fn date(&self, node: Node<'_, '_>, text: &str) -> Result<Date, Fault> {
        text.trim()
            .parse()
            .map_err(|_| self.fault(node, format!("`{text}` is no date"), "write YYYY-MM-DD"))
    }

    fn problem(&self) -> Result<Inrc1Problem, Fault> {
        let root = self.document.root_element();
        let start = self.date(root, self.text(root, "StartDate")?)?;
        let end = self.date(root, self.text(root, "EndDate")?)?;
        let days =
            usize::try_from((end - start).get_days()).unwrap_or(usize::MAX).saturating_add(1);
        if end < start || days > MOST_DAYS {
            return Err(self.fault(
                root,
                "the dates leave no horizon that is read",
                format!("give 1 to {MOST_DAYS} days"),
            ));
        }
        let first = usize::try_from(start.weekday().to_monday_zero_offset()).unwrap_or(0);
        let mut problem = Inrc1Problem {
            days,
            first,
            shifts: Vec::new(),
            nights: Vec::new(),
            patterns: Vec::new(),
            contracts: Vec::new(),
            nurses: Vec::new(),
            cover: Vec::new(),
            requests: Vec::new(),
        };
        let skills = self.shifts(&mut problem)?;
        let patterns = self.patterns(&mut problem)?;
        self.contracts(&mut problem, &patterns)?;
        self.nurses(&mut problem, &skills)?;
        check_size(problem.nurses.len(), days, problem.shifts.len())?;
        self.cover(&mut problem, start)?;
        for (path, is_on) in [
            (&["DayOffRequests", "DayOff"] as &'static [&'static str], false),
            (&["DayOnRequests", "DayOn"], true),
            (&["ShiftOffRequests", "ShiftOff"], false),
            (&["ShiftOnRequests", "ShiftOn"], true),
        ] {
            for node in self.all(path) {
                let request = self.request(&problem, node, start, is_on)?;
                problem.requests.push(request);
            }
        }
        Ok(problem)
    }

    /// The shifts; for each its skills.
    fn shifts(&self, problem: &mut Inrc1Problem) -> Result<Vec<Vec<&'a str>>, Fault> {
        let (mut skills, mut starts) = (Vec::new(), Vec::new());
        for node in self.all(&["ShiftTypes", "Shift"]) {
            let (start, end) = (self.text(node, "StartTime")?, self.text(node, "EndTime")?);
            problem.shifts.push(self.id(node)?.to_owned());
            problem.nights.push(start > end);
            starts.push(start);
            let names =
                node.children().filter(|it| it.has_tag_name("Skills")).flat_map(|it| it.children());
            skills.push(
                names.filter(|it| it.has_tag_name("Skill")).filter_map(|it| it.text()).collect(),
            );
        }
        if problem.shifts.is_empty() || problem.shifts.len() > MOST_TASKS {
            let help = format!("give 1 to {MOST_TASKS} <Shift>");
            return Err(self.fault(
                self.document.root_element(),
                "no number of shifts that is read",
                help,
            ));
        }
        if !problem.nights.contains(&true) {
            // Without a night the latest shift stands in for it.
            let latest = starts.iter().max();
            problem.nights = starts.iter().map(|it| Some(it) == latest).collect();
        }
        Ok(skills)
    }

    /// The patterns; their ids.
    fn patterns(&self, problem: &mut Inrc1Problem) -> Result<Vec<String>, Fault> {
        let mut ids = Vec::new();
        for node in self.all(&["Patterns", "Pattern"]) {
            let mut entries = Vec::new();
            for entry in self
                .child(node, "PatternEntries")?
                .children()
                .filter(|it| it.has_tag_name("PatternEntry"))
            {
                let place = self.number(entry, entry.attribute("index").unwrap_or("0"))?;
                let wanted = match self.text(entry, "ShiftType")? {
                    "None" => Wanted::Nothing,
                    "Any" => Wanted::Anything,
                    id => Wanted::Shift(self.known(entry, &problem.shifts, id)?),
                };
                let day = match self.text(entry, "Day")? {
                    "Any" => None,
                    day => Some(self.weekday(entry, day)?),
                };
                entries.push((place, (wanted, day)));
            }
            entries.sort_by_key(|it| it.0);
            if entries.is_empty() || entries.len() > 14 {
                return Err(self.fault(node, "no number of entries that is read", "give 1 to 14"));
            }
            ids.push(self.id(node)?.to_owned());
            let entries = entries.into_iter().map(|it| it.1).collect();
            problem.patterns.push(Unwanted { weight: self.weight(node)?, entries });
        }
        Ok(ids)
    }

    fn weekday(&self, node: Node<'_, '_>, name: &str) -> Result<usize, Fault> {
        let found = WEEKDAYS.iter().position(|it| *it == name);
        found.ok_or_else(|| {
            self.fault(node, format!("`{name}` is no weekday"), "write Monday to Sunday")
        })
    }

    /// A line of a contract: the value and its weight, or nothing when it is switched off.
    fn limit(&self, contract: Node<'a, 'a>, name: &str) -> Result<Limit, Fault> {
        let Some(node) = contract.children().find(|it| it.has_tag_name(name)) else {
            return Ok(None);
        };
        if matches!(node.attribute("on"), Some("0" | "false")) {
            return Ok(None);
        }
        let value = match node.text().unwrap_or("0").trim() {
            "true" => 1,
            "false" => 0,
            text => self.number(node, text)?,
        };
        let weight = self.weight(node)?;
        Ok((weight > 0).then_some((value, weight)))
    }

    fn contracts(&self, problem: &mut Inrc1Problem, patterns: &[String]) -> Result<(), Fault> {
        for node in self.all(&["Contracts", "Contract"]) {
            let is_on = |name: &str| -> Result<i32, Fault> {
                Ok(self.limit(node, name)?.filter(|it| it.0 > 0).map_or(0, |it| it.1))
            };
            let weekend = self.text(node, "WeekendDefinition")?;
            let days: Vec<usize> = WEEKDAYS
                .iter()
                .enumerate()
                .filter(|it| weekend.contains(it.1))
                .map(|it| it.0)
                .collect();
            let weekend = match days[..] {
                [5, 6] => (5, 2),
                [4, 5, 6] => (4, 3),
                [0, 5, 6] => (5, 3),
                [0, 4, 5, 6] => (4, 4),
                _ => {
                    let help = "write SaturdaySunday, with Friday before or Monday after it";
                    return Err(self.fault(
                        node,
                        format!("`{weekend}` is no weekend that is read"),
                        help,
                    ));
                }
            };
            let unwanted = node
                .children()
                .filter(|it| it.has_tag_name("UnwantedPatterns"))
                .flat_map(|it| it.children());
            let unwanted = unwanted.filter(|it| it.has_tag_name("Pattern"));
            let unwanted =
                unwanted.map(|it| self.known(it, patterns, it.text().unwrap_or("").trim()));
            problem.contracts.push(Contract {
                id: self.id(node)?.to_owned(),
                most: self.limit(node, "MaxNumAssignments")?,
                least: self.limit(node, "MinNumAssignments")?,
                most_work: self.limit(node, "MaxConsecutiveWorkingDays")?,
                least_work: self.limit(node, "MinConsecutiveWorkingDays")?,
                most_off: self.limit(node, "MaxConsecutiveFreeDays")?,
                least_off: self.limit(node, "MinConsecutiveFreeDays")?,
                most_weekends: self.limit(node, "MaxConsecutiveWorkingWeekends")?,
                least_weekends: self.limit(node, "MinConsecutiveWorkingWeekends")?,
                in_four_weeks: self.limit(node, "MaxWorkingWeekendsInFourWeeks")?,
                complete: is_on("CompleteWeekends")?,
                identical: is_on("IdenticalShiftTypesDuringWeekend")?,
                no_night: is_on("NoNightShiftBeforeFreeWeekend")?,
                two_free: is_on("TwoFreeDaysAfterNightShifts")?,
                alternative: is_on("AlternativeSkillCategory")?,
                weekend,
                patterns: unwanted.collect::<Result<_, _>>()?,
            });
        }
        Ok(())
    }

    fn nurses(&self, problem: &mut Inrc1Problem, skills: &[Vec<&str>]) -> Result<(), Fault> {
        let contracts: Vec<String> = problem.contracts.iter().map(|it| it.id.clone()).collect();
        for node in self.all(&["Employees", "Employee"]) {
            let contract = self.known(node, &contracts, self.text(node, "ContractID")?)?;
            let own =
                node.children().filter(|it| it.has_tag_name("Skills")).flat_map(|it| it.children());
            let own: Vec<&str> =
                own.filter(|it| it.has_tag_name("Skill")).filter_map(|it| it.text()).collect();
            let has = |it: &Vec<&str>| it.iter().all(|it| own.contains(it));
            let has_skills = skills.iter().map(has).collect();
            problem.nurses.push(Nurse { id: self.id(node)?.to_owned(), contract, has_skills });
        }
        if problem.nurses.is_empty() || problem.nurses.len() > MOST_PEOPLE {
            let help = format!("give 1 to {MOST_PEOPLE} <Employee>");
            return Err(self.fault(
                self.document.root_element(),
                "no number of nurses that is read",
                help,
            ));
        }
        Ok(())
    }

    fn cover(&self, problem: &mut Inrc1Problem, start: Date) -> Result<(), Fault> {
        let n = problem.shifts.len();
        problem.cover = vec![0; problem.days * n];
        let needs = |node: Node<'a, 'a>| -> Result<Vec<usize>, Fault> {
            let mut needs = vec![0; n];
            for cover in node.children().filter(|it| it.has_tag_name("Cover")) {
                let shift = self.known(cover, &problem.shifts, self.text(cover, "Shift")?)?;
                let need = self.number(cover, self.text(cover, "Preferred")?)?;
                if let Some(it) = needs.get_mut(shift) {
                    *it = usize::try_from(need).unwrap_or(0);
                }
            }
            Ok(needs)
        };
        let mut covers = Vec::new();
        for node in self.all(&["CoverRequirements", "DayOfWeekCover"]) {
            let weekday = self.weekday(node, self.text(node, "Day")?)?;
            let first = (7 + weekday - problem.first) % 7;
            covers.push(((first..problem.days).step_by(7).collect(), needs(node)?));
        }
        for node in self.all(&["CoverRequirements", "DateSpecificCover"]) {
            covers.push((vec![self.day(problem, node, start)?], needs(node)?));
        }
        for (days, needs) in covers {
            let days: Vec<usize> = days;
            for day in days {
                if let Some(it) = problem.cover.get_mut(day * n..(day + 1) * n) {
                    it.copy_from_slice(&needs);
                }
            }
        }
        Ok(())
    }

    fn day(&self, problem: &Inrc1Problem, node: Node<'a, 'a>, start: Date) -> Result<usize, Fault> {
        let date = self.date(node, self.text(node, "Date")?)?;
        let day = usize::try_from((date - start).get_days()).ok().filter(|it| *it < problem.days);
        day.ok_or_else(|| {
            self.fault(node, format!("{date} is outside the horizon"), "give a date inside it")
        })
    }

    fn request(
        &self,
        problem: &Inrc1Problem,
        node: Node<'a, 'a>,
        start: Date,
        is_on: bool,
    ) -> Result<Request, Fault> {
        let id = self.text(node, "EmployeeID")?;
        let nurse = problem.nurses.iter().position(|it| it.id == id);
        let nurse = nurse.ok_or_else(|| {
            self.fault(node, format!("there is no nurse `{id}`"), "name one of the file")
        })?;
        let shift = node.children().find(|it| it.has_tag_name("ShiftTypeID"));
        let shift = shift
            .map(|it| self.known(it, &problem.shifts, it.text().unwrap_or("").trim()))
            .transpose()?;
        Ok(Request {
            nurse,
            day: self.day(problem, node, start)?,
            shift,
            is_on,
            weight: self.weight(node)?,
        })
    }
}
