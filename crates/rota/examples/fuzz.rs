//! The program that `cargo xtask soak` feeds: `fuzz NAME` reads inputs from standard input (four bytes of length, the
//! least first, then the bytes), hands each to the function of that name and answers with one byte.
//!
//! A function that stops, overflows its stack or never comes back ends this program or leaves it silent, and the soak
//! knows which input it was.

use std::io::{self, Read as _, Write as _};
use std::process::ExitCode;
use std::sync::LazyLock;

use preceptor_record::people::fuzz_people;
use preceptor_rota::fuzz_rota;
use preceptor_rota::model::compile::Handed;
use preceptor_rulebook::{builtin_files, fuzz_rulebook, load_rules};

fn main() -> ExitCode {
    let name = std::env::args().nth(1);
    let function: fn(&[u8]) = match name.as_deref() {
        Some("people") => fuzz_people,
        Some("rota") => rota,
        Some("rulebook") => fuzz_rulebook,
        _ => return ExitCode::from(2),
    };
    if serve(function).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A rota, judged by the limits of the built-in rulebook.
fn rota(bytes: &[u8]) {
    static HANDED: LazyLock<Handed> = LazyLock::new(|| {
        let book = load_rules(&builtin_files()).rulebook;
        let profiles = book
            .iter()
            .flat_map(|book| book.limits.keys().filter_map(|it| book.limit_profile(it.as_str())));
        let bank_holidays = book.iter().flat_map(|it| it.bank_holidays("england")).collect();
        Handed { profiles: profiles.collect(), bank_holidays }
    });
    fuzz_rota(bytes, &HANDED);
}

fn serve(function: fn(&[u8])) -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let mut length = [0; 4];
    loop {
        match input.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        }
        let mut bytes = Vec::new();
        input.by_ref().take(u64::from(u32::from_le_bytes(length))).read_to_end(&mut bytes)?;
        function(&bytes);
        output.write_all(b".")?;
        output.flush()?;
    }
}
