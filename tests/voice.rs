//! The voice, heard through a player that keeps what it was given, and through ALSA's own
//! `aplay` writing to a file. No test waits for real speech.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of a test stop it where something is not as they need it"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use talon::voice::phrase::{Call, Language};
use talon::voice::{Settings, Silence, Voice, VoiceHandle, VoiceState};
use talon::watch::upkeep::Upkeep;

/// Only a hung test gets this far: the players here take a sound at once.
const PATIENCE: Duration = Duration::from_mins(1);
/// A WAV's head.
const HEAD: usize = 44;
/// The moment of silence with which the voice tries the device: 200 ms at 16 kHz, 16 bits.
const PROBE_BYTES: usize = 6_400;

#[tokio::test]
async fn ten_calls_at_once_are_spoken_in_order_and_none_is_cut() {
    let alone = Hall::new("alone");
    let voice = Voice::start(alone.settings());
    for call in ten_calls() {
        voice.announce(call);
        assert!(voice.settled(PATIENCE).await);
    }
    let together = Hall::new("together");
    let voice = Voice::start(together.settings());
    for call in ten_calls() {
        voice.announce(call);
    }
    assert!(voice.settled(PATIENCE).await);

    let (alone, together) = (alone.heard(), together.heard());
    assert_eq!(together.len(), 10);
    assert!(
        alone == together,
        "each call sounds as it does when said alone"
    );
    assert_eq!(voice.status().spoken, 10);
    assert_eq!(voice.state(), VoiceState::Ready);
}

/// The burst: each is heard whole, in order, none cut, merged or let go.
#[tokio::test]
async fn fifty_calls_within_ten_seconds_are_all_heard_in_order() {
    let calls = || (1..=50).map(|n| call(n * 7, n % 9 + 1));
    let alone = Hall::new("fifty_alone");
    let voice = Voice::start(alone.settings());
    for call in calls() {
        voice.announce(call);
        assert!(voice.settled(PATIENCE).await);
    }
    let burst = Hall::new("fifty");
    let voice = Voice::start(burst.settings());
    for call in calls() {
        voice.announce(call);
        tokio::task::yield_now().await;
    }
    assert!(voice.settled(PATIENCE).await);
    let (alone, burst) = (alone.heard(), burst.heard());
    assert_eq!(burst.len(), 50);
    assert!(alone == burst, "each as it sounds alone, in its turn");
    let lengths: Vec<usize> = burst.iter().map(Vec::len).collect();
    // Two to seven seconds of 16-bit samples each: a whole sentence.
    let whole = |length: &usize| (64_000..224_000).contains(length);
    assert!(lengths.iter().all(whole), "{lengths:?}");
    assert_eq!((voice.status().spoken, voice.status().let_go), (50, 0));
}

#[tokio::test]
async fn a_ticket_taken_in_english_is_called_in_english_and_a_helped_one_twice() {
    let hall = Hall::new("english");
    let voice = Voice::start(hall.settings());
    let theirs = Call {
        language: Some(Language::English),
        ..call(12, 5)
    };
    let slow = Call {
        slow: true,
        ..call(12, 5)
    };
    for call in [call(12, 5), theirs, slow] {
        voice.announce(call);
        assert!(voice.settled(PATIENCE).await);
    }
    let english = Voice::start(Settings {
        languages: vec![Language::English],
        ..hall.settings()
    });
    english.announce(call(12, 5));
    assert!(english.settled(PATIENCE).await);
    let heard = hall.heard();
    let [russian, theirs, slow, english] = heard.as_slice() else {
        panic!("four sounds, not {}", heard.len());
    };
    assert!(theirs == english && theirs != russian);
    assert!(
        slow.len() > russian.len() * 3 / 2,
        "said twice, with longer pauses"
    );
}

#[tokio::test]
async fn a_call_tells_number_and_desk_in_both_languages() {
    let hall = Hall::new("languages");
    let russian = Voice::start(hall.settings());
    russian.announce(call(12, 5));
    assert!(russian.settled(PATIENCE).await);
    let both = Voice::start(Settings {
        languages: vec![Language::Russian, Language::English],
        ..hall.settings()
    });
    both.announce(call(12, 5));
    assert!(both.settled(PATIENCE).await);

    let heard = hall.heard();
    let [russian, both] = heard.as_slice() else {
        panic!("two sounds, not {}", heard.len());
    };
    assert!(both.starts_with(russian), "Russian first, whole");
    assert!(
        both.len() > russian.len() + 32_000,
        "then a second of English"
    );
}

#[tokio::test]
async fn through_alsa_everything_arrives_on_the_card() {
    if !has_aplay() {
        eprintln!("skipped: no aplay here (Debian package alsa-utils)");
        return;
    }
    let alone = Hall::new("alsa_reference");
    let voice = Voice::start(alone.settings());
    let card = Hall::new("alsa_card");
    let recording = card.dir.join("recording.raw");
    let config = card.dir.join("asound.conf");
    fs::write(&config, alsa_recorder(&recording)).unwrap();
    let on_card = Voice::start(Settings {
        player: ["env", &alsa_config(&config), "aplay", "-q", "-"]
            .map(str::to_owned)
            .to_vec(),
        ..Settings::default()
    });
    for call in ten_calls() {
        voice.announce(call.clone());
        on_card.announce(call);
    }
    assert!(voice.settled(PATIENCE).await);
    assert!(on_card.settled(PATIENCE).await);

    assert_eq!(on_card.state(), VoiceState::Ready);
    let recorded = fs::read(&recording).unwrap();
    let mut rest = &recorded[..];
    for (n, call) in alone.heard().iter().enumerate() {
        // aplay fills its last period with silence; nothing else stands between two calls.
        let at = (0..rest.len()).find(|at| rest[*at..].starts_with(call));
        let at = at.unwrap_or_else(|| panic!("call {n} is not on the card"));
        assert!(rest[..at].iter().all(|byte| *byte == 0), "noise before {n}");
        rest = &rest[at + call.len()..];
    }
    assert!(rest.iter().all(|byte| *byte == 0), "noise at the end");
}

#[tokio::test]
async fn without_a_player_the_voice_is_silent_and_nothing_waits() {
    let voice = Voice::start(Settings {
        player: vec!["/nonexistent/player".to_owned()],
        ..Settings::default()
    });
    let state = state_other_than_ready(&voice).await;
    assert!(
        matches!(state, VoiceState::Silent(Silence::NoPlayer { .. })),
        "{state:?}"
    );
    for number in 0..500 {
        voice.announce(call(number, 1));
    }
    assert!(voice.status().waiting <= 50);
}

#[tokio::test]
async fn without_a_sound_card_the_voice_says_why_it_is_silent() {
    let voice = Voice::start(Settings {
        player: shell("cat >/dev/null; echo chatter >&2; echo 'no such card' >&2; exit 1"),
        ..Settings::default()
    });
    let VoiceState::Silent(Silence::NoSound { detail }) = state_other_than_ready(&voice).await
    else {
        panic!("a refused sound is silence");
    };
    assert!(detail.ends_with(": no such card"), "{detail}");
}

#[tokio::test]
async fn a_card_plugged_in_later_is_found_and_the_waiting_call_is_heard_whole() {
    let hall = Hall::new("plugged_in");
    let card = hall.dir.join("card");
    let keeps = hall.keeps();
    let player = format!("test -e {} || exit 1; {keeps}", card.display());
    let voice = Voice::start(Settings {
        player: shell(&player),
        retry_after: Duration::from_millis(50),
        ..Settings::default()
    });
    assert_ne!(state_other_than_ready(&voice).await, VoiceState::Ready);
    voice.announce(call(12, 5));
    fs::write(&card, "").unwrap();
    assert!(voice.settled(PATIENCE).await);

    assert_eq!(voice.state(), VoiceState::Ready);
    assert_eq!(voice.status().spoken, 1);
    assert_eq!(hall.heard().len(), 1);
}

#[tokio::test]
async fn a_hung_player_is_killed_and_the_office_is_told() {
    let hall = Hall::new("hung");
    let pid_file = hall.dir.join("pid");
    let player = format!("echo $$ > {}; exec sleep 600", pid_file.display());
    let voice = Voice::start(Settings {
        player: shell(&player),
        ..Settings::default()
    });
    let state = state_other_than_ready(&voice).await;
    assert!(
        matches!(state, VoiceState::Silent(Silence::Hung { .. })),
        "{state:?}"
    );
    let pid = fs::read_to_string(&pid_file).unwrap();
    let process = Path::new("/proc").join(pid.trim());
    assert!(!process.exists(), "the player still runs");
}

#[tokio::test]
async fn a_call_taken_back_before_its_turn_is_not_heard() {
    let hall = Hall::new("taken_back");
    let (settings, hold) = hall.held_up();
    let voice = Voice::start(settings);
    one_in_its_mouth_two_wait(&voice, &hold).await;
    voice.take_back(call(3, 3));
    voice.take_back(call(4, 9)); // another desk has called it meanwhile
    waits(&voice, 1).await;
    fs::remove_file(&hold).unwrap();

    assert!(voice.settled(PATIENCE).await);
    let status = voice.status();
    assert_eq!((status.spoken, status.let_go), (3, 1));
    assert_eq!(hall.heard().len(), 3);
}

#[tokio::test]
async fn a_voice_switched_off_takes_calls_and_says_nothing() {
    let hall = Hall::new("off");
    let voice = Voice::start(Settings {
        enabled: false,
        ..hall.settings()
    });
    voice.announce(call(12, 5));
    assert!(voice.settled(PATIENCE).await);
    assert_eq!(voice.state(), VoiceState::Off);
    assert_eq!(hall.heard().len(), 0);
}

#[tokio::test]
async fn more_calls_than_can_wait_are_let_go_not_piled_up() {
    let hall = Hall::new("flood");
    let gate = hall.dir.join("gate");
    // Takes nothing before the gate is open, so that calls pile up behind the try-out.
    let player = format!(
        "while ! test -e {}; do sleep 0.05; done; {}",
        gate.display(),
        hall.keeps()
    );
    let voice = Voice::start(Settings {
        player: shell(&player),
        ..Settings::default()
    });
    for number in 0..200 {
        voice.announce(call(number, 1));
        tokio::task::yield_now().await;
    }
    fs::write(&gate, "").unwrap();
    assert!(voice.settled(PATIENCE).await);
    let status = voice.status();
    assert!((50..=51).contains(&status.spoken), "{status:?}");
    assert_eq!(hall.heard().len(), usize::try_from(status.spoken).unwrap());
}

#[tokio::test]
async fn the_voice_falls_in_the_middle_of_a_call_and_those_that_wait_are_spoken() {
    let hall = Hall::new("falls");
    let (settings, hold) = hall.held_up();
    let upkeep = Upkeep::default();
    let voice = Voice::start_kept(settings, &upkeep);
    one_in_its_mouth_two_wait(&voice, &hold).await;

    falls(&upkeep).await;
    fs::remove_file(&hold).unwrap();

    assert!(voice.settled(PATIENCE).await);
    let status = voice.status();
    assert_eq!((status.spoken, status.let_go, status.waiting), (3, 1, 0));
    // What was cut is not said again.
    assert_eq!(hall.heard().len(), 3);
    assert_eq!(voice.state(), VoiceState::Ready);
    assert_eq!(upkeep.troubled()[0].0, "voice");
}

#[tokio::test(start_paused = true)]
async fn a_voice_that_cannot_be_helped_says_so_and_holds_nobody_up() {
    let upkeep = Upkeep::default();
    let settings = Settings {
        player: vec!["talon-has-no-such-player".to_owned()],
        ..Settings::default()
    };
    let voice = Voice::start_kept(settings, &upkeep);
    for number in 1..=5 {
        voice.announce(call(number, 1));
        falls(&upkeep).await;
    }
    assert!(voice.settled(PATIENCE).await, "{:?}", voice.status());
    let status = voice.status();
    assert_eq!(status.state, VoiceState::Silent(Silence::Stopped));
    assert_eq!((status.spoken, status.waiting), (0, 0));
    voice.announce(call(6, 1));
    assert!(voice.settled(PATIENCE).await);
}

/// Lets the room fall, and waits until the house knows.
async fn falls(upkeep: &Upkeep) {
    let mut rooms = upkeep.watch();
    rooms.mark_unchanged();
    upkeep.trip("voice");
    let known = tokio::time::timeout(PATIENCE, rooms.changed()).await;
    known.unwrap().unwrap();
}

/// A hall whose loudspeaker is a folder.
struct Hall {
    dir: PathBuf,
}

impl Hall {
    fn new(name: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("voice_{name}"));
        drop(fs::remove_dir_all(&dir));
        fs::create_dir_all(&dir).unwrap();
        Self { dir }
    }

    /// A shell command that keeps each sound in a file of its own, numbered in playing order.
    fn keeps(&self) -> String {
        let dir = self.dir.display();
        format!("cat > {dir}/$(ls {dir} | grep -c wav$).wav")
    }

    fn settings(&self) -> Settings {
        Settings {
            player: shell(&self.keeps()),
            ..Settings::default()
        }
    }

    /// The same with a player that waits while the file is there.
    fn held_up(&self) -> (Settings, PathBuf) {
        let hold = self.dir.join("hold");
        let waits = format!("while test -e {}; do sleep 0.05; done", hold.display());
        let settings = Settings {
            player: shell(&format!("{waits}; {}", self.keeps())),
            ..Settings::default()
        };
        (settings, hold)
    }

    /// The samples of every call heard, in order, without the voice's silent try-outs.
    fn heard(&self) -> Vec<Vec<u8>> {
        (0..)
            .map_while(|n| fs::read(self.dir.join(format!("{n}.wav"))).ok())
            .map(|wav| wav[HEAD..].to_vec())
            .filter(|samples| samples.len() != PROBE_BYTES)
            .collect()
    }
}

/// The first of four calls is spoken, the second held up.
async fn one_in_its_mouth_two_wait(voice: &VoiceHandle, hold: &Path) {
    voice.announce(call(1, 1));
    assert!(voice.settled(PATIENCE).await);
    fs::write(hold, "").unwrap();
    for number in 2..=4 {
        voice.announce(call(number, number));
    }
    waits(voice, 2).await;
}

async fn waits(voice: &VoiceHandle, calls: usize) {
    let waits = async {
        while voice.status().waiting != calls {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waits).await.unwrap();
}

fn shell(script: &str) -> Vec<String> {
    ["sh", "-c", script].map(str::to_owned).to_vec()
}

fn call(number: u16, desk: u16) -> Call {
    Call {
        series: "А".to_owned(),
        number,
        desk,
        again: false,
        slow: false,
        zone: None,
        language: None,
    }
}

fn ten_calls() -> Vec<Call> {
    (1..=10)
        .map(|n| Call {
            again: n % 3 == 0,
            ..call(n * 37, n * 9)
        })
        .collect()
}

async fn state_other_than_ready(voice: &VoiceHandle) -> VoiceState {
    let changed = async {
        loop {
            if voice.state() != VoiceState::Ready {
                return voice.state();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, changed).await.unwrap()
}

fn has_aplay() -> bool {
    std::process::Command::new("aplay")
        .arg("--version")
        .output()
        .is_ok()
}

fn alsa_config(file: &Path) -> String {
    format!("ALSA_CONFIG_PATH={}", file.display())
}

/// A card that appends all it plays to a file.
fn alsa_recorder(recording: &Path) -> String {
    format!(
        "pcm.!default {{ type file slave.pcm {{ type null }} file \"| cat >> {}\" format \"raw\" }}\n",
        recording.display()
    )
}
