use circles_domain::ledger::Receipt;
use circles_domain::tip::TipState;
use circles_domain::{JournalId, Money, PostId, QuoteId, Timestamp, TipId};
use circles_wire::person::Byline;
use circles_wire::tip::QuoteResponse;
use ed25519_dalek::{Signer, SigningKey};

use super::*;

fn secret() -> SigningKey {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).unwrap();
    SigningKey::from_bytes(&seed)
}

fn key(secret: &SigningKey, by: Option<(&SigningKey, &ReceiptKey)>) -> ReceiptKey {
    let public = secret.verifying_key();
    ReceiptKey {
        id: hex::encode(Sha256::digest(public.as_bytes())).chars().take(16).collect(),
        public: URL_SAFE_NO_PAD.encode(public.as_bytes()),
        signed_by: by.map(|(_, older)| older.id.clone()),
        signature: by.map(|(old, _)| URL_SAFE_NO_PAD.encode(old.sign(public.as_bytes()).to_bytes())),
    }
}

fn sign(receipt: Receipt, secret: &SigningKey) -> SignedReceipt {
    let signature = URL_SAFE_NO_PAD.encode(secret.sign(&receipt.signing_bytes()).to_bytes());
    SignedReceipt { receipt, signature }
}

fn intent(now: Timestamp) -> TipIntent {
    let (id, post) = (TipId::mint(), PostId::mint());
    let payee = Byline { id: PersonId::mint(), display_name: "A payee".into(), verified: true, avatar: None };
    let quote = QuoteResponse {
        tip: id,
        quote: QuoteId::mint(),
        post,
        payee,
        payee_masked_name: "W*".into(),
        amount: Money::fen(88),
        fee: Money::fen(0),
        balance: Money::fen(1_000),
        spent_today: Money::fen(0),
        day_limit: Money::fen(100_000),
        privacy: Default::default(),
        message: String::new(),
        tips_to_payee_today: 2,
        own_limits: Vec::new(),
        step_up: false,
        escrow_seconds: 0,
        quoted_at: now,
        expires_at: now.plus_seconds(300),
    };
    TipIntent {
        state: TipState::Confirming,
        quote: Some(quote),
        shown_at: Some(now),
        confirmed_at: Some(now),
        ..TipIntent::draft(id, post, 88, now)
    }
}

fn receipt(intent: &TipIntent, payer: PersonId, key: &ReceiptKey) -> Receipt {
    let quote = intent.quote.as_ref().unwrap();
    Receipt {
        journal: JournalId::mint(),
        payer,
        payee: quote.payee.id,
        post: quote.post,
        amount: quote.amount,
        tip: intent.id,
        held_at: quote.quoted_at,
        key_id: key.id.clone(),
    }
}

#[test]
fn a_receipt_is_good_for_what_was_quoted_and_for_nothing_else() {
    let (secret, other) = (secret(), secret());
    let pinned = [key(&secret, None)];
    let payer = PersonId::mint();
    let intent = intent(Timestamp::from_micros(1_795_305_600_000_000));
    let honest = receipt(&intent, payer, &pinned[0]);
    let judge = |signed: &SignedReceipt| judge(signed, &intent, payer, &pinned);
    assert_eq!(judge(&sign(honest.clone(), &secret)), Worth::Good);

    // Signed by the server, but about something else: replayed, or meant for another post, payee, payer or amount.
    for other in [
        Receipt { payer: PersonId::mint(), ..honest.clone() },
        Receipt { payee: PersonId::mint(), ..honest.clone() },
        Receipt { post: PostId::mint(), ..honest.clone() },
        Receipt { amount: Money::fen(89), ..honest.clone() },
        Receipt { tip: TipId::mint(), ..honest.clone() },
    ] {
        assert_eq!(judge(&sign(other, &secret)), Worth::Forged);
    }
    // Right in its words, wrong in its signature.
    assert_eq!(judge(&sign(honest.clone(), &other)), Worth::Forged);
    let signed = sign(honest.clone(), &secret);
    let later = Receipt { held_at: honest.held_at.plus_seconds(1), ..honest.clone() };
    assert_eq!(judge(&SignedReceipt { receipt: later, ..signed.clone() }), Worth::Forged);
    assert_eq!(judge(&SignedReceipt { signature: String::new(), ..signed }), Worth::Forged);
    // A stranger's key that is not pinned.
    let strange = Receipt { key_id: key(&other, None).id, ..honest };
    assert_eq!(judge(&sign(strange, &other)), Worth::UnknownKey);
}

#[test]
fn nothing_is_good_without_a_quote() {
    let secret = secret();
    let pinned = [key(&secret, None)];
    let payer = PersonId::mint();
    let intent = intent(Timestamp::from_micros(0));
    let signed = sign(receipt(&intent, payer, &pinned[0]), &secret);
    let unquoted = TipIntent { quote: None, ..intent };
    assert_eq!(judge(&signed, &unquoted, payer, &pinned), Worth::Forged);
}

#[test]
fn new_keys_are_pinned_only_behind_the_one_that_signed_them() {
    let (first, second, third, stranger) = (secret(), secret(), secret(), secret());
    let root = key(&first, None);
    let next = key(&second, Some((&first, &root)));
    let last = key(&third, Some((&second, &next)));
    let pinned = [root.clone()];
    let told = [root.clone(), next.clone(), last.clone()];
    assert_eq!(extend(&pinned, &told), Some(told.to_vec()));
    assert_eq!(extend(&told[..2], &told), Some(told.to_vec()), "what is pinned already is kept");
    assert_eq!(extend(&pinned, &pinned), Some(pinned.to_vec()));

    assert_eq!(extend(&[], &told), None, "nothing is pinned later than at the first sign-in");
    assert_eq!(extend(&pinned, &[key(&stranger, None)]), None, "another server's keys");
    let unsigned = key(&second, None);
    let vouched_by_another = key(&second, Some((&stranger, &root)));
    let renamed = ReceiptKey { id: root.id.clone(), ..next.clone() };
    for bad in [unsigned, vouched_by_another, renamed] {
        assert_eq!(extend(&pinned, &[root.clone(), bad]), None);
    }
    assert_eq!(extend(&pinned, &[root, last]), None, "a gap in the chain");
}
