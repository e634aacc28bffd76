//! The dispatch's goals, measured: `cargo run --release -p simulate --example
//! goals [DAYS [SEED]]` prints the table of docs/dispatch.md.

#![expect(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "an example prints, and tells how fast the heart is"
)]

use std::time::Instant;

use simulate::made_up::Site;
use simulate::policy::Policy;
use simulate::report::Report;
use simulate::sustain::sustained;
use simulate::{Plan, run};

fn main() {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse().ok());
    let days = numbers.next().flatten().unwrap_or(200);
    let seed = numbers.next().flatten().map_or(1, u64::from);
    for desks in [3, 8, 20] {
        let plan = Plan {
            site: Site::made_up(desks),
            days,
            seed,
            load: 0.8,
            estimate_every: 0,
        };
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
    let plan = Plan {
        site: Site::made_up(8),
        days,
        seed,
        load: 0.75,
        estimate_every: 0,
    };
    let began = Instant::now();
    let report = run(&plan, Policy::Ours);
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "the heart: {:.0} office days of {:.0} visits per second and core",
        f64::from(report.days) / seconds,
        report.visitors as f64 / f64::from(report.days)
    );
}
