//! Beside the queue: paused services, announcements, visitors who need help.

use office::Office;
use office::command::{Command, FoundDay, Take};
use office::event::Event;
use office::refusal::Refusal;
use office::signs::{SignsCommand, Words};

use crate::counter::{ADVICE, Counter, date, hours, rules, service, visitor};

fn pause(paused: bool) -> Command {
    Command::Signs(SignsCommand::Pause {
        service: service(ADVICE),
        paused,
    })
}

#[test]
fn a_paused_service_takes_nobody_new_until_it_is_resumed() {
    let mut counter = Counter::open();
    let waits_on = counter.comes_for(ADVICE);
    counter.does(pause(true));
    assert_eq!(counter.does(pause(true)), [], "paused already");
    assert_eq!(
        counter.refused(Command::TakeTicket(visitor(ADVICE))),
        Refusal::ServiceClosed(service(ADVICE))
    );
    assert!(counter.is_waiting(&waits_on), "who waits is served");
    counter.does(pause(false));
    counter.comes_for(ADVICE);
}

#[test]
fn announcements_and_pauses_go_on_the_next_day_whatever_a_start_reads() {
    let mut counter = Counter::open();
    let lines = vec![Words::from([(
        "ru".to_owned(),
        "Завтра закрываемся в 17:00".to_owned(),
    )])];
    counter.does(Command::Signs(SignsCommand::Announce {
        lines: lines.clone(),
    }));
    counter.does(pause(true));
    let opening = counter.does(Command::OpenDay {
        date: date(24),
        hours: Some(hours(2)),
    });
    // A start reads no further back than the opening of the day.
    let mut started = Office::new(rules());
    for event in &opening {
        started.apply(event, counter.office.last_at());
    }
    assert_eq!(started.signs().announcements, lines);
    assert_eq!(started.signs(), counter.office.signs());
}

#[test]
fn who_asked_for_help_is_called_slower_again_and_again() {
    let mut counter = Counter::with_desks(&[1]);
    let text = counter.takes(Take {
        help: true,
        ..visitor(ADVICE)
    });
    assert!(counter.ticket(&text).help);
    counter.calls(1);
    let calls = counter
        .office
        .picture(counter.office.last_at(), std::sync::Arc::default())
        .calls;
    assert!(calls.iter().all(|call| call.slow));
}

#[test]
fn a_ticket_of_an_older_log_asked_for_no_help() {
    let old = r#"{"event":"ticket-taken","number":"А001","service":"advice","class":"ordinary",
        "channel":"kiosk","language":"ru","reason":null,"reference":0,"paper":true}"#;
    let Ok(Event::TicketTaken(taken)) = serde_json::from_str(old) else {
        panic!("an old log can be read");
    };
    assert!(!taken.help);
}

#[test]
fn what_another_log_had_put_up_stands_again_beside_what_is_up_here() {
    let line = |text: &str| Words::from([("ru".to_owned(), text.to_owned())]);
    let announce = |text: &str| {
        Command::Signs(SignsCommand::Announce {
            lines: vec![line(text)],
        })
    };
    let mut before = Counter::open();
    before.does(announce("Завтра закрываемся в 17:00"));
    before.does(pause(true));
    // No log could be read: the office began anew and knows of nothing.
    let mut after = Counter::open();
    after.does(announce("Вход со двора"));
    let found = Command::TakeOver(FoundDay {
        date: date(22),
        tickets: Vec::new(),
        carried: Box::default(),
        signs: before.office.signs().clone(),
        ended: before.now,
    });
    after.does(found.clone());
    let up = after.office.signs();
    assert!(up.paused.contains(&service(ADVICE)));
    assert_eq!(
        up.announcements,
        [line("Вход со двора"), line("Завтра закрываемся в 17:00")]
    );
    assert!(after.does(found).is_empty(), "twice is once");
}
