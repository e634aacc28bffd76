//! What the database's file holds by itself, without the write-ahead log
//! beside it. Only so can be told whether the two belong together: `SQLite`
//! lays a log over whatever file stands in the place of the one it was written
//! for, and a file that somebody copied there would be mixed with ours.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, params};

use crate::store::disk::Disk;
use crate::store::log::LogError;
use crate::store::record::{self, Head};
use crate::store::schema;
use crate::store::sqlite::{as_sql, body_of, connect, head_of, sorted};

/// The file by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MainFile {
    /// Damaged, or in the middle of taking the log in, or all of it is in the
    /// log still: nothing can be told from it.
    Unclear,
    /// Another program's database.
    Foreign,
    /// It ends with this entry; its chain vouches for that.
    Ends(Head),
}

impl MainFile {
    pub(super) fn look(db_path: &Path, disk: &dyn Disk) -> Self {
        Self::read(db_path, disk).unwrap_or(Self::Unclear)
    }

    fn read(db_path: &Path, disk: &dyn Disk) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let alone = connect(&immutable(db_path), flags, disk)?;
        if schema::is_foreign(&alone)? {
            return Ok(Self::Foreign);
        }
        let query = "SELECT epoch, seq, chain, body FROM entry ORDER BY seq DESC LIMIT 2";
        let mut query = alone.prepare(query)?;
        let rows = query.query_map([], |row| Ok((head_of(row)?, body_of(row)?.to_vec())))?;
        let newest: Vec<(Head, Vec<u8>)> = rows.collect::<Result<_, _>>()?;
        Ok(match newest.as_slice() {
            [(last, body), before @ ..] => {
                let before = before.first().map_or_else(Head::default, |(head, _)| *head);
                if record::is_chained(before, *last, body) {
                    Self::Ends(*last)
                } else {
                    Self::Unclear
                }
            }
            [] => Self::Unclear,
        })
    }

    /// Whether `whole`, the file under its log, is this file gone on with: the
    /// entry it ends with is there, and the next one follows it.
    pub(super) fn is_under(self, whole: &Connection) -> Result<bool, LogError> {
        let last = match self {
            Self::Unclear => return Ok(true),
            Self::Foreign => return Ok(false),
            Self::Ends(last) => last,
        };
        let query = "SELECT (SELECT chain FROM entry WHERE seq = ?1), min(seq) FROM entry
                     WHERE seq > ?1";
        let found = whole.query_row(query, params![as_sql(last.seq)?], |row| {
            Ok((row.get::<_, Option<u32>>(0)?, row.get::<_, Option<u64>>(1)?))
        });
        match found.map_err(sorted) {
            Ok((chain, next)) => {
                let follows = next.is_none_or(|next| next == last.seq + 1);
                Ok(chain == Some(last.chain) && follows)
            }
            Err(LogError::Corrupt(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// The file's address for `SQLite` with the promise that it does not change
/// meanwhile, which makes it pass the log over (SQLite, "URI Filenames").
fn immutable(db_path: &Path) -> PathBuf {
    let bytes = db_path.as_os_str().as_bytes().iter();
    let path: String = bytes
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"/._-".contains(byte) {
                char::from(*byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    format!("file:{path}?immutable=1").into()
}
