//! Planting: one row, one column, one fen or one bit.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use circles_server::audit::Report;
use circles_tests::Result;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use super::places::{PLACES, Place};
use circles_tests::dice::Dice;

/// What was planted.
#[derive(Debug)]
pub struct Plant {
    place: String,
    change: String,
    /// Ids of the row, and of what it speaks of.
    names: BTreeSet<String>,
    /// Likewise places in the ledger.
    seqs: BTreeSet<i64>,
}

impl fmt::Display for Plant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.change)
    }
}

impl Plant {
    /// Table and column.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Whether a breach that was found is told of this row: by its id, or by its place in the ledger. A link that was
    /// changed may be seen from the one behind it.
    pub fn is_named_by(&self, report: &Report) -> bool {
        let broken = report.invariants.iter().filter(|line| line.holds == Some(false));
        broken.filter_map(|line| line.detail.as_ref()).any(|told| {
            let near = |seq: &i64| told.seq > 0 && (told.seq == *seq || told.seq == seq + 1);
            self.seqs.iter().any(near) || self.names.iter().any(|name| told.why.contains(name))
        })
    }
}

/// Plants something. A change that the file itself does not take (an id that is there already) is tried elsewhere.
pub async fn somewhere(folder: &Path, dice: &mut Dice) -> Result<Plant> {
    let mut db = super::open(folder).await?;
    loop {
        let place = dice.pick(PLACES).ok_or("no place")?;
        let column = *dice.pick(place.columns).ok_or("no column")?;
        if let Some(plant) = plant(&mut db, place, column, dice).await? {
            db.close().await?;
            return Ok(plant);
        }
    }
}

async fn plant(
    db: &mut SqliteConnection,
    place: &Place,
    column: &str,
    dice: &mut Dice,
) -> Result<Option<Plant>> {
    let Place { table, rows, key, .. } = place;
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE {rows}");
    let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *db).await?;
    let nth = dice.below(usize::try_from(count)?);
    let pairs: Vec<_> = key.iter().map(|key| format!("'{key} = ' || quote({key})")).collect();
    let sql = format!(
        "SELECT {} FROM {table} WHERE {rows} ORDER BY {} LIMIT 1 OFFSET {nth}",
        pairs.join(" || ' AND ' || "),
        key.join(", ")
    );
    let row: String = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *db).await?;
    let sql = format!("SELECT typeof({column}), CAST({column} AS BLOB) FROM {table} WHERE {row}");
    let (kind, bytes): (String, Vec<u8>) = sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&mut *db).await?;
    let value = changed(&kind, &bytes, dice)?;
    let mut plant = Plant {
        place: format!("{table}.{column}"),
        change: format!("= {value} WHERE {row}"),
        names: BTreeSet::new(),
        seqs: BTreeSet::new(),
    };
    look(db, place, &row, &mut plant).await?;
    // The row as it is afterwards has names, too.
    let row_after = if key.contains(&column) { format!("{column} = {value}") } else { row.clone() };
    let sql = format!("UPDATE {table} SET {column} = {value} WHERE {row}");
    match sqlx::query(AssertSqlSafe(sql)).execute(&mut *db).await {
        Ok(done) if done.rows_affected() == 1 => {}
        Ok(done) => return Err(format!("{} rows at {plant}", done.rows_affected()).into()),
        Err(sqlx::Error::Database(refused)) if refused.is_unique_violation() => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    look(db, place, &row_after, &mut plant).await?;
    Ok(Some(plant))
}

/// One fen more or less, or one bit of one byte.
fn changed(kind: &str, bytes: &[u8], dice: &mut Dice) -> Result<String> {
    if kind == "integer" {
        let number: i64 = std::str::from_utf8(bytes)?.parse()?;
        let by = if dice.below(2) == 0 { 1 } else { -1 };
        return Ok((number + by).to_string());
    }
    let mut bytes = bytes.to_vec();
    let at = dice.below(bytes.len());
    *bytes.get_mut(at).ok_or("an empty value")? ^= 1 << dice.below(8);
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(if kind == "text" { format!("CAST(x'{digits}' AS TEXT)") } else { format!("x'{digits}'") })
}

/// Notes what a report may call the row.
async fn look(db: &mut SqliteConnection, place: &Place, row: &str, plant: &mut Plant) -> Result {
    let table = place.table;
    for name in place.names {
        let sql = format!("SELECT CAST({name} AS BLOB) FROM {table} WHERE {row}");
        let found: Vec<Option<Vec<u8>>> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut *db).await?;
        for bytes in found.into_iter().flatten() {
            plant.names.insert(match uuid::Uuid::from_slice(&bytes) {
                // An id of text that happens to be as long is one of receipt keys, in hexadecimal.
                Ok(id) if !place.names_are_text => id.to_string(),
                Ok(_) | Err(_) => String::from_utf8_lossy(&bytes).into_owned(),
            });
        }
    }
    for seqs in place.seqs {
        let sql =
            format!("SELECT CAST(seq AS INTEGER) FROM ({}) WHERE seq IS NOT NULL", seqs.replace("ROW", row));
        let found: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut *db).await?;
        plant.seqs.extend(found);
    }
    Ok(())
}
