//! Zones in pictures and on paper: where a visitor goes (S8). Pure.

use office::day::Mode;
use office::desk::DeskId;
use office::ticket::Ticket;

use crate::config::settings::Zone;
use crate::web::view::Scene;
use crate::wire;

impl Scene<'_> {
    pub(crate) fn zone_of(&self, desk: DeskId) -> Option<wire::ZoneView> {
        self.settings.zone_of(desk.0).map(zone)
    }

    /// Where the visitor goes: to the desk's zone once called, before that to
    /// the one zone of all desks that serve them. The live queue's desks serve all.
    pub(crate) fn zone_to_go(&self, ticket: &Ticket) -> Option<wire::ZoneView> {
        if let Some(desk) = ticket.desk() {
            return self.zone_of(desk);
        }
        let service = ticket.service.as_ref()?;
        match self.picture.mode {
            Mode::Electronic => self.settings.zone_for(&service.0).map(zone),
            Mode::Live => None,
        }
    }
}

pub(crate) fn zone(zone: &Zone) -> wire::ZoneView {
    wire::ZoneView {
        id: zone.id.clone(),
        name: zone.name.clone(),
    }
}

/// One of the office's own texts in a language, else in any.
pub(crate) fn own(texts: &wire::Texts, language: &str) -> String {
    let first = || texts.values().next();
    texts
        .get(language)
        .or_else(first)
        .cloned()
        .unwrap_or_default()
}
