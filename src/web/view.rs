//! Pictures into what goes over the LAN. Pure: the same picture, settings and
//! paper always give the same JSON.

use std::collections::BTreeMap;

use office::day;
use office::desk::{BreakKind, Desk, DeskState, Doing};
use office::estimate::Span;
use office::leg::{Leg, LegEnd};
use office::picture::Picture;
use office::service::ServiceId;
use office::ticket::{Class, Closing, SlipOutcome, Ticket, TicketState, Why};

use crate::config::settings::{Segment, Service, Settings};
use crate::texts::Texts;
use crate::watch::upkeep::RoomState;
use crate::web::matters;
use crate::web::notices::notices;
use crate::web::oversight;
use crate::web::zones::zone;
use crate::wire;

/// The latest slips whose outcome a kiosk may still wait for.
const SLIPS: usize = 20;

/// Numbers under «скоро пригласим».
const NEXT: usize = 12;

/// Everything a view is made of.
#[derive(Debug, Clone)]
pub(crate) struct Scene<'a> {
    pub version: u64,
    pub picture: &'a Picture,
    pub settings: &'a Settings,
    pub texts: &'a Texts,
    pub paper: wire::Paper,
    /// About how many tickets the roll is still good for.
    pub tickets_left: Option<u32>,
    /// Rooms of the house that failed lately, or stay shut.
    pub fallen: Vec<(&'static str, RoomState)>,
    /// What is wrong with an office file that was not taken over, if anything.
    pub config_trouble: Option<&'a str>,
}

impl Scene<'_> {
    pub(crate) fn kiosk(&self) -> wire::KioskView {
        let picture = self.picture;
        wire::KioskView {
            seq: self.version,
            now_ms: picture.now.0,
            utc_offset_min: self.utc_offset_min(),
            office: self.office(),
            day: self.day(),
            mode: mode(picture.mode),
            paper: self.paper,
            segments: self.segments(),
            services: self.services(),
            groups: self.groups(),
            rules: self.kiosk_rules(),
            screens: self.screens(),
            late: matters::late(self),
            finished: self.finished(),
            open_desks: count(picture.working_desks),
            waiting: count(picture.waiting.len()),
            wait: picture.estimates.anyone.map(wait),
            within_target_percent: within_target_percent(picture),
            target_min: self.settings.limits.target_wait_min,
            slips: self.slips(),
        }
    }

    pub(crate) fn board(&self) -> wire::BoardView {
        let picture = self.picture;
        wire::BoardView {
            seq: self.version,
            now_ms: picture.now.0,
            utc_offset_min: self.utc_offset_min(),
            office: self.office(),
            day: self.day(),
            mode: mode(picture.mode),
            calls: picture
                .calls
                .iter()
                .map(|call| wire::CallView {
                    id: call.id,
                    number: call.number.to_string(),
                    desk: call.desk.0,
                    at_ms: call.at.0,
                    again: call.again,
                    slow: call.slow,
                    language: call.language.clone(),
                    zone: self.zone_of(call.desk),
                })
                .collect(),
            at_desks: picture
                .at_desks
                .iter()
                .filter_map(|ticket| {
                    Some(wire::AtDeskView {
                        number: ticket.number.to_string(),
                        desk: ticket.desk()?.0,
                        serving: matches!(ticket.state, TicketState::Serving { .. }),
                        since_ms: ticket.since().0,
                        zone: self.zone_of(ticket.desk()?).map(|zone| zone.id),
                    })
                })
                .collect(),
            next: self.next(),
            waiting: count(picture.waiting.len()),
            wait: self.wait_now().map(wait),
            dark_when_closed: self.settings.hall.dark_when_closed,
            ticker: self.ticker(),
            slides: self.slides(),
            screens: self.screens(),
            zones: self.settings.zones.iter().map(zone).collect(),
        }
    }

    /// How long those wait who wait now: the longest wait among the services
    /// that somebody came for; a free desk for other services makes nobody's
    /// shorter. Whoever comes where nobody waits is any desk's.
    fn wait_now(&self) -> Option<Span> {
        let estimates = &self.picture.estimates;
        let wanted = self.picture.waiting_by_service.keys();
        let longest = wanted
            .filter_map(|id| estimates.services.get(id))
            .max_by_key(|span| span.at_most_ms);
        longest.copied().or(estimates.anyone)
    }

    /// Who is called next, as far as can be told: by place; in the short window
    /// by the expected call, since a short question may pass.
    fn next(&self) -> Vec<String> {
        let mut waiting: Vec<&Ticket> = self.picture.waiting.iter().collect();
        if self.picture.short_window {
            let spans = &self.picture.estimates.tickets;
            let expected = |ticket: &&Ticket| spans.get(&ticket.number).map(|span| span.likely_ms);
            waiting.sort_by_key(|ticket| (expected(ticket).is_none(), expected(ticket)));
        }
        let next = waiting.into_iter().take(NEXT);
        next.map(|ticket| ticket.number.to_string()).collect()
    }

    pub(crate) fn staff(&self) -> wire::StaffView {
        let picture = self.picture;
        let limits = &self.settings.limits;
        let target_percent = match picture.mode {
            day::Mode::Electronic => limits.target_share_percent,
            day::Mode::Live => limits.live_target_share_percent,
        };
        wire::StaffView {
            seq: self.version,
            now_ms: picture.now.0,
            utc_offset_min: self.utc_offset_min(),
            office: self.office(),
            day: self.day(),
            mode: mode(picture.mode),
            copies: copies(picture.copies),
            paper: self.paper,
            desks: picture.desks.iter().map(|desk| self.desk(desk)).collect(),
            waiting: self.waiting(),
            parked: picture
                .parked
                .iter()
                .map(|ticket| self.ticket(ticket))
                .collect(),
            recent: picture
                .recent
                .iter()
                .map(|ticket| self.ticket(ticket))
                .collect(),
            services: self.services(),
            segments: self.segments(),
            working_desks: count(picture.working_desks),
            waiting_per_desk: per_desk(picture),
            answered_today: picture.answered,
            within_target_percent: picture.waits.of(picture.mode).percent(),
            long_waits_left: picture
                .waits
                .of(picture.mode)
                .long_waits_left(target_percent),
            target_percent,
            target_min: limits.target_wait_min,
            notices: notices(self),
            help: matters::help(self),
            matters: matters::matters(self),
            oversight: oversight::view(self),
        }
    }

    pub(crate) fn queue(&self) -> wire::QueueView {
        let at_desks = |serving: bool| {
            let wanted = move |ticket: &&Ticket| {
                matches!(ticket.state, TicketState::Serving { .. }) == serving
            };
            self.picture
                .at_desks
                .iter()
                .filter(wanted)
                .map(|ticket| self.ticket(ticket))
                .collect()
        };
        wire::QueueView {
            seq: self.version,
            mode: mode(self.picture.mode),
            waiting: self.waiting(),
            called: at_desks(false),
            serving: at_desks(true),
        }
    }

    pub(crate) fn services(&self) -> Vec<wire::ServiceView> {
        self.settings
            .services
            .iter()
            .map(|service| self.service(service))
            .collect()
    }

    fn service(&self, service: &Service) -> wire::ServiceView {
        let id = ServiceId::from(service.id.clone());
        let picture = self.picture;
        wire::ServiceView {
            segment: service.segment.clone(),
            group: service.group.clone(),
            series: service.series.to_string(),
            title: service.title.clone(),
            bring: service.bring.clone(),
            remote: service.remote.clone(),
            expected_min: u32::from(service.expected_min.get()),
            available: !picture.signs.paused.contains(&id),
            waiting: self.ahead_of(&id),
            wait: picture.estimates.services.get(&id).copied().map(wait),
            id: id.0.to_string(),
        }
    }

    fn ahead_of(&self, service: &ServiceId) -> u32 {
        let desks = || {
            let working = self.picture.desks.iter().filter(|desk| desk.is_working());
            working.filter(|desk| desk.services.contains(service))
        };
        let shares_a_desk = |ticket: &&Ticket| match &ticket.service {
            None => true,
            Some(other) => other == service || desks().any(|desk| desk.services.contains(other)),
        };
        count(self.picture.waiting.iter().filter(shares_a_desk).count())
    }

    fn segments(&self) -> Vec<wire::SegmentView> {
        self.settings
            .segments
            .iter()
            .map(|segment| self.segment(segment))
            .collect()
    }

    /// A segment's wait is its shortest service's: what a visitor may hope for.
    fn segment(&self, segment: &Segment) -> wire::SegmentView {
        let services = || {
            let all = self.settings.services.iter();
            all.filter(|service| service.segment == segment.id)
                .map(|service| ServiceId::from(service.id.clone()))
        };
        let waiting = services().filter_map(|id| self.picture.waiting_by_service.get(&id));
        let spans = services().filter_map(|id| self.picture.estimates.services.get(&id).copied());
        wire::SegmentView {
            id: segment.id.clone(),
            title: segment.kiosk_title.clone(),
            hint: segment.hint.clone(),
            icon: segment.icon.name().to_owned(),
            waiting: waiting.sum(),
            wait: spans.map(wait).min_by_key(|wait| wait.from_min),
        }
    }

    fn waiting(&self) -> Vec<wire::TicketView> {
        self.picture
            .waiting
            .iter()
            .map(|ticket| self.ticket(ticket))
            .collect()
    }

    pub(crate) fn desk(&self, desk: &Desk) -> wire::DeskView {
        let account = desk
            .staff()
            .and_then(|staff| self.settings.account(&staff.0));
        let (status, break_kind) = match &desk.state {
            DeskState::Closed => (wire::DeskStatus::Closed, None),
            DeskState::Open { doing, .. } => match doing {
                Doing::Free => (wire::DeskStatus::Free, None),
                Doing::Calling { .. } => (wire::DeskStatus::Calling, None),
                Doing::Serving { .. } => (wire::DeskStatus::Serving, None),
                Doing::OnBreak { kind } => (wire::DeskStatus::OnBreak, Some(break_name(*kind))),
            },
        };
        let ticket = desk.ticket().and_then(|number| {
            let at_desks = &self.picture.at_desks;
            at_desks.iter().find(|ticket| ticket.number == *number)
        });
        let pause_ms = i64::from(self.settings.limits.min_between_calls_ms);
        wire::DeskView {
            desk: desk.id.0,
            zone: self.zone_of(desk.id),
            status,
            staff: desk.staff().map(ToString::to_string),
            staff_name: account.map(|account| account.name.clone()),
            since_ms: desk.since.0,
            break_kind: break_kind.map(ToOwned::to_owned),
            services: desk.services.iter().map(|id| id.0.to_string()).collect(),
            ticket: ticket.map(|ticket| self.ticket(ticket)),
            served_today: desk.served_today,
            revision: desk.revision,
            auto_call_s: std::num::NonZeroU16::new(desk.id.0)
                .and_then(|number| self.settings.desks.get(&number))
                .map_or(0, |desk| desk.auto_call_seconds),
            undo: self.undo(desk.id),
            next_call_ms: desk.last_call_at.map_or(0, |at| at.plus_ms(pause_ms).0),
        }
    }

    pub(crate) fn ticket(&self, ticket: &Ticket) -> wire::TicketView {
        let service = ticket
            .service
            .as_ref()
            .and_then(|id| self.settings.service(&id.0));
        let segment = service.and_then(|service| self.settings.segment(&service.segment));
        let only_desk = match &ticket.state {
            TicketState::Waiting { only_at, .. } => only_at.map(|desk| desk.0),
            TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Closed { .. } => None,
        };
        let why = match &ticket.state {
            TicketState::Called { why, .. }
            | TicketState::Serving { why, .. }
            | TicketState::Parked { why, .. } => Some(why),
            TicketState::Waiting { .. } | TicketState::Closed { .. } => None,
        };
        let position = self
            .picture
            .waiting
            .iter()
            .position(|waiting| waiting.number == ticket.number);
        wire::TicketView {
            id: self.ticket_id(ticket),
            number: ticket.number.to_string(),
            service: ticket.service.as_ref().map(|id| id.0.to_string()),
            service_title: service.map(|service| service.title.clone()),
            segment: segment.map(|segment| segment.id.clone()),
            segment_title: segment.map(|segment| segment.title.clone()),
            class: class_name(ticket.class).to_owned(),
            language: ticket.language.clone(),
            help: ticket.help,
            status: status(ticket),
            taken_ms: ticket.taken_at.0,
            reference_ms: ticket.reference.0,
            since_ms: ticket.since().0,
            desk: ticket.desk().or(ticket.parked_at()).map(|desk| desk.0),
            only_desk,
            from_desk: ticket.from_desk.map(|desk| desk.0),
            note: ticket.note.clone(),
            why: why.map(|why| self.why(why, self.settings.default_language())),
            called_ms: ticket.called_at.map(|at| at.0),
            calls: times_called(ticket),
            misses: u32::from(ticket.misses),
            print: slip_outcome(ticket.slip),
            expected_min: service.map(|service| u32::from(service.expected_min.get())),
            legs: ticket.legs.iter().map(|leg| self.leg(leg)).collect(),
            position: position.map(|index| count(index + 1)),
            booked_ms: ticket.booked_for.map(|at| at.0),
            zone: self.zone_to_go(ticket),
        }
    }

    fn leg(&self, leg: &Leg) -> wire::LegView {
        let service = leg.service.as_ref();
        let service = service.and_then(|id| self.settings.service(&id.0));
        let account = leg.staff.as_ref();
        let account = account.and_then(|staff| self.settings.account(&staff.0));
        wire::LegView {
            desk: leg.desk.0,
            staff_name: account.map(|account| account.name.clone()),
            service_title: service.map(|service| service.title.clone()),
            from_ms: leg.from.0,
            to_ms: leg.to.0,
            end: match leg.end {
                LegEnd::Served => "served",
                LegEnd::Transferred => "transferred",
                LegEnd::Returned => "returned",
                LegEnd::Parked => "parked",
            }
            .to_owned(),
            note: leg.note.clone(),
        }
    }

    /// Unique for ever: the day's date and the day's number.
    pub(crate) fn ticket_id(&self, ticket: &Ticket) -> String {
        match &self.picture.day {
            Some(day) => format!("{}-{}", day.date, ticket.number),
            None => ticket.number.to_string(),
        }
    }

    pub(crate) fn why(&self, why: &Why, language: &str) -> wire::WhyView {
        let code = match why {
            Why::LongestWait => "longest-wait",
            Why::FirstCome => "first-come",
            Why::Privileged => "privileged",
            Why::OutOfTurn => "out-of-turn",
            Why::Appointment => "appointment",
            Why::ShortQuestion => "short-question",
            Why::SentHere => "sent-here",
            Why::ByHand { .. } => "by-hand",
        };
        let said = self.texts.get(language, &format!("why-{code}"), &[]);
        let text = match why {
            Why::ByHand {
                reason: Some(reason),
            } => format!("{said}: {reason}"),
            Why::ByHand { reason: None }
            | Why::LongestWait
            | Why::FirstCome
            | Why::Privileged
            | Why::OutOfTurn
            | Why::Appointment
            | Why::ShortQuestion
            | Why::SentHere => said,
        };
        wire::WhyView {
            code: code.to_owned(),
            text,
        }
    }

    fn slips(&self) -> BTreeMap<String, wire::PrintOutcome> {
        let picture = self.picture;
        let mut tickets: Vec<&Ticket> = picture
            .waiting
            .iter()
            .chain(&picture.at_desks)
            .chain(&picture.recent)
            .collect();
        tickets.sort_by_key(|ticket| std::cmp::Reverse(ticket.taken_at));
        tickets
            .into_iter()
            .take(SLIPS)
            .map(|ticket| (self.ticket_id(ticket), slip_outcome(ticket.slip)))
            .collect()
    }
}

pub(crate) fn mode(mode: day::Mode) -> wire::QueueMode {
    match mode {
        day::Mode::Electronic => wire::QueueMode::Electronic,
        day::Mode::Live => wire::QueueMode::Live,
    }
}

pub(crate) fn copies(copies: day::Copies) -> wire::Copies {
    match copies {
        day::Copies::Two => wire::Copies::Two,
        day::Copies::One => wire::Copies::One,
        day::Copies::None => wire::Copies::None,
    }
}

/// Whole minutes, rounded up: nobody is told less than the estimate.
pub(crate) fn wait(span: Span) -> wire::WaitView {
    let minutes = |ms: i64| {
        let up = ms.max(0).saturating_add(day::MINUTE_MS - 1) / day::MINUTE_MS;
        u32::try_from(up).unwrap_or(u32::MAX)
    };
    wire::WaitView {
        from_min: minutes(span.likely_ms),
        to_min: minutes(span.at_most_ms),
    }
}

pub(crate) fn slip_outcome(outcome: SlipOutcome) -> wire::PrintOutcome {
    match outcome {
        SlipOutcome::NotAsked => wire::PrintOutcome::NotAsked,
        SlipOutcome::Asked => wire::PrintOutcome::Printing,
        SlipOutcome::Printed => wire::PrintOutcome::Printed,
        SlipOutcome::NotPrinted => wire::PrintOutcome::NotPrinted,
        SlipOutcome::Unknown => wire::PrintOutcome::Unknown,
    }
}

pub(crate) fn class_name(class: Class) -> &'static str {
    match class {
        Class::Ordinary => "ordinary",
        Class::Privileged => "privileged",
        Class::OutOfTurn => "out-of-turn",
        Class::Appointment => "appointment",
    }
}

fn break_name(kind: BreakKind) -> &'static str {
    match kind {
        BreakKind::Rest => "rest",
        BreakKind::Lunch => "lunch",
        BreakKind::Errand => "errand",
    }
}

pub(crate) fn status(ticket: &Ticket) -> wire::TicketStatus {
    match &ticket.state {
        TicketState::Waiting { .. } => wire::TicketStatus::Waiting,
        TicketState::Called { .. } => wire::TicketStatus::Called,
        TicketState::Serving { .. } => wire::TicketStatus::Serving,
        TicketState::Parked { .. } => wire::TicketStatus::Parked,
        TicketState::Closed { how, .. } => match how {
            Closing::Served => wire::TicketStatus::Served,
            Closing::NoShow => wire::TicketStatus::NoShow,
            Closing::Left => wire::TicketStatus::Left,
            Closing::NotServed => wire::TicketStatus::NotServed,
        },
    }
}

/// How often the call under way was spoken.
fn times_called(ticket: &Ticket) -> u32 {
    match &ticket.state {
        TicketState::Called { times, .. } => u32::from(*times),
        TicketState::Waiting { .. }
        | TicketState::Serving { .. }
        | TicketState::Parked { .. }
        | TicketState::Closed { .. } => 0,
    }
}

fn within_target_percent(picture: &Picture) -> Option<u32> {
    (picture.answered_in_time * 100).checked_div(picture.answered)
}

fn per_desk(picture: &Picture) -> Option<f32> {
    let waiting = u16::try_from(picture.waiting.len()).unwrap_or(u16::MAX);
    let desks = u16::try_from(picture.working_desks).unwrap_or(u16::MAX);
    (desks > 0).then(|| f32::from(waiting) / f32::from(desks))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
