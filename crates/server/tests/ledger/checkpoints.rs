//! Checkpoints: what nothing inside the ledger shows any more, the exported file still does.

use circles_domain::ledger::{Invariant, SignedCheckpoint};
use circles_server::audit::{Audit, audit};
use circles_server::ledger::checkpoint::{self, FILE};

use super::{Copied, broken, busy_world};
use crate::money::World;

async fn exported(world: &World) -> Vec<SignedCheckpoint> {
    checkpoint::run(&world.server.state).await.unwrap();
    let text = std::fs::read_to_string(world.dir.path().join("keys").join(FILE)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn a_checkpoint_is_made_of_what_is_new_and_exported_once() {
    let (world, people, post) = busy_world().await;
    let first = exported(&world).await;
    let head = world.number("SELECT MAX(seq) FROM journal").await;
    assert_eq!((first.len(), first[0].checkpoint.seq), (1, head));
    assert_eq!(exported(&world).await, first, "nothing was booked since");
    world.tip(&people[0], post, 3).await;
    // A power cut while the line was written.
    let file = world.dir.path().join("keys").join(FILE);
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{whole}{{\"seq\":9")).unwrap();
    let second = exported(&world).await;
    assert_eq!(second[..1], first[..]);
    assert_eq!((second.len(), second[1].checkpoint.seq), (2, head + 1));
    // An export that was lost is made up for.
    std::fs::remove_file(&file).unwrap();
    assert_eq!(exported(&world).await, second);
    world.is_sound().await;
}

#[tokio::test]
async fn an_older_state_of_the_ledger_is_found_by_what_was_carried_away() {
    let (world, people, post) = busy_world().await;
    exported(&world).await;
    let older = Copied::of(&world).await;
    world.tip(&people[0], post, 3).await;
    let carried = exported(&world).await;
    let away = older.dir.path().join("carried.jsonl");
    let line = |of: &SignedCheckpoint| serde_json::to_string(of).unwrap();
    let write = |lines: &[String]| std::fs::write(&away, lines.join("\n")).unwrap();
    let audited = async || {
        let asked = Audit { checkpoints: Some(away.clone()), ..older.asked() };
        audit(&asked, &world.limits).await.unwrap()
    };
    assert!(older.change("UPDATE person SET bio = 'new'").await.holds, "by itself it looks whole");
    write(&[line(&carried[0])]);
    assert!(audited().await.holds);
    write(&[line(&carried[0]), line(&carried[1])]);
    let report = audited().await;
    assert_eq!(broken(&report), [Invariant::I13]);
    let chain = report.invariants.iter().find(|line| line.id == Invariant::I13).unwrap();
    assert_eq!(chain.detail.as_ref().unwrap().seq, carried[1].checkpoint.seq);
    let mut forged = carried[0].clone();
    forged.checkpoint.seq -= 1;
    write(&[line(&forged)]);
    assert_eq!(broken(&audited().await), [Invariant::I13], "nobody signed this");
}

#[tokio::test]
async fn checkpoints_are_never_changed() {
    let (world, ..) = busy_world().await;
    exported(&world).await;
    for sql in [
        "UPDATE checkpoint SET hash = zeroblob(32)",
        "DELETE FROM checkpoint",
        "INSERT OR REPLACE INTO checkpoint SELECT seq, zeroblob(32), made_at_us, key_id, signature FROM checkpoint",
        "INSERT INTO checkpoint SELECT seq - 1, hash, made_at_us, key_id, signature FROM checkpoint",
    ] {
        let mut tx = world.server.state.db.write().await.unwrap();
        assert!(sqlx::query(sql).execute(&mut *tx).await.is_err(), "{sql}");
    }
}
