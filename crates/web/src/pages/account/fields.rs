//! Fields of forms about accounts, as NHS.UK has them: label, hint, what is wrong, the field.

use maud::{Markup, html};
use preceptor_service::accounts::{AccountError, Fault, Field};

use crate::text::t;

/// A field of one line.
pub struct Line<'a> {
    /// Its name, which is its id as well.
    pub name: &'a str,
    /// What is asked.
    pub label: &'a str,
    /// A word of help.
    pub hint: Option<&'a str>,
    /// What stands in it.
    pub value: &'a str,
    /// `text`, `email`, `password`.
    pub kind: &'a str,
    /// What a browser may fill in.
    pub autocomplete: &'a str,
    /// Whether only digits are typed.
    pub is_digits: bool,
    /// What is wrong with it.
    pub error: Option<&'a str>,
}

impl<'a> Line<'a> {
    /// A plain one.
    pub fn new(name: &'a str, label: &'a str, autocomplete: &'a str) -> Self {
        let (hint, value, kind, is_digits, error) = (None, "", "text", false, None);
        Self { name, label, hint, value, kind, autocomplete, is_digits, error }
    }

    /// For a name.
    pub fn name(value: &'a str, error: Option<&'a str>) -> Self {
        Self { value, error, ..Self::new("name", t!("account.name"), "name") }
    }

    /// For an e-mail address.
    pub fn email(value: &'a str, error: Option<&'a str>) -> Self {
        Self { value, error, kind: "email", ..Self::new("email", t!("account.email"), "username") }
    }

    /// For a new password.
    pub fn new_password(error: Option<&'a str>) -> Self {
        let it = Self::new("password", t!("account.new-password"), "new-password");
        Self { kind: "password", hint: Some(t!("account.new-password.hint")), error, ..it }
    }

    /// For a code of the app.
    pub fn code(hint: &'a str, error: Option<&'a str>) -> Self {
        let it = Self::new("code", t!("account.code"), "one-time-code");
        Self { hint: Some(hint), is_digits: true, error, ..it }
    }

    /// It, drawn. What was typed stays, but never a password.
    pub fn html(&self) -> Markup {
        let (hint, error) = (format!("{}-hint", self.name), format!("{}-error", self.name));
        let described = [self.hint.map(|_| hint.as_str()), self.error.map(|_| error.as_str())];
        let described: Vec<&str> = described.into_iter().flatten().collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let is_secret = self.kind == "password";
        html! {
            div class={ "nhsuk-form-group" @if self.error.is_some() { " nhsuk-form-group--error" } } {
                label class="nhsuk-label" for=(self.name) { (self.label) }
                @if let Some(it) = self.hint { div class="nhsuk-hint" id=(hint) { (it) } }
                @if let Some(it) = self.error {
                    span class="nhsuk-error-message" id=(error) {
                        span class="nhsuk-u-visually-hidden" { (t!("form.error")) " " } (it)
                    }
                }
                input class={
                    "nhsuk-input" @if self.error.is_some() { " nhsuk-input--error" }
                    @if self.is_digits { " nhsuk-input--width-10" }
                } id=(self.name) name=(self.name) type=(self.kind) autocomplete=(self.autocomplete)
                    value=[(!is_secret).then_some(self.value)] inputmode=[self.is_digits.then_some("numeric")]
                    spellcheck="false" autocapitalize=[(self.kind != "text").then_some("none")]
                    aria-describedby=[described] maxlength="300";
            }
        }
    }
}

/// Whose password it is, for a browser that keeps passwords; nobody sees it.
pub fn whose(email: &str) -> Markup {
    html! { input type="text" name="username" value=(email) autocomplete="username" hidden; }
}

/// What is wrong, above everything else, each with the way to where it is.
pub fn summary(wrong: &[(&str, String)]) -> Markup {
    html! {
        @if !wrong.is_empty() {
            div class="nhsuk-error-summary" data-module="nhsuk-error-summary" {
                div role="alert" {
                    h2 class="nhsuk-error-summary__title" { (t!("form.problem")) }
                    div class="nhsuk-error-summary__body" {
                        ul class="nhsuk-list nhsuk-error-summary__list" {
                            @for (field, message) in wrong { li { a href={ "#" (field) } { (message) } } }
                        }
                    }
                }
            }
        }
    }
}

/// The title of a page whose form was not taken.
pub fn title(plain: &str, wrong: &[(&str, String)]) -> String {
    if wrong.is_empty() { plain.to_owned() } else { t!("form.error.title", title = plain) }
}

/// What is wrong with a field, if anything.
pub fn wrong<'a>(all: &'a [(&str, String)], field: &str) -> Option<&'a str> {
    all.iter().find(|it| it.0 == field).map(|it| it.1.as_str())
}

/// What stands on the page for each fault, with the field it belongs to.
pub fn faults(error: &AccountError) -> Vec<(&'static str, String)> {
    let AccountError::Faults(all) = error else { return Vec::new() };
    all.iter().map(|it| (field(it.field()), words(*it).to_owned())).collect()
}

/// The id of the field.
fn field(it: Field) -> &'static str {
    match it {
        Field::Name => "name",
        Field::Email => "email",
        Field::Password => "password",
        Field::Code => "code",
        Field::Roles => "role-0",
    }
}

fn words(it: Fault) -> &'static str {
    match it {
        Fault::NameMissing => t!("account.fault.name"),
        Fault::NameUnfit => t!("account.fault.name-unfit"),
        Fault::EmailUnfit => t!("account.fault.email"),
        Fault::EmailMember => t!("account.fault.member"),
        Fault::PasswordShort => t!("account.fault.short"),
        Fault::PasswordLong => t!("account.fault.long"),
        Fault::PasswordCommon => t!("account.fault.common"),
        Fault::PasswordOwn => t!("account.fault.own"),
        Fault::CodeWrong => t!("account.fault.code"),
        Fault::RolesMissing => t!("account.fault.roles"),
    }
}
