//! Who sits where: opening, breaks (S22), services, reserve staff (S17).

use office::command::Command;
use office::desk::{BreakKind, DeskId, Doing};
use office::refusal::Refusal;
use office::staff::AccountId;
use office::ticket::Closing;

use crate::counter::{ADVICE, CONTRACTS, Counter, READINGS, date, hours, number, rules, services};

fn sits(desk: u16, who: &str) -> Command {
    Command::OpenDesk {
        desk: DeskId(desk),
        staff: AccountId(who.to_owned()),
    }
}

#[test]
fn a_desk_taken_by_another_is_refused_and_by_oneself_is_fine() {
    let mut counter = Counter::open();
    counter.does(sits(1, "ivanova"));
    assert_eq!(
        counter.refused(sits(1, "petrov")),
        Refusal::DeskTaken {
            desk: DeskId(1),
            by: AccountId("ivanova".to_owned()),
        }
    );
    assert_eq!(counter.does(sits(1, "ivanova")), []);
}

#[test]
fn one_person_cannot_sit_at_two_desks() {
    let mut counter = Counter::open();
    counter.does(sits(1, "ivanova"));
    let elsewhere = Refusal::AlreadyAtDesk { desk: DeskId(1) };
    assert_eq!(counter.refused(sits(2, "ivanova")), elsewhere);
    counter.goes_on_break(1);
    assert_eq!(counter.refused(sits(2, "ivanova")), elsewhere);
    counter.closes_desk(1);
    counter.does(sits(2, "ivanova"));
}

/// S17: reserve staff take any free desk.
#[test]
fn a_reserve_clerk_takes_over_a_desk_left_by_another() {
    let mut counter = Counter::open();
    counter.does(sits(1, "ivanova"));
    counter.closes_desk(1);
    counter.does(sits(1, "reserve"));
    let desk = counter.office.desk(DeskId(1)).unwrap();
    assert_eq!(desk.staff(), Some(&AccountId("reserve".to_owned())));
}

#[test]
fn a_closed_or_unknown_desk_does_nothing() {
    let mut counter = Counter::open();
    counter.comes_for(ADVICE);
    let next = |desk| Command::CallNext {
        desk: DeskId(desk),
        finish: None,
    };
    assert_eq!(counter.refused(next(1)), Refusal::DeskClosed(DeskId(1)));
    assert_eq!(counter.refused(next(9)), Refusal::UnknownDesk(DeskId(9)));
    assert_eq!(
        counter.refused(sits(9, "ivanova")),
        Refusal::UnknownDesk(DeskId(9))
    );
    let desk = DeskId(1);
    for command in [
        Command::Recall { desk },
        Command::Miss { desk },
        Command::Start { desk },
        Command::Finish { desk },
        Command::Return { desk },
        Command::CloseDesk { desk },
        Command::EndBreak { desk },
    ] {
        assert_eq!(counter.refused(command), Refusal::DeskClosed(desk));
    }
}

/// S22.
#[test]
fn a_desk_on_a_break_calls_nobody_until_it_is_over() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.goes_on_break(1);
    assert_eq!(
        counter.doing(1),
        Some(&Doing::OnBreak {
            kind: BreakKind::Lunch
        })
    );
    let next = Command::CallNext {
        desk: DeskId(1),
        finish: None,
    };
    assert_eq!(counter.refused(next), Refusal::OnBreak(DeskId(1)));
    assert_eq!(counter.office.working_desks(), 0);
    counter.comes_back(1);
    assert_eq!(counter.calls(1).as_deref(), Some("А001"));
}

/// S22: nobody leaves a visitor sitting.
#[test]
fn a_desk_with_a_visitor_neither_breaks_nor_closes() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.calls(1);
    let busy = Refusal::DeskBusy {
        desk: DeskId(1),
        ticket: number("А001"),
    };
    let desk = DeskId(1);
    let kind = BreakKind::Rest;
    for _ in ["called", "served"] {
        assert_eq!(counter.refused(Command::TakeBreak { desk, kind }), busy);
        assert_eq!(counter.refused(Command::CloseDesk { desk }), busy);
        if counter.spoken("А001").is_some() {
            counter.starts(1);
        }
    }
}

#[test]
fn a_break_is_neither_begun_twice_nor_ended_twice() {
    let mut counter = Counter::with_desks(&[1]);
    let desk = DeskId(1);
    assert_eq!(
        counter.refused(Command::EndBreak { desk }),
        Refusal::NotOnBreak(desk)
    );
    counter.goes_on_break(1);
    assert_eq!(
        counter.refused(Command::TakeBreak {
            desk,
            kind: BreakKind::Errand
        }),
        Refusal::OnBreak(desk)
    );
    // Signing in again from another browser does not end the break.
    counter.staff_desk(1);
    assert!(matches!(counter.doing(1), Some(Doing::OnBreak { .. })));
    counter.closes_desk(1);
}

/// S16, S17.
#[test]
fn a_desk_given_another_service_serves_it_at_once() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(CONTRACTS);
    assert_eq!(counter.calls(1), None);
    counter.does(Command::SetServices {
        desk: DeskId(1),
        services: services(&[CONTRACTS]),
    });
    assert_eq!(counter.calls(1).as_deref(), Some("К001"));
}

#[test]
fn a_desk_that_loses_a_service_keeps_the_visitor_it_has() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    counter.does(Command::SetServices {
        desk: DeskId(1),
        services: services(&[]),
    });
    assert_eq!(counter.at_desk(1).as_deref(), Some("А001"));
    assert_eq!(counter.finishes_and_calls(1), None);
}

#[test]
fn a_desk_cannot_be_given_a_service_nobody_knows() {
    let mut counter = Counter::open();
    let set = |desk, names: &[&str]| Command::SetServices {
        desk: DeskId(desk),
        services: services(names),
    };
    assert_eq!(
        counter.refused(set(1, &["tea"])),
        Refusal::UnknownService("tea".to_owned())
    );
    assert_eq!(
        counter.refused(set(9, &[ADVICE])),
        Refusal::UnknownDesk(DeskId(9))
    );
}

/// The office file says what each desk starts its day with.
#[test]
fn services_changed_today_are_the_office_files_again_tomorrow() {
    let mut counter = Counter::with_desks(&[1]);
    counter.does(Command::SetServices {
        desk: DeskId(1),
        services: services(&[CONTRACTS]),
    });
    counter.does(Command::CloseDay);
    counter.minutes_pass(24 * 60);
    counter.does(Command::OpenDay {
        date: date(23),
        hours: Some(hours(1)),
    });
    assert_eq!(
        counter.office.desk(DeskId(1)).unwrap().services,
        services(&[ADVICE, READINGS])
    );
}

#[test]
fn a_desk_gone_from_the_office_file_stays_until_it_closes() {
    let mut counter = Counter::with_desks(&[1]);
    let mut fewer = rules();
    fewer.desks.remove(&DeskId(1));
    fewer.desks.remove(&DeskId(2));
    // Told straight to the office: the log knows nothing of office files.
    let mut office = counter.office.clone();
    office.set_rules(fewer.clone());
    assert!(office.desk(DeskId(1)).is_some(), "someone sits there");
    assert!(office.desk(DeskId(2)).is_none(), "nobody did");
    let close = Command::CloseDesk { desk: DeskId(1) };
    for event in office.decide(&close, counter.now).unwrap() {
        office.apply(&event, counter.now);
    }
    assert!(office.desk(DeskId(1)).is_none(), "the plate comes down");
    counter.closes_desk(1);
}

/// A restart with a new office file, while somebody is served at a desk that is
/// no longer in it.
#[test]
fn a_visitor_at_a_desk_gone_from_the_office_file_is_served_after_a_restart() {
    let mut counter = Counter::with_desks(&[1, 3]);
    counter.comes_for(ADVICE);
    counter.calls_and_starts(1);
    let mut fewer = rules();
    fewer.desks.remove(&DeskId(1));
    let mut office = counter.restarted_with(fewer);
    office.check().unwrap();
    let finish = Command::Finish { desk: DeskId(1) };
    for event in office.decide(&finish, counter.now).unwrap() {
        office.apply(&event, counter.now);
    }
    assert_eq!(
        office.ticket(&number("А001")).unwrap().closing(),
        Some(Closing::Served)
    );
    for event in office.decide(&Command::CloseDay, counter.now).unwrap() {
        office.apply(&event, counter.now);
    }
    office.check().unwrap();
    assert!(office.desk(DeskId(1)).is_none());
}

#[test]
fn every_change_of_a_desk_counts_its_revision_up() {
    let mut counter = Counter::open();
    let mut last = counter.office.desk(DeskId(1)).unwrap().revision;
    let mut grew = |counter: &Counter| {
        let revision = counter.office.desk(DeskId(1)).unwrap().revision;
        let grew = revision > last;
        last = revision;
        grew
    };
    counter.staff_desk(1);
    assert!(grew(&counter));
    counter.comes_for(ADVICE);
    assert!(!grew(&counter), "a ticket changes no desk");
    counter.calls(1);
    assert!(grew(&counter));
    counter.starts(1);
    assert!(grew(&counter));
    counter.finishes(1);
    assert!(grew(&counter));
    counter.goes_on_break(1);
    assert!(grew(&counter));
}
