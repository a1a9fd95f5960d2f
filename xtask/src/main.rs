//! `cargo xtask`: what one runs while working on Preceptor.
//!
//! It only calls other programs and reads the repository; it knows nothing of the domain and depends on no room of the
//! house. Start at [`gate`] for `cargo xtask test`, at [`tidy`] for the checks of the repository itself.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command for a terminal")]

use std::process::ExitCode;

mod arguments;
mod bench;
mod codegen;
mod gate;
mod house;
mod soak;
mod source;
mod tidy;
mod tree;

use arguments::{Arguments, WrongUse};

const USAGE: &str = "\
cargo xtask test  [--without PART,...] [--only STEP,...] [--data DIR]
                                     everything the gate runs; PART: postgres, browser
cargo xtask tidy                     the checks of the repository itself
cargo xtask codegen                  writes anew what is made from the types: the JSON Schemas
cargo xtask soak  [fuzz] [--minutes N] [--seed N]
                                     a long run on input nobody wrote (10 minutes unless told otherwise)
cargo xtask soak  kills [--seed N]   kills a process that writes, 50 times, and looks whether anything was lost
cargo xtask bench NAME [--json]      one benchmark beside its references
cargo xtask bench http [--people N] [--only read|write|decide]
                                     the server with 100,000 people beside a plain one
cargo xtask bench rota [--data DIR] [--family F,...] [--instances NAME,...] [--seconds N,...] [--seeds N]
                       [--peers] [--panel] [--sweep]
                                     the rota solver on published problems; --panel and --sweep go on where they stopped
";

fn main() -> ExitCode {
    let mut arguments = Arguments::new(std::env::args().skip(1));
    let done = match arguments.word().as_deref() {
        Some("test") => gate::command(arguments),
        Some("tidy") => tidy::command(arguments),
        Some("codegen") => codegen::command(arguments),
        Some("soak") => soak::command(arguments),
        Some("bench") => bench::command(arguments),
        Some("help") => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        Some(other) => Err(WrongUse(format!("there is no `cargo xtask {other}`")).into()),
        None => Err(WrongUse("say what to do".to_owned()).into()),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        if error.is::<WrongUse>() {
            eprint!("\n{USAGE}");
            return ExitCode::from(2);
        }
        ExitCode::FAILURE
    })
}
