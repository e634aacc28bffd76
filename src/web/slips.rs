//! What a ticket's slip says, in the visitor's language. Pure.

use office::day::{MINUTE_MS, Moment};
use office::estimate::Span;
use office::picture::Picture;
use office::ticket::Ticket;

use crate::config::settings::{Service, Settings, TicketPart};
use crate::print::bitmap::Bitmap;
use crate::print::slip::{Part, Row, Slip, TicketTexts};
use crate::texts::Texts;
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
    Slip::ticket(&TicketTexts {
        order: order(settings),
        logo: logo(settings),
        office: own(&settings.name, language),
        number: ticket.number.to_string(),
        service: service.map_or_else(
            || say("slip-live-queue"),
            |service| own(&service.title, language),
        ),
        rows: rows(scene, ticket),
        bring: service.map_or_else(Vec::new, |service| handy(scene.texts, service, language)),
        closing: settings
            .ticket
            .closing
            .iter()
            .map(|line| own(line, language))
            .collect(),
        thanks: own(&settings.ticket.thanks, language),
        qr: settings
            .ticket
            .qr
            .then(|| scannable(&scene.ticket_id(ticket))),
        stamp,
    })
}

/// What to bring, and how it is done without coming (S14), as far as told.
fn handy(texts: &Texts, service: &Service, language: &str) -> Vec<(String, String)> {
    let told = [
        ("slip-bring", &service.bring),
        ("slip-remote", &service.remote),
    ];
    told.into_iter()
        .map(|(key, words)| (texts.get(language, key, &[]), own(words, language)))
        .filter(|(_label, text)| !text.is_empty())
        .collect()
}

/// The template filled with a made-up visitor, to look at it: the service with
/// the longest list of what to bring, so that the fullest ticket is seen.
pub(crate) fn sample(settings: &Settings, texts: &Texts, language: &str) -> Slip {
    let say = |key: &str| texts.get(language, key, &[]);
    let fullest = settings.services.iter();
    let fullest = fullest.max_by_key(|service| own(&service.bring, language).chars().count());
    let series = fullest.map_or_else(|| "А".to_owned(), |service| service.series.to_string());
    let number = format!("{series}012");
    Slip::ticket(&TicketTexts {
        order: order(settings),
        logo: logo(settings),
        office: own(&settings.name, language),
        qr: settings
            .ticket
            .qr
            .then(|| scannable(&format!("2026-11-22-{number}"))),
        number,
        service: fullest.map_or_else(
            || say("slip-live-queue"),
            |service| own(&service.title, language),
        ),
        rows: vec![
            Row::new(say("slip-ahead"), "3"),
            Row::new(say("slip-when"), "11:39 – 11:46"),
            Row::new(say("slip-taken"), "22.11.2026, 11:31"),
        ],
        bring: fullest.map_or_else(Vec::new, |service| handy(texts, service, language)),
        closing: settings
            .ticket
            .closing
            .iter()
            .map(|line| own(line, language))
            .collect(),
        thanks: own(&settings.ticket.thanks, language),
        stamp: None,
    })
}

fn order(settings: &Settings) -> Vec<Part> {
    let part = |part: &TicketPart| match part {
        TicketPart::Logo => Part::Logo,
        TicketPart::Office => Part::Office,
        TicketPart::Number => Part::Number,
        TicketPart::Service => Part::Service,
        TicketPart::Facts => Part::Facts,
        TicketPart::Bring => Part::Bring,
        TicketPart::Closing => Part::Closing,
        TicketPart::Thanks => Part::Thanks,
        TicketPart::Line => Part::Line,
    };
    settings.ticket.order.iter().map(part).collect()
}

/// A sign that cannot be read is left out: the number is what matters.
fn logo(settings: &Settings) -> Option<Bitmap> {
    let path = settings.ticket.logo.as_ref()?;
    match crate::print::logo::read(path) {
        Ok(picture) => Some(picture),
        Err(error) => {
            tracing::warn!(%error, "the ticket's sign is left out");
            None
        }
    }
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

/// The latest time a slip names: in a minute at the soonest, for up to one is
/// «без ожидания» and somebody has to press.
pub(crate) fn told_by(picture: &Picture, span: Span) -> Moment {
    picture.now.plus_ms(span.at_most_ms.max(MINUTE_MS))
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
        rows.push(Row::new(say("slip-booked"), scene.starts(booked)));
    }
    if let Some(zone) = scene.zone_to_go(ticket) {
        rows.push(Row::new(say("slip-zone"), own(&zone.name, language)));
    }
    rows.push(Row::new(say("slip-ahead"), ahead.to_string()));
    if let Some(span) = expected_wait(picture, ticket) {
        let from = scene.clock(picture.now.plus_ms(span.likely_ms));
        let to = scene.clock(told_by(picture, span));
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
