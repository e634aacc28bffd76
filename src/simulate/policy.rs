//! Who is called next, by other rules than ours.

use office::Office;
use office::desk::DeskId;
use office::rules::Rules;
use office::ticket::{Class, TicketNumber};

use crate::made_up::Site;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Policy {
    /// Each desk keeps to its group of services; first come, first served.
    Fixed,
    /// First come, first served over the desks' skills.
    Fifo,
    /// Over the skills, always the highest class first.
    Priority,
    /// The production dispatch.
    Ours,
}

impl Policy {
    pub const ALL: [Self; 4] = [Self::Fixed, Self::Fifo, Self::Priority, Self::Ours];

    pub fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Fifo => "fifo",
            Self::Priority => "priority",
            Self::Ours => "ours",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }

    /// The rules the heart is given.
    pub fn rules(self, site: &Site) -> Rules {
        let mut rules = site.rules.clone();
        match self {
            Self::Ours => {}
            Self::Priority | Self::Fifo => rules.short_window_ms = 0,
            Self::Fixed => {
                rules.short_window_ms = 0;
                rules.desks.clone_from(&site.fixed);
            }
        }
        rules
    }

    /// The class the heart is told: without credits everyone is ordinary.
    pub fn class(self, class: Class) -> Class {
        match self {
            Self::Ours | Self::Priority => class,
            Self::Fixed | Self::Fifo => Class::Ordinary,
        }
    }

    /// Whom this desk calls by the policy's own choice; `None`: the heart's.
    pub fn chosen(self, office: &Office, desk: DeskId) -> Option<Option<TicketNumber>> {
        match self {
            Self::Ours | Self::Fixed | Self::Fifo => None,
            Self::Priority => {
                let desk = office.desk(desk)?;
                let served = office
                    .waiting()
                    .filter(|ticket| office.may_serve(desk, ticket));
                let first = served.min_by_key(|ticket| (rank(ticket.class), ticket.reference));
                Some(first.map(|ticket| ticket.number.clone()))
            }
        }
    }
}

fn rank(class: Class) -> u8 {
    match class {
        Class::OutOfTurn => 0,
        Class::Appointment => 1,
        Class::Privileged => 2,
        Class::Ordinary => 3,
    }
}
