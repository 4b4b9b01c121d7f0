//! Two people who know each other in every way there is, a third, and asking what each row of the table asks.

use circles_domain::circle::{Gates, Preview};
use circles_domain::{
    AttachmentId, CircleId, CommentId, EditId, FriendRequestId, MoneyRequestId, PostId, TipId, TransferId,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::Row;
use crate::relations::{ask, stands};
use crate::support::{Somebody, Town, body, words};
use crate::uploads::{draft, upload_photo};

/// One of the two, and what is theirs.
pub struct Side {
    pub who: Somebody,
    pub name: String,
    pub words: String,
    pub post: PostId,
    pub photo: AttachmentId,
    pub face: AttachmentId,
    pub comment: CommentId,
    /// A circle that the other has not joined, and a post that it shows to everyone.
    pub preview: (CircleId, PostId),
    /// What they asked the other, once.
    pub request: FriendRequestId,
}

pub struct Scene {
    pub town: Town,
    pub circle: CircleId,
    pub third: Somebody,
    pub third_post: PostId,
    pub sides: [Side; 2],
}

impl Side {
    async fn set(town: &Town, circle: CircleId, under: PostId, words_of: &str) -> Self {
        let who = town.member(circle).await;
        let name =
            body(town.get(&who, "/v1/me").await).await["byline"]["display_name"].as_str().unwrap().to_owned();
        let (post, photo, face, comment) =
            (PostId::mint(), AttachmentId::mint(), AttachmentId::mint(), CommentId::mint());
        upload_photo(town, &who, photo).await;
        upload_photo(town, &who, face).await;
        let mut tx = town.server.state.db.write().await.unwrap();
        sqlx::query("UPDATE person SET avatar_id = $2 WHERE id = $1")
            .bind(who.id.0)
            .bind(face.0)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut publish = words(circle, words_of);
        publish["attachments"] = json!([draft(photo, 600, 400)]);
        body(town.put(&who, &format!("/v1/posts/{post}"), publish).await).await;
        let says = json!({ "post": under, "text": words_of });
        body(town.put(&who, &format!("/v1/comments/{comment}"), says).await).await;
        town.put(&who, &format!("/v1/posts/{under}/praise"), json!(null)).await;
        tip(town, &who, under).await;
        let gates = Gates { preview: Preview::Latest { count: 3 }, ..Gates::open() };
        let shown = town.circle_with(gates).await;
        town.join(&who, shown).await;
        let preview = (shown, town.post(&who, shown, words_of).await);
        let (name, words) = (name, words_of.to_owned());
        let request = FriendRequestId::mint();
        Self { who, name, words, post, photo, face, comment, preview, request }
    }
}

async fn tip(town: &Town, who: &Somebody, post: PostId) {
    let path = format!("/v1/tips/{}", TipId::mint());
    let quote = json!({ "post": post, "amount": { "amount": "88", "currency": "CNY" } });
    let quoted = body(town.send(Method::POST, who, &format!("{path}/quote"), quote).await).await;
    town.watch.turn(1);
    let tipped = body(town.put(who, &path, json!({ "quote_id": quoted["quote"] })).await).await;
    assert_eq!(tipped["state"], "released", "{tipped}");
}

/// Sends money, which arrives; both learn of the other by it. What is on its way is told of elsewhere.
async fn send(town: &Town, who: &Somebody, to: &Somebody) {
    town.send(Method::PATCH, to, "/v1/me", json!({ "transfers_from_others": true })).await;
    let path = format!("/v1/transfers/{}", TransferId::mint());
    let quote = json!({ "payee": to.id, "amount": { "amount": "88", "currency": "CNY" } });
    let quoted = body(town.send(Method::POST, who, &format!("{path}/quote"), quote).await).await;
    town.watch.turn(1);
    let sent = body(town.put(who, &path, json!({ "quote_id": quoted["quote"] })).await).await;
    assert_eq!(sent["state"], "held", "{sent}");
    body(town.send(Method::POST, to, &format!("{path}/answer"), json!({ "accept": true })).await).await;
}

/// Asks for money, as friends may, which they are for no longer than that.
pub async fn ask_for_money(town: &Town, who: &Somebody, of: &Somebody) {
    let mut tx = town.server.state.db.write().await.unwrap();
    for (one, other) in [(who.id, of.id), (of.id, who.id)] {
        sqlx::query("INSERT INTO friendship (person_id, friend_id, since_us) VALUES ($1, $2, 0)")
            .bind(one.0)
            .bind(other.0)
            .execute(&mut *tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let path = format!("/v1/money-requests/{}", MoneyRequestId::mint());
    let asks = json!({ "person": of.id, "amount": { "amount": "88", "currency": "CNY" } });
    body(town.put(who, &path, asks).await).await;
    let mut tx = town.server.state.db.write().await.unwrap();
    sqlx::query("DELETE FROM friendship").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

impl Scene {
    /// Two people who know each other in every way there is, and a third.
    pub async fn set() -> Self {
        // A tip arrives at once, so that each has an entry that names the other.
        let town = Town::with(|config| {
            let limits = &mut config.limits;
            (limits.grace_s, limits.escrow_s, limits.transfer_wait_s) = (0, 0, 0);
        })
        .await;
        let circle = town.circle().await;
        let third = town.member(circle).await;
        let third_post = town.post(&third, circle, "of the third").await;
        let mut sides = [
            Side::set(&town, circle, third_post, "apricots in the rain").await,
            Side::set(&town, circle, third_post, "brambles at noon").await,
        ];
        let says = json!({ "post": third_post, "text": "thank you" });
        body(town.put(&third, &format!("/v1/comments/{}", CommentId::mint()), says).await).await;
        tip(&town, &sides[0].who, sides[1].post).await;
        tip(&town, &sides[1].who, sides[0].post).await;
        send(&town, &sides[0].who, &sides[1].who).await;
        send(&town, &sides[1].who, &sides[0].who).await;
        ask_for_money(&town, &sides[0].who, &sides[1].who).await;
        ask_for_money(&town, &sides[1].who, &sides[0].who).await;
        // Money opens nothing.
        for (who, of) in [(&sides[0].who, &sides[1].who), (&sides[1].who, &sides[0].who)] {
            assert_eq!(stands(&town, who, of).await, json!({ "kind": "none" }));
        }
        let (first, ..) = ask(&town, &sides[0].who, &sides[1].who).await;
        town.send(Method::DELETE, &sides[0].who, &format!("/v1/friend-requests/{first}"), json!(null)).await;
        let (second, ..) = ask(&town, &sides[1].who, &sides[0].who).await;
        (sides[0].request, sides[1].request) = (first, second);
        Self { town, circle, third, third_post, sides }
    }

    /// From where which side is looked at.
    pub fn directions(&self) -> [(&Side, &Side); 2] {
        let [one, other] = &self.sides;
        [(one, other), (other, one)]
    }

    /// Fills in what is asked for; `absent` gives what never was in place of what is the other's.
    fn fill(&self, text: &str, (own, other): (&Side, &Side), absent: Option<uuid::Uuid>) -> String {
        let theirs = |id: uuid::Uuid| absent.unwrap_or(id).to_string();
        text.replace("OTHERPREVIEWED", &theirs(other.preview.1.0))
            .replace("OTHERPREVIEW", &other.preview.0.to_string())
            .replace("OTHERPOST", &theirs(other.post.0))
            .replace("OTHERPHOTO", &theirs(other.photo.0))
            .replace("OTHERFACE", &theirs(other.face.0))
            .replace("OTHERCOMMENT", &theirs(other.comment.0))
            .replace("OTHERREQUEST", &theirs(other.request.0))
            .replace("OWNREQUEST", &theirs(own.request.0))
            .replace("OTHER", &theirs(other.who.id.0))
            .replace("THIRDPOST", &self.third_post.to_string())
            .replace("THIRD", &self.third.id.to_string())
            .replace("CIRCLE", &self.circle.to_string())
    }

    pub async fn call(
        &self,
        row: &Row,
        sides: (&Side, &Side),
        absent: Option<uuid::Uuid>,
    ) -> (StatusCode, String) {
        let (method, template, parts, said, _) = *row;
        let new = EditId::mint().to_string();
        let fill = |text: &str| self.fill(text, sides, absent).replace("NEW", &new);
        let mut path = template.to_owned();
        for part in parts {
            let (before, rest) = path.split_once('{').unwrap();
            path = format!("{before}{}{}", fill(part), rest.split_once('}').unwrap().1);
        }
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.town.request(method, &sides.0.who, &path);
        if !said.is_empty() {
            request = request.json(&serde_json::from_str::<Value>(&fill(said)).unwrap());
        }
        let answer = request.send().await.unwrap();
        let (status, bytes) = (answer.status(), answer.bytes().await.unwrap());
        let mut text = String::from_utf8_lossy(&bytes).replace(&new, "NEW");
        if let Some(absent) = absent {
            text = text.replace(&absent.to_string(), "ID");
        } else {
            for id in theirs(sides) {
                text = text.replace(&id, "ID");
            }
        }
        (status, text)
    }

    pub async fn block(&self, blocker: &Somebody, blocked: &Somebody, lift: bool) {
        let method = if lift { Method::DELETE } else { Method::PUT };
        let path = format!("/v1/people/{}/block", blocked.id);
        let answer = self.town.send(method, blocker, &path, json!(null)).await;
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    }

    /// The numbers of the third's post, wherever they are read: comments, praise, tippers.
    pub async fn numbers(&self, who: &Somebody) -> [i64; 3] {
        let (town, post) = (&self.town, self.third_post);
        let one = body(town.get(who, &format!("/v1/posts/{post}")).await).await;
        let page = body(town.get(who, &format!("/v1/circles/{}/posts", self.circle)).await).await;
        let page =
            page["posts"].as_array().unwrap().iter().find(|one| one["id"] == json!(post)).unwrap().clone();
        let asked = town.send(Method::POST, who, "/v1/counts", json!({ "posts": [post] })).await;
        let counts = body(asked).await["posts"][0]["counts"].clone();
        assert_eq!((&one["counts"], &page["counts"]), (&counts, &counts));
        ["comments", "praise", "tippers"].map(|name| counts[name].as_i64().unwrap())
    }
}

/// Every id that is the other's, and what the two have between them.
fn theirs((own, other): (&Side, &Side)) -> Vec<String> {
    [other.who.id.0, other.post.0, other.photo.0, other.face.0, other.comment.0, other.preview.1.0]
        .into_iter()
        .chain([other.request.0, own.request.0])
        .map(|id| id.to_string())
        .collect()
}
