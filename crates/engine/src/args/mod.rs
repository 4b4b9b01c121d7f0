//! What commands and queries take, and the error that they give. Names and types are the same in the app, in
//! `circles-device` and in the generated TypeScript.

macro_rules! args {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty),* }
    )*};
}

mod circle;
mod error;
mod export;
mod finance;
mod govern;
mod life;
mod money;
mod person;
mod post;
mod statement;

pub use circle::*;
pub use error::{CommandCode, CommandError};
pub use export::*;
pub use finance::*;
pub use govern::*;
pub use life::*;
pub use money::*;
pub use person::*;
pub use post::*;
pub use statement::*;
