//! Every worked case of every built-in rulebook, as a test of its own.
//!
//! `cargo test --test rulebook_cases prescribing` runs those whose file or sentence holds the word.

use std::fmt::Write as _;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use preceptor_rulebook::load::{Loaded, PlacedCase};
use preceptor_rulebook::{BUILTIN_NAMES, builtin, load_from};
use preceptor_standing::cases::{Mismatch, Runner};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for name in BUILTIN_NAMES {
        let Some(files) = builtin(name) else { continue };
        // The tests of this process outlive this function, and so must what they are about.
        let loaded: &'static Loaded =
            Box::leak(Box::new(load_from(&files, &format!("rulebooks/{name}"))));
        let readable = !loaded.faults.any_error();
        trials.push(Trial::test(format!("{name} can be read"), move || {
            if readable { Ok(()) } else { Err(Failed::from(loaded.faults.render(&loaded.sources))) }
        }));
        let Some(book) = loaded.sound() else { continue };
        let runner: &'static Runner<'static> =
            Box::leak(Box::new(Runner::new(book, &loaded.case_people)));
        for case in &loaded.cases {
            let file = case.file.trim_start_matches("cases/").trim_end_matches(".yaml");
            let trial =
                Trial::test(format!("{name}/{file}: {}", case.case.case.value), move || {
                    runner.run(case).map_err(|it| Failed::from(told(loaded, case, &it)))
                });
            trials.push(trial);
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn told(loaded: &Loaded, case: &PlacedCase, mismatches: &[Mismatch]) -> String {
    let mut text = String::new();
    if let Some((file, line, _)) = loaded.sources.locate(case.case.case.place) {
        let _ = writeln!(text, "{file}:{line}");
    }
    for it in mismatches {
        let _ = writeln!(text, "{}: expected {}, got {}", it.what, it.expected, it.got);
        for reason in &it.reasons {
            let _ = writeln!(text, "  - {reason}");
        }
    }
    text
}
