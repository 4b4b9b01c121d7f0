//! What must never happen to money, tried: the ways of `cargo xtask chaos`, smaller, as part of the tests. Each has a fresh
//! seed, which it prints.

use circles_tests::Result;
use circles_tests::program::built;
use tokio::process::Command;
use tokio::sync::Mutex;

/// One way at a time: each of them keeps the machine busy.
static ONE: Mutex<()> = Mutex::const_new(());

async fn chaos(args: &[&str]) -> Result {
    let _one = ONE.lock().await;
    let said = Command::new(built("chaos")?).args(args).kill_on_drop(true).output().await?;
    println!("{}", String::from_utf8_lossy(&said.stdout));
    eprintln!("{}", String::from_utf8_lossy(&said.stderr));
    if said.status.success() {
        Ok(())
    } else {
        Err(format!("chaos {args:?} ended with {}", said.status).into())
    }
}

#[tokio::test]
async fn the_demo_is_sound() -> Result {
    chaos(&["audit"]).await
}

#[tokio::test]
async fn one_id_confirmed_fifty_times_at_once_is_one_hold() -> Result {
    chaos(&["same-key", "--n", "20", "--par", "50"]).await
}

#[tokio::test]
async fn spends_that_race_never_spend_more_than_there_is() -> Result {
    chaos(&["race", "--n", "320", "--par", "64"]).await
}

#[tokio::test]
async fn whatever_the_provider_does_a_payment_ends_as_it_must() -> Result {
    chaos(&["provider", "--conducts", "14", "--seeds", "3"]).await
}

#[tokio::test]
async fn one_fen_or_byte_anywhere_is_found_and_named() -> Result {
    chaos(&["tamper", "--n", "200"]).await
}

#[tokio::test]
async fn a_thousand_tips_through_a_storm_are_each_once_or_never() -> Result {
    chaos(&["tips", "--attempts", "1000", "--clients", "20", "--late", "10", "--copies", "15"]).await
}

#[tokio::test]
async fn programs_that_end_at_the_worst_moments_lose_and_double_nothing() -> Result {
    chaos(&["crash-points", "--n", "24", "--lanes", "2", "--patience", "1"]).await
}
