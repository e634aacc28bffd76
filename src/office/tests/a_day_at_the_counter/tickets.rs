//! Taking a ticket: when it may be, and what the number looks like.

use std::sync::Arc;

use office::command::Command;
use office::desk::DeskId;
use office::hall::HallCommand;
use office::refusal::Refusal;
use office::rules::Rules;
use office::ticket::{SlipOutcome, TicketNumber};
use proptest::prelude::*;

use crate::counter::{
    ADVICE, CONTRACTS, Counter, READINGS, at, by_hand, date, hours, number, rules, visitor,
};

#[test]
fn each_series_counts_for_itself() {
    let mut counter = Counter::open();
    let taken =
        [ADVICE, CONTRACTS, ADVICE, READINGS, CONTRACTS].map(|name| counter.comes_for(name));
    assert_eq!(taken, ["А001", "К001", "А002", "Т001", "К002"]);
}

#[test]
fn services_of_one_letter_share_its_numbers() {
    let mut shared = rules();
    for service in shared.services.values_mut() {
        service.series = "А".to_owned();
    }
    let mut counter = Counter::open_with(shared);
    let taken = [ADVICE, CONTRACTS, READINGS].map(|name| counter.comes_for(name));
    assert_eq!(taken, ["А001", "А002", "А003"]);
}

#[test]
fn nobody_takes_a_ticket_before_a_day_was_opened() {
    let mut counter = Counter::with(rules());
    assert_eq!(
        counter.refused(Command::TakeTicket(visitor(ADVICE))),
        Refusal::DayNotOpen
    );
}

#[test]
fn before_opening_the_visitor_hears_when_the_office_opens() {
    let mut counter = Counter::with(rules());
    counter.now = at(8, 30);
    counter.does(Command::OpenDay {
        date: date(22),
        hours: Some(hours(0)),
    });
    assert_eq!(
        counter.refused(Command::TakeTicket(visitor(ADVICE))),
        Refusal::NotYetOpen { opens_at: at(9, 0) }
    );
    // S2: the hall manager lets someone in from the cold.
    assert_eq!(counter.takes(by_hand(visitor(ADVICE), "мороз")), "А001");
    counter.it_is(at(9, 0));
    assert_eq!(counter.comes_for(ADVICE), "А002");
}

#[test]
fn on_a_day_off_the_kiosk_issues_nothing() {
    let mut counter = Counter::with(rules());
    counter.does(Command::OpenDay {
        date: date(22),
        hours: None,
    });
    assert_eq!(
        counter.refused(Command::TakeTicket(visitor(ADVICE))),
        Refusal::OfficeClosed
    );
}

#[test]
fn when_as_many_wait_as_the_office_bears_no_more_are_issued() {
    let mut counter = Counter::open_with(Rules {
        max_waiting: 3,
        ..rules()
    });
    counter.staff_desk(1);
    for _ in 0..3 {
        counter.comes_for(ADVICE);
    }
    let full = Refusal::QueueFull { limit: 3 };
    assert_eq!(counter.refused(Command::TakeTicket(visitor(ADVICE))), full);
    let hand = by_hand(visitor(ADVICE), "просили");
    assert_eq!(counter.refused(Command::TakeTicket(hand)), full);
    counter.calls(1);
    counter.comes_for(ADVICE);
}

#[test]
fn what_became_of_the_paper_is_kept_with_the_ticket() {
    let mut counter = Counter::open();
    counter.comes_for(ADVICE);
    assert_eq!(counter.ticket("А001").slip, SlipOutcome::Asked);
    counter.does(Command::NoteSlip {
        ticket: number("А001"),
        outcome: SlipOutcome::Printed,
        promised: None,
    });
    assert_eq!(counter.ticket("А001").slip, SlipOutcome::Printed);
    assert_eq!(
        counter.refused(Command::NoteSlip {
            ticket: number("К009"),
            outcome: SlipOutcome::Printed,
            promised: None,
        }),
        Refusal::UnknownTicket(number("К009"))
    );
    let without = office::command::Take {
        paper: false,
        help: false,
        ..visitor(ADVICE)
    };
    let text = counter.takes(without);
    assert_eq!(counter.ticket(&text).slip, SlipOutcome::NotAsked);
}

fn in_doubt(counter: &Counter) -> Vec<String> {
    let picture = counter.office.picture(counter.now, Arc::default());
    assert_eq!(picture.doubtful.len(), picture.doubtful_count);
    let newest = picture.doubtful.iter();
    newest.map(|ticket| ticket.number.to_string()).collect()
}

fn slip(ticket: &str, outcome: SlipOutcome) -> Command {
    Command::NoteSlip {
        ticket: number(ticket),
        outcome,
        promised: None,
    }
}

/// Not printed, unclear, and never answered: each stays until it is printed,
/// somebody has seen it, or the visitor comes to a desk without it.
#[test]
fn a_slip_in_doubt_is_told_until_the_visitor_is_known_to_know_the_number() {
    let mut counter = Counter::with_desks(&[1]);
    for _ in 0..5 {
        counter.comes_for(ADVICE);
    }
    counter.does(slip("А001", SlipOutcome::NotPrinted));
    counter.does(slip("А002", SlipOutcome::Unknown));
    counter.does(slip("А003", SlipOutcome::Unknown));
    counter.does(slip("А004", SlipOutcome::Printed));
    assert_eq!(in_doubt(&counter), ["А003", "А002", "А001"]);
    counter.minutes_pass(1);
    assert_eq!(in_doubt(&counter), ["А005", "А003", "А002", "А001"]);

    counter.does(slip("А003", SlipOutcome::Printed));
    let seen = Command::Hall(HallCommand::ConfirmSlip {
        ticket: number("А002"),
    });
    assert_eq!(counter.does(seen.clone()).len(), 1);
    assert_eq!(counter.does(seen), [], "twice is once");
    counter.calls(1);
    assert_eq!(in_doubt(&counter), ["А005", "А001"], "called, not yet come");
    counter.does(Command::Start { desk: DeskId(1) });
    assert_eq!(in_doubt(&counter), ["А005"]);

    counter.does(slip("А002", SlipOutcome::Unknown));
    assert_eq!(in_doubt(&counter), ["А005", "А002"], "a copy is a new slip");
    counter.does(Command::CloseDay);
    assert_eq!(in_doubt(&counter), [""; 0]);
}

/// Whoever had no paper may not have known that the call was for them.
#[test]
fn a_no_show_without_paper_stays_in_doubt() {
    let mut counter = Counter::with_desks(&[1]);
    counter.comes_for(ADVICE);
    counter.does(slip("А001", SlipOutcome::NotPrinted));
    while !counter.ticket("А001").is_closed() {
        counter.minutes_pass(30);
        counter.calls(1);
        counter.does(Command::Miss { desk: DeskId(1) });
    }
    assert_eq!(in_doubt(&counter), ["А001"]);
}

#[test]
fn a_number_is_read_with_latin_twins_spaces_and_small_letters() {
    for text in ["А012", "A012", "a012", "а 012", " A 0 1 2 ", "А12"] {
        assert_eq!(text.parse(), Ok(number("А012")), "{text:?}");
    }
    // Every letter of the number plates has its twin.
    for (latin, cyrillic) in "ABEKMHPCTYX".chars().zip("АВЕКМНРСТУХ".chars()) {
        for latin in [latin, latin.to_ascii_lowercase()] {
            let read: TicketNumber = format!("{latin}7").parse().unwrap();
            assert_eq!(read.to_string(), format!("{cyrillic}007"));
        }
    }
    let renewed = number("1405А031");
    assert_eq!((renewed.series.as_str(), renewed.n), ("1405А", 31));
    assert_eq!(number("ж001").to_string(), "Ж001");
}

#[test]
fn garbage_is_no_number() {
    for text in [
        "",
        " ",
        "А",
        "012",
        "А000",
        "А10000",
        "А-12",
        "А+12",
        "А012!",
        "!А012",
        "АА А А А А1",
        "1405",
        "А٣",
        "А0.5",
        "\u{0}",
        "🎫12",
        "14:05А012",
        "А99999999999999999999",
    ] {
        assert!(text.parse::<TicketNumber>().is_err(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn reading_a_number_never_panics(text in any::<String>()) {
        let read = text.parse::<TicketNumber>();
        if let Ok(number) = read {
            prop_assert!((1..=9_999).contains(&number.n));
            let again = number.to_string().parse();
            prop_assert_eq!(again, Ok(number), "what is shown can be typed in again");
        }
    }

    #[test]
    fn whatever_is_nearly_a_number_never_panics(text in "[0-9]{0,5}[АВЕКЖABEKabek \\-+.]{0,3}[0-9 +٣]{0,5}") {
        if let Ok(number) = text.parse::<TicketNumber>() {
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }
    }

    #[test]
    fn every_number_of_the_office_can_be_read_back(
        clock in prop::option::of("[0-2][0-9][0-5][0-9]"),
        letter in "[АВЕКМНРСТУХЖ]",
        n in 1_u16..=9_999,
    ) {
        let series = format!("{}{letter}", clock.unwrap_or_default());
        let number = TicketNumber {
            series: series.into(),
            n,
        };
        prop_assert_eq!(number.to_string().parse(), Ok(number.clone()));
        let json = serde_json::to_string(&number).unwrap();
        prop_assert_eq!(serde_json::from_str::<TicketNumber>(&json).unwrap(), number);
    }
}
