//! Checks zones: desks with a name of their own on ticket and board (S8).

use std::collections::BTreeSet;
use std::num::NonZeroU16;

use super::checked::{Checker, Seen};
use super::file;
use super::reader::At;
use super::settings::Zone;

/// Beside a desk's number on the board.
const NAME_CHARS: usize = 30;

/// A clip's file, beside the office file.
const CLIP_CHARS: usize = 200;

impl Checker<'_> {
    /// A desk stands in one zone at most: it hangs under one sign.
    pub(super) fn zones(
        &self,
        written: Vec<file::Zone>,
        known_desk: impl Fn(&At<i64>) -> Option<NonZeroU16>,
    ) -> Vec<Zone> {
        let mut ids = Seen::new();
        let mut placed = Seen::new();
        let mut zones = Vec::new();
        for zone in written {
            let id = self.new_id(zone.id, &mut ids);
            let name = self.words(zone.name, NAME_CHARS);
            let voice = self.optional_words(zone.voice, CLIP_CHARS);
            let desks = zone.desks.map(|list| {
                if list.value.is_empty() {
                    self.empty(list.at, "desks");
                }
                let mut desks = BTreeSet::new();
                for number in &list.value {
                    let written = At {
                        value: number.value.to_string(),
                        at: number.at,
                    };
                    let desk = known_desk(number);
                    if self.no_repeat(&written, "desks", &mut placed) {
                        desks.extend(desk);
                    }
                }
                desks
            });
            if let (Some(id), Some(name), Some(desks)) = (id, name, desks) {
                zones.push(Zone {
                    id,
                    name,
                    desks,
                    voice,
                });
            }
        }
        zones
    }
}
