//! The demo's past: a made-up year of the demo office, lived through the heart
//! by made-up visitors and managers, and written as the house itself writes.
//!
//! Promises: the same year every time; every entry is one that a command led
//! to. Never: touches a folder that holds a history already.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use office::Office;
use office::command::{Command, Destination, Take};
use office::contact::ContactCommand;
use office::day::{Copies, Hours, MINUTE_MS, Mode, Moment};
use office::desk::{BreakKind, DeskId, Doing};
use office::event::Event;
use office::hall::HallCommand;
use office::oversight::DayCommand;
use office::peak::PeakCommand;
use office::staff::AccountId;
use office::ticket::{Channel, Class, TicketNumber};

use crate::config::settings::{Role, Settings};
use crate::reception::almanac::Almanac;
use crate::reception::keep::{Draft, HOUSE};
use crate::run::past_plan::{self as plan, DayPlan, Dice};
use crate::run::rules::{OfficeCalendar, rules};
use crate::store::{FillError, Filler, Places};

/// What happens next, by whom.
#[derive(Debug, Clone)]
enum Act {
    Come,
    /// Somebody at a desk does the next thing.
    Desk(DeskId),
    /// A visitor who waited too long goes away; the hall manager may notice.
    Leave(TicketNumber),
    Break(DeskId, BreakKind),
    WatchPeak,
    SeePeak,
    Storage(Mode),
    Shorten,
    Solve,
}

/// Lives through `days` office days that end the day before `today`.
pub(super) fn live(
    settings: &Settings,
    places: &Places,
    days: u32,
    today: Date,
) -> Result<u64, FillError> {
    let mut dates = Vec::new();
    let mut date = today;
    while dates.len() < usize::try_from(days).unwrap_or(0) {
        let Ok(before) = date.yesterday() else {
            break;
        };
        date = before;
        if settings.calendar.day(date).is_some() {
            dates.push(date);
        }
    }
    let first = dates.last().copied().unwrap_or(today);
    let epoch = settings
        .calendar
        .opening_ms(first, crate::config::calendar::MinuteOfDay::MIDNIGHT);
    let mut past = Past {
        settings,
        almanac: OfficeCalendar::new(settings),
        office: Office::new(rules(settings)),
        filler: Filler::open(places, u64::try_from(epoch.unwrap_or(1)).unwrap_or(1))?,
        dice: Dice::new(),
        now: Moment(0),
        agenda: BTreeMap::new(),
        planned: 0,
        gone: BTreeSet::new(),
        breaks_due: BTreeMap::new(),
        desks_due: BTreeMap::new(),
    };
    for date in dates.into_iter().rev() {
        past.day(date)?;
    }
    past.filler.finish()
}

struct Past<'a> {
    settings: &'a Settings,
    almanac: OfficeCalendar,
    office: Office,
    filler: Filler,
    dice: Dice,
    now: Moment,
    agenda: BTreeMap<(Moment, u64), Act>,
    planned: u64,
    /// Visitors who will not answer their call.
    gone: BTreeSet<TicketNumber>,
    breaks_due: BTreeMap<DeskId, BreakKind>,
    /// When each desk does its next thing: one at a time.
    desks_due: BTreeMap<DeskId, (Moment, u64)>,
}

impl Past<'_> {
    fn day(&mut self, date: Date) -> Result<(), FillError> {
        let calendar = &self.settings.calendar;
        let (Some(hours), Some((opens, closes))) = (calendar.day(date), calendar.span_ms(date))
        else {
            return Ok(());
        };
        let first_hour = i64::from(hours.opens.minutes() / 60);
        let span = (Moment(opens), Moment(closes));
        let plan = DayPlan::of(date, first_hour, span, &mut self.dice);
        self.now = Moment(opens).plus_ms(-20 * MINUTE_MS);
        let today = self.almanac.at(self.now);
        self.agenda.clear();
        self.gone.clear();
        self.breaks_due.clear();
        self.desks_due.clear();
        let open = Command::OpenDay {
            date: today.date,
            hours: today.hours,
        };
        self.does(HOUSE, open)?;
        self.open_desks(&plan)?;
        self.draw_up(&plan);
        while let Some(((at, _turn), act)) = self.agenda.pop_first() {
            self.now = self.now.max(at);
            self.take(act, &plan)?;
        }
        self.now = self.now.max(Moment(closes)).plus_ms(30 * MINUTE_MS);
        self.does(HOUSE, Command::CloseDay).map(drop)
    }

    /// Everything of the day that does not wait for anything else.
    fn draw_up(&mut self, plan: &DayPlan) {
        for at in &plan.arrivals {
            self.at(*at, Act::Come);
        }
        let desks: Vec<DeskId> = self.open_desk_ids();
        for (turn, desk) in desks.iter().enumerate() {
            for (at, kind) in plan.breaks(turn, &mut self.dice) {
                self.at(at, Act::Break(*desk, kind));
            }
            self.at(plan.opens, Act::Desk(*desk));
        }
        for (at, mode) in plan
            .live_spell
            .into_iter()
            .flat_map(|(from, to)| [(from, Mode::Live), (to, Mode::Electronic)])
        {
            self.at(at, Act::Storage(mode));
        }
        if let Some(at) = plan.shortened_at {
            self.at(at, Act::Shorten);
        }
        for _ in 0..plan.solved {
            let at = self.dice.between(plan.opens, plan.closes);
            self.at(at, Act::Solve);
        }
        self.at(plan.opens, Act::WatchPeak);
    }

    fn at(&mut self, at: Moment, act: Act) {
        self.planned += 1;
        let turn = (at, self.planned);
        if let Act::Desk(desk) = &act
            && let Some(before) = self.desks_due.insert(*desk, turn)
        {
            self.agenda.remove(&before);
        }
        self.agenda.insert(turn, act);
    }

    fn soon(&mut self, after_s: (i64, i64), act: Act) {
        let ms = self.dice.range(after_s.0 * 1_000, after_s.1 * 1_000);
        self.at(self.now.plus_ms(ms), act);
    }

    fn take(&mut self, act: Act, plan: &DayPlan) -> Result<(), FillError> {
        match act {
            Act::Come => self.come(plan),
            Act::Desk(desk) => self.desk(desk, plan),
            Act::Leave(number) => self.leave(&number),
            Act::Break(desk, kind) => {
                self.breaks_due.insert(desk, kind);
                let is_free = self.doing(desk) == Some(Doing::Free);
                if is_free {
                    self.soon((1, 5), Act::Desk(desk));
                }
                Ok(())
            }
            Act::WatchPeak => self.watch_peak(plan),
            Act::SeePeak => {
                let by = self.head();
                let note = Command::Peak(PeakCommand::Acknowledge { by });
                self.does("vetrov", note).map(drop)
            }
            Act::Storage(mode) => {
                let copies = match mode {
                    Mode::Electronic => Copies::Two,
                    Mode::Live => Copies::One,
                };
                self.does(HOUSE, Command::NoteStorage { mode, copies })
                    .map(drop)
            }
            Act::Shorten => {
                let Some(hours) = self.hours() else {
                    return Ok(());
                };
                let command = DayCommand::OverrideHours {
                    opens_at: hours.opens_at,
                    closes_at: hours.closes_at.plus_ms(-180 * MINUTE_MS),
                    by: self.head(),
                    despite_booked: true,
                };
                self.does("vetrov", Command::Day(command)).map(drop)
            }
            Act::Solve => {
                let service = plan::service(self.settings, &mut self.dice);
                let command = HallCommand::SolveAtReception { service };
                self.does("kuznetsova", Command::Hall(command)).map(drop)
            }
        }
    }

    fn come(&mut self, plan: &DayPlan) -> Result<(), FillError> {
        let is_live = self.office.mode() == Mode::Live;
        let take = Take {
            service: if is_live {
                None
            } else {
                plan::service(self.settings, &mut self.dice)
            },
            class: match self.dice.roll(100) {
                0..=5 => Class::Privileged,
                6 => Class::OutOfTurn,
                _ => Class::Ordinary,
            },
            channel: Channel::Kiosk,
            language: self.settings.default_language().to_owned(),
            reason: None,
            help: false,
            paper: true,
        };
        let events = self.does("kiosk", Command::TakeTicket(take))?;
        let taken = events.iter().find_map(|event| {
            let Event::TicketTaken(taken) = event else {
                return None;
            };
            Some(taken.number.clone())
        });
        let Some(number) = taken else {
            return Ok(());
        };
        let slip = Command::NoteSlip {
            ticket: number.clone(),
            outcome: office::ticket::SlipOutcome::Printed,
            promised: None,
        };
        self.does("printer", slip)?;
        if self.dice.roll(100) < 2 {
            self.gone.insert(number);
        } else if self.dice.roll(100) < 6 {
            let patience = self.dice.range(14 * MINUTE_MS, 45 * MINUTE_MS);
            self.at(self.now.plus_ms(patience), Act::Leave(number));
        }
        let free: Vec<DeskId> = self.open_desk_ids();
        for desk in free {
            if self.doing(desk) == Some(Doing::Free) && self.now >= plan.opens {
                self.soon((2, 8), Act::Desk(desk));
            }
        }
        Ok(())
    }

    fn leave(&mut self, number: &TicketNumber) -> Result<(), FillError> {
        let waits = self
            .office
            .ticket(number)
            .is_some_and(office::ticket::Ticket::is_waiting);
        if !waits {
            return Ok(());
        }
        if self.dice.roll(2) == 0 {
            self.gone.insert(number.clone());
            return Ok(());
        }
        let command = HallCommand::Cancel {
            ticket: number.clone(),
            reason: None,
        };
        self.does("kuznetsova", Command::Hall(command)).map(drop)
    }

    /// The next thing whoever sits there does.
    fn desk(&mut self, desk: DeskId, plan: &DayPlan) -> Result<(), FillError> {
        match self.doing(desk) {
            None => Ok(()),
            Some(Doing::Free) => self.free(desk, None, plan),
            Some(Doing::Calling { ticket }) => {
                if self.gone.contains(&ticket) {
                    self.does_at(desk, Command::Miss { desk })?;
                    self.soon((2, 6), Act::Desk(desk));
                    return Ok(());
                }
                self.does_at(desk, Command::Start { desk })?;
                let service = self
                    .office
                    .ticket(&ticket)
                    .and_then(|it| it.service.clone());
                let ms = plan::visit_ms(self.settings, service.as_ref(), &mut self.dice);
                self.at(self.now.plus_ms(ms), Act::Desk(desk));
                Ok(())
            }
            Some(Doing::Serving { ticket }) => {
                if self.dice.roll(100) < 3
                    && let Some(service) = plan::service(self.settings, &mut self.dice)
                {
                    let command = Command::Transfer {
                        desk,
                        to: Destination::Service(service),
                        come_back: false,
                        note: None,
                    };
                    self.does_at(desk, command)?;
                    self.soon((2, 6), Act::Desk(desk));
                    return Ok(());
                }
                self.free(desk, Some(ticket), plan)
            }
            Some(Doing::OnBreak { .. }) => {
                self.does_at(desk, Command::EndBreak { desk })?;
                self.soon((1, 4), Act::Desk(desk));
                Ok(())
            }
        }
    }

    /// A desk that is free, or frees itself by finishing.
    fn free(
        &mut self,
        desk: DeskId,
        finish: Option<TicketNumber>,
        plan: &DayPlan,
    ) -> Result<(), FillError> {
        if let Some(ticket) = &finish {
            self.say_what_it_was(desk, ticket)?;
        }
        if let Some(kind) = self.breaks_due.remove(&desk) {
            if finish.is_some() {
                self.does_at(desk, Command::Finish { desk })?;
            }
            self.does_at(desk, Command::TakeBreak { desk, kind })?;
            let minutes = match kind {
                BreakKind::Lunch => (35, 50),
                BreakKind::Rest => (8, 14),
                BreakKind::Errand => (4, 10),
            };
            self.soon((minutes.0 * 60, minutes.1 * 60), Act::Desk(desk));
            return Ok(());
        }
        self.does_at(desk, Command::CallNext { desk, finish })?;
        if matches!(self.doing(desk), Some(Doing::Calling { .. })) {
            self.soon((8, 30), Act::Desk(desk));
        } else if self.now >= plan.closes && self.office.waiting().count() == 0 {
            self.does_at(desk, Command::CloseDesk { desk })?;
        } else if self.now < plan.closes.plus_ms(90 * MINUTE_MS) {
            self.soon((50, 70), Act::Desk(desk));
        }
        Ok(())
    }

    /// S11: most visits are closed with a topic and an outcome.
    fn say_what_it_was(&mut self, desk: DeskId, number: &TicketNumber) -> Result<(), FillError> {
        let Some((topic, outcome)) = plan::about(self.settings, &mut self.dice) else {
            return Ok(());
        };
        let staff = self.office.desk(desk).and_then(|desk| desk.staff());
        let Some(by) = staff.cloned() else {
            return Ok(());
        };
        let record = ContactCommand::Record {
            desk,
            number: number.clone(),
            by,
            topic: Some(topic),
            outcome: Some(outcome),
            note: None,
            hand_over: None,
            is_last_word: true,
        };
        self.does_at(desk, Command::Contact(Box::new(record)))
    }

    fn watch_peak(&mut self, plan: &DayPlan) -> Result<(), FillError> {
        let was = self.office.peak().is_some();
        self.does(HOUSE, Command::Peak(PeakCommand::Watch))?;
        let is_peak = self.office.peak().is_some();
        if is_peak && !was {
            self.soon((40, 420), Act::SeePeak);
        }
        let helper = self.reserve();
        if is_peak
            && let Some(desk) = self.empty_desk()
            && let Some(helper) = helper
        {
            let call = PeakCommand::CallReserve {
                by: self.head(),
                accounts: vec![helper.clone()],
            };
            self.does("vetrov", Command::Peak(call))?;
            self.now = self.now.plus_ms(self.dice.range(60_000, 240_000));
            let open = Command::OpenDesk {
                desk,
                staff: helper.clone(),
            };
            self.does(&helper.0, open)?;
            self.soon((5, 20), Act::Desk(desk));
        }
        if self.now < plan.closes {
            self.soon((20, 20), Act::WatchPeak);
        }
        Ok(())
    }

    fn open_desks(&mut self, plan: &DayPlan) -> Result<(), FillError> {
        let managers: Vec<(AccountId, DeskId)> = self
            .settings
            .staff
            .iter()
            .filter(|account| account.role == Role::Desk)
            .filter_map(|account| {
                Some((AccountId(account.id.clone()), DeskId(account.desk?.get())))
            })
            .collect();
        let absent = plan.absent.map(|turn| turn % managers.len().max(1));
        for (turn, (staff, desk)) in managers.into_iter().enumerate() {
            if absent != Some(turn) {
                self.now = self.now.plus_ms(self.dice.range(20_000, 150_000));
                self.does(&staff.0.clone(), Command::OpenDesk { desk, staff })?;
            }
        }
        Ok(())
    }

    /// Decides, keeps and applies, as reception does; a refusal changes nothing.
    #[expect(clippy::needless_pass_by_value, reason = "said once, as people do")]
    fn does(&mut self, by: &str, command: Command) -> Result<Vec<Event>, FillError> {
        let at = self.now.max(self.office.last_at());
        let Ok(events) = self.office.decide(&command, at) else {
            return Ok(Vec::new());
        };
        if events.is_empty() {
            return Ok(events);
        }
        for event in &events {
            self.office.apply(event, at);
        }
        self.filler.add(Draft {
            at,
            by: by.to_owned(),
            key: None,
            fingerprint: 0,
            events: events.clone(),
        })?;
        Ok(events)
    }

    fn does_at(&mut self, desk: DeskId, command: Command) -> Result<(), FillError> {
        let staff = self
            .office
            .desk(desk)
            .and_then(|desk| desk.staff().cloned());
        let by = staff.map_or_else(|| HOUSE.to_owned(), |staff| staff.0);
        self.does(&by, command).map(drop)
    }

    fn doing(&self, desk: DeskId) -> Option<Doing> {
        self.office.desk(desk)?.doing().cloned()
    }

    fn open_desk_ids(&self) -> Vec<DeskId> {
        let open = self.office.desks().filter(|desk| desk.is_open());
        open.map(|desk| desk.id).collect()
    }

    fn empty_desk(&self) -> Option<DeskId> {
        let mut desks = self.office.desks();
        desks.find(|desk| !desk.is_open()).map(|desk| desk.id)
    }

    fn reserve(&self) -> Option<AccountId> {
        let mut staff = self.settings.staff.iter();
        let account = staff.find(|account| account.role == Role::Reserve)?;
        let id = AccountId(account.id.clone());
        let sits = self.office.desks().any(|desk| desk.staff() == Some(&id));
        (!sits).then_some(id)
    }

    fn head(&self) -> AccountId {
        let mut staff = self.settings.staff.iter();
        let head = staff.find(|account| account.role == Role::Head);
        AccountId(head.map_or_else(|| "head".to_owned(), |account| account.id.clone()))
    }

    fn hours(&self) -> Option<Hours> {
        self.office.day()?.hours
    }
}
