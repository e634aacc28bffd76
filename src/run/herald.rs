//! Hands every new call to the voice, each once.

use office::picture;
use tokio::sync::watch;

use crate::reception::handle::Told;
use crate::voice::VoiceHandle;
use crate::voice::phrase::Call;

/// Until reception is gone. Calls made before the start are not spoken again.
pub(super) async fn announce(mut told: watch::Receiver<Told>, voice: VoiceHandle) {
    let newest = |told: &Told| told.picture.calls.first().map_or(0, |call| call.id);
    let mut spoken = newest(&told.borrow_and_update());
    while told.changed().await.is_ok() {
        let picture = std::sync::Arc::clone(&told.borrow_and_update().picture);
        for call in picture.calls.iter().rev().filter(|call| call.id > spoken) {
            voice.announce(as_spoken(call));
        }
        spoken = picture
            .calls
            .first()
            .map_or(spoken, |call| call.id.max(spoken));
    }
}

fn as_spoken(call: &picture::Call) -> Call {
    Call {
        series: call.number.series.clone(),
        number: call.number.n,
        desk: call.desk.0,
        again: call.again,
        slow: call.slow,
    }
}
