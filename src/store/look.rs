//! Whether a database that nobody has open is sound, told by a copy of it: the
//! file itself is never opened here, so that no lock of an office is dropped.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

/// Checks a copy of the database and its write-ahead log; `None`: there is no
/// database. `Err`: what `SQLite` says is wrong, or why it could not be looked at.
pub fn quick_check(db_path: &Path) -> Option<Result<(), String>> {
    if !db_path.exists() {
        return None;
    }
    let dir = std::env::temp_dir().join(format!("talon-look-{}", std::process::id()));
    let checked = copy(db_path, &dir).map_err(|error| error.to_string());
    let checked = checked.and_then(|copy| check(&copy).map_err(|error| error.to_string())?);
    // A copy left behind lies in the folder for such things.
    fs::remove_dir_all(&dir).ok();
    Some(checked)
}

fn copy(db_path: &Path, dir: &Path) -> std::io::Result<PathBuf> {
    fs::create_dir_all(dir)?;
    let target = dir.join("office.db");
    fs::copy(db_path, &target)?;
    let wal = db_path.with_extension("db-wal");
    if wal.exists() {
        fs::copy(wal, dir.join("office.db-wal"))?;
    }
    Ok(target)
}

fn check(copy: &Path) -> rusqlite::Result<Result<(), String>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(copy, flags)?;
    let told: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok(if told == "ok" { Ok(()) } else { Err(told) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_copy_a_damaged_one_and_none_at_all_are_told_apart() {
        let dir = std::env::temp_dir().join(format!("talon-look-test-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let path = dir.join("office.db");
        assert_eq!(quick_check(&path), None);
        let connection = Connection::open(&path).unwrap();
        connection
            .execute_batch("CREATE TABLE t (a TEXT); INSERT INTO t SELECT hex(randomblob(2000)) FROM generate_series(1, 1)")
            .or_else(|_no_series| connection.execute_batch("INSERT INTO t VALUES (hex(randomblob(20000)))"))
            .unwrap();
        drop(connection);
        assert_eq!(quick_check(&path), Some(Ok(())));
        let mut bytes = fs::read(&path).unwrap();
        for byte in bytes.iter_mut().skip(4096).take(200) {
            *byte ^= 0xff;
        }
        fs::write(&path, bytes).unwrap();
        assert!(matches!(quick_check(&path), Some(Err(_))));
        fs::remove_dir_all(&dir).unwrap();
    }
}
