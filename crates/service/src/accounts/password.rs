//! Passwords: which are taken, how they are kept, how they are checked.
//!
//! At least 12 characters and none of those that are guessed first; nothing is asked of their composition. Kept as
//! argon2id with 19 MiB and two passes. Hashing runs on threads that may block, two at a time at most, so that whoever
//! floods the sign-in page costs neither memory nor anybody else's answer.

use std::sync::{Arc, OnceLock};

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use preceptor_ledger::Chance;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::error::{AccountError, Fault};

/// The fewest characters of a password.
pub(super) const FEWEST: usize = 12;
/// The most: more adds nothing, and a very long one costs time.
const MOST: usize = 200;
/// How many are hashed at a time.
const AT_ONCE: usize = 2;

/// Hashes and checks passwords.
pub(super) struct Hashing {
    argon2: Arc<Argon2<'static>>,
    turns: Semaphore,
}

/// What whoever has no account is checked against, so that it takes as long. Of no password: its bytes were drawn, not
/// hashed, and what comes of it is not looked at.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdCBvZiBub2JvZHkhIQ$\
                       b9Zk1mJ6w8o2yqT0r5uQX3cVnL7eHdGsA4iKfPjBtEU";

impl Hashing {
    pub(super) fn new() -> Self {
        // These are within the bounds the crate checks, so its own would never be taken.
        let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Self { argon2: Arc::new(argon2), turns: Semaphore::new(AT_ONCE) }
    }

    /// The hash of a password, as it is kept.
    pub(super) async fn hash(
        &self,
        password: &str,
        chance: &Arc<dyn Chance>,
    ) -> Result<String, AccountError> {
        let _turn = self.turn().await?;
        let (argon2, password, chance) = (self.argon2.clone(), password.to_owned(), chance.clone());
        blocking(move || hash(&argon2, password.as_bytes(), &*chance)).await?
    }

    /// Waits for a turn to check. What is read after it, no other check of this process changes but one beside it.
    pub(super) async fn turn(&self) -> Result<SemaphorePermit<'_>, AccountError> {
        self.turns.acquire().await.map_err(|_| BROKEN)
    }

    /// Whether the password is the one that was kept; where none was, it takes as long and is not. The caller has a turn.
    pub(super) async fn is_right(
        &self,
        _turn: &SemaphorePermit<'_>,
        password: &str,
        kept: Option<&str>,
    ) -> Result<bool, AccountError> {
        let is_kept = kept.is_some();
        // A longer one was never taken, and need not be hashed whole.
        let password: String = password.chars().take(MOST + 1).collect();
        let (argon2, kept) = (self.argon2.clone(), kept.unwrap_or(NOBODYS).to_owned());
        let is_right =
            blocking(move || argon2.verify_password(password.as_bytes(), kept.as_str()).is_ok())
                .await?;
        Ok(is_right && is_kept)
    }
}

const BROKEN: AccountError = AccountError::Broken("the password could not be hashed");

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AccountError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| BROKEN)
}

fn hash(argon2: &Argon2<'_>, password: &[u8], chance: &dyn Chance) -> Result<String, AccountError> {
    let mut salt = [0; 16];
    chance.fill(&mut salt)?;
    let made = argon2.hash_password_with_salt(password, &salt).map_err(|_| BROKEN)?;
    Ok(made.to_string())
}

/// What is wrong with a new password, whoever's it is to be.
pub(super) fn judge(password: &str, email: &str, name: &str) -> Option<Fault> {
    let n = password.chars().count();
    if n < FEWEST {
        return Some(Fault::PasswordShort);
    }
    if n > MOST {
        return Some(Fault::PasswordLong);
    }
    let plain = password.to_lowercase();
    let core = core(&plain);
    let own = email.split(['@', '.']).chain(name.split_whitespace()).map(str::to_lowercase);
    let joined: String = name.to_lowercase().split_whitespace().collect();
    let whole = email.trim().to_lowercase();
    if plain == whole
        || own.chain([joined]).any(|it| it.chars().count() > 2 && is_made_of(&core, &it))
    {
        return Some(Fault::PasswordOwn);
    }
    let is_common = is_run(&plain)
        || is_of_one_unit(&plain)
        || is_on_keyboard(&plain)
        || common().iter().any(|it| is_made_of(&core, it));
    is_common.then_some(Fault::PasswordCommon)
}

/// What is left of a password without the digits and signs around it, with the usual signs for letters read as letters.
fn core(plain: &str) -> String {
    let as_letter = |it: char| match it {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '5' | '$' => 's',
        '7' => 't',
        it => it,
    };
    let inner = plain.trim_matches(|it: char| !it.is_alphabetic());
    inner.chars().map(as_letter).filter(|it| it.is_alphanumeric()).collect()
}

/// Whether it is the word, once or several times over.
fn is_made_of(core: &str, word: &str) -> bool {
    !core.is_empty() && core.split(word).all(str::is_empty)
}

/// Whether each character follows on the one before in the same way: `aaaa`, `1234`, `zyxw`, `7890`.
fn is_run(plain: &str) -> bool {
    let steps = |wrap: bool| {
        let all: Vec<u32> = plain.chars().map(u32::from).collect();
        let step = |a: u32, b: u32| match (a, b) {
            (0x39, 0x30) if wrap => Some(1),
            (0x30, 0x39) if wrap => Some(-1),
            _ => i64::from(b).checked_sub(i64::from(a)).filter(|it| it.abs() <= 1),
        };
        let mut steps = all.windows(2).map(|it| match it {
            [a, b] => step(*a, *b),
            _ => None,
        });
        let first = steps.next().flatten();
        first.is_some() && steps.all(|it| it == first)
    };
    steps(true) || steps(false)
}

/// Whether it is a unit of at most four characters again and again: `abcabcabcabc`.
fn is_of_one_unit(plain: &str) -> bool {
    let all: Vec<char> = plain.chars().collect();
    (1..=4).any(|n| all.iter().zip(all.iter().skip(n)).all(|(a, b)| a == b))
}

/// Whether it is typed along the rows of a keyboard, or along its columns.
fn is_on_keyboard(plain: &str) -> bool {
    const WAYS: [&str; 3] = [
        "1234567890qwertyuiopasdfghjklzxcvbnm",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
        "qazwsxedcrfvtgbyhnujmikolp",
    ];
    let back: String = plain.chars().rev().collect();
    WAYS.iter().any(|it| it.contains(plain) || it.contains(&back))
}

/// The words that are guessed first, one a line.
fn common() -> &'static [&'static str] {
    static ALL: OnceLock<Vec<&'static str>> = OnceLock::new();
    let lines = || include_str!("common.txt").lines();
    ALL.get_or_init(|| lines().filter(|it| !it.starts_with('#') && !it.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(password: &str) -> Option<Fault> {
        judge(password, "amara.okafor@ward.example.org", "Amara Okafor")
    }

    #[test]
    fn it_has_twelve_characters_to_two_hundred_whatever_they_are() {
        assert_eq!(judged("kestrel mo7"), Some(Fault::PasswordShort));
        assert_eq!(judged("kestrel moor"), None);
        assert_eq!(
            judged("ąęłńóśźżćąę"),
            Some(Fault::PasswordShort),
            "eleven characters of twice the bytes"
        );
        assert_eq!(judged("ąęłńóśźżćąęł"), None);
        assert_eq!(judged("🙂 slow green lanterns"), None);
        let long: String = "kestrel moor over slow green lanterns ".repeat(6);
        let cut = |n| long.chars().take(n).collect::<String>();
        assert_eq!(judged(&cut(200)), None);
        assert_eq!(judged(&cut(201)), Some(Fault::PasswordLong));
    }

    #[test]
    fn nobodys_hash_costs_what_everybodys_does() {
        let of = |text: &str| argon2::password_hash::phc::PasswordHash::new(text).unwrap();
        let hashing = Hashing::new();
        let own = hash(&hashing.argon2, b"kestrel moor", &Sevens).unwrap();
        let (own, nobodys) = (of(&own), of(NOBODYS));
        assert_eq!(
            (own.algorithm, own.version, &own.params),
            (nobodys.algorithm, nobodys.version, &nobodys.params)
        );
        assert_eq!(own.hash.unwrap().as_bytes().len(), nobodys.hash.unwrap().as_bytes().len());
        assert_eq!(own.params.to_string(), "m=19456,t=2,p=1");
    }

    struct Sevens;
    impl Chance for Sevens {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), preceptor_ledger::NoChance> {
            bytes.fill(7);
            Ok(())
        }
    }

    #[test]
    fn what_is_guessed_first_is_not_taken() {
        for it in [
            "password1234",
            "P@ssw0rd2026",
            "PasswordPassword",
            "!!!Welcome2026",
            "letmein-12345",
            "123456789012",
            "098765432109",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "abcdefghijkl",
            "qwertyuiopas",
            "mnbvcxzlkjhg",
            "1qaz2wsx3edc",
            "iloveyou1234",
            "preceptor2026",
            "manchesterunited",
        ] {
            assert_eq!(judged(it), Some(Fault::PasswordCommon), "{it}");
        }
        for it in
            ["passwordless kestrel", "qwerty and slow lanterns", "123456789013", "abcabcabcabd"]
        {
            assert_eq!(judged(it), None, "{it}");
        }
    }

    #[test]
    fn nobody_takes_their_own_name() {
        for it in [
            "amaraokafor1",
            "Okafor2026!!!",
            "OkaforOkafor",
            "amara.okafor@ward.example.org",
            "amara1234567",
        ] {
            assert_eq!(judged(it), Some(Fault::PasswordOwn), "{it}");
        }
        assert_eq!(judged("amara sees kestrels"), None);
        assert_eq!(
            judge("al slow moor", "al@example.org", "Al O"),
            None,
            "two letters are in much"
        );
    }

    #[test]
    fn the_list_is_as_it_is_compared() {
        assert!(common().len() > 100);
        for it in common() {
            assert_eq!(core(&it.to_lowercase()), **it, "`{it}` would never be met");
        }
    }
}
