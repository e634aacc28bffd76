//! The dispatch's goals, measured: `cargo run --release -p simulate --example
//! goals [DAYS [SEED]]` prints the table of docs/dispatch.md, `… goals staffing`
//! the desk-hours, `… goals speed` how fast the heart is, `… goals inversions N`
//! looks through N days, `… goals cost` times an estimate and an advice.

#![expect(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "an example prints, and tells how fast the heart is"
)]

use std::time::Instant;

use office::Office;
use office::command::{Command, Take};
use office::estimate::estimate;
use office::staff::AccountId;
use office::ticket::Channel;
use simulate::made_up::Site;
use simulate::policy::Policy;
use simulate::report::Report;
use simulate::staffing::{Staffing, just_enough};
use simulate::sustain::sustained;
use simulate::{Plan, play, run, visitors};

fn main() {
    let mut words = std::env::args().skip(1).peekable();
    if words.next_if(|word| word == "speed").is_some() {
        println!("{}", speed(600, 1));
        return;
    }
    if words.next_if(|word| word == "cost").is_some() {
        cost();
        return;
    }
    if words.next_if(|word| word == "inversions").is_some() {
        let days = words.next().and_then(|word| word.parse().ok());
        inversions(days.unwrap_or(10_000));
        return;
    }
    if words.next_if(|word| word == "staffing").is_some() {
        desk_hours();
        return;
    }
    let mut numbers = words.map(|text| text.parse().ok());
    let days = numbers.next().flatten().unwrap_or(200);
    let seed = numbers.next().flatten().map_or(1, u64::from);
    for desks in [3, 8, 20] {
        let plan = Plan::new(Site::made_up(desks), days, seed, 0.8);
        println!("{desks} desks, {days} days, seed {seed}: the load at which 85% wait ≤ 15 min");
        println!("load   {}", Report::HEAD);
        let found = Policy::ALL.map(|policy| (policy, sustained(&plan, policy)));
        for (policy, (load, report)) in &found {
            println!("{load:.3}  {}", report.line(policy.name()));
        }
        let load = |wanted: Policy| {
            let one = found.iter().find(|(policy, _)| *policy == wanted);
            one.map_or(f64::NAN, |(_, (load, _report))| *load)
        };
        println!(
            "ours ÷ fixed {:.2}   ours ÷ fifo {:.2}   fifo ÷ fixed {:.2}",
            load(Policy::Ours) / load(Policy::Fixed),
            load(Policy::Ours) / load(Policy::Fifo),
            load(Policy::Fifo) / load(Policy::Fixed)
        );
        let promised = Plan {
            load: load(Policy::Ours),
            estimate_every: 10,
            days: days.min(60),
            ..plan.clone()
        };
        println!("{}\n", run(&promised, Policy::Ours).line("promises"));
    }
    println!("{}", speed(days, seed));
}

/// What an estimate and an advice cost with 20 desks at work, 150 waiting and
/// as many coming within the hour.
fn cost() {
    const TIMES: u32 = 20;
    let site = Site::made_up(20);
    let day = visitors::day(&site, 1, 0, 0.8);
    let mut office = Office::new(site.rules.clone());
    let mut now = day.hours.opens_at;
    let does = |office: &mut Office, command: &Command, now| {
        for event in office.decide(command, now).unwrap_or_default() {
            office.apply(&event, now);
        }
    };
    let hours = Some(day.hours);
    let date = day.date;
    does(&mut office, &Command::OpenDay { date, hours }, now);
    for desk in site.rules.desks.keys().copied() {
        let staff = AccountId(format!("staff-{desk}"));
        does(&mut office, &Command::OpenDesk { desk, staff }, now);
    }
    for visitor in day.all.iter().take(170) {
        now = now.plus_ms(18_000);
        let take = Take {
            service: Some(visitor.service.clone()),
            class: visitor.class,
            channel: Channel::Staff,
            language: String::new(),
            reason: Some(String::new()),
            paper: false,
            help: false,
        };
        does(&mut office, &Command::TakeTicket(take), now);
    }
    for desk in site.rules.desks.keys().copied() {
        does(&mut office, &Command::CallNext { desk, finish: None }, now);
        does(&mut office, &Command::Start { desk }, now);
    }
    let waiting = office.waiting().count();
    let ms = |began: Instant| began.elapsed().as_secs_f64() * 1000.0 / f64::from(TIMES);
    let began = Instant::now();
    let told: usize = (0..TIMES)
        .map(|_| estimate(&office, now).tickets.len())
        .sum();
    let estimate_ms = ms(began);
    let began = Instant::now();
    let advised = (0..TIMES)
        .filter(|_| office.advise(now, 85).is_some())
        .count();
    println!(
        "20 desks, {waiting} waiting: an estimate {estimate_ms:.1} ms, an advice {:.1} ms ({told} spans, {advised} advices)",
        ms(began)
    );
}

/// Small offices, quiet to hopeless days: how often somebody of one service and
/// class was called before an earlier one.
fn inversions(days: u32) {
    const DAYS_EACH: u32 = 1_000;
    let (mut found, mut visitors, mut refused) = (0, 0, 0);
    for seed in 0..days.div_ceil(DAYS_EACH) {
        let desks = u16::try_from(seed % 5 + 1).unwrap_or(1);
        let load = 0.4 + 0.1 * f64::from(seed % 8);
        let plan = Plan::new(Site::made_up(desks), DAYS_EACH, u64::from(seed), load);
        let report = run(&plan, Policy::Ours);
        found += report.inversions;
        visitors += report.visitors;
        refused += report.broken;
    }
    println!("{days} days, {visitors} visitors: {found} inversions, {refused} commands refused");
}

/// Desk-hours with the share just kept, twelve desks to open at most.
fn desk_hours() {
    let plan = Plan::new(Site::made_up(12), 40, 1, 0.55);
    let mut erlang = f64::NAN;
    for staffing in Staffing::ALL {
        let (aim, report) = just_enough(&plan, staffing, 0.85);
        let hours = report.open_ms as f64 / 3_600_000.0 / f64::from(report.days);
        if staffing == Staffing::Erlang {
            erlang = hours;
        }
        println!(
            "{:<18} aims at {aim}%, keeps {:.1}%, {:.2}% over 30 min, {hours:.1} desk-hours a day, {:.2} of Erlang C",
            staffing.name(),
            report.within_target() * 100.0,
            report.over_half_an_hour() * 100.0,
            hours / erlang
        );
    }
}

/// The heart alone: the visitors are drawn before.
fn speed(days: u32, seed: u64) -> String {
    let plan = Plan::new(Site::made_up(8), days, seed, 0.75);
    let drawn: Vec<_> = (0..days)
        .map(|day| visitors::day(&plan.site, seed, day, plan.load))
        .collect();
    let began = Instant::now();
    let report = play(&plan, Policy::Ours, &drawn);
    let seconds = began.elapsed().as_secs_f64();
    format!(
        "the heart: {:.0} office days of {:.0} visits per second and core",
        f64::from(report.days) / seconds,
        report.visitors as f64 / f64::from(report.days)
    )
}
