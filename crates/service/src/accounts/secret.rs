//! Secrets that are handed out: in links, in cookies, on paper.

use preceptor_ledger::{Chance, NoChance};

/// A secret of 128 random bits, as 32 lower-case hexadecimal digits: it goes into addresses as it is.
pub(super) fn link(chance: &dyn Chance) -> Result<String, NoChance> {
    let mut bytes = [0; 16];
    chance.fill(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// An id for an account: it says nothing about whose it is.
pub(super) fn account_id(chance: &dyn Chance) -> Result<String, NoChance> {
    let mut bytes = [0; 10];
    chance.fill(&mut bytes)?;
    Ok(format!("a-{}", letters(&bytes)))
}

/// The letters of recovery codes: none that is mistaken for another when it is read from paper.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// A recovery code: 80 random bits in four groups of four.
pub(super) fn recovery_code(chance: &dyn Chance) -> Result<String, NoChance> {
    let mut bytes = [0; 16];
    chance.fill(&mut bytes)?;
    let plain = letters(&bytes);
    let groups: Vec<&str> = [0, 4, 8, 12].iter().filter_map(|&at| plain.get(at..at + 4)).collect();
    Ok(groups.join("-"))
}

/// One letter of five bits for each byte.
fn letters(bytes: &[u8]) -> String {
    let letter = |it: &u8| LETTERS.get(usize::from(it & 31)).map(|it| char::from(*it));
    bytes.iter().filter_map(letter).collect()
}

/// A recovery code as it is looked up, whatever case and blanks it was typed with; `None` where it cannot be one.
pub(super) fn folded_code(typed: &str) -> Option<String> {
    let plain: String = typed
        .chars()
        .filter(|it| !it.is_whitespace() && *it != '-')
        .map(|it| match it.to_ascii_lowercase() {
            'o' => '0',
            it => it,
        })
        .collect();
    let is_one = plain.len() == 16 && plain.bytes().all(|it| LETTERS.contains(&it));
    is_one.then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting;
    impl Chance for Counting {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), NoChance> {
            bytes.iter_mut().zip(0..).for_each(|(it, n)| *it = n);
            Ok(())
        }
    }

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let code = recovery_code(&Counting).unwrap();
        assert_eq!(code, "abcd-efgh-jkmn-pqrs");
        let folded = folded_code(&code);
        assert!(folded.is_some());
        assert_eq!(folded_code(" ABCD efgh JKMN pqrs"), folded);
        for it in
            ["abcd-efgh-jkmn-pqr", "abcd-efgh-jkmn-pqrst", "abcd-efgh-jkmn-pqr1", "", "123456"]
        {
            assert_eq!(folded_code(it), None, "{it}");
        }
    }

    #[test]
    fn a_link_has_128_bits() {
        assert_eq!(link(&Counting).unwrap(), "000102030405060708090a0b0c0d0e0f");
    }
}
