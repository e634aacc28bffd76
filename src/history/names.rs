//! Words as numbers: each service, account and reason is written once.

use std::collections::BTreeMap;

use rusqlite::Connection;

#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, i64>);

impl Names {
    pub(super) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut query = connection.prepare("SELECT word, id FROM name")?;
        let pairs = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        pairs.collect::<rusqlite::Result<_>>().map(Self)
    }

    pub(super) fn id(&mut self, connection: &Connection, word: &str) -> rusqlite::Result<i64> {
        if let Some(id) = self.0.get(word) {
            return Ok(*id);
        }
        connection.execute("INSERT INTO name (word) VALUES (?)", [word])?;
        let id = connection.last_insert_rowid();
        self.0.insert(word.to_owned(), id);
        Ok(id)
    }
}
