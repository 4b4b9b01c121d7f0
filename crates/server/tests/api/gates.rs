//! Gates: what they let through, how they change, what a change would do, and what needs a second approver.

use circles_domain::circle::{Gates, Preview, Role};
use circles_domain::claim::{CivilDate, Claims, Gender};
use circles_domain::gate::{Clause, Gate};
use circles_domain::{CircleId, Clock, PostId, ProposalId};
use circles_server::store::gates;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, whole, words};

impl Town {
    /// A member who decides how the circle is run.
    pub async fn admin(&self, circle: CircleId) -> Somebody {
        let who = self.member(circle).await;
        self.role(&who, circle, Role::Admin).await;
        who
    }

    async fn propose(
        &self,
        who: &Somebody,
        circle: CircleId,
        version: i64,
        gates: &Gates,
    ) -> (StatusCode, Value) {
        let path = format!("/v1/circles/{circle}/gates/proposals/{}", ProposalId::mint());
        whole(self.put(who, &path, json!({ "version": version, "gates": gates })).await).await
    }

    async fn publishes(&self, who: &Somebody, circle: CircleId) -> (StatusCode, Value) {
        let path = format!("/v1/posts/{}", PostId::mint());
        whole(self.put(who, &path, words(circle, "hello")).await).await
    }
}

fn with_post(post: Gate) -> Gates {
    Gates { post, ..Gates::open() }
}

fn claims(change: impl FnOnce(&mut Claims)) -> Claims {
    let born = CivilDate { year: 1990, month: 1, day: 1 };
    let mut claims = Claims { birth_date: Some(born), score: Some(712), ..Claims::default() };
    change(&mut claims);
    claims
}

#[tokio::test]
async fn each_clause_lets_in_whom_it_says_and_says_so_to_the_others() {
    let town = Town::found().await;
    let young = |claims: &mut Claims| claims.birth_date = Some(CivilDate { year: 2010, month: 1, day: 1 });
    #[rustfmt::skip]
    let table: [(Clause, Claims, Claims); 8] = [
        (Clause::Gender { is: Gender::Female }, claims(|c| c.gender = Some(Gender::Female)), claims(|c| c.gender = Some(Gender::Male))),
        (Clause::Gender { is: Gender::Male },   claims(|c| c.gender = Some(Gender::Male)),   claims(|_| {})),
        (Clause::Student,                       claims(|c| c.student = Some(true)),          claims(|c| c.student = Some(false))),
        (Clause::Employed,                      claims(|c| c.employed = Some(true)),         claims(|_| {})),
        (Clause::Overseas,                      claims(|c| c.overseas = Some(true)),         claims(|_| {})),
        (Clause::AgeAtLeast { years: 18 },      claims(|_| {}),                              claims(young)),
        (Clause::AgeAtMost { years: 20 },       claims(young),                               claims(|_| {})),
        (Clause::ScoreAtLeast { score: 750 },   claims(|c| c.score = Some(750)),             claims(|_| {})),
    ];
    for (clause, fits, fits_not) in table {
        let circle = town.circle_with(with_post(Gate::Is(clause))).await;
        for (claims, want) in [(fits, StatusCode::OK), (fits_not, StatusCode::FORBIDDEN)] {
            let who = town.person_with(claims).await;
            town.join(&who, circle).await;
            let predicted = body(town.get(&who, &format!("/v1/circles/{circle}")).await).await;
            let (status, answer) = town.publishes(&who, circle).await;
            assert_eq!(status, want, "{clause:?} {answer}");
            assert_eq!(predicted["rights"]["post"]["allowed"], status == StatusCode::OK, "{clause:?}");
            if status == StatusCode::FORBIDDEN {
                assert_eq!(answer["code"], "gate_closed");
                assert_eq!(answer["gate"]["clauses"][0]["clause"], serde_json::to_value(clause).unwrap());
                assert_eq!(answer["gate"]["clauses"][0]["met"], false);
            }
        }
    }
}

#[tokio::test]
async fn time_and_place_open_gates_too() {
    let town = Town::found().await;
    let circle = town
        .circle_with(with_post(Gate::Any(vec![
            Gate::All(vec![
                Gate::Is(Clause::MembershipAtLeast { days: 7 }),
                Gate::Is(Clause::AccountAgeAtLeast { days: 10 }),
            ]),
            Gate::Is(Clause::Role { at_least: Role::Moderator }),
            Gate::Is(Clause::AllowListed),
        ])))
        .await;
    let (admin, listed) = (town.admin(circle).await, town.member(circle).await);
    let early = town.person().await;
    town.watch.turn(3 * 86_400);
    town.join(&early, circle).await;
    assert_eq!(town.publishes(&admin, circle).await.0, StatusCode::OK);
    let (status, refused) = town.publishes(&early, circle).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let told: Vec<&Value> =
        refused["gate"]["clauses"].as_array().unwrap().iter().map(|c| &c["yours"]).collect();
    assert_eq!(told, [&json!(0), &json!(3), &Value::Null, &Value::Null]);

    let list = format!("/v1/circles/{circle}/gates/lists/allow/{}", listed.id);
    assert_eq!(town.publishes(&listed, circle).await.0, StatusCode::FORBIDDEN);
    let shown = body(town.put(&admin, &list, Value::Null).await).await;
    assert_eq!(shown["allow"][0]["id"], json!(listed.id));
    assert_eq!(town.publishes(&listed, circle).await.0, StatusCode::OK);
    town.send(Method::DELETE, &admin, &list, Value::Null).await;
    assert_eq!(town.publishes(&listed, circle).await.0, StatusCode::FORBIDDEN);
    let nobody = format!("/v1/circles/{circle}/gates/lists/allow/{}", PostId::mint());
    assert_eq!(town.put(&admin, &nobody, Value::Null).await.status(), StatusCode::NOT_FOUND);

    town.watch.turn(7 * 86_400);
    assert_eq!(town.publishes(&early, circle).await.0, StatusCode::OK);
    // Whoever leaves and comes back begins anew.
    town.send(Method::DELETE, &early, &format!("/v1/circles/{circle}/membership"), Value::Null).await;
    town.join(&early, circle).await;
    assert_eq!(town.publishes(&early, circle).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_change_holds_from_now_on_and_posts_keep_the_version_that_let_them_in() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (admin, member) = (town.admin(circle).await, town.member(circle).await);
    let before = town.post(&member, circle, "before").await;
    let strict = with_post(Gate::Is(Clause::ScoreAtLeast { score: 750 }));
    let path = format!("/v1/circles/{circle}/gates/proposals/{}", ProposalId::mint());
    let request = json!({ "version": 1, "gates": strict });
    let changed = body(town.put(&admin, &path, request.clone()).await).await;
    assert_eq!((&changed["version"], &changed["proposal"]), (&json!(2), &Value::Null));
    assert_eq!(changed["history"][0]["by"]["id"], json!(admin.id));
    // The same request again is the same change; another under its id is none.
    assert_eq!(body(town.put(&admin, &path, request).await).await["version"], 2);
    let (status, conflict) =
        whole(town.put(&admin, &path, json!({ "version": 2, "gates": Gates::open() })).await).await;
    assert_eq!((status, &conflict["code"]), (StatusCode::CONFLICT, &json!("id_conflict")));
    // Nobody overwrites what they have not seen.
    let (status, stale) = town.propose(&admin, circle, 1, &Gates::open()).await;
    assert_eq!((status, &stale["code"]), (StatusCode::CONFLICT, &json!("stale")));

    assert_eq!(town.publishes(&member, circle).await.0, StatusCode::FORBIDDEN);
    assert_eq!(town.get(&admin, &format!("/v1/posts/{before}")).await.status(), StatusCode::OK);
    assert_eq!(town.propose(&admin, circle, 2, &Gates::open()).await.0, StatusCode::OK);
    let after = town.post(&member, circle, "after").await;
    let version = async |post: PostId| -> i64 {
        sqlx::query_scalar("SELECT gate_version FROM post WHERE id = $1")
            .bind(post.0)
            .fetch_one(town.server.state.db.read())
            .await
            .unwrap()
    };
    assert_eq!((version(before).await, version(after).await), (1, 3));
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_its_field() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let admin = town.admin(circle).await;
    let deep = (0..9).fold(Gate::Is(Clause::Student), |inner, _| Gate::All(vec![inner]));
    let many = Gate::All(vec![Gate::Is(Clause::Student); 33]);
    let never = Gate::All(vec![
        Gate::Is(Clause::ScoreAtLeast { score: 800 }),
        Gate::Not(Box::new(Gate::Is(Clause::ScoreAtLeast { score: 700 }))),
    ]);
    for (gates, field, rule) in [
        (with_post(deep), "post_gate", "too_deep"),
        (with_post(many), "post_gate", "too_many"),
        (with_post(never.clone()), "post_gate", "contradiction"),
        (Gates { comment: never, ..Gates::open() }, "comment_gate", "contradiction"),
        (Gates { join: Gate::Any(vec![]), ..Gates::open() }, "join_gate", "contradiction"),
        (Gates { preview: Preview::Latest { count: 51 }, ..Gates::open() }, "preview", "too_large"),
    ] {
        let (status, refused) = town.propose(&admin, circle, 1, &gates).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
        assert_eq!(refused["fields"], json!([{ "field": field, "rule": rule }]));
        let simulated = json!({ "gates": gates });
        let path = format!("/v1/circles/{circle}/gates/simulate");
        assert_eq!(
            town.send(Method::POST, &admin, &path, simulated).await.status(),
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    assert_eq!(body(town.get(&admin, &format!("/v1/circles/{circle}/gates")).await).await["version"], 1);
}

#[tokio::test]
async fn what_was_dangerous_in_2016_waits_for_somebody_else_and_holds_tips_back() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (first, second, member) =
        (town.admin(circle).await, town.admin(circle).await, town.member(circle).await);
    let post = town.post(&member, circle, "hello").await;
    let women = with_post(Gate::Is(Clause::Gender { is: Gender::Female }));
    let (_, waiting) = town.propose(&first, circle, 1, &women).await;
    assert_eq!((&waiting["version"], &waiting["gates"]), (&json!(1), &json!(Gates::open())));
    assert_eq!(waiting["proposal"]["risks"], json!(["one_gender_is_paid"]));
    assert_eq!(waiting["proposal"]["may_approve"], false);
    let proposal = waiting["proposal"]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/circles/{circle}/gates/proposals/{proposal}");
    let approval = format!("{path}/approval");
    // Not by who proposed it, and nobody is bound by it yet.
    assert_eq!(town.put(&first, &approval, Value::Null).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(town.publishes(&member, circle).await.0, StatusCode::OK);
    let seen = body(town.get(&second, &format!("/v1/circles/{circle}")).await).await;
    assert_eq!((&seen["administers"], &seen["waiting"]), (&json!(true), &json!(1)));
    assert_eq!(body(town.get(&member, &format!("/v1/circles/{circle}")).await).await["waiting"], 0);

    let quote = json!({ "post": post, "amount": { "amount": "88", "currency": "CNY" } });
    let escrow = async || {
        let tip = format!("/v1/tips/{}/quote", PostId::mint());
        body(town.send(Method::POST, &second, &tip, quote.clone()).await).await["escrow_seconds"].clone()
    };
    assert_eq!(escrow().await, 24 * 3_600);
    for _ in 0..2 {
        let approved = body(town.put(&second, &approval, Value::Null).await).await;
        assert_eq!((&approved["version"], &approved["escrow_hours"]), (&json!(2), &json!(72)));
        assert_eq!(approved["history"][0]["approved_by"]["id"], json!(second.id));
    }
    assert_eq!(town.publishes(&member, circle).await.0, StatusCode::FORBIDDEN);
    assert_eq!(escrow().await, 72 * 3_600);
    // Refusing what is in effect comes too late; a harmless change needs nobody else and ends the long escrow.
    assert_eq!(town.send(Method::DELETE, &second, &path, Value::Null).await.status(), StatusCode::CONFLICT);
    assert_eq!(town.propose(&second, circle, 2, &Gates::open()).await.0, StatusCode::OK);
    assert_eq!(escrow().await, 24 * 3_600);
}

#[tokio::test]
async fn a_moderator_proposes_and_an_admin_decides() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (one, other, admin) =
        (town.member(circle).await, town.member(circle).await, town.admin(circle).await);
    town.role(&one, circle, Role::Moderator).await;
    town.role(&other, circle, Role::Moderator).await;
    let scored = with_post(Gate::Is(Clause::ScoreAtLeast { score: 600 }));
    let (status, waiting) = town.propose(&one, circle, 1, &scored).await;
    assert_eq!(
        (status, &waiting["version"], &waiting["decides"]),
        (StatusCode::OK, &json!(1), &json!(false))
    );
    assert_eq!(
        (&waiting["proposal"]["risks"], &waiting["proposal"]["may_approve"]),
        (&json!([]), &json!(false))
    );
    let approval = format!(
        "/v1/circles/{circle}/gates/proposals/{}/approval",
        waiting["proposal"]["id"].as_str().unwrap()
    );
    // Two who only keep order do not decide it, an admin does.
    let path = format!("/v1/circles/{circle}/gates");
    assert_eq!(body(town.get(&other, &path).await).await["proposal"]["may_approve"], false);
    assert_eq!(town.put(&other, &approval, Value::Null).await.status(), StatusCode::FORBIDDEN);
    let seen = body(town.get(&admin, &path).await).await;
    assert_eq!((&seen["proposal"]["may_approve"], &seen["decides"]), (&json!(true), &json!(true)));
    assert_eq!(body(town.put(&admin, &approval, Value::Null).await).await["version"], 2);
    // What an admin proposes and carries a risk may be approved by who keeps order: two people, one of them an admin.
    let women = with_post(Gate::Is(Clause::Gender { is: Gender::Female }));
    let (_, waiting) = town.propose(&admin, circle, 2, &women).await;
    let approval = format!(
        "/v1/circles/{circle}/gates/proposals/{}/approval",
        waiting["proposal"]["id"].as_str().unwrap()
    );
    assert_eq!(body(town.put(&other, &approval, Value::Null).await).await["version"], 3);
    // Rules and lists take an admin, and nobody who runs the circle is put on the list of who is kept out.
    let rules = |text: &str| json!({ "version": 1, "rules": text, "rules_zh": "", "material": false });
    let path = format!("/v1/circles/{circle}/rules");
    assert_eq!(town.put(&one, &path, rules("Be brief.")).await.status(), StatusCode::FORBIDDEN);
    for blank in ["", " \n\t\n "] {
        let (status, refused) = whole(town.put(&admin, &path, rules(blank)).await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused["fields"], json!([{ "field": "rules", "rule": "required" }]));
    }
    assert_eq!(town.put(&admin, &path, rules("Be brief.")).await.status(), StatusCode::OK);
    let owner = town.member(circle).await;
    town.role(&owner, circle, Role::Owner).await;
    let list = |list: &str, who: &Somebody| format!("/v1/circles/{circle}/gates/lists/{list}/{}", who.id);
    assert_eq!(town.put(&one, &list("deny", &other), Value::Null).await.status(), StatusCode::FORBIDDEN);
    for whom in [&owner, &admin] {
        for who in [&owner, &admin] {
            assert_eq!(town.put(who, &list("deny", whom), Value::Null).await.status(), StatusCode::FORBIDDEN);
        }
    }
    assert_eq!(town.put(&admin, &list("allow", &owner), Value::Null).await.status(), StatusCode::OK);
    assert_eq!(town.put(&admin, &list("deny", &one), Value::Null).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn closing_the_door_behind_those_who_pay_is_the_same_danger() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (first, second) = (town.admin(circle).await, town.admin(circle).await);
    let man = town.person_with(claims(|c| c.gender = Some(Gender::Male))).await;
    town.join(&man, circle).await;
    let women = || Gate::Is(Clause::Gender { is: Gender::Female });
    let closed = Gates { join: women(), post: women(), ..Gates::open() };
    let path = format!("/v1/circles/{circle}/gates/simulate");
    let tried = body(town.send(Method::POST, &first, &path, json!({ "gates": closed })).await).await;
    assert_eq!((&tried["risks"], &tried["escrow_hours"]), (&json!(["one_gender_is_paid"]), &json!(72)));
    let (_, waiting) = town.propose(&first, circle, 1, &closed).await;
    assert_eq!(
        (&waiting["version"], &waiting["proposal"]["risks"]),
        (&json!(1), &json!(["one_gender_is_paid"]))
    );
    let approval = format!(
        "/v1/circles/{circle}/gates/proposals/{}/approval",
        waiting["proposal"]["id"].as_str().unwrap()
    );
    let approved = body(town.put(&second, &approval, Value::Null).await).await;
    assert_eq!((&approved["escrow_hours"], &approved["risks"]), (&json!(72), &json!(["one_gender_is_paid"])));
    // A circle that began behind that door has nobody else inside.
    let began = town.circle_with(closed.clone()).await;
    let owner = town.person_with(claims(|c| c.gender = Some(Gender::Female))).await;
    town.join(&owner, began).await;
    town.role(&owner, began, Role::Owner).await;
    let held = body(town.get(&owner, &format!("/v1/circles/{began}/gates")).await).await;
    assert_eq!((&held["risks"], &held["escrow_hours"]), (&json!([]), &json!(0)));
    // Only the young post: that is one age group.
    let young = with_post(Gate::Not(Box::new(Gate::Is(Clause::AgeAtLeast { years: 18 }))));
    let (_, waiting) = town.propose(&second, circle, 2, &young).await;
    assert_eq!(waiting["proposal"]["risks"], json!(["one_age_group_is_paid"]));
}

#[tokio::test]
async fn a_proposal_is_taken_back_refused_or_overtaken() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (first, second) = (town.admin(circle).await, town.admin(circle).await);
    let young = with_post(Gate::Is(Clause::AgeAtMost { years: 25 }));
    for who in [&first, &second] {
        let (_, waiting) = town.propose(&first, circle, 1, &young).await;
        let path =
            format!("/v1/circles/{circle}/gates/proposals/{}", waiting["proposal"]["id"].as_str().unwrap());
        for _ in 0..2 {
            let after = body(town.send(Method::DELETE, who, &path, Value::Null).await).await;
            assert_eq!((&after["proposal"], &after["version"]), (&Value::Null, &json!(1)));
        }
        assert_eq!(
            town.put(&second, &format!("{path}/approval"), Value::Null).await.status(),
            StatusCode::CONFLICT
        );
    }
    let (_, waiting) = town.propose(&first, circle, 1, &young).await;
    let overtaken = waiting["proposal"]["id"].as_str().unwrap().to_owned();
    let (_, changed) =
        town.propose(&second, circle, 1, &with_post(Gate::Is(Clause::ScoreAtLeast { score: 600 }))).await;
    assert_eq!((&changed["version"], &changed["proposal"]), (&json!(2), &Value::Null));
    let approval = format!("/v1/circles/{circle}/gates/proposals/{overtaken}/approval");
    assert_eq!(town.put(&second, &approval, Value::Null).await.status(), StatusCode::CONFLICT);
    // An operator of the platform is a second approver for every circle.
    let (_, waiting) = town.propose(&first, circle, 2, &young).await;
    let operator = town.person().await;
    let approval = format!(
        "/v1/circles/{circle}/gates/proposals/{}/approval",
        waiting["proposal"]["id"].as_str().unwrap()
    );
    assert_eq!(town.put(&operator, &approval, Value::Null).await.status(), StatusCode::FORBIDDEN);
    let mut tx = town.server.state.db.write().await.unwrap();
    sqlx::query("UPDATE person SET role = 'operator' WHERE id = $1")
        .bind(operator.id.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(body(town.put(&operator, &approval, Value::Null).await).await["version"], 3);
}

#[tokio::test]
async fn a_simulation_tells_about_how_many_names_nobody_and_saves_nothing() {
    let town = Town::with(|config| config.limits.simulations_per_hour = 3).await;
    let circle = town.circle().await;
    let admin = town.admin(circle).await;
    for _ in 0..39 {
        let who = town.person_with(claims(|c| c.score = Some(712))).await;
        town.join(&who, circle).await;
    }
    let banned = town.person_with(claims(|_| {})).await;
    town.join(&banned, circle).await;
    town.ban(&banned, circle).await;
    for _ in 0..5 {
        town.person_with(claims(|c| c.birth_date = Some(CivilDate { year: 2010, month: 1, day: 1 }))).await;
    }
    let after = Gates {
        join: Gate::Is(Clause::AgeAtLeast { years: 18 }),
        post: Gate::Any(vec![Gate::Is(Clause::ScoreAtLeast { score: 750 }), Gate::Is(Clause::Student)]),
        ..Gates::open()
    };
    let path = format!("/v1/circles/{circle}/gates/simulate");
    let simulate =
        || async { whole(town.send(Method::POST, &admin, &path, json!({ "gates": after })).await).await };
    let (status, told) = simulate().await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let outcome = &told["outcome"];
    // The banned one is neither a member nor able to join. All are alike where the gates ask: chance changes nothing.
    assert_eq!((&outcome["members"], &outcome["outsiders"]), (&json!(40), &json!(5)));
    assert_eq!(outcome["post"], json!({ "before": 40, "after": 0, "gain": 0, "lose": 40 }));
    assert_eq!(outcome["join"], json!({ "before": 5, "after": 0, "gain": 0, "lose": 5 }));
    assert_eq!(outcome["comment"], json!({ "before": 40, "after": 40, "gain": 0, "lose": 0 }));
    let bands = json!([{ "kind": "student", "is": false }, { "kind": "score", "from": 700, "to": 749 }]);
    assert_eq!(outcome["examples"][0]["bands"], bands);
    let text = told.to_string();
    assert!(!text.contains("Person ") && !text.contains(&admin.id.to_string()), "{text}");
    assert_eq!((&told["risks"], &told["escrow_hours"]), (&json!([]), &json!(0)));
    assert_eq!(simulate().await.1, told, "asking again tells nothing new");
    assert_eq!(body(town.get(&admin, &format!("/v1/circles/{circle}/gates")).await).await["version"], 1);
    assert_eq!(simulate().await.0, StatusCode::OK);
    let (status, refused) = simulate().await;
    assert_eq!((status, &refused["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("rate_limited")));
}

#[tokio::test]
async fn no_difference_between_two_simulations_tells_a_claim_of_one_person() {
    let town = Town::with(|config| config.limits.simulations_per_hour = 1_000).await;
    // One member is singled out by what everybody sees: the age of their account, a role and a list. They are the only
    // man; seven accounts are of another age, so that with one more person the round number is another.
    let target = town.person_with(claims(|c| c.gender = Some(Gender::Male))).await;
    town.watch.turn(5 * 86_400);
    let mut crowd = vec![target.clone()];
    for count in 0..19 {
        if count == 7 {
            town.watch.turn(5 * 86_400);
        }
        crowd.push(town.person_with(claims(|c| c.gender = Some(Gender::Female))).await);
    }
    let old = |days| Gate::Is(Clause::AccountAgeAtLeast { days });
    let not = |gate| Gate::Not(Box::new(gate));
    let seven = Gate::All(vec![old(5), not(old(10))]);
    let role = |at_least| Gate::Is(Clause::Role { at_least });
    let trusted = Gate::All(vec![role(Role::Trusted), not(role(Role::Moderator))]);
    let mut told = Vec::new();
    for _ in 0..6 {
        // Another circle has other lots, as another week has.
        let circle = town.circle().await;
        let owner = town.admin(circle).await;
        for who in &crowd {
            town.join(who, circle).await;
        }
        town.role(&target, circle, Role::Trusted).await;
        let list = format!("/v1/circles/{circle}/gates/lists/allow/{}", target.id);
        body(town.put(&owner, &list, Value::Null).await).await;
        let lose = async |gate: Gate| {
            let path = format!("/v1/circles/{circle}/gates/simulate");
            let gates = with_post(not(gate));
            let told = town.send(Method::POST, &owner, &path, json!({ "gates": gates })).await;
            body(told).await["outcome"]["post"]["lose"].as_i64().unwrap()
        };
        assert_eq!(lose(seven.clone()).await, 5);
        for alone in [old(10), trusted.clone(), Gate::Is(Clause::AllowListed)] {
            // Where somebody stands is no secret, and counts.
            assert_eq!(lose(Gate::Any(vec![seven.clone(), alone.clone()])).await, 10);
            let man = Gate::All(vec![alone, Gate::Is(Clause::Gender { is: Gender::Male })]);
            told.push(lose(Gate::Any(vec![seven.clone(), man])).await);
        }
    }
    // What is proven there is somebody else's, nearly always a woman's: it would be 10 each time if it told the truth.
    assert!(told.contains(&5), "{told:?}");
}

#[tokio::test]
async fn the_first_version_is_on_record_and_circles_of_before_have_one_too() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let mut db = town.server.state.db.read().acquire().await.unwrap();
    let history = gates::history(&mut db, circle, town.watch.now()).await.unwrap();
    assert_eq!((history.len(), history[0].version, &history[0].by), (1, 1, &None));
    let without: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM circle c WHERE NOT EXISTS (SELECT 1 FROM gate_version g WHERE g.circle_id = c.id AND g.version = c.gate_version)",
    )
    .fetch_one(&mut *db)
    .await
    .unwrap();
    assert_eq!(without, 0);
}
