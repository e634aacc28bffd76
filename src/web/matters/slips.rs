//! What the slips of matters say, in the visitor's language. Pure.

use office::callback::Callback;
use office::day::Date;
use office::statement::Statement;

use crate::config::settings::Settings;
use crate::people::Person;
use crate::people::format::masked_phone;
use crate::print::slip::{Block, Row, Slip};
use crate::texts::{Arg, Texts};
use crate::web::matters::shown::named;
use crate::web::zones::own;

/// "23.11.2026".
pub(super) fn written(date: Date) -> String {
    format!("{:02}.{:02}.{}", date.day, date.month, date.year)
}

/// "22.11.2026, 17:50", by the office's clock.
pub(super) fn moment(settings: &Settings, at_ms: i64) -> String {
    let date = settings.calendar.date_at(at_ms);
    let (day, month, year) = (date.day(), date.month(), date.year());
    let minute = settings.calendar.minute_at(at_ms);
    format!("{day:02}.{month:02}.{year}, {minute}")
}

/// What was promised, with nothing on it that tells who was promised it.
pub(super) fn callback(
    texts: &Texts,
    settings: &Settings,
    callback: &Callback,
    person: Option<&Person>,
) -> Slip {
    let language = callback.language.as_str();
    let say = |key: &str, args: &[(&str, Arg)]| texts.get(language, key, args);
    let mut rows = vec![Row::new(
        say("callback-slip-due", &[]),
        written(callback.due),
    )];
    if let Some(person) = person {
        let phone = masked_phone(person.phone.show());
        rows.push(Row::new(say("callback-slip-phone", &[]), phone));
    }
    let asked = moment(settings, callback.asked_at.0);
    rows.push(Row::new(say("slip-taken", &[]), asked));
    let service = callback.service.as_ref();
    let service = service.and_then(|id| settings.service(&id.0));
    let mut blocks = vec![
        Block::Heading(own(&settings.name, language)),
        Block::Title(say(
            "callback-slip-title",
            &[("id", Arg::from(callback.id.to_string()))],
        )),
        Block::Rule,
        Block::Rows(rows),
        Block::Rule,
    ];
    if let Some(service) = service {
        blocks.push(Block::Labelled {
            label: say("callback-slip-about", &[]),
            text: own(&service.title, language),
        });
        blocks.push(Block::Rule);
    }
    let line = own(&settings.direct_line, language);
    blocks.push(Block::Note(vec![say(
        "callback-slip-sooner",
        &[("line", Arg::from(line))],
    )]));
    blocks.push(Block::Thanks(own(&settings.ticket.thanks, language)));
    Slip::new(blocks)
}

/// The receipt of a statement: its number, its term and who took it (S12).
pub(super) fn statement(texts: &Texts, settings: &Settings, statement: &Statement) -> Slip {
    let language = statement.language.as_str();
    let say = |key: &str, args: &[(&str, Arg)]| texts.get(language, key, args);
    let kind = settings.matters.kind(&statement.kind);
    let number = format!("{}/{}", statement.number, statement.year);
    let rows = vec![
        Row::new(
            say("statement-slip-kind", &[]),
            kind.map_or_else(String::new, |kind| own(&kind.title, language)),
        ),
        Row::new(say("statement-slip-due", &[]), written(statement.due)),
        Row::new(
            say("statement-slip-by", &[]),
            named(settings, &statement.taken_by),
        ),
        Row::new(
            say("slip-taken", &[]),
            moment(settings, statement.taken_at.0),
        ),
    ];
    Slip::new(vec![
        Block::Heading(own(&settings.name, language)),
        Block::Title(say(
            "statement-slip-title",
            &[("number", Arg::from(number))],
        )),
        Block::Rule,
        Block::Rows(rows),
        Block::Rule,
        Block::Thanks(own(&settings.ticket.thanks, language)),
    ])
}
