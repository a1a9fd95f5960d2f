//! `preceptor rulebook schema`: the JSON Schema of each kind of file.

use clap::Args;
use preceptor_record::file::nearest;
use serde_json::{Map, Value as Json};

use crate::exit::{Exit, Failure};
use crate::print;

/// Which kind of file.
#[derive(Debug, Args)]
pub struct Schema {
    /// rulebook, role, scope, limits, clearance, case, people, adoption, rota-problem, or a list of the vocabulary; left
    /// out, all of them.
    name: Option<String>,
    /// Print JSON; a schema is JSON in any case.
    #[arg(long)]
    json: bool,
}

impl Schema {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let mut all = preceptor_rulebook::schemas();
        all.insert("rota_problem", preceptor_rota::model::written::schema());
        let Some(name) = &self.name else {
            let whole: Map<String, Json> =
                all.into_iter().map(|(name, it)| (name.to_owned(), it)).collect();
            print::json(&Json::Object(whole))?;
            return Ok(Exit::Yes);
        };
        // The file is called activity-groups.yaml and the list activity_groups: both will do.
        let Some(found) = all.get(name.replace('-', "_").as_str()) else {
            let known: Vec<&str> = all.keys().copied().collect();
            let help = nearest(name, known.iter().copied()).map_or_else(
                || format!("one of {}", known.join(", ")),
                |it| format!("did you mean `{it}`?"),
            );
            return Err(Failure::wrong(format!("there is no kind of file `{name}`"), help));
        };
        print::json(found)?;
        Ok(Exit::Yes)
    }
}
