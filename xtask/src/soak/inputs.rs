//! Input nobody wrote: random bytes, and files people wrote with something changed.

/// Makes inputs. The same seed, samples and number give the same input on every machine.
pub struct Inputs {
    seed: u64,
    samples: Vec<Sample>,
}

/// A file in pieces: what is handed over before it and never changed, what stands before its list, and the entries of
/// the list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sample {
    before: String,
    head: String,
    items: Vec<String>,
}

/// What readers of YAML, JSON, dates and numbers stumble over.
const AWKWARD: &[&str] = &[
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "[[[[[[[[",
    "{a: {a: {a: ",
    "&a ",
    "*a",
    "<<: *a\n",
    "!!int ",
    "!<x> ",
    "|\n",
    ">-\n",
    "'",
    "\"",
    "\t",
    "\r\n",
    "\r",
    "\u{feff}",
    "\0",
    "\u{202e}",
    "\u{2028}",
    "\u{85}",
    "é",
    "\u{1d518}",
    "\\u0000",
    "\\ud800",
    "%YAML 9.9\n",
    "---\n",
    "...\n",
    "# ",
    ",",
    "null",
    "~",
    "true",
    "NO",
    "-",
    "0",
    "-1",
    "1e999",
    "0x10",
    "0o7",
    "1_000",
    ".inf",
    "99999999999999999999",
    "always",
    "2023-02-29",
    "2024-02-29",
    "0000-01-01",
    "9999-12-31",
    "10000-01-01",
    "-0001-01-01",
    "2024-13",
    "2024",
    "24:00:00Z",
    "2026-10-25T01:30:00+00:00",
    "0 months",
    "12 months",
    "99999999 years",
    "-3 days",
    "2 minutes",
    "p-017",
    "physician-associate",
    "supersedes: f-1\n",
    "all: []\n",
    "any: []\n",
    "not: {not: {not: ",
    "at_least: {n: 9999999999, of: []}\n",
];

impl Inputs {
    /// From that seed and these files: what is handed over before each, and its text.
    pub fn new(seed: u64, samples: &[(String, &str)]) -> Self {
        let samples = samples.iter().map(|(before, text)| Sample::of(before, text)).collect();
        Self { seed, samples }
    }

    /// The input of that number.
    pub fn make(&self, number: u64) -> Vec<u8> {
        let mut chance = Chance(self.seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
        match chance.below(10) {
            0 => (0..chance.below(300)).map(|_| chance.byte()).collect(),
            1 => (0..chance.below(60))
                .flat_map(|_| chance.pick(AWKWARD).unwrap_or(&"").bytes())
                .collect(),
            _ => {
                let Some(sample) = chance.pick(&self.samples) else { return Vec::new() };
                let mut bytes = sample.some(&mut chance);
                for _ in 0..=chance.below(4) {
                    self.change(&mut bytes, &mut chance);
                }
                [sample.before.as_bytes(), &bytes].concat()
            }
        }
    }

    fn change(&self, bytes: &mut Vec<u8>, chance: &mut Chance) {
        let at = chance.below(bytes.len() + 1);
        let to = (at + chance.below(40)).min(bytes.len());
        match chance.below(8) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
            }
            1 => drop(bytes.drain(at..to)),
            2 => {
                let again: Vec<u8> = bytes.get(at..to).unwrap_or_default().to_vec();
                bytes.splice(at..at, again);
            }
            3 => {
                let word = chance.pick(AWKWARD).unwrap_or(&"");
                bytes.splice(at..at, word.bytes());
            }
            4 => {
                // In place of the value behind a colon.
                let from =
                    bytes.iter().skip(at).position(|it| *it == b':').map_or(at, |it| at + it + 1);
                let end = bytes
                    .iter()
                    .skip(from)
                    .position(|it| *it == b'\n')
                    .map_or(bytes.len(), |it| from + it);
                let word = format!(" {}", chance.pick(AWKWARD).unwrap_or(&""));
                bytes.splice(from..end, word.bytes());
            }
            5 => {
                // A line out, or in twice.
                let begin =
                    bytes.iter().take(at).rposition(|it| *it == b'\n').map_or(0, |it| it + 1);
                let end = bytes
                    .iter()
                    .skip(at)
                    .position(|it| *it == b'\n')
                    .map_or(bytes.len(), |it| at + it + 1);
                let line: Vec<u8> = bytes.drain(begin..end.max(begin)).collect();
                if chance.below(2) == 0 {
                    let twice = [line.clone(), line].concat();
                    bytes.splice(begin..begin, twice);
                }
            }
            6 => {
                let other =
                    chance.pick(&self.samples).map(|it| it.some(chance)).unwrap_or_default();
                let from = chance.below(other.len() + 1);
                bytes.truncate(at);
                bytes.extend(other.get(from..).unwrap_or_default());
            }
            _ => bytes.truncate(at),
        }
    }
}

impl Sample {
    /// Splits a file before each line that begins an entry of its outermost list.
    fn of(before: &str, text: &str) -> Self {
        let indent = |it: &str| it.len() - it.trim_start().len();
        let dashes = text.lines().filter(|it| it.trim_start().starts_with("- "));
        let outermost = dashes.map(indent).min();
        let before = before.to_owned();
        let mut sample = Self { before, head: String::new(), items: Vec::new() };
        for line in text.split_inclusive('\n') {
            if line.trim_start().starts_with("- ") && Some(indent(line)) == outermost {
                sample.items.push(String::new());
            }
            sample.items.last_mut().unwrap_or(&mut sample.head).push_str(line);
        }
        sample
    }

    /// The file with a few of its entries.
    fn some(&self, chance: &mut Chance) -> Vec<u8> {
        let mut text = self.head.clone();
        for _ in 0..chance.below(6) {
            if let Some(item) = chance.pick(&self.items) {
                text.push_str(item);
            }
        }
        text.into_bytes()
    }
}

/// Numbers from a seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, and 0 where there is none.
    fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % n).unwrap_or(0)
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs() -> Inputs {
        let text = "set: a\nprovisions:\n  - id: x\n    says: y\n  - id: z\n";
        Inputs::new(7, &[("first\n".to_owned(), text), (String::new(), "")])
    }

    #[test]
    fn a_file_is_split_into_its_head_and_its_entries() {
        let sample = Sample::of("", "set: a\nlist:\n  - id: x\n    of:\n      - b\n  - id: z\n");
        assert_eq!(sample.head, "set: a\nlist:\n");
        assert_eq!(sample.items, ["  - id: x\n    of:\n      - b\n", "  - id: z\n"]);
    }

    #[test]
    fn the_same_seed_and_number_give_the_same_input() {
        for number in 0..200 {
            assert_eq!(inputs().make(number), inputs().make(number));
        }
        assert_ne!(inputs().make(1), inputs().make(2));
    }

    #[test]
    fn inputs_are_made_without_samples_too() {
        let none = Inputs::new(1, &[]);
        assert!((0..500).any(|it| !none.make(it).is_empty()));
    }
}
