//! The voice clips inside the binary, and what they sound like.
//!
//! Promises: every clip of `assets/voice/` is here by its file name; pieces become one sound of
//! 16-bit mono samples; a clip that is missing or broken is left out and named, the rest is heard.
//! An office's own recordings, read once at the start, go before the built-in clips by name.
//! Never does: open a device, or a file while a call is spoken.

use super::phrase::{Clip, Language, Piece};
use lewton::inside_ogg::OggStreamReader;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Samples a second of every clip; `assets/voice/make.sh` makes them so.
pub(super) const RATE: u32 = 16_000;

/// The office's own recordings: each zone's name in each language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnClips(BTreeMap<(String, Language), Vec<i16>>);

/// A recording that is no mono Ogg Vorbis at 16 kHz, or longer than a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not mono Ogg Vorbis at 16 kHz, or longer than {LONGEST_S} s")]
pub struct NotAClip;

/// A name said at leisure.
const LONGEST_S: u32 = 5;

impl OwnClips {
    /// Takes the recording of a zone's name.
    pub fn add(&mut self, zone: &str, language: Language, ogg: &[u8]) -> Result<(), NotAClip> {
        let samples = decode_ogg(ogg).ok().flatten().ok_or(NotAClip)?;
        let most = usize::try_from(RATE * LONGEST_S).unwrap_or(usize::MAX);
        if samples.is_empty() || samples.len() > most {
            return Err(NotAClip);
        }
        self.0.insert((zone.to_owned(), language), samples);
        Ok(())
    }

    fn get(&self, zone: &str, language: Language) -> Option<&Vec<i16>> {
        self.0.get(&(zone.to_owned(), language))
    }
}

/// A sound ready to be played, and what had to be left out of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sound {
    pub(super) samples: Vec<i16>,
    pub(super) left_out: Vec<String>,
}

impl Sound {
    /// Silence of this length: heard by nobody, but a device must take it.
    pub(super) fn silence(milliseconds: u16) -> Self {
        Self {
            samples: vec![0; samples_in(milliseconds)],
            left_out: Vec::new(),
        }
    }

    /// Decodes and joins the pieces; `volume_percent` 0–100 is how much of the clips' own
    /// loudness is kept. A zone without a recording in a language is not named in it.
    pub(super) fn of(
        pieces: &[Piece],
        (own, zone): (&OwnClips, Option<&str>),
        volume_percent: u8,
        recorded: &Recordings,
    ) -> Self {
        let mut sound = Self::default();
        for piece in pieces {
            match piece {
                Piece::Pause(pause) => {
                    let length = sound.samples.len().saturating_add(samples_in(*pause));
                    sound.samples.resize(length, 0);
                }
                Piece::Clip(Clip::Zone(language)) => {
                    let name = zone.and_then(|zone| own.get(zone, *language));
                    sound.samples.extend(name.into_iter().flatten());
                }
                Piece::Clip(clip) => match decode(*clip, recorded) {
                    Ok(samples) => sound.samples.extend(samples),
                    Err(unheard) => sound.left_out.push(unheard.to_string()),
                },
            }
        }
        let volume = i32::from(volume_percent.min(100));
        for sample in &mut sound.samples {
            // Never overflows: the volume is at most one.
            *sample = i16::try_from(i32::from(*sample) * volume / 100).unwrap_or_default();
        }
        sound
    }

    pub(super) fn length(&self) -> Duration {
        let samples = u64::try_from(self.samples.len()).unwrap_or(u64::MAX);
        Duration::from_millis(samples.saturating_mul(1000) / u64::from(RATE))
    }

    /// A WAV file of the sound: one channel, 16 bits.
    pub(super) fn wav(&self) -> Vec<u8> {
        const BYTES_A_SAMPLE: u16 = 2;
        let data_bytes = u32::try_from(self.samples.len())
            .unwrap_or(u32::MAX / 4)
            .saturating_mul(u32::from(BYTES_A_SAMPLE));
        let mut wav = Vec::with_capacity(self.samples.len().saturating_mul(2).saturating_add(44));
        wav.extend(b"RIFF");
        // All that follows this field: 36 bytes of head, then the samples.
        wav.extend(data_bytes.saturating_add(36).to_le_bytes());
        wav.extend(b"WAVEfmt ");
        wav.extend(16_u32.to_le_bytes()); // the length of what follows up to "data"
        wav.extend(1_u16.to_le_bytes()); // plain samples
        wav.extend(1_u16.to_le_bytes()); // one channel
        wav.extend(RATE.to_le_bytes());
        wav.extend((RATE * u32::from(BYTES_A_SAMPLE)).to_le_bytes());
        wav.extend(BYTES_A_SAMPLE.to_le_bytes());
        wav.extend((BYTES_A_SAMPLE * 8).to_le_bytes());
        wav.extend(b"data");
        wav.extend(data_bytes.to_le_bytes());
        for sample in &self.samples {
            wav.extend(sample.to_le_bytes());
        }
        wav
    }
}

/// Why a clip is not heard.
#[derive(Debug, thiserror::Error)]
enum Unheard {
    #[error("no clip {0}")]
    Missing(String),
    #[error("clip {file}: {source}")]
    Broken {
        file: String,
        source: lewton::VorbisError,
    },
    #[error("clip {file} is not mono at {RATE} Hz")]
    WrongShape { file: String },
}

/// A speaker's recordings: file name under the folder without `.ogg`, and what the file holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Recordings(Arc<BTreeMap<String, Vec<u8>>>);

/// All clips of two languages together are 2 MB; a folder ten times as large is something else.
const OWN_BYTES: u64 = 20 << 20;

impl Recordings {
    /// Reads the folder: `chime.ogg`, `ru/…`, `en/…`. What is not there or cannot be played is
    /// taken from the built-in clips, and said once.
    pub(super) fn read(folder: &Path) -> Self {
        let mut clips = BTreeMap::new();
        let mut room = OWN_BYTES;
        for (name, _) in CLIPS {
            let path = folder.join(format!("{name}.ogg"));
            let Ok(size) = std::fs::metadata(&path).map(|file| file.len()) else {
                continue;
            };
            let Some(left) = room.checked_sub(size) else {
                tracing::warn!("the folder of clips is too large; the rest is left out");
                break;
            };
            room = left;
            match std::fs::read(&path).map(|ogg| (decode_ogg(&ogg), ogg)) {
                Ok((Ok(Some(_)), ogg)) => {
                    clips.insert((*name).to_owned(), ogg);
                }
                Ok((Ok(None), _)) => {
                    tracing::warn!(
                        clip = name,
                        "not mono at 16000 Hz: the built-in clip is used"
                    );
                }
                Ok((Err(error), _)) => {
                    tracing::warn!(clip = name, %error, "the built-in clip is used");
                }
                Err(error) => tracing::warn!(clip = name, %error, "the built-in clip is used"),
            }
        }
        tracing::info!(clips = clips.len(), "the office's own recordings are used");
        Self(Arc::new(clips))
    }

    fn get(&self, file: &str) -> Option<&[u8]> {
        self.0.get(file).map(Vec::as_slice)
    }
}

fn decode(clip: Clip, own: &Recordings) -> Result<Vec<i16>, Unheard> {
    let file = clip.file();
    if let Some(Ok(Some(samples))) = own.get(&file).map(decode_ogg) {
        return Ok(samples);
    }
    let Some((_, ogg)) = CLIPS.iter().find(|(name, _)| *name == file) else {
        return Err(Unheard::Missing(file));
    };
    match decode_ogg(ogg) {
        Ok(Some(samples)) => Ok(samples),
        Ok(None) => Err(Unheard::WrongShape { file }),
        Err(source) => Err(Unheard::Broken { file, source }),
    }
}

/// The samples, or nothing when they are not mono at [`RATE`].
fn decode_ogg(ogg: &[u8]) -> Result<Option<Vec<i16>>, lewton::VorbisError> {
    let mut reader = OggStreamReader::new(Cursor::new(ogg))?;
    if reader.ident_hdr.audio_channels != 1 || reader.ident_hdr.audio_sample_rate != RATE {
        return Ok(None);
    }
    let mut samples = Vec::new();
    while let Some(packet) = reader.read_dec_packet_itl()? {
        samples.extend(packet);
    }
    Ok(Some(samples))
}

fn samples_in(milliseconds: u16) -> usize {
    usize::from(milliseconds) * (16_000 / 1000)
}

macro_rules! clips {
    ($($folder:literal { $($name:literal)* })*) => {
        &[
            ("chime", include_bytes!("../../assets/voice/chime.ogg")),
            $($((
                concat!($folder, "/", $name),
                include_bytes!(concat!("../../assets/voice/", $folder, "/", $name, ".ogg")),
            ),)*)*
        ]
    };
}

/// File name under `assets/voice/` without `.ogg`, and what the file holds.
static CLIPS: &[(&str, &[u8])] = clips! {
    "ru" {
        "d1" "d2" "d3" "d4" "d5" "d6" "d7" "d8" "d9" "d10" "d11" "d12" "d13" "d14" "d15"
        "d16" "d17" "d18" "d19" "d20" "d21" "d22" "d23" "d24" "d25" "d26" "d27" "d28"
        "d29" "d30" "d31" "d32" "d33" "d34" "d35" "d36" "d37" "d38" "d39" "d40" "d41"
        "d42" "d43" "d44" "d45" "d46" "d47" "d48" "d49" "d50" "d51" "d52" "d53" "d54"
        "d55" "d56" "d57" "d58" "d59" "d60" "d61" "d62" "d63" "d64" "d65" "d66" "d67"
        "d68" "d69" "d70" "d71" "d72" "d73" "d74" "d75" "d76" "d77" "d78" "d79" "d80"
        "d81" "d82" "d83" "d84" "d85" "d86" "d87" "d88" "d89" "d90" "d91" "d92" "d93"
        "d94" "d95" "d96" "d97" "d98" "d99" "j0" "j20" "j30" "j40" "j50" "j60" "j70"
        "j80" "j90" "j100" "j200" "j300" "j400" "j500" "j600" "j700" "j800" "j900"
        "letter_a" "letter_be" "letter_che" "letter_de" "letter_e" "letter_ef"
        "letter_el" "letter_em" "letter_en" "letter_er" "letter_es" "letter_ge"
        "letter_i" "letter_ie" "letter_io" "letter_ka" "letter_kha" "letter_o"
        "letter_pe" "letter_sha" "letter_shcha" "letter_te" "letter_tse" "letter_u"
        "letter_ve" "letter_ya" "letter_yu" "letter_ze" "letter_zhe" "n0" "n1" "n2" "n3"
        "n4" "n5" "n6" "n7" "n8" "n9" "n10" "n11" "n12" "n13" "n14" "n15" "n16" "n17"
        "n18" "n19" "n20" "n30" "n40" "n50" "n60" "n70" "n80" "n90" "n100" "n200" "n300"
        "n400" "n500" "n600" "n700" "n800" "n900" "please" "ticket" "window"
    }
    "en" {
        "d1" "d2" "d3" "d4" "d5" "d6" "d7" "d8" "d9" "d10" "d11" "d12" "d13" "d14" "d15"
        "d16" "d17" "d18" "d19" "d20" "d21" "d22" "d23" "d24" "d25" "d26" "d27" "d28"
        "d29" "d30" "d31" "d32" "d33" "d34" "d35" "d36" "d37" "d38" "d39" "d40" "d41"
        "d42" "d43" "d44" "d45" "d46" "d47" "d48" "d49" "d50" "d51" "d52" "d53" "d54"
        "d55" "d56" "d57" "d58" "d59" "d60" "d61" "d62" "d63" "d64" "d65" "d66" "d67"
        "d68" "d69" "d70" "d71" "d72" "d73" "d74" "d75" "d76" "d77" "d78" "d79" "d80"
        "d81" "d82" "d83" "d84" "d85" "d86" "d87" "d88" "d89" "d90" "d91" "d92" "d93"
        "d94" "d95" "d96" "d97" "d98" "d99" "j0" "j20" "j30" "j40" "j50" "j60" "j70"
        "j80" "j90" "j100" "j200" "j300" "j400" "j500" "j600" "j700" "j800" "j900"
        "letter_a" "letter_b" "letter_c" "letter_d" "letter_e" "letter_f" "letter_g"
        "letter_h" "letter_i" "letter_j" "letter_k" "letter_l" "letter_m" "letter_n"
        "letter_o" "letter_p" "letter_q" "letter_r" "letter_s" "letter_t" "letter_u"
        "letter_v" "letter_w" "letter_x" "letter_y" "letter_z" "letter_zh" "n0" "n1"
        "n2" "n3" "n4" "n5" "n6" "n7" "n8" "n9" "n10" "n11" "n12" "n13" "n14" "n15"
        "n16" "n17" "n18" "n19" "n20" "n30" "n40" "n50" "n60" "n70" "n80" "n90" "n100"
        "n200" "n300" "n400" "n500" "n600" "n700" "n800" "n900" "please" "ticket"
        "window"
    }
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::phrase::{Call, announcement};
    use std::collections::BTreeSet;

    /// The longest clip asks a visitor to a desk in under two seconds; more would be a mistake.
    const LONGEST: usize = 3 * 16_000;

    static NO_CLIPS: OwnClips = OwnClips(BTreeMap::new());
    const NOTHING: (&OwnClips, Option<&str>) = (&NO_CLIPS, None);

    fn call(number: u16, desk: u16) -> Call {
        Call {
            series: "АВЕКМНРСТУХЖ".to_owned(),
            number,
            desk,
            again: false,
            slow: false,
            zone: None,
            language: None,
        }
    }

    #[test]
    fn every_clip_is_loud_enough_and_never_clipped() {
        for (name, ogg) in CLIPS {
            let samples = decode_ogg(ogg).expect(name).expect(name);
            let loudest = samples.iter().map(|s| s.unsigned_abs()).max().unwrap_or(0);
            assert!(loudest > 8_000, "{name} is too quiet: {loudest}");
            assert!(loudest < 32_000, "{name} is clipped: {loudest}");
            assert!(samples.len() > 4_000, "{name} is too short");
            assert!(samples.len() < LONGEST, "{name} is too long");
        }
    }

    #[test]
    fn all_clips_together_stay_below_two_megabytes() {
        let bytes: usize = CLIPS.iter().map(|(_, ogg)| ogg.len()).sum();
        assert!(bytes <= 2_000_000, "{bytes}");
    }

    #[test]
    fn the_table_and_the_folder_agree() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/voice");
        let mut files = BTreeSet::from(["chime".to_owned()]);
        for language in ["ru", "en"] {
            for entry in std::fs::read_dir(folder.join(language)).expect("the clips are here") {
                let path = entry.expect("the clips are here").path();
                let stem = path.file_stem().expect("a name").to_string_lossy();
                files.insert(format!("{language}/{stem}"));
            }
        }
        let table: BTreeSet<String> = CLIPS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(table, files);
    }

    #[test]
    fn every_number_and_every_desk_has_its_clips() {
        for language in [Language::Russian, Language::English] {
            for number in 0..=1200 {
                let call = Call {
                    again: number % 2 == 0,
                    ..call(number, number)
                };
                for piece in announcement(&[language], &call) {
                    if let Piece::Clip(clip) = piece {
                        let file = clip.file();
                        assert!(CLIPS.iter().any(|(name, _)| *name == file), "no {file}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_usual_call_takes_a_few_seconds() {
        let usual = Call {
            series: "А".to_owned(),
            ..call(12, 5)
        };
        let sound = Sound::of(
            &announcement(&[Language::Russian], &usual),
            NOTHING,
            100,
            &Recordings::default(),
        );
        assert_eq!(sound.left_out, Vec::<String>::new());
        let seconds = sound.length().as_secs();
        assert!((3..7).contains(&seconds), "{seconds} s");
    }

    #[test]
    fn a_clip_that_is_missing_is_named_and_the_rest_is_heard() {
        let broken = [
            Piece::Clip(Clip::Chime),
            Piece::Clip(Clip::Letter(Language::Russian, "nobody")),
        ];
        let sound = Sound::of(&broken, NOTHING, 100, &Recordings::default());
        assert_eq!(sound.left_out, ["no clip ru/letter_nobody"]);
        assert!(sound.length() > Duration::from_secs(1));
    }

    #[test]
    fn s8_a_zone_is_named_where_the_office_has_a_recording_of_its_name() {
        let mut own = OwnClips::default();
        let (_, recorded) = CLIPS.iter().find(|(name, _)| *name == "ru/please").unwrap();
        own.add("home", Language::Russian, recorded).unwrap();
        assert_eq!(own.add("home", Language::English, b"noise"), Err(NotAClip));
        let named = Call {
            zone: Some("home".to_owned()),
            ..call(12, 5)
        };
        let pieces = announcement(&[Language::Russian, Language::English], &named);
        let with = Sound::of(&pieces, (&own, Some("home")), 100, &Recordings::default());
        let without = Sound::of(
            &pieces,
            (&own, Some("business")),
            100,
            &Recordings::default(),
        );
        assert_eq!(with.left_out, Vec::<String>::new());
        let more = with.samples.len() - without.samples.len();
        assert_eq!(
            more,
            decode(Clip::Please(Language::Russian), &Recordings::default())
                .unwrap()
                .len()
        );
    }

    #[test]
    fn a_speakers_recording_goes_before_the_built_in_clip_and_a_broken_one_does_not() {
        let folder = std::env::temp_dir().join(format!("talon-clips-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("ru")).unwrap();
        // The chime said in place of «талон»; a file that is no sound in place of «окно».
        let (_, chime) = CLIPS.iter().find(|(name, _)| *name == "chime").unwrap();
        std::fs::write(folder.join("ru/ticket.ogg"), chime).unwrap();
        std::fs::write(folder.join("ru/window.ogg"), b"no sound").unwrap();
        let own = Recordings::read(&folder);
        std::fs::remove_dir_all(&folder).unwrap();
        let none = Recordings::default();
        let length = |clip, own| Sound::of(&[Piece::Clip(clip)], NOTHING, 100, own).length();
        let (ticket, window) = (
            Clip::Ticket(Language::Russian),
            Clip::Window(Language::Russian),
        );
        assert_eq!(length(ticket, &own), length(Clip::Chime, &none));
        assert_ne!(length(ticket, &own), length(ticket, &none));
        assert_eq!(length(window, &own), length(window, &none));
    }

    #[test]
    fn half_the_volume_is_half_the_samples() {
        let full = Sound::of(
            &[Piece::Clip(Clip::Chime)],
            NOTHING,
            100,
            &Recordings::default(),
        );
        let half = Sound::of(
            &[Piece::Clip(Clip::Chime)],
            NOTHING,
            50,
            &Recordings::default(),
        );
        for (full, half) in full.samples.iter().zip(&half.samples) {
            assert_eq!(full / 2, *half);
        }
        let none = Sound::of(
            &[Piece::Clip(Clip::Chime)],
            NOTHING,
            0,
            &Recordings::default(),
        );
        assert!(none.samples.iter().all(|sample| *sample == 0));
    }

    #[test]
    fn a_wav_tells_its_own_length() {
        let wav = Sound::silence(250).wav();
        assert_eq!(wav.len(), 44 + 2 * 4_000);
        assert_eq!(wav.get(..4), Some(&b"RIFF"[..]));
        assert_eq!(wav.get(40..44), Some(&8_000_u32.to_le_bytes()[..]));
    }
}
