//! What a ticket's slip says, in the visitor's language. Pure.

use office::estimate::Span;
use office::picture::Picture;
use office::ticket::Ticket;

use crate::print::slip::{Row, Slip, TicketTexts};
use crate::web::view::Scene;
use crate::web::zones::own;

/// The slip of a ticket; a reprint bears a stamp.
pub(crate) fn ticket(scene: &Scene<'_>, ticket: &Ticket, stamp: Option<String>) -> Slip {
    let language = ticket.language.as_str();
    let say = |key: &str| scene.texts.get(language, key, &[]);
    let settings = scene.settings;
    let service = ticket
        .service
        .as_ref()
        .and_then(|id| settings.service(&id.0));
    let bring = service
        .map(|service| own(&service.bring, language))
        .filter(|bring| !bring.is_empty());
    Slip::ticket(TicketTexts {
        office: own(&settings.name, language),
        number: ticket.number.to_string(),
        service: service.map_or_else(
            || say("slip-live-queue"),
            |service| own(&service.title, language),
        ),
        rows: rows(scene, ticket),
        bring: bring.map(|bring| (say("slip-bring"), bring)),
        closing: settings
            .ticket
            .closing
            .iter()
            .map(|line| own(line, language))
            .collect(),
        thanks: own(&settings.ticket.thanks, language),
        qr: Some(scannable(&scene.ticket_id(ticket))),
        stamp,
    })
}

/// A ticket's id in signs that a scanner can type on any keyboard: letters that
/// look alike in both alphabets become Latin, the live queue's «Ж» becomes J.
/// Numbers are read back from either.
fn scannable(id: &str) -> String {
    let twin = |letter| match letter {
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'У' => 'Y',
        'Х' => 'X',
        'Ж' => 'J',
        other => other,
    };
    id.chars().map(twin).collect()
}

/// Until the call, as estimated when the picture was drawn.
pub(crate) fn expected_wait(picture: &Picture, ticket: &Ticket) -> Option<Span> {
    let estimates = &picture.estimates;
    let by_ticket = estimates.tickets.get(&ticket.number).copied();
    by_ticket.or_else(|| match &ticket.service {
        Some(service) => estimates.services.get(service).copied(),
        None => estimates.anyone,
    })
}

fn rows(scene: &Scene<'_>, ticket: &Ticket) -> Vec<Row> {
    let language = ticket.language.as_str();
    let say = |key: &str| scene.texts.get(language, key, &[]);
    let picture = scene.picture;
    let ahead = picture
        .waiting
        .iter()
        .position(|waiting| waiting.number == ticket.number)
        .unwrap_or(0);
    let mut rows = Vec::new();
    if let Some(booked) = ticket.booked_for {
        rows.push(Row::new(say("slip-booked"), scene.clock(booked)));
    }
    if let Some(zone) = scene.zone_to_go(ticket) {
        rows.push(Row::new(say("slip-zone"), own(&zone.name, language)));
    }
    rows.push(Row::new(say("slip-ahead"), ahead.to_string()));
    if let Some(span) = expected_wait(picture, ticket) {
        let from = scene.clock(picture.now.plus_ms(span.likely_ms));
        let to = scene.clock(picture.now.plus_ms(span.at_most_ms));
        let when = if from == to {
            from
        } else {
            format!("{from} – {to}")
        };
        rows.push(Row::new(say("slip-when"), when));
    }
    let date = picture.day.as_ref().map_or_else(String::new, |day| {
        format!(
            "{:02}.{:02}.{}",
            day.date.day, day.date.month, day.date.year
        )
    });
    let taken = format!("{date}, {}", scene.clock(ticket.taken_at));
    rows.push(Row::new(say("slip-taken"), taken));
    rows
}
