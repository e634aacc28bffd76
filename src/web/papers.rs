//! Slips beside the ticket, in the same hand: what to bring, the queue, a
//! printer test. Pure.

use office::ticket::Ticket;

use crate::config::settings::{Service, Settings};
use crate::print::slip::{Block, Row, Slip};
use crate::texts::{Arg, Texts, things};
use crate::web::view::Scene;
use crate::web::zones::own;

/// More lines than this are a second roll; the paper says how many are left out.
const QUEUE_LINES: usize = 150;

/// «Что взять с собой» for one service (S14).
pub(crate) fn bring(texts: &Texts, settings: &Settings, service: &Service, language: &str) -> Slip {
    let say = |key: &str| texts.get(language, key, &[]);
    let bring = own(&service.bring, language);
    let lines: Vec<String> = things(&bring).map(|thing| format!("— {thing}")).collect();
    let mut blocks = vec![
        Block::Heading(own(&settings.name, language)),
        Block::Title(own(&service.title, language)),
        Block::Rule,
    ];
    if lines.is_empty() {
        blocks.push(Block::Note(vec![say("paper-bring-nothing")]));
    } else {
        let label = say("paper-bring") + ":";
        for (at, line) in lines.into_iter().enumerate() {
            let label = if at == 0 {
                label.clone()
            } else {
                String::new()
            };
            blocks.push(Block::Labelled { label, text: line });
        }
    }
    let remote = own(&service.remote, language);
    if !remote.is_empty() {
        let label = say("paper-remote") + ":";
        blocks.push(Block::Rule);
        blocks.push(Block::Labelled {
            label,
            text: remote,
        });
    }
    blocks.push(Block::Rule);
    blocks.push(Block::Note(vec![own(&settings.direct_line, language)]));
    blocks.push(Block::Thanks(say("paper-thanks")));
    Slip::new(blocks)
}

/// The queue on paper, for the day the computer itself dies.
pub(crate) fn queue(scene: &Scene<'_>, language: &str) -> Slip {
    let say = |key: &str, args: &[(&str, Arg)]| scene.texts.get(language, key, args);
    let time = scene.clock(scene.picture.now);
    let mut blocks = vec![
        Block::Heading(own(&scene.settings.name, language)),
        Block::Title(say("paper-queue", &[("time", Arg::from(time))])),
    ];
    let called: Vec<Row> = scene
        .picture
        .at_desks
        .iter()
        .map(|ticket| {
            let desk = ticket.desk().map_or(0, |desk| desk.0).to_string();
            let desk = say("paper-queue-desk", &[("desk", Arg::from(desk))]);
            Row::new(crate::print::slip::spaced(&ticket.number.to_string()), desk)
        })
        .collect();
    let waiting: Vec<Row> = scene
        .picture
        .waiting
        .iter()
        .take(QUEUE_LINES)
        .map(|ticket| waiting_row(scene, ticket, language))
        .collect();
    if called.is_empty() && waiting.is_empty() {
        blocks.push(Block::Rule);
        blocks.push(Block::Note(vec![say("paper-queue-empty", &[])]));
    }
    for (heading, rows) in [
        ("paper-queue-called", called),
        ("paper-queue-waiting", waiting),
    ] {
        if !rows.is_empty() {
            blocks.push(Block::Rule);
            let heading = format!("{}: {}", say(heading, &[]), rows.len());
            blocks.push(Block::Heading(heading));
            blocks.push(Block::Rows(rows));
        }
    }
    Slip::new(blocks)
}

fn waiting_row(scene: &Scene<'_>, ticket: &Ticket, language: &str) -> Row {
    let service = ticket
        .service
        .as_ref()
        .and_then(|id| scene.settings.service(&id.0));
    let title = service.map_or_else(String::new, |service| own(&service.title, language));
    let since = scene.clock(ticket.taken_at);
    let number = crate::print::slip::spaced(&ticket.number.to_string());
    Row::new(format!("{number}  {title}"), since)
}

/// Whether the printer works, and which letters it knows.
pub(crate) fn test(scene: &Scene<'_>, language: &str) -> Slip {
    let say = |key: &str| scene.texts.get(language, key, &[]);
    Slip::new(vec![
        Block::Heading(own(&scene.settings.name, language)),
        Block::Number("А 000".to_owned()),
        Block::Title(say("paper-test")),
        Block::Rule,
        Block::Note(vec![
            say("paper-test-words"),
            scene.clock(scene.picture.now),
        ]),
        Block::Qr {
            payload: "TALON TEST".to_owned(),
            lines: Vec::new(),
        },
    ])
}
