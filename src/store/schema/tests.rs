//! Upgrades of a database with a past, with steps made up for the story.

use std::fs;

use rusqlite::Connection;

use super::{STEPS, SchemaError, Step, migrate_by, number, schema, v001};
use crate::store::tests::Dir;

const GOOD: &str = "ALTER TABLE entry ADD COLUMN weight INTEGER NOT NULL DEFAULT 1;
    CREATE INDEX entry_weight ON entry (weight);";

/// Works on an empty table and not on one with two equal days.
const BROKEN: &str = "CREATE UNIQUE INDEX one_day ON entry (opens_day);";

const LOSSY: &str = "DELETE FROM entry WHERE seq = 2;";

fn with_a_past(dir: &Dir) -> Connection {
    let path = dir.path("office.db");
    let mut connection = Connection::open(&path).unwrap();
    migrate_by(STEPS, &mut connection, &path, true).unwrap();
    for seq in 1..=3_i64 {
        let entry = "INSERT INTO entry VALUES (?, 1, 0, 1, '{}')";
        connection.execute(entry, [seq]).unwrap();
    }
    connection
}

fn upgrade_to(dir: &Dir, connection: &mut Connection, second: Step) -> Result<(), SchemaError> {
    let steps = [v001::STEP, second];
    migrate_by(&steps, connection, &dir.path("office.db"), false)
}

fn upgrade(dir: &Dir, connection: &mut Connection, up: &'static str) -> Result<(), SchemaError> {
    upgrade_to(dir, connection, Step { up, oldest: 2 })
}

fn state(connection: &Connection) -> (i64, i64) {
    let (version, _oldest) = schema(connection).unwrap();
    (
        version,
        number(connection, "SELECT count(*) FROM entry").unwrap(),
    )
}

#[test]
fn a_database_with_a_past_is_brought_up_to_date_and_no_copy_is_left() {
    let dir = Dir::new("schema-good");
    let mut connection = with_a_past(&dir);
    upgrade(&dir, &mut connection, GOOD).unwrap();
    assert_eq!(state(&connection), (2, 3));
    assert_eq!(
        number(&connection, "SELECT sum(weight) FROM entry").unwrap(),
        3
    );
    assert!(!dir.path("office.trial").exists());
    // Twice is once.
    upgrade(&dir, &mut connection, GOOD).unwrap();
    assert_eq!(state(&connection), (2, 3));
}

#[test]
fn an_upgrade_that_fails_on_the_copy_leaves_the_database_as_it_was() {
    let dir = Dir::new("schema-broken");
    let mut connection = with_a_past(&dir);
    for step in [BROKEN, LOSSY] {
        let told = upgrade(&dir, &mut connection, step).unwrap_err();
        assert!(matches!(told, SchemaError::Unfit(_)), "{told}");
        assert_eq!(state(&connection), (1, 3));
        assert!(!dir.path("office.trial").exists());
    }
    // The version before goes on with it.
    migrate_by(STEPS, &mut connection, &dir.path("office.db"), false).unwrap();
}

#[test]
fn no_room_for_the_copy_leaves_the_database_as_it_was() {
    let dir = Dir::new("schema-room");
    let mut connection = with_a_past(&dir);
    fs::create_dir(dir.path("office.trial")).unwrap();
    let told = upgrade(&dir, &mut connection, GOOD).unwrap_err();
    assert!(matches!(told, SchemaError::Unfit(_)), "{told}");
    assert_eq!(state(&connection), (1, 3));
}

#[test]
fn the_version_before_goes_on_with_a_database_that_was_only_added_to() {
    let dir = Dir::new("schema-added");
    let mut connection = with_a_past(&dir);
    let added = Step {
        up: GOOD,
        oldest: 1,
    };
    upgrade_to(&dir, &mut connection, added).unwrap();
    let path = dir.path("office.db");
    migrate_by(STEPS, &mut connection, &path, false).unwrap();
    assert_eq!(state(&connection), (2, 3), "it stays the newer one's");
    // What this program writes fits.
    let entry = "INSERT INTO entry (seq, epoch, chain, opens_day, body) VALUES (4, 1, 0, 0, '{}')";
    connection.execute(entry, []).unwrap();
    // And so does a third schema on top, which knows better than the second.
    let third = Step {
        up: "CREATE TABLE third (a)",
        oldest: 3,
    };
    let second = Step {
        up: GOOD,
        oldest: 1,
    };
    migrate_by(&[v001::STEP, second, third], &mut connection, &path, false).unwrap();
    assert_eq!(schema(&connection).unwrap(), (3, 3));
    let told = migrate_by(STEPS, &mut connection, &path, false).unwrap_err();
    assert!(told.to_string().contains("schema 3"), "{told}");
}

#[test]
fn a_newer_database_and_another_programs_are_refused_in_words() {
    let dir = Dir::new("schema-newer");
    let mut connection = with_a_past(&dir);
    upgrade(&dir, &mut connection, GOOD).unwrap();
    let path = dir.path("office.db");
    let told = migrate_by(STEPS, &mut connection, &path, false).unwrap_err();
    assert!(told.to_string().contains("schema 2"), "{told}");
    let mut foreign = Connection::open(dir.path("other.db")).unwrap();
    foreign.execute_batch("CREATE TABLE theirs (a)").unwrap();
    let told = migrate_by(STEPS, &mut foreign, &dir.path("other.db"), true).unwrap_err();
    assert!(matches!(told, SchemaError::Foreign), "{told}");
}

/// The process that the story below kills.
const CLIMBER: &str = "store::schema::tests::climbs_where_it_is_told";
const CLIMBER_DB: &str = "TALON_CLIMBER_DB";

#[test]
#[ignore = "the process that another story kills"]
fn climbs_where_it_is_told() {
    let path = std::path::PathBuf::from(std::env::var_os(CLIMBER_DB).unwrap());
    let mut connection = Connection::open(&path).unwrap();
    let second = Step {
        up: GOOD,
        oldest: 2,
    };
    migrate_by(&[v001::STEP, second], &mut connection, &path, false).unwrap();
}

/// `TALON_CUTS=100` cuts a hundred times.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the process outside runs in real time"
)]
fn a_cut_in_the_middle_of_an_upgrade_leaves_the_old_schema_or_the_new_one() {
    const ENTRIES: i64 = 20_000;
    let dir = Dir::new("schema-cut");
    let (path, kept) = (dir.path("office.db"), dir.path("kept.db"));
    let mut past = Connection::open(&kept).unwrap();
    migrate_by(STEPS, &mut past, &kept, true).unwrap();
    past.execute(
        "WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < ?)
         INSERT INTO entry SELECT seq, 1, 0, 0, printf('%0300d', seq) FROM n",
        [ENTRIES],
    )
    .unwrap();
    drop(past);
    let cuts = std::env::var("TALON_CUTS").ok();
    let cuts: u32 = cuts.and_then(|cuts| cuts.parse().ok()).unwrap_or(12);
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut ended_as = [0, 0];
    for round in 0..cuts {
        for ending in ["", "-wal", "-shm", "-journal"] {
            fs::remove_file(dir.path(&format!("office.db{ending}"))).ok();
        }
        fs::copy(&kept, &path).unwrap();
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args([CLIMBER, "--exact", "--ignored", "--quiet"])
            .env(CLIMBER_DB, &path)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Xorshift (Marsaglia, 2003).
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        std::thread::sleep(std::time::Duration::from_millis(random % 250));
        child.kill().unwrap();
        child.wait().unwrap();
        let mut connection = Connection::open(&path).unwrap();
        let check = "PRAGMA integrity_check";
        let told: String = connection.query_row(check, [], |row| row.get(0)).unwrap();
        assert_eq!(told, "ok", "round {round}");
        let (version, entries) = state(&connection);
        assert_eq!(entries, ENTRIES, "round {round}");
        ended_as[usize::try_from(version).unwrap() - 1] += 1;
        upgrade(&dir, &mut connection, GOOD).unwrap();
        assert_eq!(state(&connection), (2, ENTRIES), "round {round}");
        let weight = number(&connection, "SELECT sum(weight) FROM entry").unwrap();
        assert_eq!(weight, ENTRIES, "round {round}");
        assert!(version == 2 || !dir.path("office.trial").exists());
    }
    assert!(ended_as[0] > 0, "no cut came before the end");
}
