//! What may be wrong with a row: one kind each, with the line, the column, the value and what to do.

use preceptor_record::words;

words! {
    /// What is wrong.
    pub enum Kind {
        /// The row has fewer columns than the header: the file may be cut off.
        RowTooShort = "row-too-short",
        /// The row has more columns than the header.
        RowTooLong = "row-too-long",
        /// A cell is longer than anything it could hold.
        CellTooLong = "cell-too-long",
        /// A cell holds signs that nobody types.
        StrangeSigns = "strange-signs",
        /// A cell is a formula.
        Formula = "formula",
        /// Nothing in the row tells whose it is.
        NoIdentifier = "no-identifier",
        /// A spreadsheet has made a power of ten of a number.
        PowerOfTen = "power-of-ten",
        /// A spreadsheet has made a decimal fraction of a number.
        DecimalNumber = "decimal-number",
        /// It cannot be an employee number.
        EmployeeNumber = "employee-number",
        /// It cannot be a name.
        Name = "name",
        /// It is no date.
        NotADate = "not-a-date",
        /// There is no such day.
        NoSuchDay = "no-such-day",
        /// The month comes first.
        MonthFirst = "month-first",
        /// A spreadsheet's serial number stands for the day.
        SerialNumber = "serial-number",
        /// The year has two digits and may be of two centuries.
        TwoDigitYear = "two-digit-year",
        /// The day lies too far away.
        DayOutOfRange = "day-out-of-range",
        /// It ends before it begins.
        EndsBeforeItBegins = "ends-before-it-begins",
        /// The post begins before the employment.
        PostBeforeEmployment = "post-before-employment",
        /// Nobody who works was born then.
        Birth = "birth",
        /// It is no e-mail address.
        Email = "email",
        /// It is no telephone number.
        Phone = "phone",
        /// The role is not known.
        UnknownRole = "unknown-role",
        /// The role and the title of the position are of two roles.
        RolesDisagree = "roles-disagree",
        /// The profession is not known.
        UnknownProfession = "unknown-profession",
        /// The organisation cannot be one.
        UnknownOrganisation = "unknown-organisation",
        /// The specialty is not known.
        UnknownSpecialty = "unknown-specialty",
        /// The setting is not known.
        UnknownSetting = "unknown-setting",
        /// It is no part of full time.
        NotAPart = "not-a-part",
        /// It is more than full time, or less than nothing.
        PartOutOfRange = "part-out-of-range",
        /// There is something of a post and not its role.
        PostIncomplete = "post-incomplete",
        /// The post has no first day.
        PostWithoutDay = "post-without-day",
        /// The register is not known.
        UnknownRegister = "unknown-register",
        /// It may be one of several registers.
        SeveralRegisters = "several-registers",
        /// The part of the register is not known.
        UnknownPart = "unknown-part",
        /// The status is not known.
        UnknownStatus = "unknown-status",
        /// It cannot be a number of a register.
        RegistrationNumber = "registration-number",
        /// There is something of a registration, and not its number or its register.
        RegistrationIncomplete = "registration-incomplete",
        /// The qualification is not known.
        UnknownQualification = "unknown-qualification",
        /// There is a day of an award and no award.
        QualificationIncomplete = "qualification-incomplete",
        /// The course is not known.
        UnknownCourse = "unknown-course",
        /// There is something of a training, and not its course or its day.
        TrainingIncomplete = "training-incomplete",
        /// The check is not known.
        UnknownCheck = "unknown-check",
        /// The outcome is not known.
        UnknownOutcome = "unknown-outcome",
        /// There is something of a check, and not which, or not its day or outcome.
        CheckIncomplete = "check-incomplete",
        /// The activity is not known.
        UnknownActivity = "unknown-activity",
        /// The closeness is not known.
        UnknownCloseness = "unknown-closeness",
        /// There is something of a restriction, and not of which activity or since when.
        RestrictionIncomplete = "restriction-incomplete",
        /// Another row of the same person says otherwise.
        RowsDisagree = "rows-disagree",
        /// Several people are known by what the row says.
        SeveralPeople = "several-people",
        /// What the row says is of two people.
        TwoPeople = "two-people",
        /// Nobody is known by it, and the row gives no name.
        NobodyWithoutName = "nobody-without-name",
        /// Another number is on the record for the same register.
        OtherNumber = "other-number",
        /// Another date of birth is on the record.
        OtherBirth = "other-birth",
        /// Nobody is known by the number of the supervisor.
        UnknownSupervisor = "unknown-supervisor",
        /// Somebody is to supervise themselves.
        OwnSupervisor = "own-supervisor",
        /// The person was erased.
        Erased = "erased",
    }
}

/// Something wrong with a row.
#[derive(Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, in a word.
    pub kind: Kind,
    /// The column as its header names it; empty where it is about the row.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong, in words.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// Without what stands there, which may be anybody's.
impl std::fmt::Debug for RowFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.line, self.kind, self.column)
    }
}

/// The longest value that is shown.
const SHOWN: usize = 80;

impl RowFault {
    /// A fault of a row, of whose columns none is at fault alone.
    pub fn of_row(
        line: usize,
        kind: Kind,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::of_cell(line, kind, "", "", message, remedy)
    }

    /// A fault of a cell.
    pub fn of_cell(
        line: usize,
        kind: Kind,
        column: &str,
        value: &str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        let shown: String =
            value.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
        let value = match shown.char_indices().nth(SHOWN) {
            Some((at, _)) => format!("{}…", shown.get(..at).unwrap_or_default()),
            None => shown,
        };
        let (message, remedy) = (message.into(), remedy.into());
        Self { line, kind, column: column.to_owned(), value, message, remedy }
    }
}
