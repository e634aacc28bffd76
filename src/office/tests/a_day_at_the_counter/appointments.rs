//! Appointments (S9): booked, moved, cancelled, kept, missed.
//!
//! In the small office advice takes 10 minutes and is served at desks 1 and 3,
//! contracts 20 minutes at desks 2 and 3. A slot is 30 minutes, half of each
//! desk's time may be booked.

use office::appointment::{
    AppointmentCommand, AppointmentEvent, AppointmentRefusal as No, AppointmentState, Book,
    CheckIn, Code, Time, Whom,
};
use office::command::Command;
use office::day::{Date, MINUTE_MS, Moment};
use office::desk::DeskId;
use office::event::Event;
use office::person::PersonId;
use office::refusal::Refusal;
use office::slots::SlotDay;
use office::ticket::{Channel, Class, TicketState, Why};

use crate::counter::{
    ADVICE, CONTRACTS, Counter, READINGS, at, date, hours, leaves_for, number, opens, rules,
    service,
};

const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

fn asked(command: AppointmentCommand) -> Command {
    Command::Appointment(Box::new(command))
}

fn code(n: u32) -> Code {
    format!("{n:06}").parse().unwrap()
}

fn today(starts_at: Moment) -> Time {
    on_day(0, starts_at)
}

/// The `day`-th day, the first being 0, at a time of day.
fn on_day(day: u8, time: Moment) -> Time {
    Time {
        date: date(22 + day),
        starts_at: time.plus_ms(i64::from(day) * DAY_MS),
        hours: Some(hours(i64::from(day))),
    }
}

/// Somebody who comes for advice today at `starts_at`.
pub(crate) fn booked_for(n: u32, starts_at: Moment) -> Command {
    book(n, ADVICE, today(starts_at))
}

pub(crate) fn book(n: u32, what: &str, to: Time) -> Command {
    asked(AppointmentCommand::Book(Book {
        service: service(what),
        to,
        language: "ru".to_owned(),
        person: PersonId(format!("person-{n}")),
        codes: vec![code(n)],
    }))
}

fn move_to(n: u32, revision: u64, to: Time) -> Command {
    asked(AppointmentCommand::Move {
        code: code(n),
        revision: Some(revision),
        to,
    })
}

fn cancel(n: u32, revision: u64) -> Command {
    asked(AppointmentCommand::Cancel {
        code: code(n),
        revision: Some(revision),
    })
}

pub(crate) fn check_in(n: u32) -> Command {
    by(Whom::Code(code(n)), Channel::Kiosk, None)
}

fn by(whom: Whom, channel: Channel, reason: Option<&str>) -> Command {
    asked(AppointmentCommand::CheckIn(CheckIn {
        whom,
        channel,
        language: None,
        paper: true,
        help: false,
        reason: reason.map(ToOwned::to_owned),
    }))
}

pub(crate) fn no(refusal: Refusal) -> No {
    let no = match refusal {
        Refusal::Appointment(no) => Some(no),
        _ => None,
    };
    no.unwrap()
}

/// The number of the ticket and whether it is an appointment's.
pub(crate) fn ticket_of(events: &[Event]) -> (String, bool) {
    let number = events.iter().find_map(|event| match event {
        Event::TicketTaken(taken) => Some(taken.number.to_string()),
        _ => None,
    });
    let on_time = events.iter().find_map(|event| match event {
        Event::Appointment(AppointmentEvent::CheckedIn { on_time, .. }) => Some(*on_time),
        _ => None,
    });
    (number.unwrap(), on_time.unwrap())
}

fn places(counter: &Counter, what: &str, to: Time) -> u32 {
    let day = SlotDay {
        date: to.date,
        hours: to.hours.unwrap(),
    };
    let slots =
        counter
            .office
            .diary()
            .slots(counter.office.rules(), &service(what), day, counter.now);
    let slot = slots.iter().find(|slot| slot.starts_at == to.starts_at);
    slot.map_or(0, |slot| slot.places)
}

fn state(counter: &Counter, n: u32) -> AppointmentState {
    counter.office.diary().get(&code(n)).unwrap().state.clone()
}

#[test]
fn s9_a_day_is_cut_into_whole_slots_from_opening_to_closing() {
    let counter = Counter::open();
    let day = SlotDay {
        date: date(22),
        hours: hours(0),
    };
    let starts: Vec<Moment> = day.starts(counter.office.rules()).collect();
    assert_eq!(starts.len(), 18);
    assert_eq!(starts[0], at(9, 0));
    assert_eq!(starts[17], at(17, 30));
}

/// Desks 1 and 3 give 15 minutes each: three visits of ten.
#[test]
fn s9_a_slot_holds_what_its_desks_may_give_and_no_more() {
    let mut counter = Counter::open();
    let ten = today(at(10, 0));
    assert_eq!(places(&counter, ADVICE, ten), 3);
    for n in 1..=3 {
        counter.does(book(n, ADVICE, ten));
    }
    assert_eq!(places(&counter, ADVICE, ten), 0);
    let refusal = no(counter.refused(book(4, ADVICE, ten)));
    assert_eq!(
        refusal,
        No::SlotFull {
            starts_at: at(10, 0)
        }
    );
    counter.does(book(4, ADVICE, today(at(10, 30))));
}

/// Desk 3 has both skills: its time is given once.
#[test]
fn s9_a_desk_with_two_skills_is_not_booked_twice() {
    let mut counter = Counter::open();
    let ten = today(at(10, 0));
    assert_eq!(places(&counter, CONTRACTS, ten), 1);
    counter.does(book(1, CONTRACTS, ten));
    // 15 minutes at desk 2 and 5 at desk 3: 10 there and 15 at desk 1 are left.
    assert_eq!(places(&counter, ADVICE, ten), 2);
    assert_eq!(places(&counter, CONTRACTS, ten), 0);
    // Advice booked at both desks moves to desk 1 when a contract needs desk 3.
    let eleven = today(at(11, 0));
    counter.does(book(2, ADVICE, eleven));
    assert_eq!(places(&counter, CONTRACTS, eleven), 1);
}

/// A visit longer than half a slot is booked all the same, once.
#[test]
fn s9_the_first_appointment_of_idle_desks_always_fits() {
    let mut rules = rules();
    rules.desks.remove(&DeskId(3));
    let mut counter = Counter::open_with(rules);
    let ten = today(at(10, 0));
    assert_eq!(places(&counter, CONTRACTS, ten), 1);
    counter.does(book(1, CONTRACTS, ten));
    assert_eq!(places(&counter, CONTRACTS, ten), 0);
}

#[test]
fn s9_a_visit_longer_than_a_slot_weighs_on_the_slots_after_it() {
    let mut rules = rules();
    rules.booking.slot_ms = 15 * MINUTE_MS;
    rules.booking.share_percent = 100;
    rules.desks.remove(&DeskId(3));
    let mut counter = Counter::open_with(rules);
    counter.does(book(1, CONTRACTS, today(at(10, 0))));
    assert_eq!(places(&counter, CONTRACTS, today(at(10, 0))), 0);
    assert_eq!(
        places(&counter, CONTRACTS, today(at(10, 15))),
        0,
        "busy until 10:20"
    );
    assert_eq!(places(&counter, CONTRACTS, today(at(10, 30))), 1);
    assert_eq!(
        places(&counter, CONTRACTS, today(at(9, 45))),
        0,
        "would last until 10:05"
    );
}

#[test]
fn s9_two_bookers_want_the_last_place_and_the_second_is_told_clearly() {
    let mut counter = Counter::open();
    let ten = today(at(10, 0));
    counter.does(book(1, CONTRACTS, ten));
    let refusal = no(counter.refused(book(2, CONTRACTS, ten)));
    assert_eq!(
        refusal,
        No::SlotFull {
            starts_at: at(10, 0)
        }
    );
    assert!(counter.office.diary().get(&code(2)).is_none());
}

#[test]
fn s9_a_code_belongs_to_one_appointment() {
    let mut counter = Counter::open();
    counter.does(book(7, ADVICE, today(at(10, 0))));
    assert_eq!(
        no(counter.refused(book(7, ADVICE, today(at(11, 0))))),
        No::CodesTaken
    );
    let two = asked(AppointmentCommand::Book(Book {
        service: service(ADVICE),
        to: today(at(11, 0)),
        language: "ru".to_owned(),
        person: PersonId("p".to_owned()),
        codes: vec![code(7), code(8)],
    }));
    counter.does(two);
    assert!(counter.office.diary().get(&code(8)).is_some());
}

#[test]
fn s9_nobody_is_booked_for_the_past_a_day_off_or_next_year() {
    let mut counter = Counter::open();
    counter.minutes_pass(90);
    assert_eq!(
        no(counter.refused(book(1, ADVICE, today(at(10, 0))))),
        No::Past
    );
    assert_eq!(
        no(counter.refused(book(1, ADVICE, today(at(11, 5))))),
        No::NoSuchSlot
    );
    let day_off = Time {
        hours: None,
        ..on_day(1, at(10, 0))
    };
    assert_eq!(
        no(counter.refused(book(1, ADVICE, day_off))),
        No::NoSuchSlot
    );
    let far = Time {
        date: Date {
            year: 2026,
            month: 12,
            day: 7,
        },
        starts_at: at(10, 0).plus_ms(15 * DAY_MS),
        hours: Some(hours(15)),
    };
    assert_eq!(
        no(counter.refused(book(1, ADVICE, far))),
        No::TooFarAhead { days: 14 }
    );
    let last = Time {
        date: Date {
            year: 2026,
            month: 12,
            day: 6,
        },
        starts_at: at(10, 0).plus_ms(14 * DAY_MS),
        hours: Some(hours(14)),
    };
    counter.does(book(1, ADVICE, last));
}

#[test]
fn s9_a_service_that_is_not_booked_is_refused() {
    let mut rules = rules();
    rules.booking.not_booked.insert(service(READINGS));
    let mut counter = Counter::open_with(rules);
    let refusal = no(counter.refused(book(1, READINGS, today(at(10, 0)))));
    assert_eq!(refusal, No::NotBookable(service(READINGS)));
    assert_eq!(places(&counter, READINGS, today(at(10, 0))), 0);
}

#[test]
fn s9_whoever_moves_an_appointment_second_is_told_and_overwrites_nothing() {
    let mut counter = Counter::open();
    counter.does(book(1, ADVICE, today(at(10, 0))));
    counter.does(move_to(1, 1, today(at(11, 0))));
    let refusal = no(counter.refused(move_to(1, 1, today(at(12, 0)))));
    assert_eq!(refusal, No::Changed { revision: 2 });
    assert_eq!(
        no(counter.refused(cancel(1, 1))),
        No::Changed { revision: 2 }
    );
    assert_eq!(
        counter.office.diary().get(&code(1)).unwrap().starts_at,
        at(11, 0)
    );
    counter.does(cancel(1, 2));
    assert_eq!(
        no(counter.refused(move_to(1, 3, today(at(12, 0))))),
        No::Cancelled
    );
}

#[test]
fn s9_moving_and_cancelling_give_the_place_back() {
    let mut counter = Counter::open();
    counter.does(book(1, CONTRACTS, today(at(10, 0))));
    counter.does(move_to(1, 1, today(at(11, 0))));
    assert_eq!(places(&counter, CONTRACTS, today(at(10, 0))), 1);
    assert_eq!(places(&counter, CONTRACTS, today(at(11, 0))), 0);
    counter.does(cancel(1, 2));
    assert_eq!(places(&counter, CONTRACTS, today(at(11, 0))), 1);
}

#[test]
fn s9_on_time_the_ticket_is_an_appointments_and_counts_from_the_booked_time() {
    let mut counter = Counter::with_desks(&[1]);
    counter.does(book(1, ADVICE, today(at(10, 0))));
    counter.it_is(at(10, 10));
    let first = counter.comes_for(ADVICE);
    counter.it_is(at(10, 15));
    let (booked, on_time) = ticket_of(&counter.does(check_in(1)));
    assert!(on_time);
    let ticket = counter.ticket(&booked);
    assert_eq!(ticket.class, Class::Appointment);
    assert_eq!(ticket.reference, at(10, 0));
    assert_eq!(ticket.booked_for, Some(at(10, 0)));
    assert_eq!(counter.queue(), [booked.clone(), first]);
    assert_eq!(
        counter.calls_why(1),
        Some((booked.clone(), Why::Appointment))
    );
    counter.starts(1);
    // S4: from check-in, which was later than the booked time.
    assert_eq!(counter.ticket(&booked).waited_ms, Some(2_000));
}

#[test]
fn s9_an_early_visitor_waits_from_the_booked_time() {
    let mut counter = Counter::with_desks(&[1]);
    counter.does(book(1, ADVICE, today(at(10, 0))));
    counter.it_is(at(9, 29));
    let refusal = no(counter.refused(check_in(1)));
    let expected = No::TooEarly {
        from: at(9, 30),
        starts_at: at(10, 0),
    };
    assert_eq!(refusal, expected);
    counter.it_is(at(9, 30));
    let (booked, on_time) = ticket_of(&counter.does(check_in(1)));
    assert!(on_time);
    counter.it_is(at(10, 4));
    assert_eq!(counter.calls(1), Some(booked.clone()));
    counter.starts(1);
    assert_eq!(
        counter.ticket(&booked).waited_ms,
        Some(4 * MINUTE_MS + 2_000)
    );
}

#[test]
fn s9_a_visitor_more_than_a_quarter_of_an_hour_late_is_an_ordinary_one() {
    let mut counter = Counter::open();
    counter.does(book(1, ADVICE, today(at(10, 0))));
    counter.does(book(2, ADVICE, today(at(10, 0))));
    counter.it_is(at(10, 15));
    assert!(
        ticket_of(&counter.does(check_in(1))).1,
        "on the minute is on time"
    );
    counter.now = counter.now.plus_ms(1);
    let (late, on_time) = ticket_of(&counter.does(check_in(2)));
    assert!(!on_time);
    let ticket = counter.ticket(&late);
    assert_eq!(ticket.class, Class::Ordinary);
    assert_eq!(ticket.reference, counter.now);
    assert_eq!(ticket.booked_for, None);
}

#[test]
fn s9_one_appointment_gives_one_ticket() {
    let mut counter = Counter::open();
    counter.does(book(1, ADVICE, today(at(9, 0))));
    let (booked, _on_time) = ticket_of(&counter.does(check_in(1)));
    let ticket = number(&booked);
    assert_eq!(
        no(counter.refused(check_in(1))),
        No::AlreadyCheckedIn { ticket }
    );
    assert_eq!(no(counter.refused(check_in(2))), No::Unknown);
}

#[test]
fn s9_by_phone_the_next_of_todays_appointments_is_meant() {
    let mut counter = Counter::open();
    counter.does(book(1, ADVICE, today(at(11, 0))));
    counter.does(book(2, ADVICE, today(at(9, 0))));
    counter.does(book(3, ADVICE, on_day(1, at(9, 0))));
    let people = |them: &[u32]| {
        let ids = them.iter().map(|n| PersonId(format!("person-{n}")));
        by(Whom::People(ids.collect()), Channel::Kiosk, None)
    };
    counter.does(people(&[1, 2, 3]));
    assert!(!counter.office.diary().get(&code(2)).unwrap().is_booked());
    assert_eq!(no(counter.refused(people(&[9]))), No::Unknown);
    let refusal = no(counter.refused(people(&[3])));
    let tomorrow = No::OtherDay {
        date: date(23),
        starts_at: at(9, 0).plus_ms(DAY_MS),
    };
    assert_eq!(refusal, tomorrow);
}

/// S5 is for new visitors: who was expected is let in until closing.
#[test]
fn s9_the_last_slots_visitor_checks_in_after_registration_has_ended() {
    let mut counter = Counter::open();
    counter.does(book(1, ADVICE, today(at(17, 30))));
    counter.does(book(2, ADVICE, today(at(17, 30))));
    counter.it_is(at(17, 45));
    assert!(ticket_of(&counter.does(check_in(1))).1);
    counter.it_is(at(17, 46));
    assert_eq!(counter.refused(check_in(2)), Refusal::RegistrationEnded);
    let by_hand = by(
        Whom::Code(code(2)),
        Channel::Staff,
        Some("задержался автобус"),
    );
    assert!(!ticket_of(&counter.does(by_hand)).1);
}

#[test]
fn s9_a_no_show_is_counted_when_the_day_closes() {
    let mut counter = Counter::open();
    counter.does(book(1, ADVICE, today(at(10, 0))));
    counter.does(book(2, ADVICE, today(at(11, 0))));
    counter.does(book(3, ADVICE, on_day(1, at(11, 0))));
    counter.it_is(at(10, 0));
    counter.does(check_in(1));
    counter.it_is(at(18, 30));
    let events = counter.does(Command::CloseDay);
    let missed = Event::Appointment(AppointmentEvent::Missed { code: code(2) });
    assert!(events.contains(&missed));
    assert_eq!(state(&counter, 2), AppointmentState::Missed);
    assert_eq!(state(&counter, 3), AppointmentState::Booked);
}

#[test]
fn s9_the_next_day_carries_what_is_ahead_and_forgets_what_is_past() {
    let mut counter = Counter::open();
    counter.does(book(1, ADVICE, today(at(10, 0))));
    counter.does(book(2, ADVICE, on_day(1, at(10, 0))));
    counter.does(book(3, ADVICE, on_day(2, at(10, 0))));
    counter.does(cancel(3, 1));
    counter.does(Command::CloseDay);
    let opening = counter.log.len();
    counter.it_is(at(9, 0).plus_ms(DAY_MS));
    counter.does(opens(23, 1));
    let diary = counter.office.diary();
    let ahead: Vec<String> = diary.all().map(|known| known.code.to_string()).collect();
    assert_eq!(ahead, ["000002"]);
    // A start reads only what was kept since the day was opened.
    let mut restarted = office::Office::new(rules());
    for (event, moment) in &counter.log[opening..] {
        restarted.apply(&serde_json::from_str(event).unwrap(), *moment);
    }
    assert_eq!(restarted.diary(), counter.office.diary());
    counter.it_is(at(10, 0).plus_ms(DAY_MS));
    assert!(ticket_of(&counter.does(check_in(2))).1);
}

#[test]
fn s9_appointments_of_a_day_the_office_never_opened_are_no_no_shows() {
    let mut counter = Counter::open();
    counter.does(book(1, ADVICE, on_day(1, at(10, 0))));
    counter.it_is(at(9, 0).plus_ms(2 * DAY_MS));
    counter.does(opens(24, 2));
    counter.comes_for(ADVICE);
    let events = counter.does(Command::CloseDay);
    let lapsed = AppointmentEvent::Lapsed { code: code(1) };
    assert!(events.contains(&Event::Appointment(lapsed)));
    assert!(counter.office.diary().all().all(|known| !known.is_booked()));
}

/// The clock was a day ahead and is set right before anybody came: whoever is
/// expected today or on that day still is.
#[test]
fn s9_a_day_that_a_wrong_clock_opened_takes_no_appointment_with_it() {
    let mut counter = Counter::open();
    counter.does(book(1, ADVICE, on_day(1, at(10, 0))));
    counter.does(book(2, ADVICE, on_day(2, at(10, 0))));
    counter.does(Command::CloseDay);
    counter.does(opens(24, 2));
    counter.it_is(at(9, 0).plus_ms(DAY_MS));
    counter.does(leaves_for(23, 1));
    counter.it_is(at(10, 0).plus_ms(DAY_MS));
    assert!(ticket_of(&counter.does(check_in(1))).1);

    counter.it_is(at(9, 0).plus_ms(2 * DAY_MS));
    counter.does(opens(24, 2));
    counter.it_is(at(10, 0).plus_ms(2 * DAY_MS));
    assert!(ticket_of(&counter.does(check_in(2))).1);
}

/// Whom the office missed for so long is not kept any longer.
#[test]
fn s9_an_appointment_long_past_lapses_with_the_next_opening() {
    let mut counter = Counter::open();
    counter.does(book(1, ADVICE, on_day(1, at(10, 0))));
    counter.it_is(at(9, 0).plus_ms(402 * DAY_MS));
    let events = counter.does(Command::OpenDay {
        date: "2028-01-02".parse().unwrap(),
        hours: None,
    });
    let lapsed = AppointmentEvent::Lapsed { code: code(1) };
    assert!(events.contains(&Event::Appointment(lapsed)));
    assert_eq!(counter.office.diary().all().count(), 0);
}

#[test]
fn s9_while_the_database_is_away_nobody_books_but_whoever_is_expected_comes_in() {
    let mut counter = Counter::with_desks(&[1]);
    counter.does(book(1, ADVICE, today(at(9, 30))));
    counter.does(book(2, ADVICE, today(at(10, 0))));
    counter.database_dies();
    let wanted = [
        book(3, ADVICE, today(at(11, 0))),
        move_to(1, 1, today(at(11, 0))),
        cancel(1, 1),
    ];
    for command in wanted {
        assert_eq!(counter.refused(command), Refusal::NeedsDatabase);
    }
    counter.it_is(at(9, 30));
    let (live, on_time) = ticket_of(&counter.does(check_in(1)));
    assert!(live.starts_with('Ж') && on_time);
    counter.database_is_back();
    let (electronic, _on_time) = ticket_of(&counter.does(check_in(2)));
    assert!(electronic.starts_with('А'));
    counter.does(book(3, ADVICE, today(at(11, 0))));
    assert!(matches!(
        counter.ticket(&live).state,
        TicketState::Waiting { .. }
    ));
}

#[test]
fn s9_a_restart_between_booking_and_coming_loses_nothing() {
    let mut counter = Counter::open();
    counter.does(book(1, ADVICE, today(at(10, 0))));
    counter.does(move_to(1, 1, today(at(9, 30))));
    counter.office = counter.restarted(counter.log.len());
    counter.it_is(at(9, 30));
    let (booked, on_time) = ticket_of(&counter.does(check_in(1)));
    assert!(on_time);
    assert_eq!(counter.ticket(&booked).reference, at(9, 30));
}

#[test]
fn s9_a_code_is_read_with_spaces_and_dashes_and_nothing_else() {
    for right in ["482719", "482 719", " 482-719 ", "482–719"] {
        assert_eq!(right.parse::<Code>().unwrap().to_string(), "482719");
    }
    for wrong in ["48271", "4827190", "А82719", "", "٤٨٢٧١٩"] {
        assert!(wrong.parse::<Code>().is_err(), "{wrong}");
    }
}
