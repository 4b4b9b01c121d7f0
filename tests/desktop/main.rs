//! Journeys through the real app in a real (virtual) display, with a real keyring. They leave pictures in
//! `target/e2e/`.

mod accessible;
mod books;
mod checked;
mod devices;
mod gates;
mod journey;
mod keyboard;
mod lifecycle;
mod order;
mod payer;
mod payments;
mod relations;
mod requests;
mod served;
mod steps;
mod stops;
mod tips;
mod transfers;
mod verify;
mod video;

use circles_tests::Result;
use circles_tests::program::target;
use journey::Journey;

#[tokio::test(flavor = "multi_thread")]
async fn desktop_the_main_story() -> Result {
    let mut journey = Journey::start(target().join("e2e"), std::time::Duration::ZERO).await?;
    steps::sign_in(&mut journey).await?;
    steps::browse_and_join(&mut journey).await?;
    steps::post_three_photographs(&mut journey).await?;
    steps::read_them_on_a_second_device(&mut journey).await?;
    video::post_a_video(&mut journey).await?;
    steps::play_a_video(&mut journey).await?;
    steps::praise_and_tip(&mut journey).await?;
    steps::a_bad_amount(&mut journey).await?;
    keyboard::by_keyboard_alone(&mut journey).await?;
    steps::without_a_server(&mut journey).await?;
    steps::the_server_comes_back(&mut journey).await?;
    steps::restart(&mut journey).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_a_gate_explains_itself_and_is_changed_by_two() -> Result {
    let mut journey = Journey::start(target().join("e2e").join("gates"), std::time::Duration::ZERO).await?;
    gates::a_refusal_explains_itself(&mut journey).await?;
    gates::a_gate_is_edited(&mut journey).await?;
    gates::somebody_else_approves(&mut journey).await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_devices_and_accounts() -> Result {
    let mut journey = Journey::start(target().join("e2e").join("devices"), std::time::Duration::ZERO).await?;
    steps::sign_in(&mut journey).await?;
    devices::devices(&mut journey).await?;
    devices::accounts(&mut journey).await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_from_verification_to_the_log_of_the_name() -> Result {
    let mut journey = Journey::start(target().join("e2e").join("known"), std::time::Duration::ZERO).await?;
    verify::from_start_to_badge(&mut journey).await?;
    verify::what_is_known(&mut journey).await?;
    verify::somebody_opens_the_name(&mut journey).await?;
    verify::view_as(&mut journey).await?;
    verify::identity_access_log(&mut journey).await?;
    verify::withdraw(&mut journey).await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_every_screen_is_accessible_in_both_themes_and_languages() -> Result {
    let mut journey = Journey::start(target().join("e2e").join("screens"), std::time::Duration::ZERO).await?;
    steps::sign_in(&mut journey).await?;
    accessible::every_screen(&mut journey).await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_friends_and_blocks() -> Result {
    let mut journey =
        Journey::start(target().join("e2e").join("relations"), std::time::Duration::ZERO).await?;
    steps::sign_in(&mut journey).await?;
    let other = relations::a_second_person(&mut journey).await?;
    relations::ask_and_accept(&mut journey, &other).await?;
    relations::block(&mut journey, &other).await?;
    relations::unblock(&mut journey, other).await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_money_between_friends() -> Result {
    let mut journey =
        Journey::start(target().join("e2e").join("transfers"), std::time::Duration::ZERO).await?;
    steps::sign_in(&mut journey).await?;
    let other = relations::a_second_person(&mut journey).await?;
    relations::ask_and_accept(&mut journey, &other).await?;
    transfers::held_and_taken_back(&mut journey, &other).await?;
    transfers::accepted(&mut journey, &other).await?;
    transfers::returned(&mut journey, &other).await?;
    other.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_order_is_kept_and_explained() -> Result {
    let mut journey = Journey::start(target().join("e2e").join("order"), std::time::Duration::ZERO).await?;
    let mut others = order::something_is_reported(&mut journey).await?;
    order::it_is_removed(&mut journey, &mut others).await?;
    order::the_author_appeals(&mut journey, &mut others).await?;
    order::it_changes_hands(&mut journey, &mut others).await?;
    order::a_ban_takes_two(&mut journey, others).await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_a_circle_is_applied_for_launched_frozen_and_dissolved() -> Result {
    let mut journey =
        Journey::start(target().join("e2e").join("lifecycle"), std::time::Duration::ZERO).await?;
    let applicant = lifecycle::somebody_applies(&mut journey).await?;
    lifecycle::an_operator_approves(&mut journey, &applicant).await?;
    lifecycle::its_page_is_written(&mut journey, &applicant).await?;
    lifecycle::steps_of_its_life(&mut journey, applicant).await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_every_sign_in_page_is_accessible_in_both_themes_and_languages() -> Result {
    served::every_page().await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_sign_in_by_keyboard_alone() -> Result {
    served::by_keyboard_alone().await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_a_tip_from_its_amount_to_its_thanks() -> Result {
    let mut journey = Journey::with(target().join("e2e").join("tips"), &tips::FIRST).await?;
    payer::sign_in(&mut journey, "lin").await?;
    let mut author = payer::author(&mut journey).await?;
    tips::prepared(&mut journey).await?;
    tips::amounts(&mut journey, &author).await?;
    tips::a_password(&mut journey).await?;
    tips::taken_back(&mut journey).await?;
    tips::taken_back_after_a_restart(&mut journey, &author).await?;
    tips::received_and_sent_back(&mut journey, &mut author).await?;
    tips::thanked_and_sent_back(&mut journey, &mut author).await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_a_tip_that_nobody_answered() -> Result {
    let (mut journey, network) = Journey::behind_network(target().join("e2e").join("checked")).await?;
    payer::sign_in(&mut journey, "lin").await?;
    let author = payer::author(&mut journey).await?;
    payer::speak(&journey, "zh-Hans").await?;
    checked::no_answer(&mut journey, &author, &network).await?;
    checked::still_checked(&mut journey, &author).await?;
    checked::paid_once(&mut journey, &author, &network).await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_what_stops_payments() -> Result {
    let mut journey = Journey::start(target().join("e2e").join("stops"), std::time::Duration::ZERO).await?;
    payer::sign_in(&mut journey, "lin").await?;
    let author = payer::author(&mut journey).await?;
    stops::own_limits(&mut journey, &author).await?;
    stops::locked(&mut journey, &author).await?;
    stops::frozen(&mut journey, &author).await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_money_in_and_out() -> Result {
    let mut journey = Journey::with(target().join("e2e").join("payments"), &payments::TIMES).await?;
    payer::sign_in(&mut journey, "lin").await?;
    payments::top_up(&mut journey).await?;
    payments::cash_out(&mut journey).await?;
    payments::failed(&mut journey).await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_money_that_is_asked_for() -> Result {
    let mut journey = Journey::with(target().join("e2e").join("requests"), &requests::TIMES).await?;
    payer::sign_in(&mut journey, "lin").await?;
    let (mut friend, id) = payer::device(&journey, "mei").await?;
    payer::befriend(&journey, &mut friend, &id).await?;
    payer::speak(&journey, "zh-Hans").await?;
    requests::asked_and_paid(&mut journey, &mut friend).await?;
    requests::asks_and_is_declined(&mut journey, &mut friend, &format!("#/person/{id}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn desktop_operators_keep_the_books() -> Result {
    let mut journey = Journey::start(target().join("e2e").join("books"), std::time::Duration::ZERO).await?;
    payer::sign_in(&mut journey, "chen").await?;
    let mut others = books::others(&journey).await?;
    books::the_books(&mut journey).await?;
    books::a_freeze(&mut journey, &mut others).await?;
    books::two_agree(&mut journey, &mut others).await
}
