//! Codes of an app: RFC 6238 with SHA-1, six digits and half a minute, which is what every app speaks.

use jiff::Timestamp;
use preceptor_ledger::Chance;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::error::AccountError;

/// Whom the app says the code is for.
const ISSUER: &str = "Preceptor";

/// A new secret, of the 160 bits the RFC recommends, in base 32.
pub(super) fn new_secret(chance: &dyn Chance) -> Result<String, AccountError> {
    let mut bytes = [0; 20];
    chance.fill(&mut bytes)?;
    Ok(Secret::from(bytes).to_base32())
}

fn of(secret: &str, email: &str) -> Result<Totp, AccountError> {
    let broken = AccountError::Broken("the secret of codes cannot be read");
    let secret = Secret::try_from_base32(secret).map_err(|_| broken.clone())?;
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret)
        .with_issuer(Some(ISSUER))
        .with_account_name(email)
        .build()
        .map_err(|_| broken)
}

/// The address an app reads from a square code.
pub(super) fn address(secret: &str, email: &str) -> Result<String, AccountError> {
    of(secret, email)?.to_url().map_err(|_| AccountError::Broken("the app's address"))
}

/// The half minute the code is of: the present one, the one before or the one after. `None` where it is of none of them.
pub(super) fn step(secret: &str, code: &str, now: Timestamp) -> Result<Option<i64>, AccountError> {
    let Ok(seconds) = u64::try_from(now.as_second()) else { return Ok(None) };
    let code: String = code.chars().filter(|it| !it.is_whitespace()).collect();
    let is_code = code.len() == 6 && code.bytes().all(|it| it.is_ascii_digit());
    if !is_code {
        return Ok(None);
    }
    Ok(of(secret, "-")?.check(&code, seconds).and_then(|it| i64::try_from(it).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the RFC's own test values, "12345678901234567890".
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn it_takes_the_codes_of_the_rfc() {
        // The last six digits of its appendix B.
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")]
        {
            assert_eq!(step(SECRET, code, at(seconds)).unwrap(), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn a_code_holds_for_its_half_minute_and_the_ones_beside_it() {
        let of = |seconds| step(SECRET, "005924", at(seconds)).unwrap().is_some();
        let begins = 1_234_567_890;
        assert_eq!(begins % 30, 0);
        assert_eq!(
            [begins - 31, begins - 30, begins + 59, begins + 60].map(of),
            [false, true, true, false]
        );
    }

    #[test]
    fn what_is_no_code_is_not_taken() {
        assert_eq!(
            step(SECRET, " 005 924 ", at(1_234_567_890)).unwrap(),
            Some(41_152_263),
            "as apps show it"
        );
        for it in ["", "5924", "0059240", "００５９２４", "'; --", "00592x"] {
            assert_eq!(step(SECRET, it, at(1_234_567_890)).unwrap(), None, "{it}");
        }
    }

    #[test]
    fn the_address_is_one_apps_read() {
        let made = address(SECRET, "amara+x@example.org").unwrap();
        let read = Totp::from_url(&made).unwrap();
        assert_eq!(
            (read.account_name(), read.issuer()),
            ("amara+x@example.org", Some("Preceptor"))
        );
        assert_eq!(
            (read.secret().to_base32().as_str(), read.digits(), read.step()),
            (SECRET, 6, 30)
        );
    }
}
