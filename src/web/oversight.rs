//! The head's word: today's hours, the day's end, peaks and the reserve.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use office::command::Command;
use office::day::{Mode, Moment};
use office::oversight::{DayCommand, DayRefusal};
use office::peak::{Episode, Peak, PeakCommand, PeakRefusal, ReserveCall};
use office::staff::AccountId;
use office::waits::Tally;

use crate::config::calendar::MinuteOfDay;
use crate::config::settings::Role;
use crate::reception::handle::{Ask, Done};
use crate::web::Shared;
use crate::web::ask::{Body, key};
use crate::web::problem::Trouble;
use crate::web::tickets::ask_reception;
use crate::web::trust::{Right, Who};
use crate::web::view::Scene;
use crate::wire;
use crate::wire_head::{
    CallReserve, CloseDay, DayBeforeView, OversightView, PeakView, ReserveView, SetHours, TallyView,
};

type Answer = Result<Json<wire::StaffView>, Trouble>;

async fn act(shared: &Shared, who: &Who, headers: &HeaderMap, command: Command) -> Answer {
    let ask = Ask::new(command, &who.by).with_key(key(headers, who)?);
    let done: Done = ask_reception(shared, ask).await?;
    let current = shared.current();
    Ok(Json(shared.scene_of(0, &done.picture, &current).staff()))
}

/// Other hours for today; registration's end follows (S5).
#[utoipa::path(
    post, path = "/api/v1/day/hours", tag = "day", request_body = SetHours,
    responses((status = 200, body = wire::StaffView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn set_hours(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<SetHours>,
) -> Answer {
    who.needs(Right::RunDay)?;
    let picture = shared.handle.told().picture;
    let day = picture
        .day
        .as_ref()
        .ok_or_else(|| Trouble::new(StatusCode::CONFLICT, "day-not-open"))?;
    let settings = shared.settings();
    let time = |text: &str| {
        MinuteOfDay::parse(text.trim()).ok_or_else(|| {
            Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-time").with("time", text)
        })
    };
    let moment = |ms: Option<i64>| {
        ms.map(Moment)
            .ok_or_else(|| Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-time"))
    };
    let date = day
        .date
        .to_string()
        .parse()
        .map_err(|_no_date| Trouble::new(StatusCode::CONFLICT, "day-not-open"))?;
    let closes_at = moment(settings.calendar.closing_ms(date, time(&wanted.closes)?))?;
    let opens_at = match (wanted.opens.as_deref(), day.hours) {
        (Some(opens), _) => moment(settings.calendar.opening_ms(date, time(opens)?))?,
        (None, Some(hours)) => hours.opens_at,
        (None, None) => picture.now,
    };
    let command = DayCommand::OverrideHours {
        opens_at,
        closes_at,
        by: who.account(),
        despite_booked: wanted.even_with_appointments,
    };
    act(&shared, &who, &headers, Command::Day(command)).await
}

/// What goes with the way back.
#[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Restore {
    /// Whoever is booked outside the hours was thought of (S9).
    even_with_appointments: Option<bool>,
}

/// Back to the hours of the office file.
#[utoipa::path(
    delete, path = "/api/v1/day/hours", tag = "day", params(Restore),
    responses((status = 200, body = wire::StaffView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn restore_hours(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Query(wanted): Query<Restore>,
) -> Answer {
    who.needs(Right::RunDay)?;
    let command = Command::Day(DayCommand::RestoreHours {
        by: who.account(),
        despite_booked: wanted.even_with_appointments == Some(true),
    });
    act(&shared, &who, &headers, command).await
}

/// The day is over. Refused while somebody is there, unless that is said too.
#[utoipa::path(
    post, path = "/api/v1/day/close", tag = "day", request_body = CloseDay,
    responses((status = 200, body = wire::StaffView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn close(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<CloseDay>,
) -> Answer {
    who.needs(Right::RunDay)?;
    let command = DayCommand::Close {
        by: who.account(),
        even_with_people: wanted.even_with_people,
    };
    act(&shared, &who, &headers, Command::Day(command)).await
}

/// The day was closed too early; possible until closing time.
#[utoipa::path(
    post, path = "/api/v1/day/reopen", tag = "day",
    responses((status = 200, body = wire::StaffView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn reopen(State(shared): State<Shared>, who: Who, headers: HeaderMap) -> Answer {
    who.needs(Right::RunDay)?;
    let by = who.account();
    let command = Command::Day(DayCommand::Reopen { by });
    act(&shared, &who, &headers, command).await
}

/// Head or hall manager have taken note of the peak (S7).
#[utoipa::path(
    post, path = "/api/v1/peaks/acknowledge", tag = "peaks",
    responses((status = 200, body = wire::StaffView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn acknowledge(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    who.needs(Right::TakeByHand)?;
    let by = who.account();
    let command = Command::Peak(PeakCommand::Acknowledge { by });
    act(&shared, &who, &headers, command).await
}

/// Ask the reserve to a desk (S17): those named, or everybody who is free.
#[utoipa::path(
    post, path = "/api/v1/peaks/call-reserve", tag = "peaks", request_body = CallReserve,
    responses((status = 200, body = wire::StaffView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn call_reserve(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
    Body(wanted): Body<CallReserve>,
) -> Answer {
    who.needs(Right::RunDay)?;
    let settings = shared.settings();
    let mut accounts = Vec::new();
    for account in &settings.staff {
        let is_named = wanted
            .accounts
            .as_ref()
            .is_none_or(|named| named.contains(&account.id));
        if account.role == Role::Reserve && is_named {
            accounts.push(AccountId(account.id.clone()));
        }
    }
    let by = who.account();
    let command = Command::Peak(PeakCommand::CallReserve { by, accounts });
    act(&shared, &who, &headers, command).await
}

/// Help is no longer needed.
#[utoipa::path(
    post, path = "/api/v1/peaks/stand-down", tag = "peaks",
    responses((status = 200, body = wire::StaffView), (status = 409, body = wire::Problem)),
    security(("token" = []))
)]
pub(crate) async fn stand_down(
    State(shared): State<Shared>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    who.needs(Right::RunDay)?;
    let by = who.account();
    let command = Command::Peak(PeakCommand::StandDown { by });
    act(&shared, &who, &headers, command).await
}

pub(crate) fn day_refused(why: &DayRefusal, clock: impl Fn(Moment) -> String) -> Trouble {
    let conflict = |code| Trouble::new(StatusCode::CONFLICT, code);
    match why {
        DayRefusal::ClosesBeforeOpening => conflict("closes-before-opening"),
        DayRefusal::ClosesInThePast => conflict("closes-in-the-past"),
        DayRefusal::AlreadyOpened { opened_at } => {
            conflict("already-opened").with("opened", clock(*opened_at))
        }
        DayRefusal::DayTooLong => conflict("day-too-long"),
        DayRefusal::NothingOverridden => conflict("nothing-overridden"),
        DayRefusal::BookedOutside { at } => {
            let mut times: Vec<String> = at.iter().map(|at| clock(*at)).collect();
            times.dedup();
            conflict("booked-outside")
                .with("count", at.len())
                .with("times", times.join(", "))
        }
        DayRefusal::SomebodyIsHere { waiting, at_desks } => conflict("somebody-is-here")
            .with("waiting", waiting)
            .with("desks", at_desks),
        DayRefusal::NotClosed => conflict("day-not-closed"),
        DayRefusal::OverForToday => conflict("day-is-over"),
    }
}

pub(crate) fn peak_refused(why: &PeakRefusal) -> Trouble {
    let code = match why {
        PeakRefusal::NoPeak => "no-peak",
        PeakRefusal::NobodyInReserve => "nobody-in-reserve",
        PeakRefusal::NobodyCalled => "nobody-asked",
    };
    Trouble::new(StatusCode::CONFLICT, code)
}

/// What the head's page draws beyond the staff's picture.
pub(crate) fn view(scene: &Scene<'_>) -> OversightView {
    let picture = scene.picture;
    let day = picture.day.as_ref();
    let planned = day.and_then(|day| day.planned);
    let clock = |at: Option<Moment>| at.map_or_else(String::new, |at| scene.clock(at));
    let waits = picture.waits;
    OversightView {
        hours_by: day
            .and_then(|day| day.overridden_by.as_ref())
            .map(|by| name(scene, by)),
        planned_opens: clock(planned.map(|hours| hours.opens_at)),
        planned_closes: match clock(planned.map(|hours| hours.closes_at)) {
            // A day's end, not its beginning.
            midnight if midnight == "00:00" => "24:00".to_owned(),
            time => time,
        },
        closed: day.is_none_or(|day| day.closed),
        electronic: tally(scene, waits.electronic, Mode::Electronic),
        live: tally(scene, waits.live, Mode::Live),
        late: waits.late,
        longest_ms: waits.longest_ms,
        long_now: picture.waiting_now.long,
        late_now: picture.waiting_now.late,
        longest_now_ms: picture.waiting_now.longest_ms,
        peak: picture.peak.as_ref().map(|now| peak(scene, now, None)),
        peaks: picture
            .peaks
            .iter()
            .map(
                |Episode {
                     peak: past,
                     ended_at,
                 }| peak(scene, past, Some(*ended_at)),
            )
            .collect(),
        desks_to_add: picture.desks_to_add,
        reserve: reserve(scene),
        solved: picture.solved,
        doubtful_slips: scene.doubtful(),
        tickets_left: scene.tickets_left,
        day_before: picture.day_before.as_ref().map(|before| DayBeforeView {
            date: before.date.to_string(),
            tickets: before.tickets,
            served: before.served,
            no_shows: before.no_shows,
            left: before.left,
            solved: before.solved,
            peaks: before.peaks,
            not_served: before.not_served.iter().map(ToString::to_string).collect(),
            electronic: tally(scene, before.waits.electronic, Mode::Electronic),
            live: tally(scene, before.waits.live, Mode::Live),
            late: before.waits.late,
            longest_ms: before.waits.longest_ms,
        }),
    }
}

fn tally(scene: &Scene<'_>, tally: Tally, mode: Mode) -> TallyView {
    let limits = &scene.settings.limits;
    let target = match mode {
        Mode::Electronic => limits.target_share_percent,
        Mode::Live => limits.live_target_share_percent,
    };
    TallyView {
        answered: tally.answered,
        in_time: tally.in_time,
        percent: tally.percent(),
        target,
        left: tally.long_waits_left(target),
    }
}

fn peak(scene: &Scene<'_>, peak: &Peak, ended_at: Option<Moment>) -> PeakView {
    PeakView {
        began_ms: peak.began_at.0,
        ended_ms: ended_at.map(|at| at.0),
        waiting: peak.waiting,
        working: peak.working,
        acknowledged_by: peak.acknowledged_by.as_ref().map(|by| name(scene, by)),
        reacted_ms: peak.reacted_at.map(|at| at.0),
    }
}

fn reserve(scene: &Scene<'_>) -> Vec<ReserveView> {
    let picture = scene.picture;
    let all = scene.settings.staff.iter();
    all.filter(|account| account.role == Role::Reserve)
        .map(|account| {
            let id = AccountId(account.id.clone());
            let call: Option<&ReserveCall> =
                picture.reserve_calls.iter().find(|call| call.account == id);
            let desk = picture.desks.iter().find(|desk| desk.staff() == Some(&id));
            ReserveView {
                account: account.id.clone(),
                name: account.name.clone(),
                called_ms: call.map(|call| call.at.0),
                called_by: call.map(|call| name(scene, &call.by)),
                desk: desk.map(|desk| desk.id.0),
            }
        })
        .collect()
}

fn name(scene: &Scene<'_>, id: &AccountId) -> String {
    let account = scene.settings.account(&id.0);
    account.map_or_else(|| id.0.clone(), |account| account.name.clone())
}
