//! The rooms behind the counter, compiled apart: reception, the logs, the past
//! and people's rows, and what starts a fallen room again. `talon` shows them
//! under their own names, and the fire drill (`src/drill`) plays faults into
//! them without a window or a page.

#[path = "../clock.rs"]
pub mod clock;
#[path = "../hex.rs"]
pub mod hex;
#[path = "../history/mod.rs"]
pub mod history;
#[path = "../people/mod.rs"]
pub mod people;
#[path = "../reception/mod.rs"]
pub mod reception;
#[path = "../store/mod.rs"]
pub mod store;

#[path = "../watch"]
pub mod watch {
    pub mod lent;
    pub mod upkeep;
}
