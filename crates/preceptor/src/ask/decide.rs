//! `preceptor decide`: may somebody do this, here, now, with these people present?

use std::collections::BTreeMap;

use clap::Args;
use preceptor_record::{Code, PersonId};
use preceptor_rulebook::ContextValue;
use preceptor_service::decision::json;
use preceptor_standing::{Decision, Engine, Present, Question, WrongQuestion};

use super::{Known, When, Whom};
use crate::exit::{Exit, Failure};
use crate::open::Under;
use crate::print;

mod words;

pub use words::answer as told;

/// The question.
#[derive(Debug, Args)]
pub struct Decide {
    #[command(flatten)]
    whom: Whom,
    /// What they would do, by the id of the activity.
    #[arg(long, value_name = "ACTIVITY")]
    activity: String,
    /// The post they act in: the id of its fact, or its role. Needed only where they hold several, or none yet.
    #[arg(long, value_name = "POST")]
    post: Option<String>,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    known: Known,
    /// Something that is so of the patient or the place, such as asa=2. May be given several times.
    #[arg(long, value_name = "KEY=VALUE", value_parser = stated)]
    context: Vec<(Code, ContextValue)>,
    /// Somebody who is there to supervise, how close, how many others they cover and how many minutes away they are.
    #[arg(long, value_name = "ID@CLOSENESS[:COVERING[:MINUTES]]", value_parser = Present::parse)]
    present: Vec<Present>,
    #[command(flatten)]
    under: Under,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl Decide {
    /// Answers it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let book = self.under.book()?;
        let day = self.when.day();
        let adoption = self.under.adopted_on(&book, day)?;
        let present: Vec<PersonId> = self.present.iter().map(|it| it.person.clone()).collect();
        let (people, person) = self.whom.open(&present)?;
        let engine = Engine::new(&book, &adoption);
        let question = Question {
            person,
            activity: Code::new(self.activity.as_str()),
            at: day,
            known_at: self.known.at(),
            post: self.post.as_deref().map(Code::new),
            context: self.context()?,
            present: self.present.clone(),
        };
        let answer =
            preceptor_standing::decide(&engine, &*people, &question).map_err(with_option)?;
        if self.json {
            print::json(&json::answer(&book, &answer))?;
        } else {
            print::out(&words::answer(&engine, &people, &question, &answer))?;
        }
        Ok(exit(answer.decision))
    }

    fn context(&self) -> Result<BTreeMap<Code, ContextValue>, Failure> {
        let mut made = BTreeMap::new();
        for (key, value) in &self.context {
            if let Some(before) = made.insert(key.clone(), value.clone())
                && before != *value
            {
                let message = format!("`{key}` is stated twice, as {before} and as {value}");
                return Err(Failure::wrong(message, "state it once"));
            }
        }
        Ok(made)
    }
}

/// A wrong question about the post, with the option by which to name one.
fn with_option(mut it: WrongQuestion) -> WrongQuestion {
    if it.message.contains("post") {
        it.help.push_str("; name it with --post");
    }
    it
}

fn exit(decision: Decision) -> Exit {
    match decision {
        Decision::Permit => Exit::Yes,
        Decision::NeedsSupervision | Decision::CannotTell => Exit::Depends,
        Decision::Refuse => Exit::No,
    }
}

/// Reads `KEY=VALUE`; true and false mean yes and no.
fn stated(text: &str) -> Result<(Code, ContextValue), String> {
    let (key, value) = text
        .split_once('=')
        .filter(|(key, value)| !key.is_empty() && !value.is_empty())
        .ok_or_else(|| "write it as KEY=VALUE, for example asa=2".to_owned())?;
    let value = match value {
        "true" => ContextValue::Word("yes".to_owned()),
        "false" => ContextValue::Word("no".to_owned()),
        other => ContextValue::parse(other),
    };
    Ok((Code::new(key), value))
}
