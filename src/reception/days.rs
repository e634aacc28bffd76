//! Office days by the clock: they open, close and change by themselves, and office
//! time follows a wall clock that was set, as long as nobody is in the house.

use office::Office;
use office::command::{Command, Recovery};
use office::day::{MINUTE_MS, Moment};
use office::event::Event;
use office::oversight::DayCommand;
use office::staff::AccountId;
use tracing::warn;

use crate::reception::Reception;
use crate::reception::almanac::{Almanac, Today};
use crate::reception::keep::{Entry, HOUSE, Keep};

/// The day closes by itself when all are gone this long after closing time.
const CLOSE_AFTER_MS: i64 = 30 * MINUTE_MS;

/// A day that was forgotten gives way to a later date only after so long
/// without anything happening; never by the wall clock alone in opening hours.
const FORGOTTEN_AFTER_MS: i64 = 4 * 60 * MINUTE_MS;

/// A wall clock this far from office time was set by somebody.
const CLOCK_JUMP_MS: i64 = 2_000;

/// What opened the day of an entry behind a hole, if no log has it any more: a
/// day that nothing opened would lose all its visitors. The end of the day before
/// may have gone with it. Its hours are those of the office file.
pub(super) fn lost_opening(office: &Office, entry: &Entry, almanac: &dyn Almanac) -> Option<Event> {
    let today = almanac.at(entry.draft.at);
    let is_forgotten = entry.draft.at.ms_since(office.last_at()) >= FORGOTTEN_AFTER_MS;
    let is_before =
        (office.day()).is_none_or(|day| day.date < today.date && (day.closed || is_forgotten));
    let is_lost = is_before && !entry.opens_day();
    is_lost.then_some(Event::DayOpened {
        date: today.date,
        hours: today.hours,
    })
}

impl<K: Keep + Send + 'static> Reception<K> {
    pub(super) async fn look_at_clock(&mut self) {
        let ahead = self.clock.wall_ahead_ms();
        if (ahead - self.wall_ahead_ms).abs() > CLOCK_JUMP_MS {
            warn!(
                ahead_ms = ahead,
                "the computer's clock was set; with visitors in the house office time runs on evenly"
            );
            self.wall_ahead_ms = ahead;
            self.was_wall_set |= self.is_running;
            self.by_itself(Command::NoteClockJump { by_ms: ahead })
                .await;
            self.set_clock_if_empty();
            self.tell();
        }
        self.leave_day_of_wrong_clock().await;
        let now = self.now();
        let today = self.almanac.at(now);
        let is_over = self.is_day_over(now, &today);
        if is_over {
            self.by_itself(Command::CloseDay).await;
        }
        match self.office.day() {
            Some(day) if !day.closed => {}
            Some(day) if day.date == today.date && day.is_closed_too_early(now) => {
                let by = AccountId(HOUSE.to_owned());
                let reopen = Command::Day(DayCommand::Reopen { by });
                self.by_itself(reopen).await;
                self.tell();
            }
            Some(day) if day.date >= today.date => {
                if is_over {
                    self.tell();
                }
            }
            // Right after the day before: its doors are not seen closed between.
            Some(_) | None => {
                self.follow_wall(now);
                self.answers.clear();
                let Today { date, hours, .. } = today;
                self.by_itself(Command::OpenDay { date, hours }).await;
                self.tell();
            }
        }
        self.renew_numbers_given_before().await;
    }

    /// Whether the day that is open ends by itself now.
    fn is_day_over(&self, now: Moment, today: &Today) -> bool {
        let Some(day) = self.office.day().filter(|day| !day.closed) else {
            return false;
        };
        let past_ms = day.hours.map_or(0, |hours| now.ms_since(hours.closes_at));
        let idle_ms = now.ms_since(self.office.last_at());
        let all_gone = (self.office.tickets()).all(office::ticket::Ticket::is_closed);
        let later_date = day.date < today.date;
        // By now the next day's doors are open; whoever waits in an office that is
        // open day and night is not sent away at midnight.
        let next_began = later_date && today.hours.is_some_and(|hours| hours.opens_at <= now);
        let goes_on = day.hours.is_some_and(|hours| hours.goes_on);
        let may_end = past_ms >= CLOSE_AFTER_MS || next_began && past_ms >= 0;
        (may_end && all_gone)
            || (next_began && !goes_on && past_ms >= CLOSE_AFTER_MS)
            || past_ms >= FORGOTTEN_AFTER_MS
            || (later_date && idle_ms >= FORGOTTEN_AFTER_MS)
    }

    /// The office file was read again. A day that is held over midnight keeps its
    /// hours: those of the new date are not its own.
    pub(super) async fn take_hours_of_file(&mut self) {
        let Today { date, hours, .. } = self.almanac.at(self.clock.now());
        if self.office.day().is_none_or(|day| day.date == date) {
            self.by_itself(Command::ChangeHours { hours }).await;
        }
    }

    /// A clock that was ahead opened a day to come, or ended today, and was set
    /// right: the day on the wall begins, if nobody is in the house. A start takes
    /// a wall clock that is behind the last visitors for one with a dead battery
    /// and does not believe it; a clock that is set while the house runs it does.
    async fn leave_day_of_wrong_clock(&mut self) {
        if self.wall_ahead_ms > -CLOCK_JUMP_MS {
            return;
        }
        let wall = self.clock.now().plus_ms(self.wall_ahead_ms);
        let on_wall = self.almanac.at(wall);
        let Some(day) = self.office.day() else { return };
        let is_over = day.closed || self.office.is_untouched();
        let is_wrong = on_wall.date < day.date
            || on_wall.date == day.date && day.is_closed_too_early(wall) && wall <= self.acted_at;
        let visited = self.office.last_visited();
        let is_believed = self.was_wall_set || visited.is_none_or(|date| date <= on_wall.date);
        if is_over && is_wrong && is_believed {
            warn!(date = %on_wall.date, "the day of a wrong clock is left");
            self.follow_wall(Moment(0));
            self.acted_at = Moment(0);
            let Today { date, hours, .. } = on_wall;
            self.by_itself(Command::LeaveDay { date, hours }).await;
            self.tell();
        }
    }

    /// Numbers of a date that the clock came to again are told from its first
    /// ones by their series.
    async fn renew_numbers_given_before(&mut self) {
        if let Some(prefix) = self.office.series_of_date_again() {
            let renew = Command::RecoverNumbers(Recovery::NewSeries { prefix });
            self.by_itself(renew).await;
        }
    }

    /// The clock was set while nobody was in the house: office time goes by it,
    /// back as well, though only within the day that is open and never behind
    /// what somebody did. With visitors waiting it runs on evenly.
    fn set_clock_if_empty(&mut self) {
        let day = self.office.day();
        let has_visitors =
            day.is_some_and(|day| !day.closed) && self.office.tickets().next().is_some();
        if has_visitors {
            return;
        }
        let now = self.now();
        let wall = now.plus_ms(self.clock.wall_ahead_ms());
        let is_today = day.is_some_and(|day| day.date == self.almanac.at(wall).date);
        let least = if is_today {
            self.acted_at.plus_ms(1)
        } else {
            now
        };
        self.follow_wall(least);
        self.estimate();
    }

    fn follow_wall(&mut self, least: Moment) {
        self.clock.follow_wall(least);
        self.wall_ahead_ms = self.clock.wall_ahead_ms();
    }
}
