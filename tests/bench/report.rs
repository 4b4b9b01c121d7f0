//! What a row is, and the line of JSON that it becomes.
//!
//! Promises: each row of a group is printed, with what was measured or with why it was not. Does not: round a number to
//! its aim, or leave one out.

use std::io::Write;

use circles_tests::Result;
use serde::Serialize;

/// A row as it is known before anything was measured.
#[derive(Debug)]
pub struct Row {
    pub name: &'static str,
    pub unit: &'static str,
    /// What it is compared with.
    pub peer: &'static str,
    pub aim: &'static str,
}

/// What was measured for a row.
#[derive(Debug)]
pub struct Measured {
    pub value: f64,
    /// What the peer did in the same run, in the same unit.
    pub peer: Option<f64>,
    pub pass: bool,
}

impl Measured {
    /// Beside a peer; `aim` judges value divided by peer.
    pub fn beside(value: f64, peer: f64, aim: impl FnOnce(f64) -> bool) -> Self {
        Self { value, peer: Some(peer), pass: aim(value / peer) }
    }

    /// With one more condition.
    pub fn and(self, holds: bool) -> Self {
        Self { pass: self.pass && holds, ..self }
    }
}

#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    value: Option<f64>,
    unit: &'a str,
    peer: String,
    ratio: Option<f64>,
    aim: &'a str,
    pass: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Prints the rows of a group, in order.
pub fn print(rows: &[Row], measured: &Result<Vec<Measured>>) -> Result {
    let mut out = std::io::stdout().lock();
    for (place, row) in rows.iter().enumerate() {
        let (found, error) = match measured {
            Ok(measured) => (measured.get(place), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let line = match found {
            Some(found) => Line {
                name: row.name,
                value: Some(rounded(found.value)),
                unit: row.unit,
                peer: match found.peer {
                    Some(peer) => format!("{}: {} {}", row.peer, rounded(peer), row.unit),
                    None => row.peer.to_owned(),
                },
                ratio: found.peer.map(|peer| rounded(found.value / peer)),
                aim: row.aim,
                pass: found.pass,
                error: None,
            },
            None => Line {
                name: row.name,
                value: None,
                unit: row.unit,
                peer: row.peer.to_owned(),
                ratio: None,
                aim: row.aim,
                pass: false,
                error: Some(error.unwrap_or_else(|| "nothing was measured".into())),
            },
        };
        writeln!(out, "{}", serde_json::to_string(&line)?)?;
    }
    Ok(out.flush()?)
}

/// Three decimals: more would claim what no run repeats.
fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

/// The middle of what was measured.
pub fn median(values: &[f64]) -> Result<f64> {
    percentile(values, 50)
}

/// The smallest value that `percent` of all values do not exceed.
pub fn percentile(values: &[f64], percent: usize) -> Result<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().ok_or_else(|| "nothing was measured".into())
}
