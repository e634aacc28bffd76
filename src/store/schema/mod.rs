//! The database's schema, one frozen file per version; forward only.
//!
//! A database with a past is brought up to date on a copy first: a step that
//! does not get along with what is kept there leaves the original untouched.
//! A step that only adds leaves the database to earlier programs too, so that an
//! upgrade can be taken back (`talon-rollback`).

mod v001;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

/// What makes each version of the one before, from an empty file on; frozen.
const STEPS: &[Step] = &[v001::STEP];

struct Step {
    up: &'static str,
    /// Programs that know no more than this schema can work with the database
    /// still; the step's own number, or the one before it if it only adds.
    oldest: i64,
}

/// `user_version` tells the schema in its lower half, and in its upper one how
/// many of the first schemas' programs can no longer work with it.
const HALF: i64 = 1 << 16;

/// Marks a database as this program's ("TALN").
const APPLICATION_ID: i64 = 0x5441_4c4e;

/// Brings an older or empty database to the newest version, in one
/// transaction. A newer one that this program cannot work with is refused in
/// words, one of another program too, and an empty one that `may` not be filled.
pub(super) fn migrate(
    connection: &mut Connection,
    db_path: &Path,
    may_fill: bool,
) -> Result<(), SchemaError> {
    migrate_by(STEPS, connection, db_path, may_fill)
}

fn migrate_by(
    steps: &[Step],
    connection: &mut Connection,
    db_path: &Path,
    may_fill: bool,
) -> Result<(), SchemaError> {
    let (version, oldest) = schema(connection)?;
    if !(is_ours(connection)? || is_empty(connection)? && may_fill) {
        return Err(SchemaError::Foreign);
    }
    let done = usize::try_from(version).unwrap_or(0);
    let Some(missing) = steps.get(done..) else {
        let newest = steps.len();
        if usize::try_from(oldest).is_ok_and(|oldest| oldest <= newest) {
            tracing::info!(version, "a newer program's database, fit for this one");
            return Ok(());
        }
        return Err(SchemaError::Newer {
            found: version,
            newest,
        });
    };
    if missing.is_empty() {
        return Ok(());
    }
    if done > 0 {
        let wrong = try_out(connection, db_path, missing);
        if let Some(why) = wrong.unwrap_or_else(|error| Some(error.to_string())) {
            return Err(SchemaError::Unfit(why));
        }
    }
    climb(connection, missing)?;
    Ok(())
}

/// Another program's, with something in it.
pub(super) fn is_foreign(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(!is_ours(connection)? && !is_empty(connection)?)
}

fn is_ours(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(number(connection, "PRAGMA application_id")? == APPLICATION_ID)
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(number(connection, "SELECT count(*) FROM sqlite_schema")? == 0)
}

fn climb(connection: &mut Connection, missing: &[Step]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    let (mut version, mut oldest) = schema(&transaction)?;
    for step in missing {
        transaction.execute_batch(step.up)?;
        version += 1;
        oldest = oldest.max(step.oldest);
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", (oldest - 1) * HALF + version)?;
    transaction.commit()
}

/// The database's schema, and the oldest whose programs can work with it.
fn schema(connection: &Connection) -> rusqlite::Result<(i64, i64)> {
    let told = number(connection, "PRAGMA user_version")?;
    Ok((told % HALF, told / HALF + 1))
}

/// The same on a copy beside the database, which goes again whatever comes of
/// it; what is wrong with it then.
fn try_out(
    original: &Connection,
    db_path: &Path,
    missing: &[Step],
) -> rusqlite::Result<Option<String>> {
    let copy = Copy::of(original, db_path)?;
    let mut connection = Connection::open(&copy.0)?;
    climb(&mut connection, missing)?;
    let told: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    let count = "SELECT count(*) FROM entry";
    let lost = number(original, count)? - number(&connection, count)?;
    Ok(match (told.as_str(), lost) {
        ("ok", 0) => None,
        ("ok", lost) => Some(format!("{lost} entries would be gone")),
        (_, _) => Some(told),
    })
}

struct Copy(PathBuf);

impl Copy {
    fn of(original: &Connection, db_path: &Path) -> rusqlite::Result<Self> {
        let copy = Self(db_path.with_extension("trial"));
        copy.remove();
        let path = copy.0.to_string_lossy().into_owned();
        original.execute("VACUUM INTO ?", params![path])?;
        Ok(copy)
    }

    /// What is not there need not go.
    fn remove(&self) {
        for ending in ["", "-journal", "-wal", "-shm"] {
            let mut path = self.0.as_os_str().to_owned();
            path.push(ending);
            std::fs::remove_file(path).ok();
        }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        self.remove();
    }
}

fn number(connection: &Connection, query: &str) -> rusqlite::Result<i64> {
    connection.query_row(query, [], |row| row.get(0))
}

#[derive(Debug, thiserror::Error)]
pub(super) enum SchemaError {
    #[error(
        "the database has schema {found}, this program knows up to {newest}: install the newer program"
    )]
    Newer { found: i64, newest: usize },
    #[error("the database is another program's")]
    Foreign,
    #[error(
        "this program's changes to the database were tried on a copy and failed ({0}); the database is as it was: run talon-rollback"
    )]
    Unfit(String),
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}
