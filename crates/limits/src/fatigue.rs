//! What tires people: risks beside that of a first ordinary morning shift, from published reviews. They are weights for
//! comparing rotas and never a medical measure.

use preceptor_record::shape;

use crate::amount::{ClockTime, Length};
use crate::parameters::NightSpec;

shape! {
    /// The risk of a shift of this length and longer.
    pub struct LengthRisk {
        /// The length.
        pub from: Length,
        /// Hundredths of the ordinary risk.
        pub percent: u32,
    }
}

shape! {
    /// The risk of a shift that begins at this time of day or later.
    pub struct BeginRisk {
        /// The time.
        pub from: ClockTime,
        /// Hundredths of the ordinary risk.
        pub percent: u32,
    }
}

shape! {
    /// The risk of a shift, as factors that are multiplied: its length, its time of day, and its place in a row.
    pub struct Fatigue {
        /// By length, shortest first.
        pub length: Vec<LengthRisk>,
        /// By the time a shift begins that is no night, earliest first.
        pub begins: Vec<BeginRisk>,
        /// What a night is.
        pub night: NightSpec,
        /// Of any night, in hundredths.
        pub night_percent: u32,
        /// By place in a row of nights, in hundredths; later ones are as the last.
        pub nights_in_row: Vec<u32>,
        /// By place in a row of other shifts.
        pub days_in_row: Vec<u32>,
    }
}
