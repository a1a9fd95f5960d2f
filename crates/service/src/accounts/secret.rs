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
    Ok(format!("a-{}", letters(chance)?))
}

/// The letters of recovery codes: none that is mistaken for another when it is read from paper.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// A recovery code: 80 random bits in four groups of four letters.
pub(super) fn recovery_code(chance: &dyn Chance) -> Result<String, NoChance> {
    let plain = letters(chance)?;
    let groups: Vec<&str> = [0, 4, 8, 12].iter().filter_map(|&at| plain.get(at..at + 4)).collect();
    Ok(groups.join("-"))
}

/// 80 random bits, five to each of 16 letters.
fn letters(chance: &dyn Chance) -> Result<String, NoChance> {
    let mut bytes = [0; 16];
    let (_, random) = bytes.split_at_mut(6);
    chance.fill(random)?;
    let bits = u128::from_be_bytes(bytes);
    let letter = |nth: u32| LETTERS.get((bits >> (5 * nth)) as usize & 31).copied();
    Ok((0..16).rev().filter_map(letter).map(char::from).collect())
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
        // The bytes 0 to 9 are AAAQEAYEAUDAOCAJ in the usual base 32; these are the same places in our letters.
        assert_eq!(code, "aaat-ea2e-axda-rcak");
        let folded = folded_code(&code);
        assert!(folded.is_some());
        assert_eq!(folded_code(" AAAT ea2e AXDA rcak"), folded);
        for it in
            ["aaat-ea2e-axda-rca", "aaat-ea2e-axda-rcakk", "aaat-ea2e-axda-rca1", "", "123456"]
        {
            assert_eq!(folded_code(it), None, "{it}");
        }
    }

    #[test]
    fn a_link_has_128_bits() {
        assert_eq!(link(&Counting).unwrap(), "000102030405060708090a0b0c0d0e0f");
    }
}
