//! Hands every new call to the voice, each once, and takes back what its desk
//! took back.

use office::picture::{self, Picture};
use tokio::sync::watch;

use crate::config::settings::Settings;
use crate::reception::handle::Told;
use crate::voice::VoiceHandle;
use crate::voice::phrase::{Call, Language};
use crate::watch::lent::Home;
use crate::web::Current;

/// What is announced, to whom, and how far it is: that outlives a herald.
#[derive(Clone)]
pub(super) struct Herald {
    told: watch::Receiver<Told>,
    voice: VoiceHandle,
    current: watch::Receiver<Current>,
    /// The newest call that was handed on.
    spoken: Home<u64>,
}

impl Herald {
    /// Calls made before now are not spoken again.
    pub(super) fn new(
        told: watch::Receiver<Told>,
        voice: VoiceHandle,
        current: watch::Receiver<Current>,
    ) -> Self {
        let newest = newest(&told.borrow().picture).unwrap_or(0);
        Self {
            told,
            voice,
            current,
            spoken: Home::new(newest),
        }
    }

    /// Until reception is gone; one in the place of another that fell goes on
    /// behind the last call. In the office file's quiet hours calls are only on
    /// the boards.
    pub(super) async fn announce(mut self) {
        let Some(mut spoken) = self.spoken.lend() else {
            return;
        };
        let mut before = std::sync::Arc::clone(&self.told.borrow().picture);
        loop {
            let picture = std::sync::Arc::clone(&self.told.borrow_and_update().picture);
            let volume = volume_now(&self.current, picture.now);
            self.voice.set_volume(volume);
            let settings = std::sync::Arc::clone(&self.current.borrow().settings);
            for call in taken_back(&before.calls, &picture.calls) {
                self.voice.take_back(as_spoken(call, &settings));
            }
            for call in picture.calls.iter().rev() {
                if call.id <= *spoken {
                    continue;
                }
                *spoken = call.id;
                if volume > 0 {
                    self.voice.announce(as_spoken(call, &settings));
                }
            }
            before = picture;
            if self.told.changed().await.is_err() {
                return;
            }
        }
    }
}

/// Calls that are gone, and not for being the oldest.
fn taken_back<'a>(
    before: &'a [picture::Call],
    now: &'a [picture::Call],
) -> impl Iterator<Item = &'a picture::Call> {
    let oldest = now.last().map_or(0, |call| call.id);
    let is_gone = move |call: &&picture::Call| {
        call.id >= oldest && !now.iter().any(|still| still.id == call.id)
    };
    before.iter().filter(is_gone)
}

fn newest(picture: &Picture) -> Option<u64> {
    picture.calls.first().map(|call| call.id)
}

fn volume_now(current: &watch::Receiver<Current>, now: office::day::Moment) -> u8 {
    let settings = std::sync::Arc::clone(&current.borrow().settings);
    let minute = settings.calendar.minute_at(now.0).minutes();
    settings.hall.voice.volume_at(minute)
}

fn as_spoken(call: &picture::Call, settings: &Settings) -> Call {
    let zone = settings.zone_of(call.desk.0);
    let zone = zone.filter(|zone| !zone.voice.is_empty());
    Call {
        series: call.number.series.to_string(),
        number: call.number.n,
        desk: call.desk.0,
        again: call.again,
        slow: call.slow,
        zone: zone.map(|zone| zone.id.clone()),
        language: Language::from_tag(&call.language),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use office::Office;
    use office::day::Moment;
    use office::desk::DeskId;
    use office::ticket::TicketNumber;

    use super::*;
    use crate::config::{self, Overrides};
    use crate::run::rules::rules;
    use crate::voice::{self, Voice};
    use crate::watch::upkeep::Upkeep;

    /// The office with so many calls made.
    fn with_calls(settings: &Settings, calls: u16) -> Told {
        let office = Office::new(rules(settings));
        let mut picture = office.picture(Moment(12 * 3_600_000), Arc::default());
        picture.calls = (1..=calls)
            .rev()
            .map(|n| picture::Call {
                id: n.into(),
                number: TicketNumber {
                    series: "А".into(),
                    n,
                },
                desk: DeskId(1),
                at: picture.now,
                again: false,
                slow: false,
                language: "ru".to_owned(),
            })
            .collect();
        Told {
            version: calls.into(),
            picture: Arc::new(picture),
        }
    }

    async fn has_spoken(voice: &VoiceHandle, calls: u64) {
        let spoken = async {
            while voice.status().spoken < calls {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let in_time = tokio::time::timeout(Duration::from_mins(1), spoken).await;
        assert!(in_time.is_ok(), "{:?}", voice.status());
    }

    #[test]
    fn a_call_that_is_gone_was_taken_back_unless_it_was_the_oldest() {
        let settings = config::parse(config::demo(), "office.toml", &Overrides::default()).unwrap();
        let before = with_calls(&settings, 4).picture;
        let mut now = before.calls.clone();
        assert_eq!(taken_back(&before.calls, &now).count(), 0);
        now.pop();
        assert_eq!(taken_back(&before.calls, &now).count(), 0, "too many");
        now.remove(0);
        let back: Vec<u64> = taken_back(&before.calls, &now)
            .map(|call| call.id)
            .collect();
        assert_eq!(back, [4]);
    }

    #[tokio::test]
    async fn a_call_made_while_the_herald_is_down_is_spoken_once_when_it_is_back() {
        let settings = config::parse(config::demo(), "office.toml", &Overrides::default()).unwrap();
        let (tell, told) = watch::channel(with_calls(&settings, 1));
        let (_file, current) = watch::channel(Current::new(&Arc::new(settings.clone())));
        let voice = Voice::start(voice::Settings {
            player: ["sh", "-c", "cat > /dev/null"].map(str::to_owned).to_vec(),
            ..voice::Settings::default()
        });
        let upkeep = Upkeep::default();
        let herald = Herald::new(told, voice.clone(), current);
        let keeping = upkeep.keep("voice", move || herald.clone().announce());
        drop(tokio::spawn(keeping));
        tell.send_replace(with_calls(&settings, 2));
        has_spoken(&voice, 1).await;

        let mut rooms = upkeep.watch();
        upkeep.trip("voice");
        rooms.changed().await.unwrap();
        tell.send_replace(with_calls(&settings, 3));

        has_spoken(&voice, 2).await;
        tell.send_replace(with_calls(&settings, 4));
        has_spoken(&voice, 3).await;
        assert!(voice.settled(Duration::from_mins(1)).await);
        assert_eq!(voice.status().spoken, 3, "neither the first nor one twice");
    }
}
