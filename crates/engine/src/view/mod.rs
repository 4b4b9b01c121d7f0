//! Read models: what a screen shows, made by queries from the store. The UI sees these types and no others.
//!
//! TypeScript is generated from them into `ui/src/bindings/`; a test fails when the two differ.

mod circle;
mod compose;
mod device;
mod earnings;
mod export;
mod govern;
mod known;
mod money;
mod outbox;
mod post;
mod relation;
mod session;
mod statement;

pub use circle::*;
pub use compose::*;
pub use device::*;
pub use earnings::*;
pub use export::*;
pub use govern::*;
pub use known::*;
pub use money::*;
pub use outbox::*;
pub use post::*;
pub use relation::*;
pub use session::*;
pub use statement::*;
