//! RSA2 both ways: with `openssl dgst`, and with the platform's own package.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use circles_domain::{Money, PaymentId, SystemClock};
use circles_server::payments::alipay::{
    Alipay, AlipayArgs, AlipayConfig, SigningKey, VerifyingKey, content_to_sign,
};
use circles_server::payments::{Order, PaymentProvider as _};
use circles_tests::Result;
use circles_tests::official::{self, path};
use circles_tests::openssl::RsaKeys;
use serde_json::{Value, json};
use url::Url;

const GATEWAY: &str = "https://openapi.alipay.com/gateway.do";
const NOTIFY: &str = "https://circles.example/v1/payments/notices";
const APP: &str = "2021000000000000";
/// What a sum, a name and a separator could do to what is signed.
const TEXT: &str =
    "app_id=2021&biz_content={\"subject\":\"圈子 & + = %2B\",\"total_amount\":\"0.01\"}&version=1.0";

fn signing(file: &Path) -> Result<SigningKey> {
    Ok(SigningKey::read(&std::fs::read_to_string(file)?).ok_or("no private key")?)
}

fn verifying(file: &Path) -> Result<VerifyingKey> {
    Ok(VerifyingKey::read(&std::fs::read_to_string(file)?).ok_or("no public key")?)
}

fn adapter(ours: &RsaKeys, theirs: &RsaKeys) -> Result<Alipay> {
    let args = AlipayArgs {
        alipay_app_id: Some(APP.to_owned()),
        alipay_private_key_file: Some(ours.private_file()),
        alipay_public_key_file: Some(theirs.public_file()),
        alipay_gateway: Some(GATEWAY.to_owned()),
        alipay_notify_url: Some(NOTIFY.to_owned()),
        ..AlipayArgs::default()
    };
    let config = AlipayConfig::from_args(&args)?.ok_or("no configuration")?;
    Ok(Alipay::new(config, Arc::new(SystemClock))?)
}

/// What the package is told of keys.
fn about(ours: &RsaKeys, theirs: &RsaKeys, mut asked: Value) -> Value {
    asked["gateway"] = GATEWAY.into();
    asked["app_id"] = APP.into();
    asked["notify_url"] = NOTIFY.into();
    asked["private_pkcs1"] = path(&ours.pkcs1_file());
    asked["public"] = path(&theirs.public_file());
    asked
}

fn parameters(url: &Url) -> BTreeMap<String, String> {
    url.query_pairs().into_owned().collect()
}

#[tokio::test]
async fn what_we_sign_openssl_takes_and_nothing_else() -> Result {
    let (keys, others) = (RsaKeys::generate().await?, RsaKeys::generate().await?);
    let pem = std::fs::read_to_string(keys.private_file())?;
    let bare: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let from_bare = SigningKey::read(&bare).ok_or("bare Base64 is a key, too")?;
    for ours in [signing(&keys.private_file())?, signing(&keys.pkcs1_file())?, from_bare] {
        let sign = ours.sign(TEXT).ok_or("not signed")?;
        assert!(keys.verifies(TEXT.as_bytes(), &sign).await?);
        assert!(!keys.verifies(TEXT.replace("0.01", "0.02").as_bytes(), &sign).await?);
        assert!(!others.verifies(TEXT.as_bytes(), &sign).await?);
    }
    Ok(())
}

#[tokio::test]
async fn what_openssl_signs_we_take_and_nothing_else() -> Result {
    let (keys, others) = (RsaKeys::generate().await?, RsaKeys::generate().await?);
    let theirs = verifying(&keys.public_file())?;
    let sign = keys.sign(TEXT.as_bytes()).await?;
    assert!(theirs.verifies(TEXT.as_bytes(), &sign));
    assert!(!theirs.verifies(TEXT.replace("0.01", "0.02").as_bytes(), &sign));
    assert!(!theirs.verifies(TEXT.as_bytes(), &others.sign(TEXT.as_bytes()).await?));
    for bad in ["", "x", &sign[..sign.len() - 4], &format!("{sign}AAAA")] {
        assert!(!theirs.verifies(TEXT.as_bytes(), bad), "{bad}");
    }
    assert!(VerifyingKey::read("no key").is_none());
    assert!(SigningKey::read(&std::fs::read_to_string(keys.public_file())?).is_none());
    Ok(())
}

#[tokio::test]
async fn a_page_of_ours_is_one_that_the_platforms_package_makes() -> Result {
    let keys = RsaKeys::generate().await?;
    let order = Order { id: PaymentId::mint(), amount: Money::fen(8_888) };
    let until = circles_domain::Timestamp::from_micros(1_795_752_000_000_000);
    let ours = adapter(&keys, &keys)?.page(order, until).ok_or("no page")?;
    let mine = parameters(&ours);
    let content: Value = serde_json::from_str(&mine["biz_content"])?;
    assert_eq!(content["total_amount"], "88.88");
    assert_eq!(content["time_expire"], "2026-11-27 12:00:00");

    // The package takes our signature over what it says is to be signed of these parameters.
    let said = official::ask(&about(&keys, &keys, json!({ "do": "signed", "parameters": mine }))).await?;
    assert_eq!(said["taken"], true);
    let pairs = mine.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    assert_eq!(said["content"], content_to_sign(pairs));
    let mut richer = mine.clone();
    richer.insert("biz_content".into(), mine["biz_content"].replace("88.88", "0.88"));
    let said = official::ask(&about(&keys, &keys, json!({ "do": "signed", "parameters": richer }))).await?;
    assert_eq!(said["taken"], false);

    // It makes the same page of the same order, but for the time, and we take its signature.
    let theirs = official::ask(&about(&keys, &keys, json!({ "do": "page", "content": content }))).await?;
    let theirs = parameters(&Url::parse(theirs.as_str().ok_or("no address")?)?);
    let names = |all: &BTreeMap<String, String>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&theirs), names(&mine));
    for name in ["app_id", "method", "format", "charset", "sign_type", "version", "notify_url"] {
        assert_eq!(theirs[name].to_lowercase(), mine[name].to_lowercase(), "{name}");
    }
    assert_eq!(serde_json::from_str::<Value>(&theirs["biz_content"])?, content);
    let signed = content_to_sign(theirs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    assert!(verifying(&keys.public_file())?.verifies(signed.as_bytes(), &theirs["sign"]));
    Ok(())
}

#[tokio::test]
async fn an_answer_is_taken_by_both_or_by_neither() -> Result {
    let (ours, theirs) = (RsaKeys::generate().await?, RsaKeys::generate().await?);
    let adapter = adapter(&ours, &theirs)?;
    let said = r#"{"code":"10000","msg":"Success","out_trade_no":"1","subject":"圈子 } \" , \/","total_amount":"0.01"}"#;
    let sign = theirs.sign(said.as_bytes()).await?;
    let other = ours.sign(said.as_bytes()).await?;
    let whole =
        |said: &str, sign: &str| format!(r#"{{"alipay_trade_query_response":{said},"sign":"{sign}"}}"#);
    for (body, good) in [
        (whole(said, &sign), true),
        (whole(&said.replace("0.01", "9.01"), &sign), false),
        (whole(said, &other), false),
        (whole(said, ""), false),
        (format!(r#"{{"alipay_trade_query_response":{said}}}"#), false),
        ("<html>".to_owned(), false),
    ] {
        let asked = about(&ours, &theirs, json!({ "do": "answer", "body": body }));
        assert_eq!(official::ask(&asked).await?, good, "{body}");
        assert_eq!(adapter.read_answer("alipay.trade.query", &body).is_ok(), good, "{body}");
    }
    Ok(())
}
