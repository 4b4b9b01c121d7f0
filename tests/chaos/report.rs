//! What a way came to, as one JSON object.

use std::path::Path;
use std::time::Instant;

use circles_tests::Result;
use circles_tests::program::built;
use serde_json::{Map, Value, json};
use tokio::process::Command;

/// What is printed; `holds` decides the exit code.
#[derive(Debug)]
pub struct Report {
    pub holds: bool,
    fields: Map<String, Value>,
    began: Instant,
}

impl Report {
    /// Begins the report of `way`.
    pub fn of(way: &str) -> Self {
        let fields = Map::from_iter([("chaos".to_owned(), json!(way))]);
        Self { holds: true, fields, began: Instant::now() }
    }

    /// Tells something.
    pub fn tell(&mut self, name: &str, value: impl Into<Value>) {
        self.fields.insert(name.to_owned(), value.into());
    }

    /// Tells something that must be so.
    pub fn must(&mut self, name: &str, is: impl Into<Value>, should: impl Into<Value>) {
        let (is, should) = (is.into(), should.into());
        if is != should {
            self.breach(format!("{name} is {is} and must be {should}"));
        }
        self.tell(name, is);
    }

    /// Something that must be so, told only when it is not.
    pub fn must_be(&mut self, is_so: bool, breach: impl FnOnce() -> String) {
        if !is_so {
            self.breach(breach());
        }
    }

    /// Something of which there must have been so much; told elsewhere.
    pub fn at_least(&mut self, name: &str, is: usize, least: usize) {
        self.must_be(is >= least, || format!("{name} is {is} and must be at least {least}"));
    }

    fn breach(&mut self, breach: String) {
        self.holds = false;
        let breaches = self.fields.entry("breaches").or_insert_with(|| json!([]));
        if let Some(breaches) = breaches.as_array_mut() {
            breaches.push(json!(breach));
        }
    }

    /// Runs `circles-server audit` over `data_dir` and takes its word.
    pub async fn audited(
        &mut self,
        data_dir: &Path,
        more: &[(&str, &Path)],
        limits: &[(&str, String)],
    ) -> Result {
        self.audited_as("audit", data_dir, more, limits).await
    }

    /// The same, told under another name.
    pub async fn audited_as(
        &mut self,
        name: &str,
        data_dir: &Path,
        more: &[(&str, &Path)],
        limits: &[(&str, String)],
    ) -> Result {
        let mut command = Command::new(built("circles-server")?);
        command.arg("audit").arg("--data-dir").arg(data_dir);
        for (name, path) in more {
            command.arg(name).arg(path);
        }
        let said = command.envs(limits.iter().map(|(name, value)| (*name, value))).output().await?;
        let report: Value = serde_json::from_slice(&said.stdout)
            .map_err(|_| format!("no audit: {}", String::from_utf8_lossy(&said.stderr)))?;
        let held = report["holds"] == true && said.status.success();
        if !held {
            self.holds = false;
        }
        self.tell(name, report);
        Ok(())
    }

    /// All of it.
    pub fn json(mut self) -> Value {
        let seconds = self.began.elapsed().as_secs_f64();
        self.tell("seconds", (seconds * 10.0).round() / 10.0);
        let holds = self.holds;
        self.tell("holds", holds);
        Value::Object(self.fields)
    }
}
