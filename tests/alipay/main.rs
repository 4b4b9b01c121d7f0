//! The adapter to the Alipay Open Platform: its signatures against programs that nobody here wrote, and what becomes of
//! people's money, against a stand-in of the platform that behaves, and that does not.

mod cash_outs;
mod person;
mod signatures;
mod statement;
mod top_ups;
mod world;
