//! Time and what is told of it.

use std::time::Instant;

use serde_json::{Value, json};

/// Wall seconds of each of several callers, taken in turn so that a drift of the machine meets all alike: the median of
/// the rounds, each caller's.
pub fn in_turn(rounds: usize, callers: &mut [&mut dyn FnMut()]) -> Vec<f64> {
    let mut times: Vec<Vec<f64>> = vec![vec![]; callers.len()];
    for it in callers.iter_mut() {
        it();
    }
    for _ in 0..rounds {
        for (i, it) in callers.iter_mut().enumerate() {
            let start = Instant::now();
            it();
            times[i].push(start.elapsed().as_secs_f64());
        }
    }
    times.into_iter().map(median).collect()
}

fn median(mut v: Vec<f64>) -> f64 {
    v.sort_by(f64::total_cmp);
    v[v.len() / 2]
}

/// What was measured.
#[derive(Default)]
pub struct Report(Vec<Value>);

impl Report {
    /// A figure beside its reference.
    pub fn ratio(&mut self, metric: &str, value: f64, reference: f64, unit: &str, ratio: f64) {
        self.0.push(json!({ "metric": metric, "value": rounded(value), "unit": unit, "reference": rounded(reference), "ratio": rounded(ratio) }));
    }

    /// A figure alone.
    pub fn value(&mut self, metric: &str, value: f64, unit: &str) {
        self.0.push(json!({ "metric": metric, "value": rounded(value), "unit": unit, "reference": null, "ratio": null }));
    }

    /// Tells it: JSON where asked for, else a table.
    pub fn tell(self) {
        if std::env::args().any(|it| it == "--json") {
            println!("{:#}", Value::Array(self.0));
            return;
        }
        println!("{:<34} {:>14} {:>14} {:>10}", "metric", "ours", "reference", "ratio");
        for it in &self.0 {
            let number = |key: &str| it[key].as_f64().map_or(String::from("-"), |it| format!("{it}"));
            let unit = it["unit"].as_str().unwrap_or_default();
            println!(
                "{:<34} {:>14} {:>14} {:>10}",
                it["metric"].as_str().unwrap_or_default(),
                format!("{} {unit}", number("value")),
                number("reference"),
                number("ratio")
            );
        }
    }
}

fn rounded(it: f64) -> f64 {
    if it == 0.0 {
        return 0.0;
    }
    let digits = 4 - it.abs().log10().floor() as i32 - 1;
    let scale = 10f64.powi(digits);
    (it * scale).round() / scale
}
