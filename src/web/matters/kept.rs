//! What every matter needs of the house: a person's row, a day of the
//! calendar, a revision, a slip. Wrong input gets a clear problem.

use axum::http::StatusCode;
use office::day::Date;
use office::person::PersonId;
use office::picture::Picture;

use crate::config::settings::Settings;
use crate::people::format::{self, Wrong};
use crate::people::pii::Pii;
use crate::people::{self, Person};
use crate::print::slip::Slip;
use crate::reception::handle::{Ask, Done};
use crate::run::rules::office_date;
use crate::web::Shared;
use crate::web::matters::Answer;
use crate::web::matters::person::has_record;
use crate::web::paper;
use crate::web::problem::Trouble;
use crate::web::tickets::ask_reception;
use crate::wire::{PrintAnswer, PrintOutcome};

/// What a visitor told, as it was typed.
#[derive(Default)]
pub(super) struct Told<'a> {
    pub(super) purpose: &'static str,
    pub(super) name: Option<&'a str>,
    pub(super) phone: Option<&'a str>,
    pub(super) address: Option<&'a str>,
    pub(super) contract: Option<&'a str>,
    pub(super) gist: Option<&'a str>,
}

pub(super) fn unprocessable(code: &'static str) -> Trouble {
    Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, code)
}

/// Which records a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Open,
    Closed,
    All,
}

impl Status {
    /// "open" (also when nothing is said), "closed" or "all".
    pub(super) fn wanted(text: Option<&str>) -> Answer<Self> {
        match text {
            None | Some("open") => Ok(Self::Open),
            Some("closed") => Ok(Self::Closed),
            Some("all") => Ok(Self::All),
            Some(other) => Err(unprocessable("unknown-filter").with("filter", other)),
        }
    }

    pub(super) fn shows(self, is_open: bool) -> bool {
        match self {
            Self::Open => is_open,
            Self::Closed => !is_open,
            Self::All => true,
        }
    }
}

/// A personal text that must be right if it is there.
fn checked(text: Option<&str>, read: impl Fn(&str) -> Result<String, Wrong>) -> Answer<Pii> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    let read = text.map(read).transpose()?;
    Ok(Pii::new(read.unwrap_or_default()))
}

/// A line to be added to a person's row.
pub(super) fn line(text: Option<&str>) -> Answer<Option<Pii>> {
    let line = checked(text, |text| format::line(text, format::GIST_CHARS))?;
    Ok(Some(line).filter(|line| !line.is_empty()))
}

/// The row of what was told; the same one-time key names the same row.
pub(super) fn person(told: &Told<'_>, key: Option<&str>, picture: &Picture) -> Answer<Person> {
    let day = picture.day.as_ref().map(|day| day.date.to_string());
    Ok(Person {
        id: people::new_id(key, &day.unwrap_or_default())?,
        purpose: told.purpose.to_owned(),
        name: checked(told.name, format::name)?,
        phone: checked(told.phone, format::phone)?,
        address: checked(told.address, |text| {
            format::line(text, format::ADDRESS_CHARS)
        })?,
        contract: checked(told.contract, format::contract)?,
        gist: checked(told.gist, |text| format::line(text, format::GIST_CHARS))?,
        created: picture.now,
        erase_after: None,
    })
}

/// Keeps the person, then what is asked about them; refused, the row goes
/// again. Sent again after the person was erased, it gets the first answer and
/// the row stays gone.
pub(super) async fn with_person(
    shared: &Shared,
    person: Option<Person>,
    question: Ask,
) -> Answer<Done> {
    let Some(person) = person else {
        return ask_reception(shared, question).await;
    };
    let id = person.id.clone();
    // A record comes after its row: one without a row has lost it since.
    let had_record = has_record(&id, &shared.handle.told().picture);
    let rows = shared.people.get(vec![id.clone()]).await?;
    if !had_record || !rows.is_empty() {
        shared.people.put(person).await?;
    }
    let done = ask_reception(shared, question).await;
    // Without an answer it may be carried out yet, and needs its row then.
    let is_refused = (done.as_ref()).is_err_and(|trouble| trouble.status.is_client_error());
    if is_refused && rows.is_empty() && !has_record(&id, &shared.handle.told().picture) {
        forget(shared, id).await;
    }
    done
}

/// A row whose record was refused is of no use to anybody.
async fn forget(shared: &Shared, id: PersonId) {
    if let Err(error) = shared.people.erase(id).await {
        // It goes with the others nobody needs, after the days set.
        tracing::warn!(%error, "a row without a record could not be erased");
    }
}

/// Today by the wall, for what is due.
pub(super) fn today(shared: &Shared) -> Date {
    let date = shared.settings().calendar.date_at(shared.clock.now().0);
    office_date(date)
}

/// So many working days after today by the office's calendar; today for 0.
pub(super) fn working_day(settings: &Settings, now_ms: i64, days: u32) -> Date {
    let calendar = &settings.calendar;
    let mut date = calendar.date_at(now_ms);
    for _ in 0..days {
        let Some((next, _hours)) = calendar.next_open_day(date) else {
            break;
        };
        date = next;
    }
    office_date(date)
}

/// A day agreed upon: today or later.
pub(super) fn agreed(text: Option<&str>, today: Date) -> Answer<Option<Date>> {
    let Some(text) = text else { return Ok(None) };
    let date: Date = text
        .parse()
        .map_err(|_no_date| unprocessable("wrong-date").with("date", text))?;
    // The calendar knows which days there are.
    let day = jiff::civil::Date::new(
        date.year,
        i8::try_from(date.month).unwrap_or(0),
        i8::try_from(date.day).unwrap_or(0),
    );
    if day.is_err() || date < today {
        return Err(unprocessable("wrong-date").with("date", text));
    }
    Ok(Some(date))
}

/// Prints a slip that belongs to no ticket; nothing prints later by itself.
pub(super) async fn print(shared: &Shared, slip: Slip) -> PrintAnswer {
    let at = jiff::Timestamp::from_millisecond(shared.clock.now().0).unwrap_or_default();
    paper::told_of(shared.print(slip, at).await)
}

pub(super) fn not_asked() -> PrintAnswer {
    PrintAnswer {
        outcome: PrintOutcome::NotAsked,
        reason: None,
    }
}
