//! The commands of the page: each hands its arguments to the engine's command of the same name.
//!
//! Seven belong to the shell alone, because they speak of bytes, ports and paths: `media_base`, `stage_chunk`,
//! `attach_staged`, `avatar_staged`, `cover_staged`, `take_along` and `save_export`. A command that stands here but not in
//! `commands.txt` is refused to every window.

use circles_domain::{CircleId, PostId};
use circles_engine::Engine;
use circles_engine::args::{
    AttachArgs, CommandCode, CommandError, CoverArgs, ExportPostsArgs, SetAvatarArgs,
};
use serde_json::Value;
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, Manager, State};
use uuid::Uuid;

use crate::media::Loopback;
use crate::stage::Stage;

macro_rules! commands {
    ($($name:ident)*) => {
        $(
            #[tauri::command]
            async fn $name(engine: State<'_, Engine>, args: Option<Value>) -> Result<Value, CommandError> {
                engine.call(stringify!($name), args.unwrap_or(Value::Null)).await
            }
        )*

        /// Everything that the page may ask for.
        pub fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![
                $($name,)* media_base, stage_chunk, attach_staged, avatar_staged, cover_staged, take_along,
                crate::save::save_export
            ]
        }

        #[cfg(test)]
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

commands! {
    session sign_in cancel_sign_in sign_out
    devices sign_out_device know_device sign_out_other_devices list_accounts switch_account
    list_circles get_circle open_circle join leave
    accept_rules edit_rules find_invited members
    get_gates simulate_gates propose_gates decide_gates list_person
    admissions decide_admission invitations invite revoke_invitation
    timeline fill_gap refresh get_post load_comments seen
    new_draft get_draft list_drafts save_draft detach describe_attachment reorder_attachments set_poster
    discard_draft publish_post edit_post delete_post
    save_comment_draft comment edit_comment delete_comment praise
    open_tip quote_tip confirm_tip abandon_tip cancel_tip cancellable_tips check_tip get_tip wallet set_pin
    statement read_statement_again receipt earnings thank
    set_limit lock_payments take_tips return_tip tippers
    payments check_payments begin_payment open_payment_page
    transfers open_transfer quote_transfer confirm_transfer abandon_transfer get_transfer take_back_transfer
    answer_transfer take_transfers check_transfer transfer_receipt
    money_requests request_money decline_money_request withdraw_money_request
    outbox retry discard
    relations new_friend_request ask_friend answer_friend withdraw_friend end_friendship block unblock
    choose_who_may_ask
    profile edit_profile settings save_settings storage clear_media
    standings new_id load_sheet queue appeals moderation_log member_list
    act second report hear_report appeal decide_appeal give_role
    hear_statement offer_circle end_handover take_over heirs name_owner
    applications console apply_for_circle decide_application step_circle edit_circle
    known withdraw_claim welcome_claim show_name delete_account
    remove_avatar open_name shut_out let_in operator_record
    finance person_finance freeze_wallet look_at_tips propose_adjustment propose_refund decide_finance
}

/// Where the page finds videos.
#[tauri::command]
async fn media_base(loopback: State<'_, Loopback>) -> Result<String, CommandError> {
    Ok(loopback.base.clone())
}

/// A piece of a file that the page was given, under an id that the page chose.
#[tauri::command]
async fn stage_chunk(stage: State<'_, Stage>, request: Request<'_>) -> Result<(), CommandError> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let id = header("x-stage-id").and_then(|id| Uuid::parse_str(id).ok()).ok_or_else(not_ours)?;
    let offset = header("x-stage-offset").and_then(|offset| offset.parse().ok()).ok_or_else(not_ours)?;
    let InvokeBody::Raw(bytes) = request.body() else { return Err(not_ours()) };
    stage.write(id, offset, bytes).await
}

/// What was staged, into a draft.
#[tauri::command]
async fn attach_staged(
    engine: State<'_, Engine>,
    stage: State<'_, Stage>,
    post: PostId,
    staged: Uuid,
    name: String,
) -> Result<Value, CommandError> {
    let path = stage.path(staged).to_string_lossy().into_owned();
    let args = serde_json::to_value(AttachArgs { post, path, name }).map_err(|_| not_ours())?;
    let attached = engine.call("attach", args).await;
    stage.remove(staged).await;
    attached
}

/// What was staged, as one's picture.
#[tauri::command]
async fn avatar_staged(
    engine: State<'_, Engine>,
    stage: State<'_, Stage>,
    staged: Uuid,
) -> Result<Value, CommandError> {
    let path = stage.path(staged).to_string_lossy().into_owned();
    let args = serde_json::to_value(SetAvatarArgs { path }).map_err(|_| not_ours())?;
    let set = engine.call("set_avatar", args).await;
    stage.remove(staged).await;
    set
}

/// What was staged, as the cover of a circle.
#[tauri::command]
async fn cover_staged(
    engine: State<'_, Engine>,
    stage: State<'_, Stage>,
    circle: CircleId,
    staged: Uuid,
) -> Result<Value, CommandError> {
    let path = stage.path(staged).to_string_lossy().into_owned();
    let args = serde_json::to_value(CoverArgs { circle, path }).map_err(|_| not_ours())?;
    let set = engine.call("set_cover", args).await;
    stage.remove(staged).await;
    set
}

/// One's own posts in a circle, into the folder of downloads: the page names no folder.
#[tauri::command]
async fn take_along(
    engine: State<'_, Engine>,
    app: AppHandle,
    circle: CircleId,
) -> Result<Value, CommandError> {
    let at = app.path().download_dir().or_else(|_| app.path().home_dir()).map_err(|_| not_ours())?;
    let folder = at.to_string_lossy().into_owned();
    let args = serde_json::to_value(ExportPostsArgs { circle, folder }).map_err(|_| not_ours())?;
    engine.call("export_posts", args).await
}

fn not_ours() -> CommandError {
    CommandError::of(CommandCode::Internal)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_window_may_call_exactly_what_there_is() {
        let declared: BTreeSet<&str> = include_str!("../commands.txt").lines().collect();
        let mut here: BTreeSet<&str> = NAMES.iter().copied().collect();
        here.extend([
            "media_base",
            "stage_chunk",
            "attach_staged",
            "avatar_staged",
            "cover_staged",
            "take_along",
            "save_export",
        ]);
        assert_eq!(declared, here);
        let allowed: Value = serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
        let allowed: BTreeSet<String> = allowed["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p.as_str().unwrap().to_owned())
            .collect();
        let mut wanted: BTreeSet<String> =
            here.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
        wanted.extend(["core:event:allow-listen".to_owned(), "core:event:allow-unlisten".to_owned()]);
        assert_eq!(allowed, wanted);
    }

    #[test]
    fn every_command_of_the_engine_that_names_no_file_is_here() {
        let with_a_file = ["attach", "set_avatar", "set_cover", "export_posts", "export"];
        let engine: BTreeSet<&str> =
            Engine::COMMANDS.iter().copied().filter(|name| !with_a_file.contains(name)).collect();
        assert_eq!(engine, NAMES.iter().copied().collect());
    }
}
