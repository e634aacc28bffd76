//! The office day by the clock (S5): it closes by itself, goes on past midnight
//! and over days off, and its peaks begin without anybody pressing anything.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

#[path = "counter/in_memory.rs"]
mod in_memory;

use std::sync::Arc;
use std::time::Duration;

use in_memory::InMemory;
use jiff::civil::date;
use office::Office;
use office::command::{Command, Take};
use office::day::{Date, Doors, MINUTE_MS, Moment};
use office::desk::DeskId;
use office::picture::Picture;
use office::service::ServiceId;
use office::staff::AccountId;
use office::ticket::{Channel, Class};
use talon::clock::Clock;
use talon::config::calendar::MinuteOfDay;
use talon::config::settings::Settings;
use talon::config::{self, Overrides};
use talon::reception::handle::{Ask, Handle};
use talon::reception::{Reception, Start};
use talon::run::rules::{OfficeCalendar, rules};

/// The demo office under a clock moved by hand.
struct Story {
    clock: Clock,
    handle: Handle,
    settings: Settings,
    kept: InMemory,
}

impl Story {
    /// Begins at this minute of this day, on the office's own clock.
    async fn begins(always_open: bool, day: jiff::civil::Date, minute: &str) -> Self {
        Self::begins_in("Europe/Moscow", always_open, day, minute).await
    }

    /// The same in another zone of the world: some change their clocks.
    async fn begins_in(
        zone: &str,
        always_open: bool,
        day: jiff::civil::Date,
        minute: &str,
    ) -> Self {
        let overrides = Overrides {
            always_open,
            ..Overrides::default()
        };
        let file = config::demo().replace("Europe/Moscow", zone);
        let settings = config::parse(&file, "office.toml", &overrides).unwrap();
        let clock = Clock::by_hand(moment(&settings, day, minute));
        Self::starts(settings, clock, InMemory::default()).await
    }

    async fn starts(settings: Settings, clock: Clock, kept: InMemory) -> Self {
        let start = Start {
            office: Office::new(rules(&settings)),
            entries: kept.0.lock().unwrap().clone(),
            recovery: None,
            clock: clock.clone(),
            almanac: Box::new(OfficeCalendar::new(&settings)),
        };
        let (reception, handle) = Reception::open(start, kept.clone()).await;
        drop(tokio::spawn(reception.run()));
        Self {
            clock,
            handle,
            settings,
            kept,
        }
    }

    /// The house goes down and comes up when the computer's clock shows this
    /// minute, which may be before all that is known.
    async fn starts_again(self, day: jiff::civil::Date, minute: &str) -> Self {
        drop(self.handle);
        let last = self.kept.0.lock().unwrap().last().unwrap().draft.at;
        let wall = moment(&self.settings, day, minute);
        let clock = Clock::by_hand(wall.max(last.plus_ms(1)));
        clock.set_wall_ahead_ms(wall.ms_since(clock.now()));
        Self::starts(self.settings, clock, self.kept).await
    }

    /// The clock on the wall now shows this minute of this day.
    fn it_is(&self, day: jiff::civil::Date, minute: &str) {
        let ahead = moment(&self.settings, day, minute).ms_since(self.clock.now());
        assert!(ahead >= 0, "a story does not go back in time");
        self.clock.advance_ms(ahead);
    }

    /// Somebody sets the computer's clock to this minute of this day.
    fn is_set_to(&self, day: jiff::civil::Date, minute: &str) -> Moment {
        let now = moment(&self.settings, day, minute);
        let ahead_ms = now.ms_since(self.clock.now());
        self.clock.set_wall_ahead_ms(ahead_ms);
        now
    }

    async fn does(&self, command: Command) {
        self.handle.ask(Ask::new(command, "story")).await.unwrap();
    }

    /// By hand: the kiosk may have stopped already.
    async fn comes(&self) {
        let reason = Some("пришёл издалека".to_owned());
        self.takes(Channel::Staff, reason).await;
    }

    async fn comes_to_the_kiosk(&self) {
        self.takes(Channel::Kiosk, None).await;
    }

    async fn takes(&self, channel: Channel, reason: Option<String>) {
        let take = Take {
            service: Some(ServiceId::from("readings".to_owned())),
            class: Class::Ordinary,
            channel,
            language: "ru".to_owned(),
            reason,
            paper: false,
            help: false,
        };
        self.does(Command::TakeTicket(take)).await;
    }

    async fn sits_down(&self) {
        let staff = AccountId("sokolova".to_owned());
        let desk = DeskId(1);
        self.does(Command::OpenDesk { desk, staff }).await;
    }

    async fn is_served(&self) {
        let desk = DeskId(1);
        let call = Command::CallNext { desk, finish: None };
        for command in [call, Command::Start { desk }, Command::Finish { desk }] {
            self.does(command).await;
        }
    }

    /// Waits, a few looks at the clock at most, until the picture is so.
    async fn becomes(&self, is_so: impl Fn(&Picture) -> bool) {
        let mut told = self.handle.watch();
        let wait = told.wait_for(|told| is_so(&told.picture));
        let in_time = tokio::time::timeout(Duration::from_secs(10), wait).await;
        drop(in_time.unwrap().unwrap());
    }

    /// Two looks at the clock later nothing has changed.
    async fn stays(&self, is_so: impl Fn(&Picture) -> bool) {
        tokio::time::sleep(Duration::from_millis(2_200)).await;
        assert!(is_so(&self.handle.told().picture));
    }
}

fn moment(settings: &Settings, day: jiff::civil::Date, minute: &str) -> Moment {
    let minute = MinuteOfDay::parse(minute).unwrap();
    Moment(settings.calendar.opening_ms(day, minute).unwrap())
}

fn is_closed(picture: &Picture) -> bool {
    picture.day.as_ref().is_some_and(|day| day.closed)
}

fn is_day(picture: &Picture, day: u8) -> bool {
    let date = |day| Date {
        year: 2026,
        month: 11,
        day,
    };
    let now = picture.day.as_ref();
    now.is_some_and(|now| now.date == date(day) && !now.closed)
}

/// A Wednesday, open from 8 to 20.
const WEDNESDAY: jiff::civil::Date = date(2026, 11, 25);
const THURSDAY: jiff::civil::Date = date(2026, 11, 26);

/// Everyone registered is served first; half an hour after closing the house
/// looks whether all are gone.
#[tokio::test]
async fn s5_the_day_closes_by_itself_after_the_last_visit() {
    let story = Story::begins(false, WEDNESDAY, "19:50").await;
    story.sits_down().await;
    story.comes().await;
    story.it_is(WEDNESDAY, "20:45");
    story.stays(|picture| !is_closed(picture)).await;
    story.is_served().await;
    story.becomes(is_closed).await;
    let picture = story.handle.told().picture;
    assert!(picture.desks.iter().all(|desk| !desk.is_open()));
}

/// The computer came up with its clock twelve hours ahead: the house opened the
/// day and closed it. Set right, it opens for the visitors of this day.
#[tokio::test]
async fn a_day_that_a_wrong_clock_has_ended_is_opened_again_once_it_is_right() {
    let story = Story::begins(false, WEDNESDAY, "20:40").await;
    story.becomes(is_closed).await;
    let morning = story.is_set_to(WEDNESDAY, "08:41");
    story
        .becomes(|picture| is_day(picture, 25) && picture.doors == Doors::Open)
        .await;
    story.sits_down().await;
    story.comes().await;
    story.is_served().await;
    assert_eq!(story.handle.told().picture.now, morning);

    // From now on somebody has done something: time does not go back again.
    story.clock.set_wall_ahead_ms(-3_600_000);
    story.stays(|picture| picture.now >= morning).await;
    story.it_is(WEDNESDAY, "20:35");
    story.becomes(is_closed).await;
}

/// With a dead battery the computer takes it for yesterday evening, which is
/// over; set right in the morning, today begins.
#[tokio::test]
async fn a_clock_that_stood_still_over_night_is_set_and_the_day_begins() {
    let story = Story::begins(false, WEDNESDAY, "20:40").await;
    story.becomes(is_closed).await;
    story.is_set_to(THURSDAY, "08:41");
    story
        .becomes(|picture| is_day(picture, 26) && picture.doors == Doors::Open)
        .await;
}

/// The computer came up with tomorrow's date, before dawn: the house opened
/// tomorrow, and would have refused the visitors of today. Set right, it opens
/// today; tomorrow comes in its turn.
#[tokio::test]
async fn a_day_to_come_that_a_wrong_clock_has_opened_is_left_once_it_is_right() {
    let story = Story::begins(false, THURSDAY, "03:10").await;
    story.becomes(|picture| is_day(picture, 26)).await;
    let morning = story.is_set_to(WEDNESDAY, "08:41");
    story
        .becomes(|picture| is_day(picture, 25) && picture.doors == Doors::Open)
        .await;
    story.comes().await;
    let picture = story.handle.told().picture;
    assert_eq!(picture.now, morning);
    assert_eq!(first_number(&picture), "Т001");
    assert_eq!(picture.clock_ahead_ms, 0);

    story.it_is(THURSDAY, "08:01");
    story
        .becomes(|picture| is_day(picture, 26) && picture.doors == Doors::Open)
        .await;
    story.comes().await;
    assert_eq!(first_number(&story.handle.told().picture), "Т001");
}

/// The same found out by a restart. A battery that dies later is no reason to
/// go back to before the last visitors.
#[tokio::test]
async fn a_start_leaves_a_day_to_come_and_does_not_believe_a_dead_battery() {
    let story = Story::begins(false, THURSDAY, "09:10").await;
    let story = story.starts_again(WEDNESDAY, "09:12").await;
    story.becomes(|picture| is_day(picture, 25)).await;
    story.comes().await;
    story.it_is(THURSDAY, "00:01");
    story.becomes(|picture| is_day(picture, 26)).await;
    let story = story.starts_again(date(2000, 1, 1), "00:00").await;
    story.stays(|picture| is_day(picture, 26)).await;

    // Set by somebody while the house runs, it is believed.
    story.is_set_to(WEDNESDAY, "09:30");
    story.becomes(|picture| is_day(picture, 25)).await;
}

/// Two wait when the power goes; the computer comes up with the evening's time,
/// and is set right. Once they are served the office is open for everybody else.
#[tokio::test]
async fn a_day_that_a_wrong_clock_ended_with_people_there_opens_when_they_are_served() {
    let story = Story::begins(false, WEDNESDAY, "10:00").await;
    story.sits_down().await;
    story.comes().await;
    story.comes().await;
    let story = story.starts_again(WEDNESDAY, "20:40").await;
    story.is_set_to(WEDNESDAY, "10:05");
    story.stays(|picture| picture.waiting.len() == 2).await;
    story.is_served().await;
    story.clock.advance_ms(2_000);
    story.is_served().await;
    story
        .becomes(|picture| is_day(picture, 25) && picture.doors == Doors::Open)
        .await;
    story.comes().await;
    assert_eq!(first_number(&story.handle.told().picture), "5001Т011");
}

/// One visitor on the date of a wrong clock: its day is left when it is over.
#[tokio::test]
async fn a_day_to_come_that_had_a_visitor_is_left_when_it_is_over() {
    let story = Story::begins(false, date(2027, 3, 1), "19:40").await;
    story.sits_down().await;
    story.comes().await;
    story.is_set_to(WEDNESDAY, "09:00");
    story.is_served().await;
    story.it_is(date(2027, 3, 1), "20:35");
    story
        .becomes(|picture| is_day(picture, 25) && picture.doors == Doors::Open)
        .await;
    story.comes().await;
    assert_eq!(first_number(&story.handle.told().picture), "Т001");
}

/// Today was over, the clock went to tomorrow and came back: whoever comes then
/// has no number that was given today.
#[tokio::test]
async fn a_date_that_the_clock_comes_back_to_gives_no_number_twice() {
    let story = Story::begins(false, WEDNESDAY, "19:50").await;
    story.sits_down().await;
    story.comes().await;
    story.is_served().await;
    story.it_is(WEDNESDAY, "20:35");
    story.becomes(is_closed).await;
    story.is_set_to(THURSDAY, "07:00");
    story.becomes(|picture| is_day(picture, 26)).await;
    story.is_set_to(WEDNESDAY, "09:05");
    story
        .becomes(|picture| is_day(picture, 25) && picture.doors == Doors::Open)
        .await;
    story.comes().await;
    assert_eq!(first_number(&story.handle.told().picture), "5001Т001");

    // Somebody waits: the clock changes no date any more.
    story.is_set_to(date(2026, 11, 24), "09:05");
    story.stays(|picture| is_day(picture, 25)).await;
}

/// Whoever was forgotten closes with the day, is counted, and told next morning.
#[tokio::test]
async fn s5_forgotten_tickets_are_told_the_next_morning() {
    let story = Story::begins(false, WEDNESDAY, "19:50").await;
    story.comes().await;
    story.it_is(THURSDAY, "00:01");
    story.becomes(|picture| is_day(picture, 26)).await;
    let before = story.handle.told().picture.day_before.clone().unwrap();
    assert_eq!((before.tickets, before.served), (1, 0));
    assert_eq!(before.not_served.len(), 1);
}

/// A Sunday without hours opens no doors and gives way to Monday by itself.
#[tokio::test]
async fn s5_a_day_off_passes_and_the_next_one_opens() {
    let sunday = date(2026, 11, 22);
    let story = Story::begins(false, sunday, "12:00").await;
    story.becomes(|picture| is_day(picture, 22)).await;
    assert_eq!(story.handle.told().picture.doors, Doors::Closed);
    story.it_is(date(2026, 11, 23), "08:00");
    story.becomes(|picture| is_day(picture, 23)).await;
    story.becomes(|picture| picture.doors == Doors::Open).await;
}

/// An office that never closes changes its day after midnight, when all are gone.
/// Whoever waits keeps the place, and the doors stay open for others.
#[tokio::test]
async fn s5_round_the_clock_the_day_changes_after_midnight() {
    let story = Story::begins(true, WEDNESDAY, "23:50").await;
    story.sits_down().await;
    story.comes_to_the_kiosk().await;
    story.it_is(THURSDAY, "02:30");
    story.stays(|picture| is_day(picture, 25)).await;
    story.comes_to_the_kiosk().await;
    assert_eq!(story.handle.told().picture.doors, Doors::Open);
    story.is_served().await;
    story.it_is(THURSDAY, "02:35");
    story.stays(|picture| is_day(picture, 25)).await;
    story.is_served().await;
    story.becomes(|picture| is_day(picture, 26)).await;
    assert_eq!(story.handle.told().picture.doors, Doors::Open);
}

/// Nobody at the kiosk is told in between that it is closed.
#[tokio::test]
async fn s5_round_the_clock_the_doors_are_not_seen_closed_as_the_day_changes() {
    let story = Story::begins(true, WEDNESDAY, "23:59").await;
    let mut told = story.handle.watch();
    story.it_is(THURSDAY, "00:00");
    let all = async {
        loop {
            told.changed().await.unwrap();
            let picture = Arc::clone(&told.borrow_and_update().picture);
            assert_eq!(picture.doors, Doors::Open);
            if is_day(&picture, 26) {
                break;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), all)
        .await
        .unwrap();
}

/// The office file is saved while yesterday is held for somebody who waits: its
/// hours of today do not make yesterday longer.
#[tokio::test]
async fn s5_round_the_clock_a_saved_office_file_does_not_hold_the_day() {
    let story = Story::begins(true, WEDNESDAY, "23:50").await;
    story.comes().await;
    story.it_is(THURSDAY, "00:30");
    let almanac = Box::new(OfficeCalendar::new(&story.settings));
    assert!(story.handle.change_rules(rules(&story.settings), almanac));
    story.stays(|picture| is_day(picture, 25)).await;
    story.it_is(THURSDAY, "04:00");
    story.becomes(|picture| is_day(picture, 26)).await;
}

/// The last day before one off closes its doors like any other.
#[tokio::test]
async fn s5_round_the_clock_the_doors_close_before_a_day_off() {
    let week = |hours: &str, sunday: &str| {
        let days = ["mon", "tue", "wed", "thu", "fri", "sat"];
        let days = days.map(|day| format!("{day} = \"{hours}\"\n"));
        format!("[hours]\n{}sun = \"{sunday}\"\n", days.concat())
    };
    let (before, rest) = config::demo().split_once("[hours]").unwrap();
    let after = rest.split_once("\n\n").unwrap().1;
    let file = format!("{before}{}\n{after}", week("00:00-24:00", "closed"));
    let settings = config::parse(&file, "office.toml", &Overrides::default()).unwrap();
    let saturday = date(2026, 11, 28);
    let clock = Clock::by_hand(moment(&settings, saturday, "00:05"));
    let story = Story::starts(settings, clock, InMemory::default()).await;
    story.it_is(saturday, "23:40");
    story
        .becomes(|picture| is_day(picture, 28) && picture.doors == Doors::Open)
        .await;
    story.it_is(saturday, "23:50");
    story
        .becomes(|picture| picture.doors == Doors::RegistrationEnded)
        .await;
    story.it_is(date(2026, 11, 29), "00:01");
    story
        .becomes(|picture| picture.doors == Doors::Closed)
        .await;
}

/// Somebody who has left and never heard a call does not hold the day for longer
/// than four hours.
#[tokio::test]
async fn s5_round_the_clock_a_forgotten_visitor_does_not_hold_the_day() {
    let story = Story::begins(true, WEDNESDAY, "23:50").await;
    story.comes().await;
    story.it_is(THURSDAY, "03:45");
    story.stays(|picture| is_day(picture, 25)).await;
    story.it_is(THURSDAY, "04:00");
    story.becomes(|picture| is_day(picture, 26)).await;
    let before = story.handle.told().picture.day_before.clone().unwrap();
    assert_eq!(before.not_served.len(), 1);
}

/// The wall clock set back before the opening does not shut the doors again.
#[tokio::test]
async fn s5_a_clock_set_back_neither_reopens_nor_closes_the_day() {
    let story = Story::begins(false, WEDNESDAY, "08:05").await;
    story.comes().await;
    story.clock.set_wall_ahead_ms(-60 * MINUTE_MS);
    story
        .becomes(|picture| picture.clock_ahead_ms == -60 * MINUTE_MS)
        .await;
    let picture = story.handle.told().picture;
    assert!(is_day(&picture, 25));
    assert_eq!(picture.doors, Doors::Open);
    assert_eq!(picture.waiting.len(), 1);
}

fn date_of(picture: &Picture) -> Date {
    picture.day.as_ref().unwrap().date
}

fn first_number(picture: &Picture) -> String {
    picture.waiting.first().unwrap().number.to_string()
}

fn wait_min(picture: &Picture) -> i64 {
    let first = picture.waiting.first().unwrap();
    picture.now.ms_since(first.reference) / MINUTE_MS
}

/// The night the clocks go forward: 02:00 is followed by 03:00. Nobody waits an
/// hour longer for it, and the day is one day, of 23 hours.
#[tokio::test]
async fn s5_the_spring_night_is_an_hour_shorter_and_no_wait_longer() {
    let sunday = date(2026, 3, 29);
    let story = Story::begins_in("Europe/Berlin", true, sunday, "01:50").await;
    story.becomes(|picture| picture.day.is_some()).await;
    let opened = date_of(&story.handle.told().picture);
    story.comes().await;
    story.it_is(sunday, "03:10");
    story
        .becomes(|picture| !picture.waiting.is_empty() && wait_min(picture) == 20)
        .await;
    let day = story.handle.told().picture.day.clone().unwrap();
    assert_eq!((day.date, day.closed), (opened, false));
    let hours = day.hours.unwrap();
    assert_eq!(
        hours.closes_at.ms_since(hours.opens_at),
        23 * 60 * MINUTE_MS
    );
    story.sits_down().await;
    story.is_served().await;
    story.it_is(date(2026, 3, 30), "00:01");
    story.becomes(|picture| date_of(picture) != opened).await;
}

/// The night they go back: from 02:00 to 03:00 twice. The day goes on, once.
#[tokio::test]
async fn s5_the_autumn_night_is_an_hour_longer_and_the_day_goes_on() {
    let sunday = date(2026, 10, 25);
    let story = Story::begins_in("Europe/Berlin", true, sunday, "02:50").await;
    story.becomes(|picture| picture.day.is_some()).await;
    let opened = date_of(&story.handle.told().picture);
    story.comes().await;
    // 02:10 for the second time.
    story.clock.advance_ms(20 * MINUTE_MS);
    story
        .becomes(|picture| !picture.waiting.is_empty() && wait_min(picture) == 20)
        .await;
    story
        .stays(|picture| date_of(picture) == opened && !is_closed(picture))
        .await;
    story.sits_down().await;
    story.is_served().await;
    story.it_is(sunday, "23:59");
    story
        .stays(|picture| date_of(picture) == opened && !is_closed(picture))
        .await;
    let hours = story.handle.told().picture.day.clone().unwrap().hours;
    let hours = hours.unwrap();
    assert_eq!(
        hours.closes_at.ms_since(hours.opens_at),
        25 * 60 * MINUTE_MS
    );
}

/// S7: the house notices by itself.
#[tokio::test]
async fn s7_a_peak_begins_and_ends_without_anybody_pressing() {
    let story = Story::begins(false, WEDNESDAY, "10:00").await;
    story.sits_down().await;
    for _ in 0..4 {
        story.comes().await;
    }
    story.becomes(|picture| picture.peak.is_some()).await;
    assert_eq!(story.handle.told().picture.desks_to_add, 1);
    story.is_served().await;
    story.clock.advance_ms(3_000);
    story.is_served().await;
    story.becomes(|picture| picture.peaks.len() == 1).await;
}
