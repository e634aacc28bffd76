//! What came of the simulated days, as the office is judged: the share within
//! the target, and the late tail beside it.

use std::fmt::Write;

use office::day::Moment;
use office::ticket::Class;

use crate::made_up::Site;

/// S4: a wait up to this is short, minutes; over the second it is long.
const TARGET_MIN: f64 = 15.0;
const LONG_MIN: f64 = 30.0;
/// An appointment within this of its time is on time, minutes.
const ON_TIME_MIN: f64 = 5.0;

/// One visitor's first answered call.
#[derive(Debug)]
pub struct Wait {
    /// When the call came, and what the wait is counted from.
    pub at: Moment,
    pub came: Moment,
    /// Which of the site's needs.
    pub need: usize,
    pub class: Class,
    pub waited_min: f64,
    pub reference: Moment,
    /// Neither missed nor called before its time: the order must hold.
    pub untouched: bool,
    pub promise: Option<Promise>,
}

/// What a visitor was told on coming, beside «people ahead × mean ÷ desks».
#[derive(Debug, Clone, Copy)]
pub struct Promise {
    pub likely_min: f64,
    pub at_most_min: f64,
    pub naive_min: f64,
}

/// One answered call, kept for whoever wants to count otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    pub came: Moment,
    pub at: Moment,
    pub need: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Kept {
    count: f64,
    error: f64,
    naive_error: f64,
    covered: f64,
}

#[derive(Debug, Clone, Default)]
pub struct Report {
    pub days: u32,
    pub visitors: usize,
    /// Commands the heart refused that it should not have.
    pub broken: u32,
    waits: Vec<f64>,
    appointments: Vec<f64>,
    /// By the site's needs: answered, and those in time.
    by_service: Vec<(u32, u32)>,
    /// By need and class: the latest reference called today.
    last: Vec<[Moment; 4]>,
    pub inversions: u32,
    /// Desks open, all together.
    pub open_ms: i64,
    pub answers: Vec<Answer>,
    kept: Vec<Kept>,
    /// Of days without a surge: waits, long ones.
    ordinary: (usize, usize),
    /// Waits before today.
    before_today: usize,
}

impl Report {
    pub(crate) fn new(site: &Site) -> Self {
        let needs = site.needs.len();
        Self {
            by_service: vec![(0, 0); needs],
            last: vec![[Moment(i64::MIN); 4]; needs],
            kept: vec![Kept::default(); needs],
            ..Self::default()
        }
    }

    pub(crate) fn day(&mut self, visitors: usize, broken: u32, is_surge: bool) {
        self.days += 1;
        self.visitors += visitors;
        self.broken += broken;
        self.last.fill([Moment(i64::MIN); 4]);
        let today = self.waits.get(self.before_today..).unwrap_or_default();
        if !is_surge {
            self.ordinary.0 += today.len();
            self.ordinary.1 += today.iter().filter(|wait| **wait > LONG_MIN).count();
        }
        self.before_today = self.waits.len();
    }

    pub(crate) fn answered(&mut self, wait: &Wait) {
        self.waits.push(wait.waited_min);
        self.answers.push(Answer {
            came: wait.came,
            at: wait.at,
            need: wait.need,
        });
        if wait.class == Class::Appointment {
            self.appointments.push(wait.waited_min);
        }
        if let Some((all, short)) = self.by_service.get_mut(wait.need) {
            *all += 1;
            *short += u32::from(wait.waited_min <= TARGET_MIN);
        }
        if wait.untouched {
            let class = match wait.class {
                Class::Ordinary => 0,
                Class::Privileged => 1,
                Class::OutOfTurn => 2,
                Class::Appointment => 3,
            };
            let last = self.last.get_mut(wait.need);
            if let Some(last) = last.and_then(|last| last.get_mut(class)) {
                self.inversions += u32::from(wait.reference < *last);
                *last = wait.reference.max(*last);
            }
        }
        if let (Some(promise), Some(kept)) = (wait.promise, self.kept.get_mut(wait.need)) {
            kept.count += 1.0;
            kept.error += (wait.waited_min - promise.likely_min).abs();
            kept.naive_error += (wait.waited_min - promise.naive_min).abs();
            // Told in whole minutes, rounded up.
            kept.covered += f64::from(u8::from(wait.waited_min <= promise.at_most_min.ceil()));
        }
    }

    fn share(waits: &[f64], wanted: impl Fn(f64) -> bool) -> f64 {
        let count = waits.iter().filter(|wait| wanted(**wait)).count();
        count as f64 / waits.len().max(1) as f64
    }

    /// S4's share.
    pub fn within_target(&self) -> f64 {
        Self::share(&self.waits, |wait| wait <= TARGET_MIN)
    }

    pub fn over_half_an_hour(&self) -> f64 {
        Self::share(&self.waits, |wait| wait > LONG_MIN)
    }

    /// The same on days without a surge.
    pub fn over_half_an_hour_on_ordinary_days(&self) -> f64 {
        self.ordinary.1 as f64 / self.ordinary.0.max(1) as f64
    }

    pub fn appointments_on_time(&self) -> f64 {
        Self::share(&self.appointments, |wait| wait <= ON_TIME_MIN)
    }

    pub fn mean_min(&self) -> f64 {
        self.waits.iter().sum::<f64>() / self.waits.len().max(1) as f64
    }

    pub fn longest_min(&self) -> f64 {
        self.waits.iter().copied().fold(0.0, f64::max)
    }

    pub fn percentile_min(&self, percent: usize) -> f64 {
        let mut sorted = self.waits.clone();
        sorted.sort_by(f64::total_cmp);
        let index = sorted.len().saturating_sub(1) * percent / 100;
        sorted.get(index).copied().unwrap_or(0.0)
    }

    /// The share of the service that fares worst.
    pub fn worst_service(&self) -> f64 {
        let shares = self.by_service.iter().filter(|(all, _short)| *all > 0);
        shares
            .map(|(all, short)| f64::from(*short) / f64::from(*all))
            .fold(1.0, f64::min)
    }

    /// Mean error of the promise, minutes; the naive formula's; how many waits
    /// were covered by P90, over all and in the services with the least and
    /// the most.
    pub fn promises(&self) -> Option<(f64, f64, f64, f64, f64)> {
        let total = |part: fn(&Kept) -> f64| self.kept.iter().map(part).sum::<f64>();
        let count = total(|kept| kept.count);
        let shares = || {
            let enough = self.kept.iter().filter(|kept| kept.count >= 100.0);
            enough.map(|kept| kept.covered / kept.count)
        };
        (count > 0.0).then(|| {
            (
                total(|kept| kept.error) / count,
                total(|kept| kept.naive_error) / count,
                total(|kept| kept.covered) / count,
                shares().fold(1.0, f64::min),
                shares().fold(0.0, f64::max),
            )
        })
    }

    pub const HEAD: &'static str = "policy    ≤15 min  >30 min (ordinary days)   mean    p95  longest  worst service  appointments ≤5  inversions";

    pub fn line(&self, name: &str) -> String {
        let mut line = format!(
            "{name:<9} {:>6.1}%  {:>6.2}%          ({:>5.2}%)  {:>5.1}  {:>5.1}  {:>7.1}  {:>12.1}%  {:>14.1}%  {:>10}",
            self.within_target() * 100.0,
            self.over_half_an_hour() * 100.0,
            self.over_half_an_hour_on_ordinary_days() * 100.0,
            self.mean_min(),
            self.percentile_min(95),
            self.longest_min(),
            self.worst_service() * 100.0,
            self.appointments_on_time() * 100.0,
            self.inversions,
        );
        if let Some((error, naive, covered, least, most)) = self.promises() {
            // Writing to a text cannot fail.
            write!(
                line,
                "\n          promise: mean error {error:.2} min = {:.2} × naive ({naive:.2} min); P90 covers {:.1}% ({:.1}…{:.1}% by service)",
                error / naive.max(f64::MIN_POSITIVE),
                covered * 100.0,
                least * 100.0,
                most * 100.0
            )
            .ok();
        }
        line
    }

    pub const CSV_HEAD: &'static str = "policy,days,visitors,within_15,over_30,mean_min,p95_min,longest_min,worst_service,appointments_on_time,inversions,refused";

    pub fn csv(&self, name: &str) -> String {
        format!(
            "{name},{},{},{:.4},{:.4},{:.2},{:.2},{:.2},{:.4},{:.4},{},{}",
            self.days,
            self.visitors,
            self.within_target(),
            self.over_half_an_hour(),
            self.mean_min(),
            self.percentile_min(95),
            self.longest_min(),
            self.worst_service(),
            self.appointments_on_time(),
            self.inversions,
            self.broken
        )
    }
}
