//! Copies on another disk, an office brought back from one, and logs walked
//! from end to end.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use office::day::{Copies, Mode, Moment};
use office::event::Event;
use office::person::PersonId;
use rusqlite::Connection;

use crate::reception::keep::{Draft, Entry, Keep};
use crate::store::backup::Backup;
use crate::store::disk::RealDisk;
use crate::store::journal::Journal;
use crate::store::log::{Log, LogError};
use crate::store::record::{self, Head};
use crate::store::sqlite::Database;
use crate::store::tests::{Dir, draft, entries};
use crate::store::{Keeper, Places, Sureness, backup, restore, verify};

/// Until the backup has every entry and nothing is left to be made.
async fn settles(keeper: &mut Keeper, is_so: impl Fn(&Keeper) -> bool) {
    let limit = tokio::time::Instant::now() + Duration::from_secs(20);
    while !is_so(keeper) {
        assert!(tokio::time::Instant::now() < limit, "it does not settle");
        drop(tokio::time::timeout(Duration::from_millis(50), keeper.changed()).await);
    }
}

fn closing_draft(at_ms: i64) -> Draft {
    Draft {
        at: Moment(at_ms),
        events: vec![Event::DayClosed {
            not_served: Vec::new(),
        }],
        ..draft(1)
    }
}

fn places_with_backup(dir: &Dir) -> Places {
    fs::create_dir_all(dir.path("stick")).unwrap();
    Places {
        backup_dir: Some(dir.path("stick/talon-1")),
        ..dir.places()
    }
}

fn snapshots_of(dir: &Dir) -> Vec<PathBuf> {
    backup::snapshots(&dir.path("stick/talon-1")).unwrap_or_default()
}

#[tokio::test]
async fn the_end_of_a_day_leaves_a_snapshot_that_makes_an_office_elsewhere() {
    let dir = Dir::new("snapshot");
    let (mut keeper, _loaded) = Keeper::open(places_with_backup(&dir), 1).await.unwrap();
    for n in 0..50 {
        keeper.keep(draft(n)).await;
    }
    keeper.keep(closing_draft(1_795_330_800_000)).await;
    // A new stick gets one at once; this is the one of the day's end.
    let of_the_end = |path: &PathBuf| path.to_string_lossy().contains("office-2026");
    settles(&mut keeper, |_keeper| {
        snapshots_of(&dir).iter().any(of_the_end)
    })
    .await;
    // After the snapshot.
    for n in 2_000..2_005 {
        keeper.keep(draft(n)).await;
    }
    settles(&mut keeper, Keeper::is_complete).await;
    drop(keeper);
    assert!(verify::verify(&dir.0, &dir.path("journal")).is_fine());

    // The third log goes up to the last moment.
    let stick = dir.path("stick");
    let brought = restore::restore(&stick, None, &dir.path("by-mirror")).unwrap();
    assert_eq!(brought.walk.entries, 56);
    // Torn, as of a stick pulled out: the snapshot instead.
    for name in ["mirror.db-wal", "mirror.db-shm"] {
        fs::remove_file(stick.join("talon-1").join(name)).ok();
    }
    fs::write(stick.join("talon-1/mirror.db"), b"torn").unwrap();
    let bare = dir.path("bare");
    fs::create_dir(&bare).unwrap();
    // Left by the database that stood there: it would be laid over the copy.
    fs::write(bare.join("office.db-wal"), b"of another one").unwrap();
    assert!(restore::restore(&stick, None, &bare).is_err());
    fs::remove_file(bare.join("office.db-wal")).unwrap();
    let journal = dir.path("journal");
    let brought = restore::restore(&stick, Some(&journal), &bare).unwrap();
    assert_eq!((brought.walk.entries, brought.by_journal), (56, 5));
    assert!(bare.join("log-id").exists());
    let again = restore::restore(&stick, None, &bare);
    assert!(again.is_err(), "an office is never overwritten");

    let places = Places {
        db_path: bare.join("office.db"),
        journal_dir: bare.join("journal"),
        is_first_start: false,
        ..dir.places()
    };
    let (mut keeper, loaded) = Keeper::open(places, 2).await.unwrap();
    assert_eq!(loaded.sureness, Sureness::NewSeries, "numbers are unsure");
    assert_eq!(loaded.entries.last().map(|entry| entry.seq), Some(56));
    keeper.keep(draft(3_000)).await;
    settles(&mut keeper, Keeper::is_complete).await;
    drop(keeper);
    let verdict = verify::verify(&bare, &bare.join("journal"));
    assert!(verdict.is_fine(), "{verdict:?}");
}

#[tokio::test]
async fn a_lost_database_comes_back_whole_though_the_journal_forgot_its_beginning() {
    let dir = Dir::new("whole-again");
    let (mut keeper, _loaded) = Keeper::open(places_with_backup(&dir), 1).await.unwrap();
    for n in 0..300 {
        keeper.keep(draft(n)).await;
    }
    settles(&mut keeper, Keeper::is_complete).await;
    drop(keeper);
    // The journal's oldest segments are gone, as after a year.
    let all = {
        let mut journal = Journal::new(dir.path("journal"));
        journal.open().unwrap();
        let all = journal.read(1, 1_000).unwrap();
        journal.start_anew().unwrap();
        let late: Vec<Arc<Entry>> = all[250..].iter().cloned().map(Arc::new).collect();
        journal.append(&late).unwrap();
        all
    };
    fs::write(dir.path("office.db"), b"no database at all").unwrap();
    let mut places = places_with_backup(&dir);
    places.is_first_start = false;
    let (mut keeper, _loaded) = Keeper::open(places, 2).await.unwrap();
    settles(&mut keeper, Keeper::is_complete).await;
    drop(keeper);
    let mut database = Database::new(dir.path("office.db"), false);
    database.open().unwrap();
    assert_eq!(database.read(1, 1_000).unwrap(), all);
}

#[tokio::test]
async fn a_stick_of_another_office_is_set_aside_and_tells_nothing() {
    let dir = Dir::new("foreign-stick");
    fs::create_dir_all(dir.path("stick/talon-1")).unwrap();
    let mut other = Database::new(dir.path("stick/talon-1/mirror.db"), true);
    other.open().unwrap();
    other.append(&entries(Head::default(), 99, 40)).unwrap();
    drop(other);
    let (mut keeper, loaded) = Keeper::open(places_with_backup(&dir), 1).await.unwrap();
    assert_eq!(loaded.entries, Vec::new());
    for n in 0..5 {
        keeper.keep(draft(n)).await;
    }
    settles(&mut keeper, Keeper::is_complete).await;
    assert!(keeper.found().is_empty());
    assert!(dir.path("stick/talon-1/quarantine").exists());
}

#[tokio::test]
async fn a_stick_that_is_not_there_costs_copies_only() {
    let dir = Dir::new("no-stick");
    let places = Places {
        backup_dir: Some(dir.path("pulled-out/talon-1")),
        ..dir.places()
    };
    let (mut keeper, _loaded) = Keeper::open(places, 1).await.unwrap();
    keeper.keep(draft(0)).await;
    let storage = keeper.storage();
    assert_eq!(
        (storage.mode, storage.copies),
        (Mode::Electronic, Copies::Two)
    );
    assert!(!dir.path("pulled-out").exists(), "no folder in its place");
}

#[test]
fn a_changed_byte_and_a_lost_entry_are_found_and_named() {
    let dir = Dir::new("verify");
    let all = entries(Head::default(), 1, 30);
    let mut database = Database::new(dir.path("office.db"), true);
    database.open().unwrap();
    database.append(&all).unwrap();
    drop(database);
    let mut log = Journal::new(dir.path("journal"));
    log.open().unwrap();
    log.append(&all).unwrap();
    let walk = || verify::verify(&dir.0, &dir.path("journal"));
    let seal = walk().database.unwrap().seal;
    assert!(walk().is_fine());
    let tamper = |sql: &str| {
        let connection = Connection::open(dir.path("office.db")).unwrap();
        connection.execute_batch(sql).unwrap();
    };
    tamper("UPDATE entry SET body = replace(body, 'test', 'tost') WHERE seq = 7");
    let verdict = walk();
    assert!(!verdict.is_fine());
    let found = verdict.database.unwrap();
    assert_eq!(found.broken, [7]);
    assert_ne!(found.seal, seal, "the seal tells it too");
    tamper("DELETE FROM entry WHERE seq = 12");
    let verdict = walk();
    assert_eq!(verdict.only_in_journal, [12]);
    assert_eq!(verdict.database.unwrap().gaps, [11]);
}

#[test]
fn an_entry_of_an_older_program_keeps_its_chain() {
    let all = entries(Head::default(), 1, 2);
    let body = String::from_utf8(all[1].body.to_vec()).unwrap();
    // Written before fingerprints were.
    let older = body.replace(",\"fingerprint\":0", "");
    assert_ne!(older, body);
    let before = record::head(&all[0]);
    let chain = record::chain(before.chain, 1, 2, older.as_bytes());
    let head = Head {
        epoch: 1,
        seq: 2,
        chain,
    };
    let read = record::entry(head, older.as_bytes()).unwrap();
    assert!(record::follows(before, &read));
    assert_eq!(*read.body, *older.as_bytes());
}

#[test]
fn a_log_that_ends_an_entry_early_was_stopped_in_the_middle_and_is_fine() {
    let dir = Dir::new("verify-lag");
    let all = entries(Head::default(), 1, 30);
    let mut database = Database::new(dir.path("office.db"), true);
    database.open().unwrap();
    database.append(&all[..29]).unwrap();
    drop(database);
    let mut log = Journal::new(dir.path("journal"));
    log.open().unwrap();
    let walk = || verify::verify(&dir.0, &dir.path("journal"));
    assert!(!walk().is_fine(), "an empty journal is a lost one");
    log.append(&all).unwrap();
    let verdict = walk();
    assert!(verdict.is_fine(), "{verdict:?}");
    assert_eq!((verdict.database_behind, verdict.journal_behind), (1, 0));
}

#[tokio::test]
async fn what_belongs_to_an_office_goes_to_the_stick_and_comes_back_with_it() {
    let dir = Dir::new("belongings");
    fs::write(dir.path("devices.json"), b"{\"kiosk\":\"1\"}").unwrap();
    fs::write(dir.path("passes.json"), b"{}").unwrap();
    fs::write(dir.path("office.toml"), b"# the office file").unwrap();
    let people = Connection::open(dir.path("people.db")).unwrap();
    people
        .execute_batch("CREATE TABLE person (id TEXT); INSERT INTO person VALUES ('p1')")
        .unwrap();
    let mut places = places_with_backup(&dir);
    let office_file = dir.path("office.toml");
    places.belongings = backup::belongings(&dir.0, Some(&office_file));
    let (mut keeper, _loaded) = Keeper::open(places, 1).await.unwrap();
    keeper.keep(draft(0)).await;
    keeper.keep(closing_draft(1_795_330_800_000)).await;
    let copied = dir.path("stick/talon-1/belongings/office.toml");
    settles(&mut keeper, |_keeper| {
        copied.exists() && snapshots_of(&dir).len() == 1
    })
    .await;
    drop(keeper);

    let bare = dir.path("bare");
    fs::create_dir(&bare).unwrap();
    let brought = restore::restore(&dir.path("stick"), None, &bare).unwrap();
    assert_eq!(
        brought.belongings,
        ["devices.json", "office.toml", "passes.json", "people.db"]
    );
    let people = Connection::open(bare.join("people.db")).unwrap();
    let id: String = people
        .query_row("SELECT id FROM person", [], |row| row.get(0))
        .unwrap();
    assert_eq!(id, "p1");
}

#[tokio::test]
async fn an_empty_mount_point_is_not_taken_for_the_stick() {
    let dir = Dir::new("mount-point");
    // Copies went to another disk there once; now the folder is our own disk's.
    let place = dir.path("stick");
    let name = place.as_os_str().as_encoded_bytes();
    fs::write(dir.path("copies-elsewhere"), name).unwrap();
    let (mut keeper, _loaded) = Keeper::open(places_with_backup(&dir), 1).await.unwrap();
    for n in 0..5 {
        keeper.keep(draft(n)).await;
    }
    settles(&mut keeper, |keeper| keeper.storage().copies == Copies::Two).await;
    drop(keeper);
    assert_eq!(fs::read_dir(&place).unwrap().count(), 0, "it stays empty");
}

#[test]
fn a_copy_does_not_wait_for_ever_for_whoever_holds_the_database() {
    let dir = Dir::new("held");
    let path = dir.path("people.db");
    let holder = Connection::open(&path).unwrap();
    holder
        .execute_batch("CREATE TABLE row (id); BEGIN EXCLUSIVE")
        .unwrap();
    let from = Connection::open(&path).unwrap();
    from.busy_timeout(Duration::from_millis(50)).unwrap();
    let to_path = dir.path("copy.db");
    let copied = backup::copy(&from, &to_path, &RealDisk);
    assert!(matches!(copied, Err(LogError::Busy(_))), "{copied:?}");
    assert!(!to_path.exists());
    holder.execute_batch("COMMIT").unwrap();
    backup::copy(&from, &to_path, &RealDisk).unwrap();
    assert!(to_path.exists());
}

fn opened() -> Event {
    draft(0).events.remove(0)
}

/// A stick with one office's log, and people's rows beside it.
fn stick_of(stick: &std::path::Path, events: &[Event], people: &[&str]) -> PathBuf {
    let office_dir = stick.join("talon-1");
    fs::create_dir_all(office_dir.join("belongings")).unwrap();
    let mut log = Database::new(office_dir.join("mirror.db"), true);
    log.open().unwrap();
    let mut head = Head::default();
    for event in events {
        let draft = Draft {
            events: vec![event.clone()],
            ..draft(1)
        };
        let entry = record::seal(draft, head, 1);
        head = record::head(&entry);
        log.append(&[entry]).unwrap();
    }
    drop(log);
    let people_path = office_dir.join("belongings/people.db");
    crate::store::people::erase_all(&people_path, &[]).unwrap();
    let rows = Connection::open(people_path).unwrap();
    for id in people {
        rows.execute(
            "INSERT INTO person VALUES (?, 'callback', '', '', '', '', '', 1, NULL)",
            [id],
        )
        .unwrap();
    }
    office_dir
}

#[test]
fn a_restore_that_fails_leaves_the_folder_to_the_next_try() {
    let dir = Dir::new("restore-again");
    let stick = dir.path("stick");
    let office_dir = stick_of(&stick, &[opened()], &["p1"]);
    let bare = dir.path("bare");
    // Nothing can be put in its place.
    fs::create_dir_all(bare.join("devices.json/x")).unwrap();
    fs::write(office_dir.join("belongings/devices.json"), b"{}").unwrap();
    let failed = restore::restore(&stick, None, &bare)
        .unwrap_err()
        .to_string();
    assert!(!bare.join("office.db").exists(), "{failed}");
    fs::remove_dir_all(bare.join("devices.json")).unwrap();
    let brought = restore::restore(&stick, None, &bare).unwrap();
    assert_eq!(brought.belongings, ["devices.json", "people.db"]);
}

#[test]
fn damaged_rows_of_people_on_the_stick_are_named_and_do_not_keep_the_office_away() {
    let dir = Dir::new("restore-damaged-people");
    let stick = dir.path("stick");
    let office_dir = stick_of(&stick, &[opened()], &["p1"]);
    fs::write(office_dir.join("belongings/people.db"), vec![7_u8; 8192]).unwrap();
    fs::write(office_dir.join("belongings/passes.json"), b"{}").unwrap();
    let bare = dir.path("bare");
    let brought = restore::restore(&stick, None, &bare).unwrap();
    assert_eq!(brought.belongings, ["passes.json"]);
    assert!(
        brought.left_behind[0].contains("belongings/people.db"),
        "{:?}",
        brought.left_behind
    );
    assert!(bare.join("office.db").exists());
    assert!(!bare.join("people.db").exists() && !bare.join("people.partial").exists());
}

#[test]
fn whoever_was_erased_does_not_come_back_with_an_older_copy_of_people() {
    let dir = Dir::new("restore-erased");
    let stick = dir.path("stick");
    let asked = |id: u32, person: &str| {
        let callback = serde_json::json!({
            "id": id, "person": person, "service": null, "ticket": null,
            "origin": "hall", "language": "ru", "asked_at": 1, "asked_by": "hall",
            "due": "2026-11-27", "revision": 1
        });
        Event::Callback(office::callback::CallbackEvent::Asked {
            callback: serde_json::from_value(callback).unwrap(),
        })
    };
    let erased = Event::Audit(office::audit::AuditEvent::PersonErased {
        list: office::audit::PeopleList::Callbacks,
        id: 2,
    });
    stick_of(
        &stick,
        &[asked(1, "p1"), asked(2, "p2"), erased],
        &["p1", "p2"],
    );
    let bare = dir.path("bare");
    restore::restore(&stick, None, &bare).unwrap();
    let people = Connection::open(bare.join("people.db")).unwrap();
    let ids: String = people
        .query_row("SELECT group_concat(id) FROM person", [], |row| row.get(0))
        .unwrap();
    assert_eq!(ids, "p1");
}

/// Whoever has a row in that folder of the stick.
fn people_in(office_dir: &std::path::Path) -> Vec<String> {
    let rows = Connection::open(office_dir.join("belongings/people.db")).unwrap();
    let mut query = rows.prepare("SELECT id FROM person ORDER BY id").unwrap();
    let ids = query.query_map([], |row| row.get(0)).unwrap();
    ids.collect::<Result<_, _>>().unwrap()
}

#[test]
fn whoever_an_office_has_erased_leaves_its_older_folders_on_the_stick_and_no_others() {
    let dir = Dir::new("older-folders");
    let stick = dir.path("stick");
    let older = stick_of(&stick, &[opened(), opened()], &["p1", "p2"]);
    let home = dir.path("home");
    restore::restore(&stick, None, &home).unwrap();
    // Beside it: an office of another history, and ours with a day that we lack.
    let [foreign, beyond] = ["talon-2", "talon-3"].map(|name| stick.join(name));
    for (place, extra) in [(&foreign, 1), (&beyond, 3)] {
        let made = stick_of(&dir.path("made"), &vec![opened(); extra], &["p2"]);
        fs::rename(made, place).unwrap();
    }
    let mirror = Connection::open(foreign.join("mirror.db")).unwrap();
    mirror.execute_batch("UPDATE entry SET chain = 5").unwrap();
    drop(mirror);

    crate::store::people::erase_all(&home.join("people.db"), &[PersonId("p2".to_owned())]).unwrap();
    let mut log = Database::new(home.join("office.db"), false);
    log.open().unwrap();
    let all = log.read(1, 10).unwrap();
    let own_dir = stick.join("talon-4");
    let mut copies = Backup::new(own_dir.clone(), crate::store::disk::real())
        .of(Some(&home), backup::belongings(&home, None));
    copies.open().unwrap();
    let all: Vec<_> = all.into_iter().map(Arc::new).collect();
    copies.append(&all).unwrap();
    copies.look().unwrap();
    assert_eq!(people_in(&own_dir), ["p1"]);
    assert_eq!(people_in(&older), ["p1"]);
    for kept in [foreign, beyond] {
        assert_eq!(people_in(&kept), ["p2"], "{}", kept.display());
    }
}

#[test]
fn the_place_of_a_stick_is_remembered_from_the_restore_on() {
    use std::os::unix::fs::MetadataExt;
    let dir = Dir::new("restore-note");
    // Memory is another device than the disk.
    let stick = PathBuf::from(format!("/dev/shm/talon-note-{}", std::process::id()));
    stick_of(&stick, &[opened()], &[]);
    let here = fs::metadata(&dir.0).unwrap().dev();
    let is_elsewhere = fs::metadata(&stick).unwrap().dev() != here;
    restore::restore(&stick, None, &dir.path("bare")).unwrap();
    fs::remove_dir_all(&stick).unwrap();
    let noted = fs::read(dir.path("bare/copies-elsewhere")).ok();
    let named = stick.as_os_str().as_encoded_bytes().to_vec();
    assert_eq!(noted, is_elsewhere.then_some(named));
    // Beside the data folder it is no stick.
    stick_of(&dir.path("near"), &[opened()], &[]);
    restore::restore(&dir.path("near"), None, &dir.path("bare-2")).unwrap();
    assert!(!dir.path("bare-2/copies-elsewhere").exists());
}
