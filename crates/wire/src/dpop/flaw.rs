//! What can be wrong with a proof.

/// Why a proof is not taken. The text is for people who read logs and headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Flaw {
    /// There is none.
    #[error("a proof is required")]
    Missing,
    /// There are several.
    #[error("one proof only")]
    Doubled,
    /// It is no signed token of three parts, or too long.
    #[error("the proof is malformed")]
    Malformed,
    /// It is a token of another kind.
    #[error("the proof has another type")]
    Type,
    /// It is not signed with ES256.
    #[error("the proof has another algorithm")]
    Algorithm,
    /// It names no key on P-256.
    #[error("the proof names no usable key")]
    Key,
    /// It gives its private key away.
    #[error("the proof carries a private key")]
    PrivateKey,
    /// It is not signed by the key that it names.
    #[error("the signature does not hold")]
    Signature,
    /// It is for another method.
    #[error("the proof is for another method")]
    Method,
    /// It is for another address.
    #[error("the proof is for another address")]
    Address,
    /// It is for another token, or for none.
    #[error("the proof is for another token")]
    Token,
    /// It carries no nonce of this server that is still young enough.
    #[error("the proof needs the newest nonce")]
    Nonce,
    /// It came before.
    #[error("the proof was used before")]
    Replayed,
    /// The token is bound to another key.
    #[error("the token is bound to another key")]
    OtherKey,
}
