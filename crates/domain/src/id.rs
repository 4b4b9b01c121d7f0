//! Identifiers. Each is a UUID minted by whoever starts the thing: UUIDv7 (RFC 9562) on a device, so that the id
//! exists before the network does. The time inside an id is never used.

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = uuid::Uuid))]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A fresh UUIDv7.
            #[must_use]
            pub fn mint() -> Self {
                Self(uuid::Uuid::now_v7())
            }
            /// The 16 bytes, as databases keep them.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
            /// From the 16 bytes of a database row; `None` at any other length.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                uuid::Uuid::from_slice(bytes).ok().map(Self)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.0)
            }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                uuid::Uuid::parse_str(s).map(Self)
            }
        }
    )*};
}

id! {
    /// A human's account.
    PersonId;
    /// An interest circle.
    CircleId;
    /// A post; also the id of the draft it was, minted when the composer opened.
    PostId;
    /// One accepted change of a post or a comment.
    EditId;
    /// A comment, minted when the field opened.
    CommentId;
    /// A photograph or a video.
    AttachmentId;
    /// A tip, minted when the tip page opened; its idempotency key for ever.
    TipId;
    /// A top-up or a cash-out, minted when its sheet opened; the payment provider's idempotency key too.
    PaymentId;
    /// A transfer, minted when its page opened; its idempotency key for ever.
    TransferId;
    /// A request of money, minted when its form opened.
    MoneyRequestId;
    /// What the server bound a tip or a transfer to for five minutes.
    QuoteId;
    /// A booked journal of the ledger.
    JournalId;
    /// An account of the ledger (never a person).
    LedgerAccountId;
    /// An installation of the app that a person signed in on.
    DeviceId;
    /// A friend request, minted when its page opened.
    FriendRequestId;
    /// A row of the outbox.
    OutboxItemId;
    /// A change of a circle's gates, minted when it is sent off.
    ProposalId;
    /// An invitation to a circle, minted when it is made.
    InvitationId;
    /// What a moderator did: the id of its line in the log, minted when the form opened.
    ActId;
    /// What somebody reported.
    ReportId;
    /// What somebody who was sanctioned says against it.
    AppealId;
    /// A circle that somebody applies for; the circle's own id, once it is approved.
    ApplicationId;
}
