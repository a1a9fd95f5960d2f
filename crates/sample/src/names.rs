//! Names that belong to nobody.

use crate::chance::Chance;

const FIRST: &[&str] = &[
    "Amaru",
    "Bethan",
    "Caoilinn",
    "Dmitra",
    "Eseosa",
    "Farida",
    "Gwilym",
    "Hyun-ju",
    "Ines",
    "Jaswinder",
    "Kofi",
    "Leocadia",
    "Mirembe",
    "Niamh",
    "Oluchi",
    "Petronella",
    "Quillon",
    "Rukmini",
    "Sefton",
    "Tamsin",
    "Ulrika",
    "Vashti",
    "Wendeline",
    "Xiulan",
    "Yevgenia",
    "Zahra",
    "Aled",
    "Bronagh",
    "Chidi",
    "Dafydd",
    "Eilidh",
    "Fenella",
];

const LAST: &[&str] = &[
    "Ashgrove",
    "Birchwater",
    "Coldharbour",
    "Dunmarsh",
    "Elderfield",
    "Fernhollow",
    "Greystone",
    "Hollybank",
    "Ivyleaf",
    "Juniper",
    "Kestrelwood",
    "Larkrise",
    "Mossbeck",
    "Nettlecombe",
    "Oakenshaw",
    "Pennywhistle",
    "Quarrington",
    "Rowanlea",
    "Saltmarsh",
    "Thornwick",
    "Underhill",
    "Violetbrook",
    "Willowby",
    "Yarrow",
    "Zephyrine",
    "Okonjo-Reed",
    "Patel-Fenn",
    "Nguyen-Holm",
    "Ibrahim-Vale",
    "Kowalska-Brae",
];

/// A name: mostly two words, some of one and some of five.
pub(crate) fn name(chance: &mut Chance) -> String {
    let (first, last) = (chance.word(FIRST), chance.word(LAST));
    match chance.below(100) {
        0..2 => first.to_owned(),
        2..5 => format!("{first} {} {} de {last}", chance.word(FIRST), chance.word(FIRST)),
        5..15 => format!("{first} {} {last}", chance.word(FIRST)),
        _ => format!("{first} {last}"),
    }
}
