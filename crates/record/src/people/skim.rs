//! A light look at a line of JSON: whose it is and whom it names, without reading the rest.
//!
//! It builds nothing and checks next to nothing. Where anything is out of the ordinary it says so, and the line is
//! read in full; what it does find on a line that can be read is what reading finds.

/// What a light look at a line finds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Skimmed<'a> {
    /// A person of that id.
    Person(&'a str),
    /// An organisation.
    Organisation,
    /// It takes a full reading to tell.
    Unclear,
}

/// Looks at a line and hands over each id it names somebody by: a supervisor, assessor, delegator or appraiser,
/// perhaps also somebody who only checked a fact.
pub(super) fn skim<'a>(line: &'a str, named: impl FnMut(&'a str)) -> Skimmed<'a> {
    let mut skim =
        Skim { text: line, bytes: line.as_bytes(), at: 0, depth: 0, id: None, organisation: false };
    match skim.run(named) {
        Some(()) if skim.depth != 0 => Skimmed::Unclear,
        Some(()) if skim.organisation => Skimmed::Organisation,
        Some(()) => skim.id.map_or(Skimmed::Unclear, Skimmed::Person),
        None => Skimmed::Unclear,
    }
}

struct Skim<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    id: Option<&'a str>,
    organisation: bool,
}

impl<'a> Skim<'a> {
    fn run(&mut self, mut named: impl FnMut(&'a str)) -> Option<()> {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.checked_sub(1)?,
                b'"' => {
                    let key = self.string()?;
                    if self.is_key() {
                        self.take(key?, &mut named)?;
                    }
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        Some(())
    }

    /// Whether what was just read is a key that may matter; then the next to read is its value.
    fn is_key(&mut self) -> bool {
        if self.depth > 3 {
            return false;
        }
        self.skip_blanks();
        let is_key = self.bytes.get(self.at) == Some(&b':');
        self.at += usize::from(is_key);
        is_key
    }

    /// The person stands at depth one; their facts at three, or one alone without brackets at two.
    fn take(&mut self, key: &str, named: &mut impl FnMut(&'a str)) -> Option<()> {
        match (self.depth, key) {
            (1, "id") if self.id.is_some() => return None,
            (1, "id") => self.id = Some(self.scalar()??),
            (1, "organisation") => self.organisation = true,
            (2 | 3, "supervisor" | "assessor" | "by" | "delegator" | "appraiser") => {
                if let Some(id) = self.scalar()? {
                    named(id);
                }
            }
            _ => {}
        }
        Some(())
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    /// A text or a bare word; nothing inside where a mapping or a list stands.
    #[expect(
        clippy::option_option,
        reason = "the outer is what is unclear, the inner what is no scalar"
    )]
    fn scalar(&mut self) -> Option<Option<&'a str>> {
        self.skip_blanks();
        match self.bytes.get(self.at)? {
            b'{' | b'[' => Some(None),
            b'"' => Some(Some(self.string()??)),
            _ => {
                let start = self.at;
                while !matches!(
                    self.bytes.get(self.at)?,
                    b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r'
                ) {
                    self.at += 1;
                }
                Some(self.text.get(start..self.at))
            }
        }
    }

    /// The text between two quotes, from the first of them: nothing inside where an escape stands in it.
    #[expect(clippy::option_option, reason = "the outer is a line that ends, the inner an escape")]
    fn string(&mut self) -> Option<Option<&'a str>> {
        self.at += 1;
        let start = self.at;
        let mut escaped = false;
        loop {
            match self.bytes.get(self.at)? {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.at += 2;
                }
                _ => self.at += 1,
            }
        }
        let text = self.text.get(start..self.at);
        self.at += 1;
        Some(text.filter(|_| !escaped))
    }
}
