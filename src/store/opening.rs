//! How the keeper starts: what each log holds, what they hold together, and
//! how sure that is.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use office::command::Recovery;
use office::day::{Copies, Mode, Moment};
use office::event::Event;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};
use tracing::warn;

use crate::reception::almanac::Almanac;
use crate::reception::keep::{Entry, Storage, acted_at};
use crate::store::backup::Backup;
use crate::store::disk::{self, Disk};
use crate::store::journal::{Journal, SEGMENT_BYTES};
use crate::store::keeper::{Busy, Keeper, KeptLog, MEMORY_ENTRIES, Role};
use crate::store::log::{Hands, Log, LogError, Order, Report, Threads};
use crate::store::reading::Readers;
use crate::store::record::{self, Head, Record};
use crate::store::sqlite::Database;
use crate::store::standing::Standing;
use crate::store::union::{self, United};

/// Reports on their way: each thread has at most one order under way and may
/// add what an idle look found.
const REPORTS: usize = 32;

/// At start a log that has not opened by then is treated as stalled; the backup,
/// which is asked last, has as long again.
const OPEN_WAIT: Duration = Duration::from_secs(3);

/// Segments of the copy in memory: one day of a busy office fits into one.
const SPARE_SEGMENTS: usize = 3;

/// Where the logs lie.
#[derive(Debug, Clone)]
pub struct Places {
    pub db_path: PathBuf,
    pub journal_dir: PathBuf,
    /// A copy in memory that outlives the process, not the power.
    pub spare_dir: Option<PathBuf>,
    /// Where copies on another disk go.
    pub backup_dir: Option<PathBuf>,
    /// Copied with the snapshots where they are there.
    pub belongings: Vec<PathBuf>,
    pub is_first_start: bool,
    /// The last run ended in order, with both logs complete.
    pub was_orderly: bool,
    /// A database that was down must have been well this long.
    pub quiet: Duration,
    pub ground: Ground,
}

/// What the logs stand on: this computer's disks and threads, or made-up ones.
#[derive(Debug, Clone)]
pub struct Ground {
    pub disk: Arc<dyn Disk>,
    pub hands: Arc<dyn Hands>,
    /// The length of a file of the journal, bytes.
    pub segment_bytes: u64,
}

impl Default for Ground {
    fn default() -> Self {
        Self {
            disk: disk::real(),
            hands: Arc::new(Threads),
            segment_bytes: SEGMENT_BYTES,
        }
    }
}

/// What the logs held when the house started.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Everything since the last day was opened.
    pub entries: Vec<Entry>,
    pub sureness: Sureness,
}

/// Whether the last numbers given out are known for sure.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Sureness {
    #[default]
    Sure,
    /// A few last numbers may be missing, none behind the lease.
    BehindLease,
    /// An unknown number of entries may be missing.
    NewSeries,
}

impl Loaded {
    /// The moment that office time must not go back behind: the last entry, or,
    /// if the wall clock says a later time of the day that is open, what somebody
    /// last did. A day that was opened by a clock that was ahead is no reason to
    /// go by it once it is set right.
    pub fn least(&self, almanac: &dyn Almanac, wall: Moment) -> Moment {
        let acted_at = acted_at(&self.entries);
        let events = self.entries.iter().flat_map(|entry| &entry.draft.events);
        let opened = events.rev().find_map(|event| {
            let Event::DayOpened { date, .. } = event else {
                return None;
            };
            Some(*date)
        });
        if acted_at < wall && opened == Some(almanac.at(wall).date) {
            acted_at
        } else {
            self.last_at()
        }
    }

    /// The moment of the last entry.
    pub fn last_at(&self) -> Moment {
        let last = self.entries.last();
        last.map_or(Moment(0), |entry| entry.draft.at)
    }
}

impl Sureness {
    /// How numbering goes on. A new series is named by the wall clock; a clock
    /// that was set back to before `last` may pass a minute again that has given
    /// its name already, and counts hours behind 24 instead.
    pub fn recovery(self, almanac: &dyn Almanac, wall: Moment, last: Moment) -> Option<Recovery> {
        match self {
            Self::Sure => None,
            Self::BehindLease => Some(Recovery::BehindLease),
            Self::NewSeries => {
                let clock = almanac.at(wall).clock;
                let prefix = match clock.parse::<u16>() {
                    Ok(minute) if wall <= last => format!("{:04}", minute + SET_BACK),
                    Ok(_) | Err(_) => clock,
                };
                Some(Recovery::NewSeries { prefix })
            }
        }
    }
}

/// Twenty-four hours, as a clock's four digits count them.
const SET_BACK: u16 = 2_400;

/// What one log said at the start.
#[derive(Debug, Default)]
struct Told {
    opened: bool,
    is_over: bool,
    day: Option<Vec<Record>>,
    is_damaged: bool,
}

impl Keeper {
    /// Opens the logs, waiting at most a few seconds for each, and unites what
    /// they hold. `epoch` must be larger than that of any earlier run: the
    /// wall clock's milliseconds, raised above what the logs know.
    pub async fn open(places: Places, epoch: u64) -> std::io::Result<(Self, Loaded)> {
        let (sender, reports) = mpsc::channel(REPORTS);
        let Ground {
            disk,
            hands,
            segment_bytes,
        } = &places.ground;
        let on_disk = || Arc::clone(disk);
        let journal_in = |dir_path: &Path| {
            let journal = Journal::new(dir_path.to_owned()).on(on_disk());
            journal.with_segment_bytes(*segment_bytes)
        };
        let database = Database::new(places.db_path.clone(), places.is_first_start).on(on_disk());
        let home_dir = places.db_path.parent();
        let journal = journal_in(&places.journal_dir).of(home_dir);
        let mut plan: Vec<(Role, &str, Box<dyn Log>)> = vec![
            (Role::Database, "database", Box::new(database)),
            (Role::Journal, "journal", Box::new(journal)),
        ];
        if let Some(dir_path) = &places.spare_dir {
            let spare = journal_in(dir_path).with_segments_kept(SPARE_SEGMENTS);
            plan.push((Role::Spare, "spare", Box::new(spare)));
        }
        if let Some(dir_path) = places.backup_dir.clone() {
            let backup = Backup::new(dir_path, on_disk());
            let backup = backup.of(home_dir, places.belongings.clone());
            plan.push((Role::Backup, "backup", Box::new(backup)));
        }
        let now = Instant::now();
        let mut logs = Vec::new();
        for (index, (role, name, log)) in plan.into_iter().enumerate() {
            let orders = hands.start(name, index, log, sender.clone())?;
            orders.send(Order::Open);
            logs.push(KeptLog {
                role,
                orders,
                standing: Standing::Stalled { since: now },
                acked: Head::default(),
                is_proven: false,
                starved: None,
                busy: Some((Busy::Opening, now)),
                forgiven: None,
            });
        }
        let mut keeper = Self {
            logs,
            reports,
            head: Head::default(),
            epoch,
            memory: VecDeque::new(),
            told: Storage {
                mode: Mode::Electronic,
                copies: Copies::Two,
            },
            quiet: places.quiet,
            found: Vec::new(),
            readers: Readers::default(),
            day_begins: 0,
            is_day_whole: true,
            proofread_at: now,
        };
        let loaded = keeper.load(&places).await;
        Ok((keeper, loaded))
    }

    async fn load(&mut self, places: &Places) -> Loaded {
        let mut told: Vec<Told> = self.logs.iter().map(|_log| Told::default()).collect();
        self.hear(&mut told).await;
        // At a first start the backup cannot be ours.
        if !knows_anything(&told) && !places.is_first_start {
            self.ask_backup(&mut told);
            self.hear(&mut told).await;
        }
        let days: Vec<Vec<Record>> = told
            .iter_mut()
            .map(|log| log.day.take().unwrap_or_default())
            .collect();
        let united = union::unite(&days);
        let sureness = self.sureness(places, &days);
        self.take_over(&united, places.is_first_start);
        let day_begins = united.entries.first().map_or(0, |first| first.seq);
        let is_whole = !has_hole(united.entries.iter().map(record::head));
        (self.day_begins, self.is_day_whole) = (day_begins, is_whole);
        let is_holed = |(log, day): (&KeptLog, &Vec<Record>)| {
            let end = log.standing.takes_entries().then_some(log.acked);
            is_whole && log.role.is_durable() && has_lost(day, day_begins, end)
        };
        let mut is_holed: Vec<bool> = self.logs.iter().zip(&days).map(is_holed).collect();
        // One after the other: what is filled anew is filled from the other one.
        if let [database @ true, true, ..] = is_holed.as_mut_slice() {
            *database = false;
        }
        for (index, (is_orphan, day)) in united.is_orphan.iter().zip(days).enumerate() {
            let is_damaged = told.get(index).is_some_and(|log| log.is_damaged)
                || united.is_rotten.get(index) == Some(&true);
            let is_holed = is_holed.get(index) == Some(&true);
            if is_holed {
                warn!("a log has lost entries to damage; it is set aside and filled anew");
            }
            if *is_orphan {
                warn!("a log holds another history; it is set aside, what it knows is taken over");
                self.found.extend(day.iter().filter_map(Record::read));
            }
            if *is_orphan || is_damaged || is_holed {
                self.make_anew(index);
            }
        }
        Loaded {
            sureness,
            entries: united.entries,
        }
    }

    async fn hear(&mut self, told: &mut [Told]) {
        let deadline = Instant::now() + OPEN_WAIT;
        while self.is_to_be_waited_for(told) {
            let Ok(Some((index, report))) = timeout_at(deadline, self.reports.recv()).await else {
                break;
            };
            if let Some(told) = told.get_mut(index) {
                self.take_first_report(index, report, told);
            }
        }
    }

    /// For the backup only if nobody else knows anything of the day.
    fn is_to_be_waited_for(&self, told: &[Told]) -> bool {
        let is_known = knows_anything(told);
        let mut logs = self.logs.iter().zip(told);
        logs.any(|(log, told)| !(told.is_over || is_known && log.role == Role::Backup))
    }

    fn ask_backup(&mut self, told: &mut [Told]) {
        for (log, told) in self.logs.iter_mut().zip(told) {
            if log.role == Role::Backup && log.order(Busy::Loading, Order::LoadDay) {
                told.is_over = false;
            }
        }
    }

    fn take_first_report(&mut self, index: usize, report: Report, told: &mut Told) {
        let now = Instant::now();
        let Some(log) = self.logs.get_mut(index) else {
            return;
        };
        match report {
            Report::Opened(Ok(head)) => {
                told.opened = true;
                log.acked = head;
                log.busy = None;
                if log.role == Role::Backup {
                    told.is_over = true;
                    log.standing = Standing::Up;
                } else {
                    log.order(Busy::Loading, Order::LoadDay);
                }
            }
            Report::Day(Ok(day)) => {
                told.is_over = true;
                told.day = Some(day);
                log.busy = None;
                if told.opened {
                    log.standing = Standing::Up;
                }
            }
            Report::Opened(Err(error)) => {
                warn!(log = ?log.role, %error, "a log could not be opened");
                told.is_damaged = matches!(error, LogError::Corrupt(_));
                log.standing = Standing::down(now);
                log.busy = None;
                // One that cannot be written may still be read.
                told.is_over =
                    log.role == Role::Backup || !log.order(Busy::Loading, Order::LoadDay);
            }
            Report::Day(Err(error)) => {
                told.is_over = true;
                if told.opened {
                    warn!(log = ?log.role, %error, "a log could not be read");
                    told.is_damaged = matches!(error, LogError::Corrupt(_));
                    log.standing = Standing::down(now);
                }
                log.busy = None;
            }
            Report::Changed(error) => {
                warn!(log = ?log.role, %error, "a log changed while it was read");
                log.standing = Standing::down(now);
            }
            Report::Appended(_) | Report::Entries(_) | Report::StartedAnew(_) => {}
        }
    }

    /// Knows the united log as its own: the head, who is behind, who is odd.
    fn take_over(&mut self, united: &United, is_first_start: bool) {
        let now = Instant::now();
        let entries = &united.entries;
        let furthest = self
            .logs
            .iter()
            .filter(|log| log.role != Role::Backup)
            .map(|log| log.acked)
            .max_by_key(|head| (head.epoch, head.seq));
        self.head = entries
            .last()
            .map(record::head)
            .or(furthest)
            .unwrap_or_default();
        self.epoch = self.epoch.max(self.head.epoch + 1);
        let least = entries.len().saturating_sub(MEMORY_ENTRIES);
        self.memory = entries.iter().skip(least).cloned().map(Arc::new).collect();
        let was_live = was_live(entries);
        for index in 0..self.logs.len() {
            let is_orphan = united.is_orphan.get(index) == Some(&true);
            let Some(log) = self.logs.get(index) else {
                continue;
            };
            if log.standing != Standing::Up || is_orphan {
                continue;
            }
            if !self.is_ours(log.acked) {
                self.compare(index);
                continue;
            }
            let is_proven = self.is_proven(log.acked);
            if let Some(log) = self.logs.get_mut(index) {
                log.is_proven = is_proven;
                if was_live && log.role == Role::Database && !is_first_start {
                    log.standing = Standing::recovering(now);
                }
            }
        }
        self.told = Storage {
            mode: if was_live {
                Mode::Live
            } else {
                Mode::Electronic
            },
            copies: Copies::Two,
        };
    }

    /// Both logs together know every effect that was durable. What was only in
    /// memory is known if the copy in memory is still there, and cannot have
    /// been if the last run ended in order.
    fn sureness(&self, places: &Places, days: &[Vec<Record>]) -> Sureness {
        // A journal may lie on a card that came from another computer.
        if places.is_first_start && days.iter().all(Vec::is_empty) {
            return Sureness::Sure;
        }
        let is_known = |role: Role| {
            let mut logs = self.logs.iter().zip(days);
            // An empty log is one that was lost.
            logs.any(|(log, day)| log.role == role && !day.is_empty())
        };
        let is_vouched = places.was_orderly || is_known(Role::Spare);
        match (is_known(Role::Database), is_known(Role::Journal)) {
            (true, true) if is_vouched => Sureness::Sure,
            (true, true) => Sureness::BehindLease,
            (true, false) | (false, true) if is_vouched => Sureness::BehindLease,
            (false, false) if is_known(Role::Spare) => Sureness::BehindLease,
            (true | false, false) | (false, true) => Sureness::NewSeries,
        }
    }
}

fn knows_anything(told: &[Told]) -> bool {
    let mut days = told.iter().filter_map(|log| log.day.as_ref());
    days.any(|day| !day.is_empty())
}

/// Entries of the day that begins there are missing in what a log has of it: at
/// its beginning, within, or at the end that it should have.
pub(super) fn has_lost(day: &[Record], begins: u64, end: Option<Head>) -> bool {
    let heads = day.iter().map(|record| record.head);
    let (first, last) = (heads.clone().next(), heads.clone().next_back());
    first.is_some_and(|first| first.seq > begins)
        || end.is_some_and(|end| end != last.unwrap_or_default())
        || has_hole(heads)
}

/// Entries are missing between the first and the last.
fn has_hole(heads: impl Iterator<Item = Head> + Clone) -> bool {
    let mut pairs = heads.clone().zip(heads.skip(1));
    pairs.any(|(one, next)| one.seq + 1 != next.seq)
}

fn was_live(entries: &[Entry]) -> bool {
    entries
        .iter()
        .flat_map(|entry| &entry.draft.events)
        .rev()
        .find_map(|event| {
            let Event::StorageChanged { mode, .. } = event else {
                return None;
            };
            Some(*mode == Mode::Live)
        })
        .unwrap_or(false)
}
