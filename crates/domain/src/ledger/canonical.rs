//! One way to write fields as bytes, for what is hashed and for what is signed.
//!
//! Each field is its length as a `u64`, big endian, and then its bytes; the first is the name of the format. So two
//! different lists of fields never give the same bytes, and bytes made for one purpose never serve another.

/// Bytes under construction.
pub(super) struct Canonical(Vec<u8>);

impl Canonical {
    /// Begins the format called `format`.
    pub(super) fn begin(format: &str) -> Self {
        Self(Vec::with_capacity(256)).text(format)
    }

    /// A field of raw bytes.
    pub(super) fn bytes(mut self, field: &[u8]) -> Self {
        self.0.extend_from_slice(&(field.len() as u64).to_be_bytes());
        self.0.extend_from_slice(field);
        self
    }

    /// A field of UTF-8 text.
    pub(super) fn text(self, field: &str) -> Self {
        self.bytes(field.as_bytes())
    }

    /// A field of eight bytes: a whole number, big endian, two's complement.
    pub(super) fn int(self, field: i64) -> Self {
        self.bytes(&field.to_be_bytes())
    }

    /// All of them.
    pub(super) fn finish(self) -> Vec<u8> {
        self.0
    }
}
