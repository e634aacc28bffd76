//! What a drill consists of: an office, its people, and a list of troubles.
//! The list is plain data, so that a day that failed can be made shorter.

use std::fmt;

use crate::platter::Ill;
use crate::random::Random;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// An area is ill for so many seconds.
    Ill {
        area: &'static str,
        ill: Ill,
        for_s: u64,
    },
    /// A log's disk answers nobody for so many seconds.
    Hang {
        log: &'static str,
        for_s: u64,
    },
    /// The journal's disk does so when the journal is next read.
    HangReading {
        for_s: u64,
    },
    /// One change fails, done or not.
    FailOnce {
        area: &'static str,
        after: u64,
        though_done: bool,
    },
    /// The database's files vanish.
    Vanish {
        with_log: bool,
    },
    /// An older copy is put in the database's place.
    OldCopy,
    /// Bytes of a file change by themselves, in hundredths of its length.
    Rot {
        what: Rotten,
        count: usize,
    },
    Kill {
        down_s: u64,
    },
    PowerCut {
        down_s: u64,
    },
    /// The power goes in the middle of the n-th change from here.
    CutAtChange {
        changes: u64,
        down_s: u64,
    },
    Stop {
        down_s: u64,
    },
    /// Somebody sets the computer's clock.
    SetClock {
        ahead_ms: i64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotten {
    Header,
    Middle,
    WriteAheadLog,
    Journal,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub seed: u64,
    pub minutes: u64,
    pub desks: u16,
    pub services: u16,
    pub every_ms: u64,
    pub visit_ms: u64,
    pub slow_ms: u64,
    pub live_first_come: bool,
    pub has_stick: bool,
    pub has_spare: bool,
    /// At so many seconds.
    pub troubles: Vec<(u64, Trouble)>,
}

/// An office day as long as a drill's day: opens, serves, closes.
pub const DAY_MIN: u64 = 100;

/// Numbers are given out from then to then, seconds of a day.
const WHILE_OPEN_S: (u64, u64) = (360, 2_800);

impl Plan {
    /// The days of a commit: offices of every kind.
    pub fn of(seed: u64) -> Self {
        Self::drawn(seed, 20, 50)
    }

    /// The days of a night: only offices as busy as paper and legs allow, and
    /// the day after, too.
    pub fn by_night(seed: u64) -> Self {
        Self::drawn(seed, 100, 100)
    }

    /// So many of a hundred offices are drilled for two days, and are busy.
    fn drawn(seed: u64, two_days: u64, busy: u64) -> Self {
        let mut random = Random::new(seed, 0);
        let minutes = if random.percent(two_days) {
            DAY_MIN * 2
        } else {
            DAY_MIN
        };
        let (every_ms, visit_ms) = if random.percent(busy) {
            (random.between(600, 1_500), random.between(3_000, 9_000))
        } else {
            (random.between(3_000, 9_000), random.between(10_000, 60_000))
        };
        let mut plan = Self {
            seed,
            minutes,
            desks: u16::try_from(random.between(3, 16)).unwrap_or(3),
            services: u16::try_from(random.between(2, 6)).unwrap_or(2),
            every_ms,
            visit_ms,
            slow_ms: random.between(0, 60),
            live_first_come: random.percent(80),
            has_stick: random.percent(40),
            has_spare: random.percent(85),
            troubles: Vec::new(),
        };
        let count = random.between(0, 10) * minutes / DAY_MIN;
        for _trouble in 0..count {
            // Most while the doors are open, all before the last ten minutes.
            let at_s = random.between(60, (minutes - 10) * 60);
            for (later_s, trouble) in scene(&mut random) {
                plan.troubles.push((at_s + later_s, trouble));
            }
        }
        // Chances of their own, so that the rest of the day stays as it is.
        let mut staged = Random::new(seed, 0x57a6);
        for day in 0..minutes / DAY_MIN {
            for (later_s, trouble) in staged_scene(&mut staged) {
                let opened_s = day * DAY_MIN * 60 + WHILE_OPEN_S.0;
                plan.troubles.push((opened_s + later_s, trouble));
            }
        }
        let mut reading = Random::new(seed, 0x4ead);
        for day in 0..minutes / DAY_MIN {
            if reading.percent(25) {
                let at_s = day * DAY_MIN * 60 + reading.between(60, WHILE_OPEN_S.1);
                let for_s = reading.between(1, 20);
                plan.troubles.push((at_s, Trouble::HangReading { for_s }));
            }
        }
        plan.troubles.sort_by_key(|(at_s, _trouble)| *at_s);
        plan
    }
}

/// Troubles that do harm only at the right moment of each other, most days
/// one such scene while numbers are given out.
fn staged_scene(random: &mut Random) -> Vec<(u64, Trouble)> {
    let at_s = random.between(0, WHILE_OPEN_S.1 - WHILE_OPEN_S.0);
    let mut logs = [("database", "db"), ("journal", "journal")];
    if random.percent(40) {
        logs.reverse();
    }
    let [(one, one_area), (other, other_area)] = logs;
    let hang = |log, for_s| Trouble::Hang { log, for_s };
    let dead = |area, for_s| Trouble::Ill {
        area,
        ill: Ill::DeadDisk,
        for_s,
    };
    let scene = match random.below(9) {
        // Numbers told while both logs stall, and then the power goes.
        0 | 1 => {
            let cut_s = random.between(1, 5);
            let down_s = random.between(6, 20);
            vec![
                (0, hang(one, 6)),
                (0, hang(other, 6)),
                (cut_s, Trouble::PowerCut { down_s }),
            ]
        }
        // What only one log knows is missing at a start and found later.
        2 | 3 => {
            let dead_s = random.between(8, 16);
            let down_s = random.between(20, 40);
            let back_s = down_s + random.between(20, 150);
            vec![
                (0, hang(one, 20)),
                (dead_s, dead(other_area, back_s)),
                (dead_s + 1, Trouble::PowerCut { down_s }),
            ]
        }
        // The promise of further numbers hangs, and the numbers go on.
        4 => {
            let cut_s = random.between(35, 95);
            vec![
                (0, dead(one_area, 100)),
                (30, hang(other, 90)),
                (cut_s, Trouble::PowerCut { down_s: 100 }),
            ]
        }
        // Only the copy in memory knows, and it answers late.
        5 => vec![
            (0, dead(one_area, 30)),
            (random.between(0, 5), dead(other_area, 30)),
            (17, hang("spare", random.between(30, 90))),
            (18, Trouble::Kill { down_s: 15 }),
        ],
        // One log is dead, the other stumbles.
        6 => {
            let after = random.below(8);
            let though_done = random.percent(30);
            vec![
                (0, dead(one_area, 60)),
                (
                    random.between(0, 40),
                    Trouble::FailOnce {
                        area: other_area,
                        after,
                        though_done,
                    },
                ),
            ]
        }
        // The power comes back and goes in the middle of the start, which has
        // a log to make anew and to fill, or entries to unite.
        7 => {
            let harm = match random.below(3) {
                0 => Trouble::Vanish { with_log: true },
                1 => Trouble::Rot {
                    what: Rotten::Middle,
                    count: 40,
                },
                _ => dead(one_area, random.between(5, 30)),
            };
            let end_s = random.between(0, 10);
            let changes = random.below(60);
            vec![
                (0, harm),
                (end_s, Trouble::PowerCut { down_s: 10 }),
                (end_s + 1, Trouble::CutAtChange { changes, down_s: 0 }),
                (end_s + 20, Trouble::CutAtChange { changes, down_s: 0 }),
            ]
        }
        // Somebody puts an older copy in the place of the database of a house
        // that is dark, and leaves its log there.
        _ => vec![(0, Trouble::OldCopy), (0, Trouble::Kill { down_s: 10 })],
    };
    let later = |(later_s, trouble)| (at_s + later_s, trouble);
    scene.into_iter().map(later).collect()
}

/// One trouble, or two that meet.
fn scene(random: &mut Random) -> Vec<(u64, Trouble)> {
    let first = trouble(random);
    let mut scene = vec![(0, first)];
    if random.percent(50) {
        let soon = random.between(0, 20);
        scene.push((soon, end(random)));
    }
    if random.percent(30) {
        let soon = random.between(0, 60);
        scene.push((soon, trouble(random)));
    }
    scene
}

fn end(random: &mut Random) -> Trouble {
    let down_s = random.between(1, 40);
    match random.below(6) {
        0..=1 => Trouble::Kill { down_s },
        2..=3 => Trouble::CutAtChange {
            changes: random.below(40),
            down_s,
        },
        4 => Trouble::PowerCut { down_s },
        _ => Trouble::Stop { down_s },
    }
}

fn trouble(random: &mut Random) -> Trouble {
    let area = *random
        .pick(&["db", "db", "db", "journal", "stick", "shm"])
        .unwrap_or(&"db");
    let log = *random
        .pick(&["database", "database", "journal", "spare", "backup"])
        .unwrap_or(&"database");
    let for_s = if random.percent(50) {
        random.between(1, 8)
    } else {
        random.between(5, 400)
    };
    match random.below(20) {
        0..=1 => end(random),
        2..=3 => Trouble::Hang { log, for_s },
        4..=5 => Trouble::FailOnce {
            area,
            after: random.below(30),
            though_done: random.percent(50),
        },
        6 => Trouble::Vanish {
            with_log: random.percent(60),
        },
        7 => Trouble::OldCopy,
        8 => Trouble::Rot {
            what: Rotten::Header,
            count: 8,
        },
        9 => Trouble::Rot {
            what: Rotten::Middle,
            count: 40,
        },
        10 => Trouble::Rot {
            what: Rotten::WriteAheadLog,
            count: 3,
        },
        11 => Trouble::Rot {
            what: Rotten::Journal,
            count: 5,
        },
        12 => Trouble::SetClock {
            ahead_ms: i64::try_from(random.below(7_200_000)).unwrap_or(0) - 3_600_000,
        },
        13..=14 => Trouble::Ill {
            area,
            ill: Ill::DeadDisk,
            for_s,
        },
        15 => Trouble::Ill {
            area,
            ill: Ill::Full,
            for_s,
        },
        16 => Trouble::Ill {
            area,
            ill: Ill::ReadOnly,
            for_s,
        },
        17 => Trouble::Ill {
            area,
            ill: Ill::Locked,
            for_s,
        },
        _ => Trouble::Ill {
            area,
            ill: Ill::WriteError,
            for_s,
        },
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "seed {}: {} min, {} desks, {} services, a visitor every {} ms, disk ≤ {} ms, stick {}, spare {}",
            self.seed,
            self.minutes,
            self.desks,
            self.services,
            self.every_ms,
            self.slow_ms,
            self.has_stick,
            self.has_spare
        )?;
        for (at_s, trouble) in &self.troubles {
            writeln!(f, "  {at_s:>6} s  {trouble:?}")?;
        }
        Ok(())
    }
}
