//! One drill: the house lives, is struck, dies and starts again, until the
//! day is over and all is well; then everything is reckoned up.

mod end;
mod place;
mod strikes;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use backroom::clock::Clock;
use backroom::reception::handle::Handle;
use backroom::reception::{Reception, Start};
use backroom::store::disk::Disk;
use backroom::store::record;
use backroom::store::{Ground, Keeper, Places};
use office::Office;
use office::day::{Copies, Doors, Mode, Moment};
use office::rules::Rules;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use crate::hands::MadeUpHands;
use crate::layer;
use crate::ledger::{Books, Counts, Watched};
use crate::people::{Counter, Hall};
use crate::plan::{DAY_MIN, Plan, Trouble};
use crate::platter::{Ill, Platter};
use crate::world::place::{ShortDays, rules};

/// Nine in the morning of some day; a drill's days are shorter than others.
const MORNING_MS: i64 = 1_795_330_800_000;
const DAY_MS: i64 = DAY_MIN as i64 * 60_000;

/// A quarter of the house's: a day goes from one file to the next, a start reads
/// no more than it has to.
const SEGMENT_BYTES: u64 = 1024 * 1024;

/// Waits are told, not kept: a drill seldom needs them.
const ESTIMATE_EVERY_MS: i64 = 900_000;

/// Managers look for themselves; pictures are for doors and modes here.
const PICTURE_EVERY_MS: i64 = 120_000;

/// As in the house.
const QUIET: Duration = Duration::from_secs(30);

/// All is well so long after the last trouble (I8): probes come every ten
/// seconds, then thirty seconds of quiet.
const WELL_AFTER_S: u64 = 60;

/// Losing a copy shows within so long (I9), as does a database that is down.
const SHOWN_WITHIN_S: u64 = 30;

/// Entries that one log may have and the other not yet.
const ON_THE_WAY: u64 = 2;

/// What a drill brought.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    pub counts: Counts,
    pub kills: u64,
    pub cuts: u64,
    pub troubles: u64,
    pub failed_changes: u64,
    pub snapshots: u64,
    /// Seconds of office time.
    pub lived_s: u64,
    pub merges: u64,
}

#[derive(Debug, Clone)]
pub struct Failure {
    pub plan: Plan,
    pub what: String,
    /// Seconds of office time until it showed.
    pub at_s: u64,
}

/// Plays a plan from beginning to end.
pub fn play(plan: &Plan) -> Result<Score, Box<Failure>> {
    static WORLDS: AtomicU64 = AtomicU64::new(0);
    let number = WORLDS.fetch_add(1, Ordering::Relaxed);
    let root = PathBuf::from(format!("/world-{number}"));
    let platter = Platter::new(&root, plan.seed);
    layer::register(&platter);
    let failed = |(what, at_s): (String, u64)| {
        Box::new(Failure {
            plan: plan.clone(),
            what,
            at_s,
        })
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .map_err(|error| failed((error.to_string(), 0)))?;
    let score = runtime.block_on(async {
        let mut world = World::new(plan.clone(), platter.clone());
        world.live().await;
        world.score()
    });
    drop(runtime);
    layer::forget(&platter);
    score.map_err(failed)
}

struct World {
    plan: Plan,
    platter: Platter,
    hands: MadeUpHands,
    books: Books,
    counter: Counter,
    rules: Rules,
    began: Instant,
    /// What somebody set the wall clock ahead.
    wall_ahead_ms: i64,
    was_ever_started: bool,
    was_orderly: bool,
    /// Logs whose content cannot be trusted until they were made whole, and how
    /// much of each has been set aside then.
    rotten: BTreeMap<&'static str, usize>,
    heals: BTreeMap<u64, Vec<&'static str>>,
    ill_since: BTreeMap<&'static str, u64>,
    /// The database answers nobody: from when to when.
    hung: Option<(u64, u64)>,
    old_copy: Option<Vec<u8>>,
    /// Since when the doors are open.
    open_since: Option<u64>,
    /// Since when something is wrong though nothing strikes the house.
    unwell: Option<u64>,
    /// Since when nothing has been wrong, and whether everyone was looked for.
    calm: Option<(u64, bool)>,
    score: Score,
}

struct Life {
    handle: Handle,
    clock: Clock,
    serving: JoinHandle<()>,
    began_s: u64,
}

impl World {
    fn new(plan: Plan, platter: Platter) -> Self {
        let rules = rules(&plan);
        Self {
            hands: MadeUpHands::new(plan.seed, plan.slow_ms),
            books: Books::new(rules.clone()),
            counter: Counter::default(),
            began: Instant::now(),
            wall_ahead_ms: 0,
            was_ever_started: false,
            was_orderly: false,
            rotten: BTreeMap::new(),
            heals: BTreeMap::new(),
            ill_since: BTreeMap::new(),
            hung: None,
            old_copy: None,
            open_since: None,
            unwell: None,
            calm: None,
            score: Score::default(),
            plan,
            platter,
            rules,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.platter.root().join(name)
    }

    fn now_s(&self) -> u64 {
        self.began.elapsed().as_secs()
    }

    fn wall(&self) -> Moment {
        let since = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(0);
        Moment(MORNING_MS + since + self.wall_ahead_ms)
    }

    fn has_failed(&self) -> bool {
        self.books.open().failure().is_some()
    }

    async fn live(&mut self) {
        for dir in ["db", "stick"] {
            self.platter.create_dir_all(&self.path(dir)).ok();
        }
        let people = self.invite();
        let end_s = self.plan.minutes * 60;
        let troubles = std::mem::take(&mut self.plan.troubles);
        self.plan.troubles.clone_from(&troubles);
        let mut troubles = troubles.into_iter().peekable();
        while self.now_s() < end_s && !self.has_failed() {
            // A cut that fell due while the house was dark strikes its start.
            let cut = troubles.next_if(|(at_s, trouble)| {
                *at_s <= self.now_s() && matches!(trouble, Trouble::CutAtChange { .. })
            });
            if let Some((_at_s, Trouble::CutAtChange { changes, .. })) = cut {
                self.score.troubles += 1;
                self.platter.cut_in(changes);
            }
            let Some(life) = self.start().await else {
                if !self.platter.is_cut() {
                    self.books.open().fail("the house does not start");
                }
                self.score.cuts += 1;
                let down_s = self.lose_power();
                self.fall().await;
                sleep(Duration::from_secs(down_s)).await;
                continue;
            };
            let down_s = loop {
                if self.has_failed() || self.now_s() >= end_s {
                    break None;
                }
                self.heal();
                self.look(&life);
                self.look_for_everyone(&life).await;
                let is_due = troubles
                    .peek()
                    .is_some_and(|(at_s, _trouble)| *at_s <= self.now_s());
                if let Some((_at_s, trouble)) = troubles.next_if(|_next| is_due) {
                    self.score.troubles += 1;
                    if let Some(down_s) = self.strike(&trouble, &life).await {
                        break Some(down_s);
                    }
                    continue;
                }
                let second = timeout(Duration::from_secs(1), self.platter.cut.notified());
                if second.await.is_ok() {
                    self.score.cuts += 1;
                    break Some(self.lose_power());
                }
                if life.serving.is_finished() {
                    self.books.open().fail("reception ended");
                    break None;
                }
            };
            match down_s {
                Some(down_s) => {
                    self.die(life).await;
                    sleep(Duration::from_secs(down_s)).await;
                }
                None if self.has_failed() => self.die(life).await,
                None => self.end_well(life).await,
            }
        }
        for person in &people {
            person.abort();
        }
    }

    fn invite(&self) -> Vec<JoinHandle<()>> {
        let hall = Hall {
            counter: self.counter.clone(),
            books: self.books.clone(),
            platter: self.platter.clone(),
            services: self.plan.services,
            seed: self.plan.seed,
            every_ms: self.plan.every_ms,
            visit_ms: self.plan.visit_ms,
        };
        let mut people = vec![
            tokio::spawn(hall.clone().visitors()),
            tokio::spawn(hall.clone().hall()),
        ];
        for desk in 1..=self.plan.desks {
            people.push(tokio::spawn(hall.clone().manager(desk)));
        }
        people
    }

    fn places(&self) -> Places {
        let ground = Ground {
            disk: Arc::new(self.platter.clone()),
            hands: Arc::new(self.hands.clone()),
            segment_bytes: SEGMENT_BYTES,
        };
        Places {
            db_path: self.path("db/office.db"),
            journal_dir: self.path("journal"),
            spare_dir: self.plan.has_spare.then(|| self.path("shm")),
            backup_dir: self.plan.has_stick.then(|| self.path("stick/talon")),
            belongings: Vec::new(),
            is_first_start: !self.was_ever_started,
            was_orderly: self.was_orderly,
            quiet: QUIET,
            ground,
        }
    }

    /// As `run::open_reception` does it.
    async fn start(&mut self) -> Option<Life> {
        let epoch = u64::try_from(self.wall().0).unwrap_or(0);
        self.heal();
        self.spare_the_other();
        let places = self.places();
        self.was_orderly = false;
        let (keeper, loaded) = Keeper::open(places, epoch).await.ok()?;
        if self.platter.is_cut() {
            return None;
        }
        self.was_ever_started = true;
        let required = self.promised(&["database", "journal", "spare"], true);
        self.books.open().restarted(&loaded.entries, required);
        let almanac = ShortDays;
        let least = loaded.least(&almanac, self.wall());
        let clock = Clock::paced(self.wall().max(least.plus_ms(1)));
        let last_at = loaded.last_at();
        let recovery = loaded.sureness.recovery(&almanac, self.wall(), last_at);
        let start = Start {
            office: Office::new(self.rules.clone()),
            entries: loaded.entries,
            recovery,
            clock: clock.clone(),
            almanac: Box::new(almanac),
        };
        let keeper = Watched {
            keeper,
            hands: self.hands.clone(),
            platter: self.platter.clone(),
            books: self.books.clone(),
        };
        let (reception, handle) = Reception::open(start, keeper).await;
        let reception = reception.with_pictures_every_ms(PICTURE_EVERY_MS, ESTIMATE_EVERY_MS);
        self.counter.open(Some(handle.clone()));
        let began_s = self.now_s();
        Some(Life {
            handle,
            clock,
            serving: tokio::spawn(reception.run()),
            began_s,
        })
    }

    /// A log that was destroyed is found out at a start, which needs the other
    /// one: with both of them ill more is no promise.
    fn spare_the_other(&mut self) {
        for (log, other, area) in [
            ("database", "journal", "journal"),
            ("journal", "database", "db"),
        ] {
            if self.rotten.contains_key(log) {
                self.platter.fall_ill(area, Ill::Well);
                self.platter.fail_never(area);
                self.ill_since.remove(area);
                self.hands.hang(other, Instant::now());
                self.hung = self.hung.filter(|_| other != "database");
            }
        }
    }

    /// Whether what the log promised is of the history that goes on now.
    fn is_on_line(&self, log: &str) -> bool {
        let head = self.hands.held(log).head;
        let books = self.books.open();
        let entry = books.truth().get(&head.seq);
        entry.is_some_and(|entry| record::head(entry) == head)
    }

    /// The furthest that one of these logs has promised to hold.
    fn promised(&self, logs: &[&'static str], only_readable: bool) -> u64 {
        let trusted = logs.iter().filter(|log| !self.rotten.contains_key(**log));
        trusted
            .filter(|log| self.is_on_line(log))
            .map(|log| self.hands.held(log))
            .filter(|held| held.is_open && held.is_read || !only_readable)
            .map(|held| held.head.seq)
            .max()
            .unwrap_or(0)
    }

    fn heal(&mut self) {
        let now_s = self.now_s();
        while let Some(entry) = self
            .heals
            .first_entry()
            .filter(|entry| *entry.key() <= now_s)
        {
            for area in entry.remove() {
                self.platter.fall_ill(area, Ill::Well);
                self.ill_since.remove(area);
            }
        }
        for log in ["database", "journal"] {
            // Made anew, if need be, and filled from the other: whole again.
            let aside = self.rotten.get(log).copied();
            if aside.is_some_and(|aside| self.set_aside(log) >= aside)
                && self.hands.held(log).head.seq == self.books.open().last_seq()
            {
                self.rotten.remove(log);
            }
        }
    }

    /// How many files of a log lie in quarantine.
    fn set_aside(&self, log: &str) -> usize {
        let area = if log == "database" { "db" } else { log };
        self.platter.paths(&format!("{area}/quarantine")).len()
    }

    /// I9 and the mode table: what is lost is shown in time.
    fn look(&mut self, life: &Life) {
        let now_s = self.now_s();
        let picture = life.handle.told().picture;
        // An error shows at the next write; at night there may be none.
        if picture.doors != Doors::Open {
            self.open_since = None;
            return;
        }
        let open_since = *self.open_since.get_or_insert(now_s);
        let watched_since = life.began_s.max(open_since);
        let since = |area: &str| {
            let at = self.ill_since.get(area).copied();
            at.map(|at| now_s - at.max(watched_since))
        };
        if let Some((from_s, until_s)) = self.hung
            && (from_s.max(watched_since) + SHOWN_WITHIN_S..until_s).contains(&now_s)
            && picture.mode == Mode::Electronic
        {
            let what = "the database hangs and the queue is still electronic";
            self.books.open().fail(what);
        }
        if since("db").is_some_and(|s| s > SHOWN_WITHIN_S) && picture.mode == Mode::Electronic {
            self.books
                .open()
                .fail("the database is dead and the queue is still electronic");
        }
        if since("journal").is_some_and(|s| s > SHOWN_WITHIN_S) && picture.copies == Copies::Two {
            self.books
                .open()
                .fail("the journal is dead and nobody says so");
        }
    }

    /// I8: a minute without trouble, and all is well; a further one, and everyone
    /// told of today is there, whoever's log it was that knew of them.
    async fn look_for_everyone(&mut self, life: &Life) {
        let picture = life.handle.told().picture;
        let now_s = self.now_s();
        let is_at_rest =
            self.rotten.is_empty() && self.platter.is_well() && !self.hands.is_any_hung();
        if !is_at_rest {
            (self.unwell, self.calm) = (None, None);
            return;
        }
        if (picture.mode, picture.copies) != (Mode::Electronic, Copies::Two) {
            self.calm = None;
            let unwell = *self.unwell.get_or_insert(now_s);
            if unwell.max(life.began_s) + WELL_AFTER_S < now_s {
                let what = format!(
                    "a minute without trouble: {:?}, {:?}",
                    picture.mode, picture.copies
                );
                self.books.open().fail(what);
            }
            return;
        }
        self.unwell = None;
        let (since, is_done) = *self.calm.get_or_insert((now_s, false));
        if is_done || since.max(life.began_s) + WELL_AFTER_S > now_s {
            return;
        }
        self.calm = Some((since, true));
        let books = self.books.clone();
        let looked = life
            .handle
            .look(move |office| books.open().look_for_everyone(office))
            .await;
        if looked.is_err() && !self.platter.is_cut() {
            self.books.open().fail("reception does not answer");
        }
    }

    /// Both logs hold everything, healthy and trusted.
    fn is_whole(&self, log: &'static str, area: &str) -> bool {
        let last = self.books.open().last_seq();
        let held = self.hands.held(log);
        !self.rotten.contains_key(log)
            && held.is_open
            && held.head.seq == last
            && self.platter.ill(area) == Ill::Well
    }

    async fn die(&mut self, life: Life) {
        self.counter.open(None);
        life.serving.abort();
        if let Err(error) = life.serving.await
            && error.is_panic()
        {
            self.books.open().fail("reception panicked");
        }
        self.fall().await;
    }

    /// The process is gone.
    async fn fall(&mut self) {
        self.forgive();
        self.calm = None;
        self.platter.kill();
        self.hands.die().await;
    }

    fn score(&self) -> Result<Score, (String, u64)> {
        let books = self.books.open();
        if let Some(what) = books.failure() {
            return Err((what.to_owned(), self.now_s()));
        }
        let mut score = self.score;
        score.counts = books.counts;
        score.lived_s = self.now_s();
        score.failed_changes = self.platter.counts().1;
        Ok(score)
    }
}
