//! Peaks (S7) and the reserve (S17).

use std::collections::BTreeMap;

use office::command::Command;
use office::desk::DeskId;
use office::event::Event;
use office::peak::{PeakCommand, PeakRefusal};
use office::refusal::Refusal;
use office::rules::Rules;
use office::staff::AccountId;

use crate::counter::{ADVICE, Counter, READINGS, at, rules, services};

fn account(name: &str) -> AccountId {
    AccountId(name.to_owned())
}

fn watch() -> Command {
    Command::Peak(PeakCommand::Watch)
}

fn ask(names: &[&str]) -> Command {
    Command::Peak(PeakCommand::CallReserve {
        by: account("head"),
        accounts: names.iter().map(|name| account(name)).collect(),
    })
}

fn crowd(counter: &mut Counter, people: usize) {
    for _ in 0..people {
        counter.comes_for(ADVICE);
    }
}

/// More than 3 per manager begins it, exactly 3 does not; 2 per manager end it.
#[test]
fn s7_a_peak_begins_over_three_waiting_per_manager_and_does_not_flicker() {
    let mut counter = Counter::with_desks(&[1]);
    crowd(&mut counter, 3);
    assert_eq!(counter.does(watch()), []);
    crowd(&mut counter, 1);
    assert_eq!(counter.does(watch()).len(), 1);
    assert_eq!(counter.does(watch()), [], "begun once");
    assert_eq!(counter.office.desks_to_add(), 1);
    counter.calls_and_starts(1);
    assert_eq!(counter.does(watch()), [], "three wait: not over yet");
    counter.finishes_and_calls(1);
    counter.does(watch());
    assert_eq!(counter.office.peak(), None);
    assert_eq!(counter.office.peaks().len(), 1);
}

/// Start, peak, who took note, the reaction and the end are kept.
#[test]
fn s7_an_episode_is_kept_with_its_worst_moment_and_the_reaction() {
    let mut counter = Counter::with_desks(&[1]);
    crowd(&mut counter, 5);
    counter.does(watch());
    counter.minutes_pass(2);
    crowd(&mut counter, 4);
    counter.does(Command::Peak(PeakCommand::Acknowledge {
        by: account("hall"),
    }));
    counter.does(Command::Peak(PeakCommand::Acknowledge {
        by: account("head"),
    }));
    counter.minutes_pass(4);
    counter.staff_desk(3);
    for _ in 0..6 {
        let desk = if counter.at_desk(1).is_none() { 1 } else { 3 };
        counter.calls_and_starts(desk);
        counter.finishes(desk);
    }
    counter.does(watch());
    let [episode] = counter.office.peaks() else {
        panic!("one episode");
    };
    let peak = &episode.peak;
    assert_eq!(peak.began_at, at(9, 0));
    assert_eq!((peak.waiting, peak.working), (9, 1));
    assert_eq!(peak.acknowledged_by, Some(account("hall")), "the first one");
    assert_eq!(peak.reacted_at, Some(at(9, 6)));
    assert_eq!(episode.ended_at, counter.now);
}

#[test]
fn s7_the_days_end_ends_its_peak() {
    let mut counter = Counter::with_desks(&[1]);
    crowd(&mut counter, 5);
    counter.does(watch());
    let events = counter.does(Command::CloseDay);
    assert!(matches!(events.first(), Some(Event::Peak(_))));
    assert_eq!(counter.office.peaks().len(), 1);
    assert_eq!(counter.does(watch()), [], "a closed day has none");
}

#[test]
fn s17_the_head_asks_the_reserve_and_who_sits_down_is_no_longer_asked() {
    let mut counter = Counter::with_desks(&[1]);
    crowd(&mut counter, 7);
    counter.does(watch());
    counter.does(ask(&["lebedev", "clerk-1", "orlova"]));
    let asked = |counter: &Counter| -> Vec<String> {
        let calls = counter.office.reserve_calls().iter();
        calls.map(|call| call.account.0.clone()).collect()
    };
    assert_eq!(asked(&counter), ["lebedev", "orlova"], "not who sits there");
    assert_eq!(counter.does(ask(&["lebedev"])), [], "asked already");
    let peak = counter.office.peak().unwrap();
    assert_eq!(peak.acknowledged_by, Some(account("head")));
    counter.does(Command::OpenDesk {
        desk: DeskId(3),
        staff: account("lebedev"),
    });
    assert_eq!(asked(&counter), ["orlova"]);
    assert_eq!(counter.office.working_desks(), 2, "counted from then on");
    counter.does(Command::Peak(PeakCommand::StandDown {
        by: account("head"),
    }));
    assert!(asked(&counter).is_empty());
}

#[test]
fn s17_nobody_free_and_nothing_to_take_note_of_are_said() {
    let mut counter = Counter::with_desks(&[1]);
    let refused = |counter: &mut Counter, command| match counter.refused(command) {
        Refusal::Peak(why) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        refused(&mut counter, ask(&["clerk-1"])),
        PeakRefusal::NobodyInReserve
    );
    assert_eq!(
        refused(&mut counter, ask(&[])),
        PeakRefusal::NobodyInReserve
    );
    let by = account("head");
    let note = Command::Peak(PeakCommand::Acknowledge { by: by.clone() });
    assert_eq!(refused(&mut counter, note), PeakRefusal::NoPeak);
    let stand_down = Command::Peak(PeakCommand::StandDown { by });
    assert_eq!(refused(&mut counter, stand_down), PeakRefusal::NobodyCalled);
}

/// Their services are set in their profile, whatever the desk serves.
#[test]
fn s17_a_helper_brings_their_own_services_and_takes_them_along() {
    let mut counter = Counter::open_with(Rules {
        staff_services: BTreeMap::from([(account("lebedev"), services(&[READINGS]))]),
        ..rules()
    });
    let serves = |counter: &Counter| counter.office.desk(DeskId(2)).unwrap().services.clone();
    let usual = serves(&counter);
    counter.does(Command::OpenDesk {
        desk: DeskId(2),
        staff: account("lebedev"),
    });
    assert_eq!(serves(&counter), services(&[READINGS]));
    counter.comes_for(READINGS);
    assert!(counter.calls_and_starts(2).is_some());
    counter.finishes(2);
    counter.closes_desk(2);
    assert_eq!(serves(&counter), usual);
}
