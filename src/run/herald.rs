//! Hands every new call to the voice, each once.

use office::picture;
use tokio::sync::watch;

use crate::config::settings::Settings;
use crate::reception::handle::Told;
use crate::voice::VoiceHandle;
use crate::voice::phrase::{Call, Language};
use crate::web::Current;

/// Until reception is gone. Calls made before the start are not spoken again.
/// In the office file's quiet hours calls are only on the boards.
pub(super) async fn announce(
    mut told: watch::Receiver<Told>,
    voice: VoiceHandle,
    current: watch::Receiver<Current>,
) {
    let newest = |told: &Told| told.picture.calls.first().map_or(0, |call| call.id);
    let mut spoken = newest(&told.borrow_and_update());
    while told.changed().await.is_ok() {
        let picture = std::sync::Arc::clone(&told.borrow_and_update().picture);
        let volume = volume_now(&current, picture.now);
        voice.set_volume(volume);
        for call in picture.calls.iter().rev().filter(|call| call.id > spoken) {
            if volume > 0 {
                let settings = std::sync::Arc::clone(&current.borrow().settings);
                voice.announce(as_spoken(call, &settings));
            }
        }
        spoken = picture
            .calls
            .first()
            .map_or(spoken, |call| call.id.max(spoken));
    }
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
