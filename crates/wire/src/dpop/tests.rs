use super::*;

fn claims() -> Claims {
    Claims {
        jti: "once".into(),
        htm: "GET".into(),
        htu: "https://circles.example/v1/me".into(),
        iat: 1_795_305_600,
        nonce: Some("n".into()),
        ath: Some(token_hash("token")),
    }
}

#[test]
fn a_kept_key_proves_what_the_first_one_did() {
    let key = DeviceKey::generate().unwrap();
    let kept = DeviceKey::from_secret(&key.secret().unwrap()).unwrap();
    assert_eq!(kept.thumbprint(), key.thumbprint());
    assert_eq!(Thumbprint::parse(&key.thumbprint().to_string()), Some(key.thumbprint()));
    let text = kept.prove(&claims()).unwrap();
    let proof = Proof::read(&text).unwrap();
    assert_eq!((&proof.claims, proof.thumbprint), (&claims(), key.thumbprint()));
    proof.verify().unwrap();
    assert!(!format!("{key:?}").contains(&key.secret().unwrap()));
}

/// RFC 9449 section 4.1 gives a proof, section 6.1 its key's thumbprint.
#[test]
fn the_proof_of_the_rfc_is_read() {
    let text = concat!(
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpD",
        "a0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6",
        "IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUu",
        "Y29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK",
        "70nfbV37xRZT3Lg"
    );
    let proof = Proof::read(text).unwrap();
    proof.verify().unwrap();
    assert_eq!(
        (proof.claims.htm.as_str(), proof.claims.htu.as_str()),
        ("POST", "https://server.example.com/token")
    );
    assert_eq!(proof.thumbprint.to_string(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
}

#[test]
fn no_changed_byte_is_believed() {
    let text = DeviceKey::generate().unwrap().prove(&claims()).unwrap();
    for at in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        let taken = Proof::read(&changed).and_then(|proof| proof.verify());
        assert!(taken.is_err(), "byte {at}");
    }
}
