//! Who may do what: every route, asked by nobody, a stranger, and in every standing and role that differs. The answers are
//! written by hand; a route without a row fails.

use std::collections::BTreeSet;

use circles_domain::circle::Role;
use circles_domain::{AttachmentId, CircleId, CommentId, EditId, FriendRequestId, PostId};
use circles_server::store::reading::Sanction;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, nobody, whole, words};
use crate::uploads;

/// Method, path as described, what stands for each part of the path, body, and the status for
/// [anonymous, stranger, member, banned, muted, moderator, admin]. The thing asked for is somebody else's, in a circle
/// without a preview.
pub type Row = (&'static str, &'static str, &'static [&'static str], &'static str, [u16; 7]);

const PUBLISH: &str = r#"{"circle":"CIRCLE","text":"hello","attachments":[]}"#;
pub const COMMENT: &str = r#"{"post":"POST","text":"nice"}"#;
pub const SAY: &str = r#"{"text":"changed"}"#;
const POSTS: &str = r#"{"posts":["POST"]}"#;
const TRY: &str =
    r#"{"gates":{"join":{"all":[]},"post":{"all":[]},"comment":{"all":[]},"preview":{"kind":"nothing"}}}"#;
const PROPOSE: &str = r#"{"version":1,"gates":{"join":{"all":[]},"post":{"all":[]},"comment":{"all":[]},"preview":{"kind":"nothing"}}}"#;
const AVATAR: &str = r#"{"attachment":"NEW"}"#;
const ADMIT: &str = r#"{"admit":true,"reason":""}"#;
const INVITE: &str = r#"{"uses":1,"days":1}"#;
const RULES: &str = r#"{"version":1,"rules":"Be kind.","rules_zh":"","material":false}"#;
const ACCEPT: &str = r#"{"version":1}"#;
pub const QUOTE: &str = r#"{"post":"POST","amount":{"amount":"88","currency":"CNY"}}"#;
const LIMIT: &str = r#"{"kind":"day","amount":{"amount":"88","currency":"CNY"}}"#;
const TOP_UP: &str = r#"{"kind":"top_up","amount":{"amount":"100","currency":"CNY"}}"#;
pub const ASK: &str = r#"{"person":"AUTHOR","amount":{"amount":"88","currency":"CNY"}}"#;
pub const SEND: &str = r#"{"payee":"AUTHOR","amount":{"amount":"88","currency":"CNY"}}"#;
const CONFIRM: &str = r#"{"quote_id":"NEW"}"#;
const PIN: &str = r#"{"deed":{"kind":"pin","post":"POST"}}"#;
const AGREE: &str = r#"{"agree":true}"#;
const OFFER: &str = r#"{"person":"AUTHOR"}"#;
const TRUST: &str = r#"{"role":"trusted"}"#;
pub const REPORT: &str =
    r#"{"circle":"CIRCLE","subject":{"kind":"post","id":"POST"},"reason":"spam","note":""}"#;
const APPEAL: &str = r#"{"act":"NEW","text":"It was a quotation."}"#;
const DECIDE: &str = r#"{"accept":true,"answer":"I read both sides."}"#;
const EDIT: &str = r#"{"introduction":"Books, slowly."}"#;
const FREEZE: &str = r#"{"step":{"kind":"freeze","reason":"Too many reports."}}"#;
const APPLY: &str = r#"{"name":"Slow Tea","name_zh":"","category":"food","introduction":"Tea.","introduction_zh":"","rules":"Be kind.","rules_zh":"","why":"There is none yet.","gates":{"join":{"all":[]},"post":{"all":[]},"comment":{"all":[]},"preview":{"kind":"nothing"}}}"#;
const APPROVE: &str = r#"{"approve":true,"answer":"We read it."}"#;
const STEP_UP: &str = r#"{"quote_id":"NEW","pin":"271828"}"#;
pub const BEFRIEND: &str = r#"{"person":"AUTHOR","note":"hello"}"#;
const MISS: &str = r#"{"person":"NEW","note":"hello"}"#;
const SAY_YES: &str = r#"{"answer":"accept"}"#;
const GIVE_UP: &str = r#"{"give_up":{"amount":"1","currency":"CNY"}}"#;
const REASON: &str = r#"{"reason":"a court has asked for it"}"#;
const FREEZE_WALLET: &str = r#"{"frozen":true,"reason":"a court has asked for it"}"#;
const PROPOSE_MONEY: &str = r#"{"person":"AUTHOR","asks":{"kind":"adjustment","amount":{"amount":"88","currency":"CNY"}},"reference":"case 4417","reason":"a court has asked for it"}"#;
const DECIDE_MONEY: &str = r#"{"approve":true,"answer":"a court has asked for it"}"#;
const UPLOAD: &str = r#"{"kind":"photo","size_bytes":10,"sha256":"0000000000000000000000000000000000000000000000000000000000000000"}"#;

#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    ("GET",    "/.well-known/oauth-authorization-server", &[],     "", [200, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/oauth/authorize",                  &[],                  "",      [400, 400, 400, 400, 400, 400, 400]),
    ("POST",   "/oauth/token",                      &[],                  "",      [400, 400, 400, 400, 400, 400, 400]),
    ("POST",   "/oauth/revoke",                     &[],                  "",      [400, 400, 400, 400, 400, 400, 400]),
    ("GET",    "/v1/circles",                       &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/circles/{id}",                  &["CIRCLE"],          "",      [401, 200, 200, 404, 200, 200, 200]),
    ("GET",    "/v1/circles/{id}",                  &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("GET",    "/v1/circles/{id}/members",          &["CIRCLE"],          "",      [401, 404, 200, 404, 200, 200, 200]),
    ("PUT",    "/v1/circles/{id}/membership",       &["CIRCLE"],          "",      [401, 200, 200, 404, 200, 200, 200]),
    ("DELETE", "/v1/circles/{id}/membership",       &["CIRCLE"],          "",      [401, 200, 200, 404, 200, 200, 200]),
    ("GET",    "/v1/circles/{id}/gates",            &["CIRCLE"],          "",      [401, 403, 403, 404, 403, 200, 200]),
    ("GET",    "/v1/circles/{id}/gates",            &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("POST",   "/v1/circles/{id}/gates/simulate",   &["CIRCLE"],          TRY,     [401, 403, 403, 404, 403, 200, 200]),
    ("PUT",    "/v1/circles/{id}/gates/proposals/{proposal_id}", &["CIRCLE", "NEW"], PROPOSE, [401, 403, 403, 404, 403, 200, 200]),
    ("DELETE", "/v1/circles/{id}/gates/proposals/{proposal_id}", &["CIRCLE", "NEW"], "", [401, 403, 403, 404, 403, 404, 404]),
    ("PUT",    "/v1/circles/{id}/gates/proposals/{proposal_id}/approval", &["CIRCLE", "NEW"], "", [401, 403, 403, 404, 403, 404, 404]),
    ("PUT",    "/v1/circles/{id}/gates/lists/{list}/{person_id}", &["CIRCLE", "deny", "AUTHOR"], "", [401, 403, 403, 404, 403, 403, 200]),
    ("DELETE", "/v1/circles/{id}/gates/lists/{list}/{person_id}", &["CIRCLE", "deny", "AUTHOR"], "", [401, 403, 403, 404, 403, 403, 200]),
    ("GET",    "/v1/circles/{id}/admissions",       &["CIRCLE"],          "",      [401, 403, 403, 404, 403, 200, 200]),
    ("PUT",    "/v1/circles/{id}/admissions/{person_id}", &["CIRCLE", "AUTHOR"], ADMIT, [401, 403, 403, 404, 403, 404, 404]),
    ("GET",    "/v1/circles/{id}/invitations",      &["CIRCLE"],          "",      [401, 403, 403, 404, 403, 200, 200]),
    ("PUT",    "/v1/circles/{id}/invitations/{invitation_id}", &["CIRCLE", "NEW"], INVITE, [401, 403, 403, 404, 403, 200, 200]),
    ("DELETE", "/v1/circles/{id}/invitations/{invitation_id}", &["CIRCLE", "NEW"], "", [401, 403, 403, 404, 403, 404, 404]),
    ("GET",    "/v1/invitations/{code}",            &["7K3MQ8RTZW2X"],    "",      [401, 404, 404, 404, 404, 404, 404]),
    ("PUT",    "/v1/circles/{id}/rules",            &["CIRCLE"],          RULES,   [401, 403, 403, 404, 403, 403, 200]),
    ("PUT",    "/v1/circles/{id}/rules/acceptance", &["CIRCLE"],          ACCEPT,  [401, 403, 200, 404, 200, 200, 200]),
    ("GET",    "/v1/circles/{id}/posts",            &["CIRCLE"],          "",      [401, 404, 200, 404, 200, 200, 200]),
    ("GET",    "/v1/posts/{id}",                    &["POST"],            "",      [401, 404, 200, 404, 200, 200, 200]),
    ("PUT",    "/v1/posts/{id}",                    &["NEW"],             PUBLISH, [401, 403, 200, 404, 403, 200, 200]),
    ("PUT",    "/v1/posts/{id}",                    &["POST"],            PUBLISH, [401, 409, 409, 409, 409, 409, 409]),
    ("DELETE", "/v1/posts/{id}",                    &["POST"],            "",      [401, 404, 403, 404, 403, 403, 403]),
    ("PUT",    "/v1/posts/{id}/edits/{edit_id}",    &["POST", "NEW"],     SAY,     [401, 404, 403, 404, 403, 403, 403]),
    ("PUT",    "/v1/posts/{id}/praise",             &["POST"],            "",      [401, 404, 204, 404, 204, 204, 204]),
    ("DELETE", "/v1/posts/{id}/praise",             &["POST"],            "",      [401, 404, 204, 404, 204, 204, 204]),
    ("GET",    "/v1/posts/{id}/comments",           &["POST"],            "",      [401, 404, 200, 404, 200, 200, 200]),
    ("PUT",    "/v1/comments/{id}",                 &["NEW"],             COMMENT, [401, 404, 200, 404, 403, 200, 200]),
    ("PUT",    "/v1/comments/{id}",                 &["COMMENT"],         COMMENT, [401, 409, 409, 409, 409, 409, 409]),
    ("DELETE", "/v1/comments/{id}",                 &["COMMENT"],         "",      [401, 404, 403, 404, 403, 403, 403]),
    ("PUT",    "/v1/comments/{id}/edits/{edit_id}", &["COMMENT", "NEW"],  SAY,     [401, 404, 403, 404, 403, 403, 403]),
    ("POST",   "/v1/counts",                        &[],                  POSTS,   [401, 200, 200, 200, 200, 200, 200]),
    ("POST",   "/v1/views",                         &[],                  POSTS,   [401, 204, 204, 204, 204, 204, 204]),
    ("GET",    "/v1/me",                            &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("PUT",    "/v1/me/avatar",                     &[],                  AVATAR, [401, 422, 422, 422, 422, 422, 422]),
    ("DELETE", "/v1/me/avatar",                     &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("PATCH",  "/v1/me",                            &[],                  "{}",    [401, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/me/standings",                  &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/me/devices",                    &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("DELETE", "/v1/me/devices",                    &[],                  "",      [401, 204, 204, 204, 204, 204, 204]),
    ("DELETE", "/v1/me/devices/{id}",               &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("DELETE", "/v1/me/devices/{id}",               &["DEVICE"],          "",      [401, 404, 404, 404, 404, 404, 404]),
    ("POST",   "/v1/me/devices/seen",               &[],                  "",      [401, 204, 204, 204, 204, 204, 204]),
    ("GET",    "/v1/me/claims",                     &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("DELETE", "/v1/me/claims/{kind}",              &["birth_date"],      "",      [401, 204, 204, 204, 204, 204, 204]),
    ("DELETE", "/v1/me/claims/{kind}",              &["student"],         "",      [401, 404, 404, 404, 404, 404, 404]),
    ("DELETE", "/v1/me/claims/{kind}",              &["legal_name"],      "",      [401, 403, 403, 403, 403, 403, 403]),
    ("PUT",    "/v1/me/claims/{kind}",              &["birth_date"],      "",      [401, 204, 204, 204, 204, 204, 204]),
    ("GET",    "/v1/me/score",                      &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/me/name-access",                &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/me/seen-as/{level}",            &["stranger"],        "",      [401, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/me/seen-as/{level}",            &["enemy"],           "",      [401, 404, 404, 404, 404, 404, 404]),
    ("PUT",    "/v1/me/show-name",                  &[],                  r#"{"shown":true}"#, [401, 200, 200, 200, 200, 200, 200]),
    ("PUT",    "/v1/me/deletion",                   &[],                  GIVE_UP, [401, 409, 409, 409, 409, 409, 409]),
    ("POST",   "/v1/operator/people/{id}/legal-name", &["AUTHOR"],        REASON,  [401, 403, 403, 403, 403, 403, 403]),
    ("PUT",    "/v1/operator/people/{id}/ban",      &["AUTHOR"],          REASON,  [401, 403, 403, 403, 403, 403, 403]),
    ("GET",    "/v1/operator/people/{id}/ban",      &["AUTHOR"],          "",      [401, 403, 403, 403, 403, 403, 403]),
    ("PUT",    "/v1/operator/people/{id}/ban/lift", &["AUTHOR"],          REASON,  [401, 403, 403, 403, 403, 403, 403]),
    ("GET",    "/v1/people/{id}",                   &["AUTHOR"],          "",      [401, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/people/{id}/posts",             &["AUTHOR"],          "",      [401, 200, 200, 200, 200, 200, 200]),
    ("DELETE", "/v1/people/{id}/friendship",        &["AUTHOR"],          "",      [401, 204, 204, 204, 204, 204, 204]),
    ("DELETE", "/v1/people/{id}/friendship",        &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("PUT",    "/v1/people/{id}/block",             &["AUTHOR"],          "",      [401, 204, 204, 204, 204, 204, 204]),
    ("PUT",    "/v1/people/{id}/block",             &["NEW"],             "",      [401, 204, 204, 204, 204, 204, 204]),
    ("DELETE", "/v1/people/{id}/block",             &["AUTHOR"],          "",      [401, 204, 204, 204, 204, 204, 204]),
    ("PUT",    "/v1/friend-requests/{id}",          &["NEW"],             BEFRIEND, [401, 403, 200, 403, 200, 200, 200]),
    ("PUT",    "/v1/friend-requests/{id}",          &["NEW"],             MISS,    [401, 404, 404, 404, 404, 404, 404]),
    ("PUT",    "/v1/friend-requests/{id}",          &["REQUEST"],         BEFRIEND, [401, 409, 409, 409, 409, 409, 409]),
    ("DELETE", "/v1/friend-requests/{id}",          &["REQUEST"],         "",      [401, 404, 404, 404, 404, 404, 404]),
    ("PUT",    "/v1/friend-requests/{id}/answer",   &["REQUEST"],         SAY_YES, [401, 404, 404, 404, 404, 404, 404]),
    ("PUT",    "/v1/uploads/{id}/{rendition}",      &["NEW", "large"],    UPLOAD,  [401, 200, 200, 200, 200, 200, 200]),
    ("PUT",    "/v1/uploads/{id}/{rendition}",      &["PHOTO", "large"],  UPLOAD,  [401, 409, 409, 409, 409, 409, 409]),
    ("HEAD",   "/v1/uploads/{id}/{rendition}",      &["PHOTO", "large"],  "",      [401, 404, 404, 404, 404, 404, 404]),
    ("PATCH",  "/v1/uploads/{id}/{rendition}",      &["PHOTO", "large"],  "",      [401, 404, 404, 404, 404, 404, 404]),
    ("DELETE", "/v1/uploads/{id}/{rendition}",      &["PHOTO", "large"],  "",      [401, 404, 404, 404, 404, 404, 404]),
    ("GET",    "/v1/media/{id}/{rendition}",        &["PHOTO", "small"],  "",      [401, 404, 200, 404, 200, 200, 200]),
    ("GET",    "/v1/stream",                        &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/sync",                          &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/keys",                          &[],                  "",      [200, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/wallet",                        &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("PUT",    "/v1/wallet/limits",                 &[],                  LIMIT,   [401, 200, 200, 200, 200, 200, 200]),
    ("PUT",    "/v1/wallet/lock",                   &[],                  r#"{"locked":true}"#, [401, 409, 409, 409, 409, 409, 409]),
    ("GET",    "/v1/wallet/earnings",               &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("PUT",    "/v1/wallet/pin",                    &[],                  r#"{"pin":"271828"}"#, [401, 204, 204, 204, 204, 204, 204]),
    ("GET",    "/v1/wallet/payments",               &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("PUT",    "/v1/wallet/payments/{id}",          &["NEW"],             TOP_UP,  [401, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/wallet/payments/{id}",          &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("GET",    "/v1/wallet/payments/{id}/page",     &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("POST",   "/v1/wallet/payments/{id}/abandon",  &["NEW"],             TOP_UP,  [401, 200, 200, 200, 200, 200, 200]),
    ("POST",   "/v1/payments/notices",              &[],                  "",      [200, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/operator/reconciliations",      &[],                  "",      [401, 403, 403, 403, 403, 403, 403]),
    ("GET",    "/v1/operator/finance",              &[],                  "",      [401, 403, 403, 403, 403, 403, 403]),
    ("GET",    "/v1/operator/people/{id}/wallet",   &["AUTHOR"],          "",      [401, 403, 403, 403, 403, 403, 403]),
    ("PUT",    "/v1/operator/people/{id}/wallet/freezes/{act_id}", &["AUTHOR", "NEW"], FREEZE_WALLET, [401, 403, 403, 403, 403, 403, 403]),
    ("PUT",    "/v1/operator/people/{id}/tips/{act_id}", &["AUTHOR", "NEW"], REASON, [401, 403, 403, 403, 403, 403, 403]),
    ("PUT",    "/v1/operator/proposals/{id}",       &["NEW"],             PROPOSE_MONEY, [401, 403, 403, 403, 403, 403, 403]),
    ("PUT",    "/v1/operator/proposals/{id}/decision", &["NEW"],          DECIDE_MONEY, [401, 403, 403, 403, 403, 403, 403]),
    ("POST",   "/v1/step-up",                       &[],                  STEP_UP, [401, 409, 409, 409, 409, 409, 409]),
    ("POST",   "/v1/tips/{id}/quote",               &["NEW"],             QUOTE,   [401, 404, 200, 404, 200, 200, 200]),
    ("PUT",    "/v1/tips/{id}",                     &["NEW"],             CONFIRM, [401, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/tips/{id}",                     &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("POST",   "/v1/tips/{id}/abandon",             &["NEW"],             "",      [401, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/posts/{id}/tippers",            &["POST"],            "",      [401, 404, 200, 404, 200, 200, 200]),
    ("POST",   "/v1/tips/{id}/return",              &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("GET",    "/v1/money-requests",                &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("PUT",    "/v1/money-requests/{id}",           &["NEW"],             ASK,     [401, 403, 403, 403, 403, 403, 403]),
    ("POST",   "/v1/money-requests/{id}/decline",   &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("POST",   "/v1/money-requests/{id}/withdraw",  &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("GET",    "/v1/transfers",                     &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("POST",   "/v1/transfers/{id}/quote",          &["NEW"],             SEND,    [401, 403, 403, 403, 403, 403, 403]),
    ("PUT",    "/v1/transfers/{id}",                &["NEW"],             CONFIRM, [401, 200, 200, 200, 200, 200, 200]),
    ("GET",    "/v1/transfers/{id}",                &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("POST",   "/v1/transfers/{id}/abandon",        &["NEW"],             "",      [401, 200, 200, 200, 200, 200, 200]),
    ("POST",   "/v1/transfers/{id}/take-back",      &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("POST",   "/v1/transfers/{id}/answer",         &["NEW"],             r#"{"accept":true}"#, [401, 404, 404, 404, 404, 404, 404]),
    ("POST",   "/v1/tips/{id}/cancel",              &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("PATCH",  "/v1/circles/{id}",                  &["CIRCLE"],          EDIT,    [401, 403, 403, 404, 403, 403, 200]),
    ("GET",    "/v1/circles/{id}/export",           &["CIRCLE"],          "",      [401, 404, 200, 404, 200, 200, 200]),
    ("PUT",    "/v1/circles/{id}/steps/{act_id}",   &["CIRCLE", "NEW"],   FREEZE,  [401, 404, 404, 404, 404, 404, 404]),
    ("GET",    "/v1/console",                       &[],                  "",      [401, 404, 404, 404, 404, 404, 404]),
    ("GET",    "/v1/applications",                  &[],                  "",      [401, 200, 200, 200, 200, 200, 200]),
    ("PUT",    "/v1/applications/{id}",             &["NEW"],             APPLY,   [401, 200, 200, 200, 200, 200, 200]),
    ("PUT",    "/v1/applications/{id}/decision",    &["NEW"],             APPROVE, [401, 404, 404, 404, 404, 404, 404]),
    ("PUT",    "/v1/tips/{id}/thanks",              &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("PUT",    "/v1/circles/{id}/acts/{act_id}",    &["CIRCLE", "NEW"],   PIN,     [401, 403, 403, 404, 403, 200, 200]),
    ("PUT",    "/v1/circles/{id}/acts/{act_id}/second", &["CIRCLE", "NEW"], AGREE, [401, 403, 403, 404, 403, 404, 404]),
    ("GET",    "/v1/circles/{id}/log",              &["CIRCLE"],          "",      [401, 404, 200, 404, 200, 200, 200]),
    ("GET",    "/v1/circles/{id}/queue",            &["CIRCLE"],          "",      [401, 404, 404, 404, 404, 200, 200]),
    ("GET",    "/v1/circles/{id}/appeals",          &["CIRCLE"],          "",      [401, 404, 404, 404, 404, 404, 200]),
    ("PUT",    "/v1/circles/{id}/members/{person_id}/role", &["CIRCLE", "AUTHOR"], TRUST, [401, 403, 403, 404, 403, 403, 204]),
    ("PUT",    "/v1/circles/{id}/handover",         &["CIRCLE"],          OFFER,   [401, 403, 403, 404, 403, 403, 403]),
    ("DELETE", "/v1/circles/{id}/handover",         &["CIRCLE"],          "",      [401, 404, 200, 404, 200, 200, 200]),
    ("PUT",    "/v1/circles/{id}/handover/acceptance", &["CIRCLE"],       "",      [401, 404, 404, 404, 404, 404, 404]),
    ("GET",    "/v1/circles/{id}/heirs",            &["CIRCLE"],          "",      [401, 404, 404, 404, 404, 404, 404]),
    ("PUT",    "/v1/statements/{id}/heard",         &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("PUT",    "/v1/reports/{id}",                  &["NEW"],             REPORT,  [401, 404, 200, 404, 200, 200, 200]),
    ("PUT",    "/v1/reports/{id}/heard",            &["NEW"],             "",      [401, 404, 404, 404, 404, 404, 404]),
    ("PUT",    "/v1/appeals/{id}",                  &["NEW"],             APPEAL,  [401, 404, 404, 404, 404, 404, 404]),
    ("PUT",    "/v1/appeals/{id}/decision",         &["NEW"],             DECIDE,  [401, 404, 404, 404, 404, 404, 404]),
];

/// Somebody else's things, in a circle without a preview.
pub struct Scene {
    pub circle: CircleId,
    post: PostId,
    comment: CommentId,
    photo: AttachmentId,
    /// Of a third person to the author.
    request: FriendRequestId,
    pub author: Somebody,
}

impl Scene {
    pub async fn set(town: &Town) -> Self {
        let circle = town.circle().await;
        let author = town.member(circle).await;
        let (post, comment, photo) = (PostId::mint(), CommentId::mint(), AttachmentId::mint());
        uploads::upload_photo(town, &author, photo).await;
        let mut publish = words(circle, "hello");
        publish["attachments"] = json!([uploads::draft(photo, 600, 400)]);
        body(town.put(&author, &format!("/v1/posts/{post}"), publish).await).await;
        body(
            town.put(&author, &format!("/v1/comments/{comment}"), json!({ "post": post, "text": "mine" }))
                .await,
        )
        .await;
        let (friend, request) = (town.member(circle).await, FriendRequestId::mint());
        let asks = json!({ "person": author.id, "note": "" });
        body(town.put(&friend, &format!("/v1/friend-requests/{request}"), asks).await).await;
        Self { circle, post, comment, photo, request, author }
    }

    pub async fn somebody(&self, town: &Town, standing: &str) -> Somebody {
        match standing {
            "anonymous" => return nobody(),
            "stranger" => return town.person().await,
            _ => {}
        }
        let who = town.member(self.circle).await;
        match standing {
            "banned" => town.ban(&who, self.circle).await,
            "muted" => town.sentence(&who, self.circle, Sanction::Muted, Some(3_600)).await,
            "moderator" => town.role(&who, self.circle, Role::Moderator).await,
            "admin" => town.role(&who, self.circle, Role::Admin).await,
            _ => {}
        }
        who
    }

    pub fn fill(&self, text: &str) -> String {
        text.replace("CIRCLE", &self.circle.to_string())
            .replace("POST", &self.post.to_string())
            .replace("COMMENT", &self.comment.to_string())
            .replace("PHOTO", &self.photo.to_string())
            .replace("REQUEST", &self.request.to_string())
            .replace("AUTHOR", &self.author.id.to_string())
            .replace("DEVICE", &self.author.device.to_string())
            .replace("NEW", &EditId::mint().to_string())
    }

    pub fn path(&self, template: &str, parts: &[&str]) -> String {
        let mut pieces = template.split('{');
        let mut path = pieces.next().unwrap().to_owned();
        for (piece, part) in pieces.zip(parts) {
            path.push_str(&self.fill(part));
            path.push_str(piece.split_once('}').unwrap().1);
        }
        path
    }
}

const STANDINGS: [&str; 7] = ["anonymous", "stranger", "member", "banned", "muted", "moderator", "admin"];

#[tokio::test]
async fn every_route_answers_everyone_as_the_table_says() {
    let town = Town::found().await;
    let mut wrong = Vec::new();
    for (method, template, parts, said, want) in TABLE {
        let (mut scene, mut changed) = (Scene::set(&town).await, false);
        for (at, (standing, want)) in STANDINGS.iter().zip(want).enumerate() {
            if at > 4 && changed {
                // What somebody changed must not be what a moderator meets, nor an admin what a moderator changed.
                (scene, changed) = (Scene::set(&town).await, false);
            }
            let who = scene.somebody(&town, standing).await;
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let mut request = town.request(method.clone(), &who, &scene.path(template, parts));
            if !said.is_empty() {
                request = request.json(&serde_json::from_str::<Value>(&scene.fill(said)).unwrap());
            }
            let answer = request.send().await.unwrap();
            let got = answer.status().as_u16();
            changed |= method != Method::GET && got < 300;
            if got != *want {
                let said = if got == 200 { String::new() } else { answer.text().await.unwrap() };
                wrong.push(format!("{method} {template} {parts:?}, {standing}: {got}, not {want} {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn no_route_is_without_a_row() {
    let town = Town::found().await;
    let (_, api) = whole(town.get(&nobody(), "/openapi.json").await).await;
    let methods = ["get", "put", "post", "patch", "delete", "head"];
    let described: BTreeSet<(String, String)> = api["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            methods.iter().filter(|m| item.get(**m).is_some()).map(|m| (m.to_uppercase(), path.clone()))
        })
        .collect();
    let rows: BTreeSet<(String, String)> =
        TABLE.iter().map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(
        described.difference(&rows).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new(),
        "routes without a row"
    );
    assert_eq!(
        rows.difference(&described).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new(),
        "rows without a route"
    );
}
