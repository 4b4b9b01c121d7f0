//! The main story at an unhurried pace, a numbered picture at each step, in `target/tour/`.

mod journey;
mod steps;
mod video;

use circles_tests::Result;
use circles_tests::program::target;
use journey::Journey;

#[tokio::main]
async fn main() -> Result {
    let pictures = target().join("tour");
    let mut journey = Journey::start(pictures.clone(), std::time::Duration::from_millis(1_200)).await?;
    steps::sign_in(&mut journey).await?;
    steps::browse_and_join(&mut journey).await?;
    steps::post_three_photographs(&mut journey).await?;
    steps::read_them_on_a_second_device(&mut journey).await?;
    video::post_a_video(&mut journey).await?;
    steps::play_a_video(&mut journey).await?;
    steps::praise_and_tip(&mut journey).await?;
    steps::a_bad_amount(&mut journey).await?;
    steps::without_a_server(&mut journey).await?;
    steps::the_server_comes_back(&mut journey).await?;
    steps::restart(&mut journey).await?;
    println!("{} pictures in {}", journey.pictures_taken(), pictures.display());
    Ok(())
}
