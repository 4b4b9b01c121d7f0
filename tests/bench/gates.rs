//! Gates: decisions on one core, and a change tried on a circle of 100,000 members.
//!
//! The peer of a decision is the same decision with its reasons; that of the simulator is reading the same rows and
//! judging none.

use std::hint::black_box;
use std::time::{Duration, Instant};

use circles_domain::circle::{Gates, Role};
use circles_domain::claim::Gender;
use circles_domain::gate::{Asker, Clause, Gate};
use circles_domain::{CircleId, Timestamp};
use circles_server::identity::Keys;
use circles_server::store::gates::simulate;
use circles_server::store::{Db, circles};
use circles_tests::Result;
use sqlx::SqliteConnection;

use crate::content;
use crate::report::{Measured, Row, median};
use crate::server::open_circle;

pub const ROWS: &[Row] = &[
    Row {
        name: "gate_decisions",
        unit: "decisions/s",
        peer: "the same decisions with the reason of every clause, same core",
        aim: "at least 1000000 (6 clauses)",
    },
    Row {
        name: "gate_simulator_100k",
        unit: "s",
        peer: "reading the same 100,000 rows and judging none, median of 3",
        aim: "at most 2",
    },
];
const TIMES: usize = 3;
const MEMBERS: i64 = 100_000;
const SPELL: Duration = Duration::from_secs(2);

pub async fn measure() -> Result<Vec<Measured>> {
    let (fast, told) = decisions();
    let decided = Measured { value: fast, peer: Some(told), pass: fast >= 1_000_000.0 };
    let folder = tempfile::tempdir()?;
    let db = Db::open(&folder.path().join("circles.db")).await?;
    let (circle, now) = (CircleId::mint(), content::now());
    let mut write = db.write().await?;
    circles::insert(&mut write, &open_circle(circle, now)).await?;
    fill(&mut write, circle, now).await?;
    write.commit().await?;
    let (before, after) = (Gates::open(), Gates { post: six(), ..Gates::open() });
    let keys = Keys::open_or_create(&folder.path().join("keys"))?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let mut reader = db.read().begin().await?;
        let began = Instant::now();
        let outcome = simulate(&mut reader, &keys, circle, (&before, &after), now).await?;
        ours.push(began.elapsed().as_secs_f64());
        if outcome.members != MEMBERS || outcome.post.lose == 0 || outcome.examples.is_empty() {
            return Err(format!("the simulator did not count everyone: {outcome:?}").into());
        }
        let began = Instant::now();
        read(&mut reader, circle).await?;
        theirs.push(began.elapsed().as_secs_f64());
    }
    db.close().await;
    let (ours, theirs) = (median(&ours)?, median(&theirs)?);
    Ok(vec![decided, Measured { value: ours, peer: Some(theirs), pass: ours <= 2.0 }])
}

/// Six clauses, of which the last decides for many.
fn six() -> Gate {
    Gate::All(vec![
        Gate::Any(vec![Gate::Is(Clause::Student), Gate::Is(Clause::Employed)]),
        Gate::Is(Clause::AgeAtLeast { years: 18 }),
        Gate::Not(Box::new(Gate::Is(Clause::DenyListed))),
        Gate::Is(Clause::MembershipAtLeast { days: 7 }),
        Gate::Is(Clause::ScoreAtLeast { score: 700 }),
    ])
}

fn askers() -> Vec<Asker> {
    (0..1_024_i64)
        .map(|n| Asker {
            gender: Some(if n % 2 == 0 { Gender::Female } else { Gender::Male }),
            student: n % 3 == 0,
            employed: n % 3 == 1,
            overseas: n % 5 == 0,
            age: Some(14 + n % 60),
            score: Some(350 + n % 600),
            account_days: n % 900,
            role: Some(Role::Member),
            member_days: Some(n % 400),
            allow_listed: false,
            deny_listed: n % 97 == 0,
        })
        .collect()
}

/// Decisions a second: bare, and with reasons.
fn decisions() -> (f64, f64) {
    let (gate, askers) = (six(), askers());
    let rate = |decide: &dyn Fn(&Asker) -> bool| {
        let (began, mut count) = (Instant::now(), 0_u32);
        while began.elapsed() < SPELL {
            for asker in &askers {
                black_box(decide(black_box(asker)));
            }
            count += 1;
        }
        f64::from(count) * askers.len() as f64 / began.elapsed().as_secs_f64()
    };
    (rate(&|asker| gate.allows(asker)), rate(&|asker| gate.check(*asker).allowed))
}

/// People and memberships, made by the database: a hundred thousand in one statement each.
async fn fill(write: &mut SqliteConnection, circle: CircleId, now: Timestamp) -> Result {
    sqlx::query(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
         INSERT INTO person (id, display_name, masked_name, name_sealed, identity_hash, score, verified_until_us, created_at_us)
         SELECT randomblob(16), 'Bench', 'B*', x'', randomblob(32), 350 + i % 600, $2, $3
         FROM n",
    )
    .bind(MEMBERS)
    .bind(now.plus_seconds(365 * 86_400).as_micros())
    .bind(now.plus_seconds(-900 * 86_400).as_micros())
    .execute(&mut *write)
    .await?;
    sqlx::query(
        "INSERT INTO claim (person_id, kind, value, issuer, issued_at_us, expires_at_us, statement)
         SELECT id, 'birth_date', (1950 + score % 60) || '-01-01', 'bench', created_at_us, verified_until_us, '' FROM person
         UNION ALL
         SELECT id, 'gender', CASE score % 2 WHEN 0 THEN 'female' ELSE 'male' END, 'bench', created_at_us, verified_until_us, ''
         FROM person
         UNION ALL
         SELECT id, 'student', 'true', 'bench', created_at_us, verified_until_us, '' FROM person WHERE score % 3 = 0
         UNION ALL
         SELECT id, 'employed', 'true', 'bench', created_at_us, verified_until_us, '' FROM person WHERE score % 3 = 1
         UNION ALL
         SELECT id, 'overseas', 'true', 'bench', created_at_us, verified_until_us, '' FROM person WHERE score % 5 = 0",
    )
    .execute(&mut *write)
    .await?;
    sqlx::query(
        "INSERT INTO membership (person_id, circle_id, joined, joined_at_us)
         SELECT id, $1, 1, $2 - (score % 400) * 86400000000 FROM person",
    )
    .bind(circle.0)
    .bind(now.as_micros())
    .execute(write)
    .await?;
    Ok(())
}

async fn read(reader: &mut SqliteConnection, circle: CircleId) -> Result {
    let rows = sqlx::query(
        "SELECT p.id, p.score, p.created_at_us, m.moderator, m.joined_at_us, c.kind, c.value
         FROM membership m JOIN person p ON p.id = m.person_id LEFT JOIN claim c ON c.person_id = p.id
         WHERE m.circle_id = $1 AND m.joined = 1",
    )
    .bind(circle.0)
    .fetch_all(reader)
    .await?;
    black_box(rows.len());
    Ok(())
}
