//! A mark for the service, after the visit (S13).

use office::command::Command;
use office::rating::{RatingCommand, RatingRefusal as No};
use office::refusal::Refusal;

use crate::counter::{ADVICE, Counter, number};

fn rate(ticket: &str, mark: u8) -> Command {
    Command::Rate(RatingCommand {
        ticket: number(ticket),
        mark,
    })
}

fn no(refusal: Refusal) -> No {
    let no = match refusal {
        Refusal::Rating(no) => Some(no),
        _ => None,
    };
    no.unwrap()
}

#[test]
fn s13_a_visit_that_is_over_is_rated_once() {
    let mut counter = Counter::with_desks(&[1]);
    let ticket = counter.comes_for(ADVICE);
    let unserved = No::NotServedYet(number(&ticket));
    assert_eq!(no(counter.refused(rate(&ticket, 5))), unserved);
    counter.calls_and_starts(1);
    assert_eq!(no(counter.refused(rate(&ticket, 5))), unserved);
    counter.finishes(1);
    for wrong in [0, 6] {
        assert_eq!(
            no(counter.refused(rate(&ticket, wrong))),
            No::WrongMark { best: 5 }
        );
    }
    counter.does(rate(&ticket, 4));
    assert_eq!(counter.ticket(&ticket).rated, Some(4));
    assert_eq!(
        no(counter.refused(rate(&ticket, 1))),
        No::AlreadyRated(number(&ticket))
    );
    let restarted = counter.restarted(counter.log.len());
    assert_eq!(restarted.ticket(&number(&ticket)).unwrap().rated, Some(4));
}

#[test]
fn s13_who_was_never_served_rates_nothing() {
    let mut counter = Counter::with_desks(&[1]);
    let ticket = counter.comes_for(ADVICE);
    assert!(matches!(
        counter.refused(rate("А999", 3)),
        Refusal::UnknownTicket(_)
    ));
    counter.does(Command::CloseDay);
    assert_eq!(
        no(counter.refused(rate(&ticket, 3))),
        No::NotServedYet(number(&ticket))
    );
}
