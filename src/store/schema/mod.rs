//! The database's schema, one frozen file per version; forward only.

mod v001;

use rusqlite::Connection;

/// The newest version this program knows.
pub(super) const NEWEST: i64 = 1;

/// Marks a database as this program's ("TALN").
const APPLICATION_ID: i64 = 0x5441_4c4e;

/// Brings an older or empty database to the newest version, in one
/// transaction. A newer one is refused in words, one of another program too, and
/// an empty one that `may` not be filled.
pub(super) fn migrate(connection: &mut Connection, may_fill: bool) -> Result<(), SchemaError> {
    let number = |query: &str| connection.query_row(query, [], |row| row.get::<_, i64>(0));
    let version = number("PRAGMA user_version")?;
    let is_ours = number("PRAGMA application_id")? == APPLICATION_ID;
    let is_empty = number("SELECT count(*) FROM sqlite_schema")? == 0;
    if !(is_ours || is_empty && may_fill) {
        return Err(SchemaError::Foreign);
    }
    if version > NEWEST {
        return Err(SchemaError::Newer(version));
    }
    if version < 1 {
        let transaction = connection.transaction()?;
        transaction.execute_batch(v001::UP)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", 1)?;
        transaction.commit()?;
    }
    Ok(())
}

#[derive(Debug, thiserror::Error)]
pub(super) enum SchemaError {
    #[error(
        "the database has schema {0}, this program knows up to {NEWEST}: install the newer program"
    )]
    Newer(i64),
    #[error("the database is another program's")]
    Foreign,
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}
