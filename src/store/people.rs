//! The database of people: a file and a room of its own, so that what may be
//! erased never shares a file with what must be kept.
//!
//! A failure is answered plainly and the next question tries to open it anew;
//! nothing here stops or slows reception. Erased rows are overwritten
//! (`secure_delete`), and no journal of them stays behind.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use office::day::Moment;
use office::person::PersonId;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};
use tokio::sync::mpsc;
use tracing::{error, info, warn};

use crate::people::pii::Pii;
use crate::people::{By, Job, People, PeopleError, Person, QUEUE, Reply, Settle};
use crate::store::disk::RealDisk;
use crate::store::{erase_set_aside, set_aside};
use crate::watch::lent::{Home, Lent};
use crate::watch::upkeep::{Upkeep, on_a_thread};

/// Waiting for another program's lock (a backup), milliseconds.
const BUSY_MS: u64 = 500;

/// As the damaged one keeps its name where it is set aside.
pub(super) const FILE: &str = "people.db";
const JOURNAL: &str = "people.db-journal";

/// Rows that one search shows: nobody looks through more at the counter.
const FOUND: usize = 50;

/// The words of one gist with all its additions, characters.
const GIST_CHARS: usize = 64_000;

/// Frozen once shipped; a later version adds to it under a new number.
const VERSION: i64 = 1;
const SCHEMA: &str = "
    CREATE TABLE person (
        id TEXT PRIMARY KEY,
        purpose TEXT NOT NULL,
        name TEXT NOT NULL,
        phone TEXT NOT NULL,
        address TEXT NOT NULL,
        contract TEXT NOT NULL,
        gist TEXT NOT NULL,
        created INTEGER NOT NULL,
        erase_after INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX person_phone ON person (phone) WHERE phone <> '';
    CREATE INDEX person_contract ON person (contract) WHERE contract <> '';
    CREATE INDEX person_erase ON person (erase_after) WHERE erase_after IS NOT NULL;
    PRAGMA user_version = 1;
";

const COLUMNS: &str = "id, purpose, name, phone, address, contract, gist, created, erase_after";

type Answer<T> = Result<T, PeopleError>;

/// Starts the room; it ends when the last handle is gone. Must be called within
/// a tokio runtime. A room that falls is started again: those who wait are
/// answered then, the question in its hands is answered "not now".
pub fn start(db_path: PathBuf, upkeep: &Upkeep) -> People {
    let (jobs, inbox) = mpsc::channel(QUEUE);
    let inbox = Home::new(inbox);
    let serving = upkeep.keep("people", {
        let inbox = inbox.clone();
        move || serve(db_path.clone(), inbox.lend())
    });
    drop(tokio::spawn(async move {
        serving.await;
        // Nobody waits for a room that stays shut.
        drop(inbox.take());
    }));
    People::new(jobs)
}

async fn serve(db_path: PathBuf, inbox: Option<Lent<mpsc::Receiver<Job>>>) {
    let Some(mut inbox) = inbox else { return };
    let mut rows = Rows {
        db_path,
        connection: None,
        is_known_bad: false,
    };
    while let Some(job) = inbox.recv().await {
        rows = on_a_thread(rows, |rows| rows.answer(job)).await;
    }
}

struct Rows {
    db_path: PathBuf,
    connection: Option<Connection>,
    /// Trouble was logged; not again until it is over.
    is_known_bad: bool,
}

impl Rows {
    fn answer(&mut self, job: Job) {
        match job {
            Job::Put(person, reply) => tell(reply, self.with(|held| put(held, &person))),
            Job::PutAll(people, reply) => tell(reply, self.with(|held| put_all(held, &people))),
            Job::Get(ids, reply) => tell(reply, self.with(|held| get(held, &ids))),
            Job::Find(by, reply) => tell(reply, self.with(|held| find(held, &by))),
            Job::AddGist(id, line, reply) => {
                tell(reply, self.with(|held| add_gist(held, &id, &line)));
            }
            Job::Erase(id, reply) => tell(reply, self.with(|held| erase(held, &id))),
            Job::Settle(who, reply) => {
                self.erase_damaged(&who);
                tell(reply, self.with(|held| settle(held, &who)));
            }
        }
    }

    /// Does it in the open database; one that failed is opened anew next time.
    fn with<T>(&mut self, work: impl FnOnce(&mut Connection) -> Result<T, Failure>) -> Answer<T> {
        let answer = self.opened().and_then(work);
        match answer {
            Ok(done) => {
                if std::mem::take(&mut self.is_known_bad) {
                    info!("the database of people is well again");
                }
                Ok(done)
            }
            Err(Failure::Another) => Err(PeopleError::Another),
            Err(Failure::Sqlite(error)) => {
                self.connection = None;
                if is_damaged(&error) {
                    self.set_damaged_aside();
                }
                // SQLite's own words name tables, never what is in them.
                if !std::mem::replace(&mut self.is_known_bad, true) {
                    warn!(code = ?error.sqlite_error_code(), "the database of people cannot be used");
                }
                Err(PeopleError::Unavailable)
            }
        }
    }

    /// Visitors can leave their words again; the file stays for who may mend it.
    fn set_damaged_aside(&self) {
        let mut journal = self.db_path.clone().into_os_string();
        journal.push("-journal");
        match set_aside(&RealDisk, &[self.db_path.clone(), PathBuf::from(journal)]) {
            Ok(()) => error!("the database of people is damaged; it is set aside and made anew"),
            Err(error) => error!(%error, "the damaged database of people could not be set aside"),
        }
    }

    /// Who would mend a damaged file has as long as anybody's row stays: nobody
    /// can be found and erased in it.
    fn erase_damaged(&self, who: &Settle) {
        if let Some(dir) = self.db_path.parent() {
            erase_set_aside(dir, &[FILE, JOURNAL], who.now.0.saturating_sub(who.keep_ms));
        }
    }

    fn opened(&mut self) -> Result<&mut Connection, Failure> {
        // A file that was taken away must not be written into unseen.
        if !self.db_path.exists() {
            self.connection = None;
        }
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => open(&self.db_path)?,
        };
        Ok(self.connection.insert(connection))
    }
}

/// Whoever no longer listens is not told.
fn tell<T>(reply: Reply<T>, answer: Answer<T>) {
    drop(reply.send(answer));
}

fn is_damaged(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

enum Failure {
    Sqlite(rusqlite::Error),
    Another,
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

fn open(db_path: &Path) -> Result<Connection, Failure> {
    let connection = Connection::open(db_path)?;
    connection.busy_timeout(Duration::from_millis(BUSY_MS))?;
    leave_no_bytes(&connection)?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version == 0 {
        connection.execute_batch(&format!("BEGIN IMMEDIATE; {SCHEMA} COMMIT"))?;
    } else if version > VERSION {
        warn!(version, "the database of people is of a newer program");
        return Err(Failure::Sqlite(rusqlite::Error::InvalidQuery));
    }
    // Nobody else on this computer has to read it; a file system without
    // rights goes on without them.
    fs::set_permissions(db_path, fs::Permissions::from_mode(0o600)).ok();
    Ok(connection)
}

/// What is erased is gone from the file and from what lies beside it.
fn leave_no_bytes(connection: &Connection) -> rusqlite::Result<()> {
    for (pragma, value) in [
        ("secure_delete", "ON"),
        // A journal that is cut to nothing keeps no old rows in a file.
        ("journal_mode", "TRUNCATE"),
        ("synchronous", "FULL"),
        ("temp_store", "MEMORY"),
    ] {
        connection.pragma_update(None, pragma, value)?;
    }
    Ok(())
}

fn put_all(held: &mut Connection, people: &[Person]) -> Result<(), Failure> {
    let transaction = held.transaction()?;
    for person in people {
        transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO person
                 (id, purpose, name, phone, address, contract, gist, created)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                person.id.0,
                person.purpose,
                person.name.show(),
                person.phone.show(),
                person.address.show(),
                person.contract.show(),
                person.gist.show(),
                person.created.0,
            ])?;
    }
    transaction.commit()?;
    Ok(())
}

fn put(held: &mut Connection, person: &Person) -> Result<(), Failure> {
    let new = held
        .prepare_cached(
            "INSERT INTO person (id, purpose, name, phone, address, contract, gist, created)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            person.id.0,
            person.purpose,
            person.name.show(),
            person.phone.show(),
            person.address.show(),
            person.contract.show(),
            person.gist.show(),
            person.created.0,
        ])?;
    if new == 1 {
        return Ok(());
    }
    let there = one(held, &person.id)?;
    let is_same = there.is_some_and(|there| {
        let told = |person: &Person| {
            [
                person.name.clone(),
                person.phone.clone(),
                person.address.clone(),
                person.contract.clone(),
            ]
        };
        // Something may have been added to the gist since.
        told(&there) == told(person) && there.gist.show().starts_with(person.gist.show())
    });
    if is_same {
        Ok(())
    } else {
        Err(Failure::Another)
    }
}

fn one(held: &Connection, id: &PersonId) -> rusqlite::Result<Option<Person>> {
    held.prepare_cached(&format!("SELECT {COLUMNS} FROM person WHERE id = ?"))?
        .query_row([&id.0], person_of)
        .optional()
}

fn get(held: &Connection, ids: &[PersonId]) -> Result<Vec<Person>, Failure> {
    let mut found = Vec::new();
    for id in ids {
        found.extend(one(held, id)?);
    }
    Ok(found)
}

fn find(held: &Connection, by: &By) -> Result<Vec<Person>, Failure> {
    let (column, wanted) = match by {
        By::Phone(phone) => ("phone", phone),
        By::Contract(contract) => ("contract", contract),
        By::Words(words) => return find_words(held, words),
    };
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let query = format!(
        "SELECT {COLUMNS} FROM person WHERE {column} = ? ORDER BY created DESC LIMIT {FOUND}"
    );
    let mut query = held.prepare_cached(&query)?;
    let found = query.query_map([wanted.show()], person_of)?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// SQLite folds the case of Latin letters only, so each row is looked at: a month
/// of an office's matters, some thousands.
fn find_words(held: &Connection, words: &Pii) -> Result<Vec<Person>, Failure> {
    let words = words.show().to_lowercase();
    let query = format!("SELECT {COLUMNS} FROM person ORDER BY created DESC");
    let mut query = held.prepare_cached(&query)?;
    let mut found = Vec::new();
    for row in query.query_map([], person_of)? {
        let row = row?;
        let is_meant = [&row.name, &row.address, &row.gist]
            .iter()
            .any(|text| text.show().to_lowercase().contains(&words));
        if is_meant && !words.is_empty() {
            found.push(row);
        }
        if found.len() >= FOUND {
            break;
        }
    }
    Ok(found)
}

fn add_gist(held: &Connection, id: &PersonId, line: &Pii) -> Result<(), Failure> {
    held.prepare_cached(
        "UPDATE person SET gist = gist || char(10) || ?2 WHERE id = ?1 AND length(gist) < ?3",
    )?
    .execute(params![id.0, line.show(), GIST_CHARS])?;
    Ok(())
}

fn erase(held: &Connection, id: &PersonId) -> Result<bool, Failure> {
    let gone = held.execute("DELETE FROM person WHERE id = ?", [&id.0])?;
    Ok(gone > 0)
}

/// Erases rows of a database that nobody uses yet.
pub(super) fn erase_all(db_path: &Path, ids: &[PersonId]) -> rusqlite::Result<()> {
    let held = open(db_path).map_err(|failure| match failure {
        Failure::Sqlite(error) => error,
        Failure::Another => rusqlite::Error::InvalidQuery,
    })?;
    for id in ids {
        held.execute("DELETE FROM person WHERE id = ?", [&id.0])?;
    }
    Ok(())
}

/// Erases from an older copy whoever the office does not hold any more.
pub(super) fn erase_absent(older: &Connection, held: &Connection) -> rusqlite::Result<usize> {
    let ids = |of: &Connection| -> rusqlite::Result<BTreeSet<String>> {
        let mut query = of.prepare("SELECT id FROM person")?;
        let ids = query.query_map([], |row| row.get(0))?;
        ids.collect()
    };
    let held = ids(held)?;
    let gone: Vec<String> = ids(older)?.difference(&held).cloned().collect();
    if gone.is_empty() {
        return Ok(0);
    }
    leave_no_bytes(older)?;
    older.execute_batch("BEGIN IMMEDIATE")?;
    for id in &gone {
        older.execute("DELETE FROM person WHERE id = ?", [id])?;
    }
    older.execute_batch("COMMIT")?;
    Ok(gone.len())
}

/// A row that is needed has no end; one that is not gets one, once.
fn settle(held: &mut Connection, who: &Settle) -> Result<usize, Failure> {
    let transaction = held.transaction()?;
    let mut ended = Vec::new();
    {
        let mut query = transaction.prepare_cached("SELECT id, erase_after FROM person")?;
        let rows = query.query_map([], |row| {
            Ok((PersonId(row.get(0)?), row.get::<_, Option<i64>>(1)?))
        })?;
        for row in rows {
            let (id, erase_after) = row?;
            match (who.needed.contains(&id), erase_after) {
                (true, Some(_)) => ended.push((id, None)),
                (false, None) => ended.push((id, Some(who.now.plus_ms(who.keep_ms).0))),
                (true, None) | (false, Some(_)) => {}
            }
        }
    }
    for (id, erase_after) in ended {
        transaction
            .prepare_cached("UPDATE person SET erase_after = ? WHERE id = ?")?
            .execute(params![erase_after, id.0])?;
    }
    let gone = transaction.execute("DELETE FROM person WHERE erase_after <= ?", [who.now.0])?;
    transaction.commit()?;
    Ok(gone)
}

fn person_of(row: &Row<'_>) -> rusqlite::Result<Person> {
    let text = |index: usize| row.get::<_, String>(index).map(Pii::new);
    Ok(Person {
        id: PersonId(row.get(0)?),
        purpose: row.get(1)?,
        name: text(2)?,
        phone: text(3)?,
        address: text(4)?,
        contract: text(5)?,
        gist: text(6)?,
        created: Moment(row.get(7)?),
        erase_after: row.get::<_, Option<i64>>(8)?.map(Moment),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 24 * 60 * 60 * 1000;

    fn place(name: &str) -> PathBuf {
        let name = format!("talon-people-{name}-{}", std::process::id());
        let dir = std::env::temp_dir().join(name);
        fs::remove_dir_all(&dir).ok();
        fs::create_dir_all(&dir).unwrap();
        dir.join("people.db")
    }

    fn person(id: &str) -> Person {
        Person {
            id: PersonId(id.to_owned()),
            purpose: "callback".to_owned(),
            name: Pii::new("Ёлкина"),
            phone: Pii::new("+79123456789"),
            address: Pii::new(""),
            contract: Pii::new("ЭК-1042"),
            gist: Pii::new("счёт за октябрь"),
            created: Moment(1),
            erase_after: None,
        }
    }

    fn settle(needed: &[&str], now: i64) -> Settle {
        Settle {
            needed: needed.iter().map(|id| PersonId((*id).to_owned())).collect(),
            now: Moment(now),
            keep_ms: 30 * DAY_MS,
        }
    }

    #[tokio::test]
    async fn a_person_is_kept_found_and_erased() {
        let people = start(place("kept"), &Upkeep::default());
        people.put(person("a")).await.unwrap();
        people.put(person("a")).await.unwrap();
        let mut other = person("a");
        other.phone = Pii::new("+79990000000");
        assert_eq!(people.put(other).await, Err(PeopleError::Another));
        people
            .add_gist(PersonId("a".to_owned()), Pii::new("просила после шести"))
            .await
            .unwrap();
        let found = people
            .find(By::Phone(Pii::new("+79123456789")))
            .await
            .unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].gist.show(), "счёт за октябрь\nпросила после шести");
        people.put(person("a")).await.unwrap();
        assert_eq!(
            people
                .find(By::Contract(Pii::new("ЭК-1042")))
                .await
                .unwrap(),
            found
        );
        assert!(
            people
                .find(By::Phone(Pii::new("")))
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(people.erase(PersonId("a".to_owned())).await, Ok(true));
        assert_eq!(people.erase(PersonId("a".to_owned())).await, Ok(false));
        assert!(
            people
                .get(vec![PersonId("a".to_owned())])
                .await
                .unwrap()
                .is_empty()
        );
    }

    #[tokio::test]
    async fn who_is_needed_no_longer_goes_after_thirty_days_and_leaves_no_bytes() {
        let path = place("purged");
        let people = start(path.clone(), &Upkeep::default());
        people.put(person("a")).await.unwrap();
        people.put(person("b")).await.unwrap();
        assert_eq!(people.settle(settle(&["a", "b"], DAY_MS)).await, Ok(0));
        assert_eq!(people.settle(settle(&["a"], 2 * DAY_MS)).await, Ok(0));
        assert_eq!(
            people.settle(settle(&["a"], 31 * DAY_MS)).await,
            Ok(0),
            "not yet"
        );
        // Needed again: the visitor called back.
        assert_eq!(people.settle(settle(&["a", "b"], 31 * DAY_MS)).await, Ok(0));
        assert_eq!(people.settle(settle(&[], 33 * DAY_MS)).await, Ok(0));
        assert_eq!(people.settle(settle(&["a"], 60 * DAY_MS)).await, Ok(0));
        assert_eq!(people.settle(settle(&["a"], 63 * DAY_MS)).await, Ok(1));
        assert_eq!(people.settle(settle(&[], 64 * DAY_MS)).await, Ok(0));
        assert_eq!(people.settle(settle(&[], 94 * DAY_MS)).await, Ok(1));
        let dir = path.parent().unwrap();
        for file in fs::read_dir(dir).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("9123456789") && !text.contains("Ёлкина"));
        }
    }

    #[tokio::test]
    async fn a_database_that_is_away_refuses_and_serves_again_when_it_is_back() {
        let path = place("away");
        let people = start(path.clone(), &Upkeep::default());
        people.put(person("a")).await.unwrap();
        let dir = path.parent().unwrap();
        let aside = dir.with_extension("aside");
        fs::remove_dir_all(&aside).ok();
        fs::rename(dir, &aside).unwrap();
        assert_eq!(people.put(person("b")).await, Err(PeopleError::Unavailable));
        fs::rename(&aside, dir).unwrap();
        people.put(person("b")).await.unwrap();
        let both: BTreeSet<_> = ["a", "b"].map(|id| PersonId(id.to_owned())).into();
        assert_eq!(
            people.get(both.into_iter().collect()).await.unwrap().len(),
            2
        );
    }

    #[tokio::test]
    async fn a_damaged_database_is_set_aside_and_nobody_else_may_read_the_new_one() {
        let path = place("damaged");
        fs::write(&path, vec![7_u8; 8192]).unwrap();
        let people = start(path.clone(), &Upkeep::default());
        assert_eq!(people.put(person("a")).await, Err(PeopleError::Unavailable));
        people.put(person("a")).await.unwrap();
        let kept = path.parent().unwrap().join("quarantine/0001/people.db");
        assert_eq!(fs::read(kept).unwrap(), vec![7_u8; 8192]);
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[tokio::test]
    async fn a_damaged_database_stays_aside_no_longer_than_anybodys_row() {
        let path = place("aside");
        fs::write(&path, vec![7_u8; 8192]).unwrap();
        let people = start(path.clone(), &Upkeep::default());
        assert_eq!(people.put(person("a")).await, Err(PeopleError::Unavailable));
        let kept = path.parent().unwrap().join("quarantine/0001/people.db");
        // Set aside with it, and not ours to remove.
        let other = path.parent().unwrap().join("quarantine/0002/office.db");
        fs::create_dir_all(other.parent().unwrap()).unwrap();
        fs::write(&other, b"a log").unwrap();
        let today = crate::clock::wall_ms();
        people
            .settle(settle(&[], today + 29 * DAY_MS))
            .await
            .unwrap();
        assert!(kept.exists());
        people
            .settle(settle(&[], today + 31 * DAY_MS))
            .await
            .unwrap();
        assert!(!kept.parent().unwrap().exists() && other.exists());
    }
}
