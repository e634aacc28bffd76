//! Checks the ticket's template: which parts stand on it, in which order, and
//! the office's sign.

use std::path::{Path, PathBuf};

use super::checked::{Checker, Seen};
use super::file::File;
use super::settings::TicketPart;
use crate::texts::Arg;

/// The parts by their names, in the usual order.
const PARTS: [(&str, TicketPart); 9] = [
    ("logo", TicketPart::Logo),
    ("office", TicketPart::Office),
    ("number", TicketPart::Number),
    ("service", TicketPart::Service),
    ("facts", TicketPart::Facts),
    ("bring", TicketPart::Bring),
    ("closing", TicketPart::Closing),
    ("thanks", TicketPart::Thanks),
    ("line", TicketPart::Line),
];

impl Checker<'_> {
    /// A ticket without its number would be no ticket.
    pub(super) fn ticket(
        &self,
        file: &mut File,
        base_dir: &Path,
    ) -> (Vec<TicketPart>, Option<PathBuf>) {
        let logo = file.ticket_logo.take().map(|written| {
            let path = base_dir.join(&written.value);
            if !path.is_file() {
                let found = Arg::from(written.value.as_str());
                let args = vec![("found", found)];
                // The office runs without its sign; the paper says the rest.
                self.notes.warning(written.at, "config-no-logo", args);
            }
            path
        });
        let Some(list) = file.ticket_order.take() else {
            let usual = PARTS.iter().map(|(_, part)| *part);
            return (
                usual.filter(|part| *part != TicketPart::Line).collect(),
                logo,
            );
        };
        let mut seen = Seen::new();
        let mut order = Vec::new();
        let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
        for written in &list.value {
            let Some((_, part)) = PARTS.iter().find(|(name, _)| *name == written.value) else {
                self.unknown(written, "config-unknown-part", &names);
                continue;
            };
            if *part == TicketPart::Line || self.no_repeat(written, "order", &mut seen) {
                order.push(*part);
            }
        }
        if !order.contains(&TicketPart::Number) {
            self.notes.mistake(list.at, "config-no-number", Vec::new());
        }
        (order, logo)
    }
}
