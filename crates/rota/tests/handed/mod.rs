//! What the engine is handed of the built-in rulebook.

#![expect(clippy::unwrap_used, reason = "a rulebook that cannot be read fails the test")]

use std::sync::LazyLock;

use preceptor_rota::model::compile::Handed;

/// The limits and bank holidays of the built-in rulebook.
pub static HANDED: LazyLock<Handed> = LazyLock::new(|| {
    let book =
        preceptor_rulebook::load_rules(&preceptor_rulebook::builtin_files()).rulebook.unwrap();
    Handed {
        profiles: book.limits.keys().filter_map(|it| book.limit_profile(it.as_str())).collect(),
        bank_holidays: book.bank_holidays("england"),
    }
});
