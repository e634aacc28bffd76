//! Reads both logs on its own, not with the program's code.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

/// Every ticket taken by what the database says: number and how often.
pub(crate) fn taken_by_database(data_dir: &Path, copy_dir: &Path) -> BTreeMap<String, u32> {
    // A copy, so that looking changes nothing.
    fs::create_dir_all(copy_dir).unwrap();
    for name in ["office.db", "office.db-wal"] {
        fs::remove_file(copy_dir.join(name)).ok();
        fs::copy(data_dir.join(name), copy_dir.join(name)).ok();
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let Ok(connection) = Connection::open_with_flags(copy_dir.join("office.db"), flags) else {
        return BTreeMap::new();
    };
    let Ok(mut query) = connection.prepare("SELECT body FROM entry ORDER BY seq") else {
        // The power was cut before there was a table.
        return BTreeMap::new();
    };
    let bodies = query.query_map([], |row| row.get::<_, String>(0)).unwrap();
    count(bodies.map(|body| serde_json::from_str(&body.unwrap()).unwrap()))
}

/// The same by what the journal says.
pub(crate) fn taken_by_journal(journal_dir: &Path) -> BTreeMap<String, u32> {
    let mut paths: Vec<_> = fs::read_dir(journal_dir)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "segment"))
        .collect();
    paths.sort();
    let mut by_place: BTreeMap<u64, Value> = BTreeMap::new();
    for path in paths {
        let bytes = fs::read(path).unwrap();
        let mut from = 0;
        while let Some(found) = bytes[from..].windows(4).position(|four| four == b"TLN1") {
            let at = from + found;
            let Some((seq, body, length)) = sound_frame(&bytes[at..]) else {
                from = at + 4;
                continue;
            };
            by_place.insert(seq, body);
            from = at + length;
        }
    }
    count(by_place.into_values())
}

fn sound_frame(bytes: &[u8]) -> Option<(u64, Value, usize)> {
    let word = |from: usize| {
        Some(u32::from_le_bytes(
            bytes.get(from..from + 4)?.try_into().ok()?,
        ))
    };
    let length = 32 + usize::try_from(word(4)?).ok()?;
    let body = bytes.get(32..length)?;
    let crc = crc32c::crc32c_append(crc32c::crc32c(&bytes[..28]), body);
    if crc != word(28)? {
        return None;
    }
    let seq = u64::from_le_bytes(bytes.get(16..24)?.try_into().ok()?);
    Some((seq, serde_json::from_slice(body).ok()?, length))
}

fn count(entries: impl Iterator<Item = Value>) -> BTreeMap<String, u32> {
    let mut taken = BTreeMap::new();
    for entry in entries {
        for event in entry["events"].as_array().into_iter().flatten() {
            if event["event"] == "ticket-taken" {
                let number = event["number"].as_str().unwrap().to_owned();
                *taken.entry(number).or_default() += 1;
            }
        }
    }
    taken
}
