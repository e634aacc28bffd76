//! One past day's events out of the logs, for the terminal (`talon replay`):
//! from the database of an office that rests, from the journal of one that runs.

use std::path::Path;

use office::day::{Date, Moment};
use office::event::Event;

use crate::store::folder::Folder;
use crate::store::journal::Journal;
use crate::store::log::LogError;
use crate::store::record::{self, Head};
use crate::store::sqlite::{body_of, head_of, sorted};
use crate::store::verify::open_to_look;

/// The day's events with their moments, its opening first; empty: the log does
/// not know of that day (a journal lets its oldest go).
pub fn events_of(
    data_dir: &Path,
    journal_dir: &Path,
    date: Date,
) -> Result<Vec<(Event, Moment)>, LogError> {
    let mut found = Found {
        date,
        is_under_way: false,
        events: Vec::new(),
    };
    if Folder::is_taken(data_dir) {
        let journal = Journal::new(journal_dir.to_owned());
        journal.each(|head, body| found.see(head, body))?;
        return Ok(found.events);
    }
    let database = open_to_look(&data_dir.join("office.db"))?;
    // The opening's own words, as serde writes them: nothing older is read.
    let opening = format!("%\"day-opened\",\"date\":\"{date}\"%");
    let mut openings = database
        .prepare("SELECT seq FROM entry WHERE body LIKE ? ORDER BY seq")
        .map_err(sorted)?;
    let openings = openings
        .query_map([opening], |row| row.get::<_, u64>(0))
        .and_then(Iterator::collect::<Result<Vec<u64>, _>>)
        .map_err(sorted)?;
    let mut day = database
        .prepare("SELECT epoch, seq, chain, body FROM entry WHERE seq >= ? ORDER BY seq")
        .map_err(sorted)?;
    for opening in openings {
        let mut rows = day.query([opening]).map_err(sorted)?;
        while let Some(row) = rows.next().map_err(sorted)? {
            let head = head_of(row).map_err(sorted)?;
            found.see(head, body_of(row).map_err(sorted)?);
            if !found.is_under_way {
                break;
            }
        }
    }
    Ok(found.events)
}

struct Found {
    date: Date,
    is_under_way: bool,
    events: Vec<(Event, Moment)>,
}

impl Found {
    fn see(&mut self, head: Head, body: &[u8]) {
        let Some(entry) = record::vouched_entry(head, body) else {
            return;
        };
        for event in entry.draft.events {
            if let Event::DayOpened { date, .. } = &event {
                self.is_under_way = *date == self.date;
            }
            if self.is_under_way {
                self.events.push((event, entry.draft.at));
            }
        }
    }
}
