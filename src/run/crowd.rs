//! Simulated visitors and managers for the demo: they use the same commands as
//! people and screens do, only faster than life.

use std::sync::Arc;
use std::time::Duration;

use office::command::{Command, Take};
use office::day::Moment;
use office::desk::{Desk, DeskId, Doing};
use office::picture::Picture;
use office::service::ServiceId;
use office::ticket::{Channel, Class};
use tokio::time::{MissedTickBehavior, interval};

use crate::config::settings::Settings;
use crate::reception::handle::{Ask, Handle};

/// One look at the office.
const BEAT: Duration = Duration::from_millis(400);

/// Desk 1 is the newcomer's own.
const NEWCOMERS_DESK: DeskId = DeskId(1);

/// So many come within the first seconds, so that there is something to see.
const FIRST_CROWD: u32 = 14;

/// Then one comes in so many beats on average (about 5 s).
const COMES_IN_BEATS: u64 = 12;

/// A visitor takes so long to come to the desk, ms.
const WALK_MS: i64 = 3_000;

/// A visit takes 8 to 28 s: a minute of life in two seconds.
const VISIT_MS: (u64, u64) = (8_000, 20_000);

/// One in so many does not come.
const NO_SHOW: u64 = 12;

/// Lives as long as reception does.
pub(super) async fn live(handle: Handle, settings: Arc<Settings>, visitors: u32) {
    let mut dice = Dice(0x7A10_0001);
    let mut beats = interval(BEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut came = 0;
    while !handle.is_forgotten() {
        beats.tick().await;
        let now_comes = came < FIRST_CROWD || dice.roll(COMES_IN_BEATS) == 0;
        if came < visitors && now_comes {
            came += 1;
            take(&handle, &settings, &mut dice).await;
        }
        let picture = handle.told().picture;
        for desk in picture
            .desks
            .iter()
            .filter(|desk| desk.id != NEWCOMERS_DESK)
        {
            if let Some(command) = next_move(&picture, desk, &mut dice) {
                // A refusal only means that somebody was faster.
                handle.ask(Ask::new(command, "crowd")).await.ok();
            }
        }
    }
}

async fn take(handle: &Handle, settings: &Settings, dice: &mut Dice) {
    let count = u64::try_from(settings.services.len()).unwrap_or(1);
    let index = usize::try_from(dice.roll(count.max(1))).unwrap_or(0);
    let Some(service) = settings.services.get(index) else {
        return;
    };
    let class = if dice.roll(10) == 0 {
        Class::Privileged
    } else {
        Class::Ordinary
    };
    let take = Take {
        service: Some(ServiceId::from(service.id.clone())),
        class,
        channel: Channel::Program,
        language: settings.default_language().to_owned(),
        reason: None,
        paper: false,
        help: false,
    };
    handle
        .ask(Ask::new(Command::TakeTicket(take), "crowd"))
        .await
        .ok();
}

fn next_move(picture: &Picture, desk: &Desk, dice: &mut Dice) -> Option<Command> {
    let spent_ms = now(picture).ms_since(desk.since);
    match desk.doing()? {
        Doing::Free => (!picture.waiting.is_empty()).then_some(Command::CallNext {
            desk: desk.id,
            finish: None,
        }),
        Doing::Calling { .. } if spent_ms < WALK_MS => None,
        Doing::Calling { .. } if dice.roll(NO_SHOW) == 0 => Some(Command::Miss { desk: desk.id }),
        Doing::Calling { .. } => Some(Command::Start { desk: desk.id }),
        Doing::Serving { ticket } => {
            let visit_ms = VISIT_MS.0 + dice.roll(VISIT_MS.1);
            (spent_ms > i64::try_from(visit_ms).unwrap_or(i64::MAX)).then(|| Command::CallNext {
                desk: desk.id,
                finish: Some(ticket.clone()),
            })
        }
        Doing::OnBreak { .. } => None,
    }
}

fn now(picture: &Picture) -> Moment {
    let latest_event = picture.desks.iter().map(|desk| desk.since).max();
    latest_event.map_or(picture.now, |latest| latest.max(picture.now))
}

/// Xorshift64 (Marsaglia 2003): the same demo every time.
struct Dice(u64);

impl Dice {
    /// 0 to `sides` − 1.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}
