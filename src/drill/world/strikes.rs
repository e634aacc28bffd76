//! The troubles of a plan, done to the house.

use std::time::Duration;

use backroom::store::disk::Disk;
use office::day::Copies;
use tokio::time::Instant;

use crate::plan::{Rotten, Trouble};
use crate::platter::Ill;
use crate::world::place::is_segment;
use crate::world::{Life, World};

impl World {
    pub(super) async fn strike(&mut self, trouble: &Trouble, life: &Life) -> Option<u64> {
        if self.old_copy.is_none() && self.now_s() > 600 {
            self.old_copy = self.platter.read(&self.path("db/office.db")).ok();
        }
        match trouble {
            Trouble::Ill { area, ill, for_s } => {
                self.platter.fall_ill(area, *ill);
                self.heals
                    .entry(self.now_s() + for_s)
                    .or_default()
                    .push(area);
                if matches!(ill, Ill::DeadDisk | Ill::WriteError) {
                    self.ill_since.insert(area, self.now_s());
                } else {
                    self.ill_since.remove(area);
                }
            }
            Trouble::Hang { log, for_s } => {
                let now_s = self.now_s();
                if *log == "database" {
                    self.hung = Some((now_s, now_s + for_s));
                }
                self.hands
                    .hang(log, Instant::now() + Duration::from_secs(*for_s));
            }
            Trouble::HangReading { for_s } => {
                let for_s = Duration::from_secs(*for_s);
                self.hands.hang_reading("journal", for_s);
            }
            Trouble::FailOnce {
                area,
                after,
                though_done,
            } => {
                self.platter.fail_once(area, *after, *though_done);
            }
            Trouble::SetClock { ahead_ms } => {
                self.wall_ahead_ms = *ahead_ms;
                let office_ms = life.clock.now().0;
                life.clock.set_wall_ahead_ms(self.wall().0 - office_ms);
            }
            Trouble::Vanish { .. } | Trouble::OldCopy | Trouble::Rot { .. } => {
                self.destroy(trouble)
            }
            Trouble::Kill { down_s } => {
                self.score.kills += 1;
                return Some(*down_s);
            }
            Trouble::PowerCut { down_s } => {
                self.score.cuts += 1;
                self.lose_power();
                return Some(*down_s);
            }
            Trouble::CutAtChange { changes, .. } => self.platter.cut_in(*changes),
            Trouble::Stop { down_s } => {
                self.stop(life).await;
                return Some(*down_s);
            }
        }
        None
    }

    /// Only ever one copy is destroyed, and only while the other is whole:
    /// more is no promise.
    pub(super) fn destroy(&mut self, trouble: &Trouble) {
        let hits_journal = matches!(
            trouble,
            Trouble::Rot {
                what: Rotten::Journal,
                ..
            }
        );
        let (log, other) = if hits_journal {
            ("journal", "database")
        } else {
            ("database", "journal")
        };
        let area = if hits_journal { "db" } else { "journal" };
        if !self.is_whole(other, area) || self.rotten.contains_key(log) || !self.is_on_line(log) {
            return;
        }
        let db_path = self.path("db/office.db");
        match trouble {
            Trouble::Vanish { with_log } => {
                self.platter.vanish(&db_path);
                if *with_log {
                    self.platter.vanish(&self.path("db/office.db-wal"));
                }
            }
            Trouble::OldCopy => match self.old_copy.clone() {
                Some(bytes) => self.platter.replace(&db_path, bytes),
                None => return,
            },
            Trouble::Rot { what, count } => {
                let (path, from, to) = match what {
                    Rotten::Header => (db_path, 0, 1),
                    Rotten::Middle => (db_path, 10, 100),
                    Rotten::WriteAheadLog => (self.path("db/office.db-wal"), 0, 100),
                    Rotten::Journal => {
                        let Some(path) = self
                            .platter
                            .paths("journal")
                            .into_iter()
                            .find(|path| is_segment(path))
                        else {
                            return;
                        };
                        (path, 0, 5)
                    }
                };
                if !self.platter.rot(&path, from, to, *count) {
                    return;
                }
            }
            _ => return,
        }
        self.hands.forget(log);
        // An older copy of ours may be gone on with.
        let is_set_aside = !matches!(trouble, Trouble::OldCopy);
        let aside = self.set_aside(log) + usize::from(is_set_aside);
        self.rotten.insert(log, aside);
    }

    /// The power goes, and with it the copy in memory.
    pub(super) fn lose_power(&mut self) -> u64 {
        self.platter.lose_power();
        self.hands.forget("spare");
        10
    }

    /// What no log has that is left is forgiven; if it was told to anybody it
    /// must not be given again.
    pub(super) fn forgive(&mut self) {
        let logs = ["database", "journal", "spare"];
        let kept = self.promised(&logs, false);
        let trusted = logs.iter().filter(|log| !self.rotten.contains_key(**log));
        let elsewhere: Vec<_> = trusted
            .filter(|log| !self.is_on_line(log))
            .map(|log| self.hands.held(log).head)
            .collect();
        self.books.open().forgive_after(kept, &elsewhere);
    }

    /// `run` stops so: reception goes, both logs complete or not.
    pub(super) async fn stop(&mut self, life: &Life) {
        let picture = life.handle.told().picture;
        self.was_orderly = picture.copies == Copies::Two;
        if self.was_orderly {
            for path in self.platter.paths("shm") {
                self.platter.vanish(&path);
            }
            self.hands.forget("spare");
        }
    }
}
