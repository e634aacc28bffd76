//! What the office file says, as far as the heart needs it.

use std::collections::{BTreeMap, BTreeSet};

use crate::appointment::BookingRules;
use crate::day::MINUTE_MS;
use crate::desk::DeskId;
use crate::service::{Service, ServiceId};
use crate::staff::AccountId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    pub services: BTreeMap<ServiceId, Service>,
    /// The services each desk starts its day with.
    pub desks: BTreeMap<DeskId, BTreeSet<ServiceId>>,
    pub live_order: LiveOrder,
    /// An appointment passes nobody who came more than this before its time (an
    /// hour: at the edge 95 of 100 are called on time; with a quarter 80 to 87).
    pub appointment_credit_ms: i64,
    /// The head start of a privileged visitor (15 min).
    pub privileged_credit_ms: i64,
    /// An appointment that has checked in is called by its place from so long
    /// before its time (5 min); sooner only by a desk that has nobody else.
    pub appointment_ahead_ms: i64,
    /// In a peak a short question passes nobody whose place is more than this
    /// earlier (30 min); 0: no short window.
    pub short_window_ms: i64,
    /// A missed visitor is not called again before this (3 min).
    pub no_show_pause_ms: i64,
    /// A missed visitor's place is no earlier than this before now (10 min).
    pub no_show_return_ms: i64,
    /// The ticket closes after so many missed calls (3).
    pub no_show_limit: u8,
    /// At least this between two calls of one desk (1.5 s).
    pub min_between_calls_ms: i64,
    /// A desk's last act can be taken back for so long (10 s); 0: never.
    pub undo_ms: i64,
    /// S5, live queue: tickets after registration's end while no more than so
    /// many wait per working desk (1).
    pub live_waiting_per_desk: usize,
    /// S4: a wait up to this counts as short (15 min).
    pub target_wait_ms: i64,
    /// S7: a peak is more than so many waiting per working manager (3).
    pub peak_waiting_per_desk: usize,
    /// S5: registration ends so long before closing (15 min).
    pub registration_ends_before_ms: i64,
    /// S17: what a person serves, whatever the desk does; absent: as the desk.
    pub staff_services: BTreeMap<AccountId, BTreeSet<ServiceId>>,
    /// When this many wait, no more tickets are issued.
    pub max_waiting: usize,
    pub booking: BookingRules,
}

/// In which order the live queue is called (S1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiveOrder {
    /// As the standard says: one queue, every desk takes the next one.
    FirstCome,
    /// Visitors still choose a service; desks keep to theirs.
    KeepServices,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            services: BTreeMap::new(),
            desks: BTreeMap::new(),
            live_order: LiveOrder::FirstCome,
            appointment_credit_ms: 60 * MINUTE_MS,
            privileged_credit_ms: 15 * MINUTE_MS,
            appointment_ahead_ms: 5 * MINUTE_MS,
            short_window_ms: 30 * MINUTE_MS,
            no_show_pause_ms: 3 * MINUTE_MS,
            no_show_return_ms: 10 * MINUTE_MS,
            no_show_limit: 3,
            min_between_calls_ms: 1_500,
            undo_ms: 10_000,
            live_waiting_per_desk: 1,
            target_wait_ms: 15 * MINUTE_MS,
            peak_waiting_per_desk: 3,
            registration_ends_before_ms: 15 * MINUTE_MS,
            staff_services: BTreeMap::new(),
            max_waiting: 500,
            booking: BookingRules::default(),
        }
    }
}
