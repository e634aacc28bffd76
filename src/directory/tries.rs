//! Wrong passwords the directory was told, by person, and those of the service
//! account: few enough that no account of the company is locked through the
//! office. Time is given.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use office::day::{MINUTE_MS, Moment};
use sha2::{Digest as _, Sha256};

/// A domain forgets wrong passwords once it was told none for as long (Windows'
/// security baseline says 15 minutes), all of them at once; the office waits longer.
const REMEMBERED_MS: i64 = 30 * MINUTE_MS;

/// Names come from the office file: no more are ever remembered.
const MOST_NAMES: usize = 4_096;

/// Whose password was wrong, and who is being asked about.
#[derive(Debug, Default)]
pub(crate) struct Tries(Mutex<Told>);

#[derive(Debug, Default)]
struct Told {
    wrong: BTreeMap<String, Wrong>,
    asked: BTreeSet<String>,
}

#[derive(Debug)]
struct Wrong {
    count: u32,
    last: Moment,
}

/// One question about a person; nobody else asks about them meanwhile, so that
/// many tries at once are counted one by one.
#[derive(Debug)]
pub(crate) struct Asking<'a> {
    tries: &'a Tries,
    name: String,
}

impl Tries {
    fn told(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `None`: somebody is asking about that person this moment.
    pub(crate) fn begin(&self, name: &str) -> Option<Asking<'_>> {
        // To a directory «Ivanov» is «ivanov».
        let name = name.to_lowercase();
        let is_first = self.told().asked.insert(name.clone());
        is_first.then(|| Asking { tries: self, name })
    }
}

impl Asking<'_> {
    /// How long the directory is not asked about this person, milliseconds: `most`
    /// wrong passwords are told with less than half an hour from one to the next.
    pub(crate) fn pause_ms(&self, most: u32, now: Moment) -> i64 {
        let mut told = self.tries.told();
        let Some(wrong) = told.wrong.get(&self.name) else {
            return 0;
        };
        // A clock that was set back forgets nothing and makes nobody wait longer.
        let rest_ms = wrong.last.plus_ms(REMEMBERED_MS).ms_since(now);
        let rest_ms = rest_ms.min(REMEMBERED_MS);
        if rest_ms <= 0 {
            told.wrong.remove(&self.name);
            0
        } else if wrong.count < most {
            0
        } else {
            rest_ms
        }
    }

    /// The directory was told a password and did not say that it is right.
    pub(crate) fn failed(&self, now: Moment) {
        let mut told = self.tries.told();
        if told.wrong.len() >= MOST_NAMES {
            told.wrong.clear();
        }
        let wrong = told.wrong.entry(self.name.clone());
        let wrong = wrong.or_insert(Wrong {
            count: 0,
            last: now,
        });
        (wrong.count, wrong.last) = (wrong.count.saturating_add(1), now);
    }

    /// A right password: the directory forgets the wrong ones too.
    pub(crate) fn succeeded(&self) {
        self.tries.told().wrong.remove(&self.name);
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.tries.told().asked.remove(&self.name);
    }
}

/// A service account's password is refused for all people at once; once more in
/// case the domain had a bad moment, and then it waits.
const REFUSALS: u32 = 2;

/// The service account's password that was refused. Of it only a digest is kept.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Option<Refused>);

#[derive(Debug)]
struct Refused {
    password: [u8; 32],
    count: u32,
    last: Moment,
}

impl Refusals {
    /// Another password is told at once; the same one twice, and then once after
    /// every half an hour.
    pub(crate) fn may_tell(&self, password: &str, now: Moment) -> bool {
        self.0.as_ref().is_none_or(|refused| {
            refused.password != digest(password)
                || refused.count < REFUSALS
                || !(0..REMEMBERED_MS).contains(&now.ms_since(refused.last))
        })
    }

    pub(crate) fn add(&mut self, password: &str, now: Moment) {
        let password = digest(password);
        let before = self.0.take().filter(|refused| refused.password == password);
        self.0 = Some(Refused {
            password,
            count: before.map_or(0, |refused| refused.count).saturating_add(1),
            last: now,
        });
    }

    pub(crate) fn forget(&mut self) {
        self.0 = None;
    }
}

fn digest(password: &str) -> [u8; 32] {
    Sha256::digest(password).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(min: i64) -> Moment {
        Moment(min * MINUTE_MS)
    }

    #[test]
    fn four_wrong_passwords_in_half_an_hour_and_no_more() {
        let tries = Tries::default();
        let asking = tries.begin("ivanov").unwrap();
        for min in 0..4 {
            assert_eq!(asking.pause_ms(4, at(min)), 0);
            asking.failed(at(min));
        }
        assert_eq!(asking.pause_ms(4, at(4)), 29 * MINUTE_MS);
        assert_eq!(asking.pause_ms(4, at(33)), 0);
        asking.failed(at(33));
        assert_eq!(asking.pause_ms(1, at(33)), 30 * MINUTE_MS);
        asking.succeeded();
        assert_eq!(asking.pause_ms(1, at(33)), 0);
    }

    /// A domain counts on until it was told no wrong password for half an hour.
    #[test]
    fn wrong_passwords_far_apart_are_told_no_fifth_time() {
        let tries = Tries::default();
        let asking = tries.begin("ivanov").unwrap();
        for min in [0, 10, 20, 28] {
            assert_eq!(asking.pause_ms(4, at(min)), 0);
            asking.failed(at(min));
        }
        assert_eq!(asking.pause_ms(4, at(30)), 28 * MINUTE_MS);
        assert_eq!(asking.pause_ms(4, at(58)), 0);
    }

    #[test]
    fn a_service_accounts_wrong_password_is_told_twice_and_a_new_one_at_once() {
        let mut refusals = Refusals::default();
        for min in 0..2 {
            assert!(refusals.may_tell("old", at(min)));
            refusals.add("old", at(min));
        }
        assert!(!refusals.may_tell("old", at(2)));
        assert!(!refusals.may_tell("old", at(30)));
        assert!(refusals.may_tell("new", at(2)));
        assert!(refusals.may_tell("old", at(31)));
        refusals.add("old", at(31));
        assert!(!refusals.may_tell("old", at(60)));
        refusals.forget();
        assert!(refusals.may_tell("old", at(60)));
    }

    #[test]
    fn one_person_is_asked_about_once_at_a_time_however_the_name_is_written() {
        let tries = Tries::default();
        let asking = tries.begin("Ivanov");
        assert!(asking.is_some() && tries.begin("ivanov").is_none());
        assert!(tries.begin("petrov").is_some());
        drop(asking);
        assert!(tries.begin("ivanov").is_some());
    }
}
