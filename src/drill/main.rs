//! `drill [--seed N] [--days N] [--seconds N] [--nightly] [--show]`: plays days from a
//! seed on, stops at the first that fails and prints the smallest one like it.

use std::io::Write;
use std::process::ExitCode;

use drill::plan::Plan;
use drill::shrink::shrink;
use drill::world::{Score, play};
use rustix::time::{ClockId, clock_gettime};

/// A drill allocates more than it reckons: a quarter of its time is saved here.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let first = number("--seed").unwrap_or(1);
    let days = number("--days").unwrap_or(if has("--seconds") { u64::MAX } else { 1 });
    let limit_s = number("--seconds").unwrap_or(u64::MAX);
    let mut out = std::io::stdout().lock();
    let began = backroom::clock::wall_ms();
    let mut all = Totals::default();
    for seed in first..first.saturating_add(days) {
        let plan = if has("--nightly") {
            Plan::by_night(seed)
        } else {
            Plan::of(seed)
        };
        if has("--show") {
            writeln!(out, "{plan}").ok();
        }
        match play(&plan) {
            Ok(score) => all.add(&score),
            Err(failure) => {
                writeln!(
                    out,
                    "seed {seed} failed after {} s: {}\n{}",
                    failure.at_s, failure.what, failure.plan
                )
                .ok();
                if !has("--as-is") {
                    let small = shrink(failure);
                    writeln!(out, "shrunk: {}\n{}", small.what, small.plan).ok();
                }
                return ExitCode::FAILURE;
            }
        }
        let took_ms = backroom::clock::wall_ms() - began;
        if u64::try_from(took_ms / 1_000).unwrap_or(0) >= limit_s {
            break;
        }
    }
    let took_ms = u64::try_from(backroom::clock::wall_ms() - began)
        .unwrap_or(1)
        .max(1);
    writeln!(out, "{}", all.line(took_ms, core_ms())).ok();
    ExitCode::SUCCESS
}

/// The time that a core has worked for this process so far, milliseconds: what
/// else the machine does is not in it.
fn core_ms() -> u64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let ms = time.tv_sec * 1_000 + time.tv_nsec / 1_000_000;
    u64::try_from(ms).unwrap_or(1).max(1)
}

#[derive(Default)]
struct Totals {
    plans: u64,
    sum: Score,
}

impl Totals {
    fn add(&mut self, score: &Score) {
        self.plans += 1;
        let (sum, counts) = (&mut self.sum, &score.counts);
        sum.counts.events += counts.events;
        sum.counts.days += counts.days;
        sum.counts.tickets += counts.tickets;
        sum.counts.told += counts.told;
        sum.counts.calls += counts.calls;
        sum.counts.found += counts.found;
        sum.counts.forgiven += counts.forgiven;
        sum.counts.restarts += counts.restarts;
        sum.counts.slowest_ms = sum.counts.slowest_ms.max(counts.slowest_ms);
        sum.kills += score.kills;
        sum.cuts += score.cuts;
        sum.troubles += score.troubles;
        sum.failed_changes += score.failed_changes;
        sum.lived_s += score.lived_s;
    }

    fn line(&self, took_ms: u64, core_ms: u64) -> String {
        let (sum, counts) = (&self.sum, &self.sum.counts);
        format!(
            "worlds={} days={} hours={} events={} events/min={} events/core-min={} tickets={} told={} calls={} \
             troubles={} failed-changes={} kills={} cuts={} restarts={} merged={} \
             at-risk={} slowest-ms={} lost=0 doubled=0",
            self.plans,
            counts.days,
            sum.lived_s / 3_600,
            counts.events,
            counts.events * 60_000 / took_ms,
            counts.events * 60_000 / core_ms,
            counts.tickets,
            counts.told,
            counts.calls,
            sum.troubles,
            sum.failed_changes,
            sum.kills,
            sum.cuts,
            counts.restarts,
            counts.found,
            counts.forgiven,
            counts.slowest_ms,
        )
    }
}
