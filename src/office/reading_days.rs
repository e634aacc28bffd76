//! Drawing up meter-reading days, assigning contracts, checking in (S8).

use std::collections::{BTreeMap, BTreeSet};

use crate::Office;
use crate::command::Take;
use crate::day::{Mode, Moment};
use crate::event::Event;
use crate::readings::{
    CONTRACTS_MOST, Contract, Given, HOURS_MOST, Hour, HourPlan, Month, PLACES_MOST,
    ReadingsCommand, ReadingsEvent, ReadingsRefusal as No, Schedule,
};
use crate::refusal::Refusal;
use crate::service::ServiceId;
use crate::ticket::{Channel, Class};

type Decision = Result<Vec<Event>, Refusal>;

impl From<No> for Refusal {
    fn from(no: No) -> Self {
        Self::Readings(no)
    }
}

/// Contracts with the hour each is to have; `None`: the first with room.
type Wanted = [(Contract, Option<Moment>)];

impl Office {
    pub(crate) fn decide_readings(&self, command: &ReadingsCommand, now: Moment) -> Decision {
        match command {
            ReadingsCommand::Draw {
                month,
                revision,
                service,
                hours,
                contracts,
            } => {
                self.check_may_draw()?;
                let schedule = self.draw(*month, *revision, service, hours)?;
                let month = *month;
                let hours = assign(&schedule, contracts)?;
                let mut events = said(ReadingsEvent::Drawn { month, schedule });
                if !hours.is_empty() {
                    events.extend(said(ReadingsEvent::Assigned { month, hours }));
                }
                Ok(events)
            }
            ReadingsCommand::Assign {
                month,
                revision,
                contracts,
            } => {
                self.check_may_draw()?;
                let schedule = self.drawn(*month, *revision)?;
                let hours = assign(schedule, contracts)?;
                if hours.is_empty() {
                    return Ok(Vec::new());
                }
                let month = *month;
                Ok(said(ReadingsEvent::Assigned { month, hours }))
            }
            ReadingsCommand::Release {
                month,
                revision,
                contracts,
            } => {
                self.check_may_draw()?;
                let schedule = self.drawn(*month, *revision)?;
                let held = |contract: &&Contract| schedule.hour_of(contract).is_some();
                let contracts: BTreeSet<Contract> =
                    contracts.iter().filter(held).cloned().collect();
                if contracts.is_empty() {
                    return Ok(Vec::new());
                }
                let month = *month;
                Ok(said(ReadingsEvent::Released { month, contracts }))
            }
            ReadingsCommand::CheckIn {
                contract,
                channel,
                language,
                paper,
                help,
            } => {
                let take = Take {
                    service: None,
                    class: Class::Appointment,
                    channel: *channel,
                    language: language.clone(),
                    reason: None,
                    paper: *paper,
                    help: *help,
                };
                self.check_in_contract(contract, take, now)
            }
        }
    }

    fn check_may_draw(&self) -> Result<(), Refusal> {
        self.running_day()?;
        match self.mode {
            Mode::Electronic => Ok(()),
            Mode::Live => Err(Refusal::NeedsDatabase),
        }
    }

    fn drawn(&self, month: Month, revision: Option<u64>) -> Result<&Schedule, Refusal> {
        let schedule = self.carried.readings.month(month);
        let schedule = schedule.ok_or(No::NotDrawn(month))?;
        if revision.is_some_and(|seen| seen != schedule.revision) {
            let revision = schedule.revision;
            return Err(No::Changed { revision }.into());
        }
        Ok(schedule)
    }

    fn draw(
        &self,
        month: Month,
        revision: Option<u64>,
        service: &ServiceId,
        plans: &[HourPlan],
    ) -> Result<Schedule, Refusal> {
        let service = self.known_service(service)?.id.clone();
        check_plans(plans)?;
        let before = self.carried.readings.month(month);
        if let Some(seen) = revision {
            let held = before.map_or(0, |known| known.revision);
            if seen != held {
                return Err(No::Changed { revision: held }.into());
            }
        }
        let mut hours: Vec<Hour> = plans
            .iter()
            .map(|plan| Hour {
                from: plan.from,
                to: plan.to,
                places: plan.places,
                contracts: BTreeSet::new(),
                came: BTreeMap::new(),
            })
            .collect();
        for old in before.iter().flat_map(|known| &known.hours) {
            let contracts = old.contracts.len();
            let from = old.from;
            match hours.iter_mut().find(|hour| hour.from == from) {
                Some(hour) if usize::try_from(hour.places).unwrap_or(0) >= contracts => {
                    hour.contracts.clone_from(&old.contracts);
                    hour.came.clone_from(&old.came);
                }
                None if contracts == 0 => {}
                Some(_) | None => return Err(No::HourInUse { from, contracts }.into()),
            }
        }
        Ok(Schedule {
            service,
            hours,
            revision: before.map_or(0, |known| known.revision) + 1,
        })
    }

    fn check_in_contract(&self, contract: &Contract, mut take: Take, now: Moment) -> Decision {
        self.running_day()?;
        let found = self.carried.readings.hour_for(contract, now);
        let (month, schedule, hour) = found.ok_or(No::UnknownContract)?;
        if let Some(ticket) = hour.came.get(contract) {
            let ticket = ticket.clone();
            return Err(No::AlreadyCheckedIn { ticket }.into());
        }
        let opens_at = hour.from.plus_ms(-self.rules.booking.early_ms);
        if !(opens_at..hour.to).contains(&now) {
            let (from, to) = (hour.from, hour.to);
            return Err(No::NotYourHour { from, to }.into());
        }
        self.check_door_for_expected(take.channel != Channel::Kiosk, now)?;
        take.service = Some(schedule.service.clone());
        // Any minute of the hour is on time: the wait counts from coming.
        let mut events = self.register(&take, hour.from.max(now), Some(hour.from))?;
        if let Some(Event::TicketTaken(taken)) = events.last() {
            events.push(Event::Readings(ReadingsEvent::CheckedIn {
                month,
                from: hour.from,
                contract: contract.clone(),
                ticket: taken.number.clone(),
            }));
        }
        Ok(events)
    }
}

fn check_plans(plans: &[HourPlan]) -> Result<(), No> {
    if plans.len() > HOURS_MOST {
        return Err(No::BadHours);
    }
    let mut last_end = Moment(i64::MIN);
    for plan in plans {
        if plan.from < last_end || plan.to <= plan.from {
            return Err(No::BadHours);
        }
        if !(1..=PLACES_MOST).contains(&plan.places) {
            return Err(No::BadPlaces { limit: PLACES_MOST });
        }
        last_end = plan.to;
    }
    Ok(())
}

/// All or nothing: contracts that name an hour get it, the others fill the
/// free places by time, in the order they came; who has an hour keeps it.
fn assign(schedule: &Schedule, wanted: &Wanted) -> Result<Vec<Given>, No> {
    let mut free: BTreeMap<Moment, usize> = schedule
        .hours
        .iter()
        .map(|hour| (hour.from, hour.free()))
        .collect();
    let mut given: BTreeMap<Moment, BTreeSet<Contract>> = BTreeMap::new();
    let mut missing = 0;
    // Named twice, the last word counts.
    let named: BTreeMap<&Contract, Moment> = wanted
        .iter()
        .filter_map(|(contract, named)| Some((contract, (*named)?)))
        .collect();
    for (contract, from) in named {
        let held = schedule.hour_of(contract).map(|hour| hour.from);
        if held == Some(from) {
            continue;
        }
        let room = free.get_mut(&from).ok_or(No::NoSuchHour { from })?;
        match room.checked_sub(1) {
            Some(left) => *room = left,
            None => missing += 1,
        }
        if let Some(room) = held.and_then(|held| free.get_mut(&held)) {
            *room += 1;
        }
        given.entry(from).or_default().insert(contract.clone());
    }
    let unnamed = wanted.iter().filter(|(_contract, named)| named.is_none());
    let without = |(contract, _named): &&(Contract, Option<Moment>)| {
        schedule.hour_of(contract).is_none()
            && !given.values().any(|taken| taken.contains(contract))
    };
    let mut seen = BTreeSet::new();
    let new: Vec<Contract> = unnamed
        .filter(without)
        .filter(|(contract, _named)| seen.insert(contract.clone()))
        .map(|(contract, _named)| contract.clone())
        .collect();
    let mut rooms = free
        .into_iter()
        .flat_map(|(from, room)| (0..room).map(move |_place| from));
    for contract in new {
        match rooms.next() {
            Some(from) => {
                given.entry(from).or_default().insert(contract);
            }
            None => missing += 1,
        }
    }
    if missing > 0 {
        return Err(No::NotEnoughPlaces { missing });
    }
    let more: usize = given.values().map(BTreeSet::len).sum();
    if schedule.assigned() + more > CONTRACTS_MOST {
        return Err(No::TooMany {
            limit: CONTRACTS_MOST,
        });
    }
    let hours = given.into_iter();
    Ok(hours
        .map(|(from, contracts)| Given { from, contracts })
        .collect())
}

fn said(event: ReadingsEvent) -> Vec<Event> {
    vec![Event::Readings(event)]
}
