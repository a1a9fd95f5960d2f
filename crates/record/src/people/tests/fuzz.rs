use proptest::prelude::*;

use crate::people::fuzz_people;

const SAMPLES: &[&str] = &[
    "- id: p-017\n  name: Amara Okafor\n  facts:\n    - {kind: registration, register: gmc-aapa, number: A9990017, status: registered, from: 2025-01-06, verified: true}\n    - {kind: sign-off, activity: ecg, by: p-100, on: 2025-02-01, level: on-site, verified: {by: p-100, on: 2025-02-02}}\n- {organisation: X99, kind: trust, sites: [main, {id: other, title: Other}]}\n",
    "{\"organisation\":\"X99\"}\n{\"id\":\"p-1\",\"born\":\"1990-02-28\",\"facts\":[{\"kind\":\"post\",\"role\":\"nurse\",\"fte\":0.6},{\"kind\":\"withdrawal\",\"of\":\"f-1\"}]}\r\n\n{\"id\":\"p\\u002d2\",\"facts\":{\"kind\":\"cpd\",\"hours\":1.5}}\n",
    "[{\"id\": \"p-1\", \"facts\": [{\"kind\": \"exam\", \"exam\": \"pane\", \"recorded\": \"2026-03-29T01:30\"}]}]",
    "- &a {id: p-1, facts: &f [{kind: exam, exam: pane, id: x}]}\n- {id: p-2, facts: *f}\n",
];

/// Pieces that matter to a reader, to put in where a byte was.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\n",
    b"\r\n",
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"&a ",
    b"*a",
    b"- ",
    b"\xef\xbb\xbf",
    b"\\ud800",
    b"1e999",
    b"-",
    b"~",
    b"|",
    b"\t",
];

#[test]
fn the_samples_are_read() {
    for sample in SAMPLES {
        fuzz_people(sample.as_bytes());
        assert!(super::read("people", sample).is_ok(), "{sample}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever the bytes, they are read or refused, and what was read can be written and read again.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        fuzz_people(&bytes);
    }

    /// The same of files with a few pieces changed.
    #[test]
    fn changed_samples_are_read_or_refused(
        sample in prop::sample::select(SAMPLES),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..4, prop::sample::select(PIECES)), 1..4),
    ) {
        let mut bytes = sample.as_bytes().to_vec();
        for (at, n_bytes, piece) in changes {
            let at = at.index(bytes.len() + 1);
            let end = (at + n_bytes).min(bytes.len());
            bytes.splice(at..end, piece.iter().copied());
        }
        fuzz_people(&bytes);
    }
}
