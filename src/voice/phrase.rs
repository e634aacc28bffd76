//! From a call to what is said: which clips, in which order, with which pauses.
//!
//! Promises: pure; every call gives a phrase with its number and its desk in it, whatever the
//! series looks like; a sign that has no clip is left out (the board shows it), the rest is said.
//! Never does: touch a file, a device or the time.

/// The languages there are clips for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    Russian,
    English,
}

impl Language {
    /// Reads a language tag of the office file (`ru`, `ru-RU`, `en`, `en-GB`); `None` where
    /// there are no clips.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "ru" => Some(Self::Russian),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Russian => "ru",
            Self::English => "en",
        }
    }
}

/// A call to be spoken: this ticket, please, to this desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The signs before the number: usually one letter («А»), after a restart more («1405А»).
    pub series: String,
    /// Spoken as the ticket prints it, with three digits; more are read in pairs.
    pub number: u16,
    /// The desk («окно») as the board shows it.
    pub desk: u16,
    /// The visitor has been called before: the phrase asks, instead of only telling.
    pub again: bool,
    /// Said twice, with pauses twice as long, for a visitor who needs time.
    pub slow: bool,
    /// The zone the desk stands in, where the office has a recording of its name (S8).
    pub zone: Option<String>,
    /// The language the ticket was taken in, if there are clips for it.
    pub language: Option<Language>,
}

/// One clip. Its [`file`](Clip::file) is the name under `assets/voice/`, without `.ogg`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clip {
    Chime,
    /// «талон»
    Ticket(Language),
    /// «окно номер»
    Window(Language),
    /// «пожалуйста, пройдите к окну номер»
    Please(Language),
    /// The zone's name, from the office's own recordings.
    Zone(Language),
    /// A letter, by the name its file has.
    Letter(Language, &'static str),
    /// A part of a number after which the number goes on: level tone (0, 20…90, 100…900).
    GoesOn(Language, u16),
    /// The last part of a ticket's number: more will be said (0…20, 30…90, 100…900).
    Ends(Language, u16),
    /// A desk, 1…99: the sentence ends here.
    Desk(Language, u16),
}

impl Clip {
    pub fn file(self) -> String {
        match self {
            Self::Chime => "chime".to_owned(),
            Self::Ticket(language) => format!("{}/ticket", language.folder()),
            Self::Window(language) => format!("{}/window", language.folder()),
            Self::Please(language) => format!("{}/please", language.folder()),
            Self::Zone(language) => format!("{}/zone", language.folder()),
            Self::Letter(language, name) => format!("{}/letter_{name}", language.folder()),
            Self::GoesOn(language, number) => format!("{}/j{number}", language.folder()),
            Self::Ends(language, number) => format!("{}/n{number}", language.folder()),
            Self::Desk(language, number) => format!("{}/d{number}", language.folder()),
        }
    }
}

/// What a phrase is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    Clip(Clip),
    /// Silence, in milliseconds.
    Pause(u16),
}

// Pauses in milliseconds, chosen beside espeak-ng's own speech: it leaves 20–40 ms between
// words of one breath and 250–300 ms at a comma.
const AFTER_CHIME: u16 = 150;
const WITHIN_NUMBER: u16 = 25;
const BETWEEN_WORDS: u16 = 60;
const BEFORE_DESK: u16 = 280;
/// Between two languages or two readings; longer than a comma, so that they do not run together.
const BETWEEN_SENTENCES: u16 = 600;

/// The whole announcement: the chime, then the call in each language, in the order given.
pub fn announcement(languages: &[Language], call: &Call) -> Vec<Piece> {
    let mut pieces = vec![Piece::Clip(Clip::Chime)];
    let mut pause = AFTER_CHIME;
    for language in languages {
        pieces.push(Piece::Pause(pause));
        pieces.extend(phrase(*language, call));
        pause = BETWEEN_SENTENCES;
    }
    pieces
}

/// The call in one language, without the chime.
pub fn phrase(language: Language, call: &Call) -> Vec<Piece> {
    let once = sentence(language, call);
    if !call.slow {
        return once;
    }
    let once: Vec<Piece> = once.into_iter().map(slower).collect();
    let mut twice = once.clone();
    twice.push(slower(Piece::Pause(BETWEEN_SENTENCES)));
    twice.extend(once);
    twice
}

fn sentence(language: Language, call: &Call) -> Vec<Piece> {
    let mut clips = vec![Piece::Clip(Clip::Ticket(language))];
    for sign in call.series.chars() {
        if let Some(clip) = sign_clip(language, sign) {
            clips.push(Piece::Pause(BETWEEN_WORDS));
            clips.push(Piece::Clip(clip));
        }
    }
    clips.push(Piece::Pause(BETWEEN_WORDS));
    clips.extend(joined(ticket_number(language, call.number)));
    clips.push(Piece::Pause(BEFORE_DESK));
    if call.zone.is_some() {
        clips.push(Piece::Clip(Clip::Zone(language)));
        clips.push(Piece::Pause(BEFORE_DESK));
    }
    let window = if call.again {
        Clip::Please(language)
    } else {
        Clip::Window(language)
    };
    clips.push(Piece::Clip(window));
    clips.push(Piece::Pause(BETWEEN_WORDS));
    clips.extend(joined(desk_number(language, call.desk)));
    clips
}

fn slower(piece: Piece) -> Piece {
    match piece {
        Piece::Clip(clip) => Piece::Clip(clip),
        Piece::Pause(pause) => Piece::Pause(pause.saturating_mul(2)),
    }
}

fn joined(clips: Vec<Clip>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for clip in clips {
        if !pieces.is_empty() {
            pieces.push(Piece::Pause(WITHIN_NUMBER));
        }
        pieces.push(Piece::Clip(clip));
    }
    pieces
}

/// As it stands on paper: «ноль двенадцать», «ноль ноль четыре», «сто двенадцать».
fn ticket_number(language: Language, number: u16) -> Vec<Clip> {
    match number {
        0..=9 => vec![
            Clip::GoesOn(language, 0),
            Clip::GoesOn(language, 0),
            Clip::Ends(language, number),
        ],
        10..=99 => {
            let mut clips = vec![Clip::GoesOn(language, 0)];
            clips.extend(below_hundred(language, number));
            clips
        }
        100..=999 => below_thousand(language, number),
        1000.. => in_pairs(language, number),
    }
}

fn desk_number(language: Language, desk: u16) -> Vec<Clip> {
    match desk {
        0 => vec![Clip::Ends(language, 0)],
        1..=99 => vec![Clip::Desk(language, desk)],
        100..=999 if desk.is_multiple_of(100) => vec![Clip::Ends(language, desk)],
        100..=999 => vec![
            Clip::GoesOn(language, desk - desk % 100),
            Clip::Desk(language, desk % 100),
        ],
        1000.. => in_pairs(language, desk),
    }
}

fn below_thousand(language: Language, number: u16) -> Vec<Clip> {
    let rest = number % 100;
    if rest == 0 {
        return vec![Clip::Ends(language, number)];
    }
    let mut clips = vec![Clip::GoesOn(language, number - rest)];
    clips.extend(below_hundred(language, rest));
    clips
}

fn below_hundred(language: Language, number: u16) -> Vec<Clip> {
    let unit = number % 10;
    if number < 20 || unit == 0 {
        return vec![Clip::Ends(language, number)];
    }
    vec![
        Clip::GoesOn(language, number - unit),
        Clip::Ends(language, unit),
    ]
}

/// Above 999 nobody says «тысяча» at a counter: two digits at a time, 1405 as «четырнадцать
/// ноль пять».
fn in_pairs(language: Language, number: u16) -> Vec<Clip> {
    let (before, pair) = (number / 100, number % 100);
    let mut clips = match before {
        0..=99 => below_hundred(language, before),
        100.. => in_pairs(language, before),
    };
    if pair < 10 {
        clips.push(Clip::GoesOn(language, 0));
    }
    clips.extend(below_hundred(language, pair));
    clips
}

fn sign_clip(language: Language, sign: char) -> Option<Clip> {
    if let Some(digit) = sign.to_digit(10) {
        return Some(Clip::Ends(language, u16::try_from(digit).ok()?));
    }
    let sign = sign.to_uppercase().next()?;
    let name = match language {
        Language::Russian => russian_letter(sign)?,
        Language::English => english_letter(sign)?,
    };
    Some(Clip::Letter(language, name))
}

/// The Russian name of a letter. A Latin letter that looks like a Cyrillic one is read as that
/// one: nobody can see which of the two was printed.
fn russian_letter(sign: char) -> Option<&'static str> {
    Some(match sign {
        '\u{410}' | 'A' => "a",
        '\u{411}' => "be",
        '\u{412}' | 'B' => "ve",
        '\u{413}' => "ge",
        '\u{414}' => "de",
        '\u{415}' | 'E' => "ie",
        '\u{401}' => "io",
        '\u{416}' => "zhe",
        '\u{417}' => "ze",
        '\u{418}' => "i",
        '\u{41a}' | 'K' => "ka",
        '\u{41b}' => "el",
        '\u{41c}' | 'M' => "em",
        '\u{41d}' | 'H' => "en",
        '\u{41e}' | 'O' => "o",
        '\u{41f}' => "pe",
        '\u{420}' | 'P' => "er",
        '\u{421}' | 'C' => "es",
        '\u{422}' | 'T' => "te",
        '\u{423}' | 'Y' => "u",
        '\u{424}' => "ef",
        '\u{425}' | 'X' => "kha",
        '\u{426}' => "tse",
        '\u{427}' => "che",
        '\u{428}' => "sha",
        '\u{429}' => "shcha",
        '\u{42d}' => "e",
        '\u{42e}' => "yu",
        '\u{42f}' => "ya",
        _ => return None,
    })
}

/// The English name of a letter as an English reader sees it: Cyrillic «В» is a B to them.
fn english_letter(sign: char) -> Option<&'static str> {
    Some(match sign {
        'A' | '\u{410}' => "a",
        'B' | '\u{412}' => "b",
        'C' | '\u{421}' => "c",
        'D' => "d",
        'E' | '\u{415}' => "e",
        'F' => "f",
        'G' => "g",
        'H' | '\u{41d}' => "h",
        'I' => "i",
        'J' => "j",
        'K' | '\u{41a}' => "k",
        'L' => "l",
        'M' | '\u{41c}' => "m",
        'N' => "n",
        'O' | '\u{41e}' => "o",
        'P' | '\u{420}' => "p",
        'Q' => "q",
        'R' => "r",
        'S' => "s",
        'T' | '\u{422}' => "t",
        'U' => "u",
        'V' => "v",
        'W' => "w",
        'X' | '\u{425}' => "x",
        'Y' | '\u{423}' => "y",
        'Z' => "z",
        '\u{416}' => "zh",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(series: &str, number: u16, desk: u16) -> Call {
        Call {
            series: series.to_owned(),
            number,
            desk,
            again: false,
            slow: false,
            zone: None,
            language: None,
        }
    }

    /// The clips by name, `|` for a pause as long as a comma or longer.
    fn heard(pieces: &[Piece]) -> String {
        let words: Vec<String> = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Clip(clip) => Some(clip.file().replace("ru/", "").replace("letter_", "")),
                Piece::Pause(pause) if *pause >= BEFORE_DESK => Some("|".to_owned()),
                Piece::Pause(_) => None,
            })
            .collect();
        words.join(" ")
    }

    fn heard_in_russian(series: &str, number: u16, desk: u16) -> String {
        heard(&phrase(Language::Russian, &call(series, number, desk)))
    }

    #[test]
    fn a_012_is_read_a_zero_twelve() {
        assert_eq!(heard_in_russian("А", 12, 5), "ticket a j0 n12 | window d5");
    }

    #[test]
    fn k_004_is_read_with_both_zeros() {
        assert_eq!(
            heard_in_russian("К", 4, 12),
            "ticket ka j0 j0 n4 | window d12"
        );
    }

    #[test]
    fn three_digits_are_read_as_one_number() {
        assert_eq!(heard_in_russian("", 112, 1), "ticket j100 n12 | window d1");
        assert_eq!(
            heard_in_russian("М", 345, 99),
            "ticket em j300 j40 n5 | window d99"
        );
        assert_eq!(heard_in_russian("М", 900, 9), "ticket em n900 | window d9");
        assert_eq!(
            heard_in_russian("М", 905, 9),
            "ticket em j900 n5 | window d9"
        );
        assert_eq!(heard_in_russian("М", 90, 9), "ticket em j0 n90 | window d9");
        assert_eq!(
            heard_in_russian("М", 0, 9),
            "ticket em j0 j0 n0 | window d9"
        );
    }

    #[test]
    fn the_live_queue_has_its_letter_too() {
        assert_eq!(
            heard_in_russian("Ж", 21, 3),
            "ticket zhe j0 j20 n1 | window d3"
        );
        assert_eq!(
            heard(&phrase(Language::English, &call("Ж", 21, 3))),
            "en/ticket en/zh en/j0 en/j20 en/n1 | en/window en/d3"
        );
    }

    #[test]
    fn a_series_named_by_the_clock_is_read_sign_by_sign() {
        assert_eq!(
            heard_in_russian("1405А", 7, 2),
            "ticket n1 n4 n0 n5 a j0 j0 n7 | window d2"
        );
    }

    #[test]
    fn latin_lookalikes_and_small_letters_are_read_as_the_letter_seen() {
        assert_eq!(heard_in_russian("b", 1, 1), heard_in_russian("В", 1, 1));
        assert_eq!(heard_in_russian("х", 1, 1), heard_in_russian("X", 1, 1));
    }

    #[test]
    fn a_sign_without_a_clip_is_left_out_and_the_number_still_said() {
        assert_eq!(
            heard_in_russian("Ъ-Я", 7, 2),
            "ticket ya j0 j0 n7 | window d2"
        );
    }

    #[test]
    fn a_repeated_call_asks_politely() {
        let repeat = Call {
            again: true,
            ..call("А", 12, 5)
        };
        assert_eq!(
            heard(&phrase(Language::Russian, &repeat)),
            "ticket a j0 n12 | please d5"
        );
    }

    #[test]
    fn a_slow_call_is_said_twice_with_longer_pauses() {
        let slow = Call {
            slow: true,
            zone: None,
            ..call("А", 12, 5)
        };
        let said = phrase(Language::Russian, &slow);
        assert_eq!(
            heard(&said),
            "ticket a j0 n12 | window d5 | ticket a j0 n12 | window d5"
        );
        assert!(said.contains(&Piece::Pause(2 * BEFORE_DESK)));
    }

    #[test]
    fn the_chime_comes_once_and_the_languages_in_their_order() {
        let said = announcement(&[Language::Russian, Language::English], &call("А", 12, 5));
        assert_eq!(
            heard(&said),
            "chime ticket a j0 n12 | window d5 | en/ticket en/a en/j0 en/n12 | en/window en/d5"
        );
    }

    #[test]
    fn without_a_language_the_chime_alone_calls_eyes_to_the_board() {
        assert_eq!(heard(&announcement(&[], &call("А", 12, 5))), "chime");
    }

    #[test]
    fn numbers_and_desks_beyond_the_usual_are_read_too() {
        assert_eq!(
            heard_in_russian("А", 1405, 104),
            "ticket a n14 j0 n5 | window j100 d4"
        );
        assert_eq!(
            heard_in_russian("А", 65535, 200),
            "ticket a n6 j50 n5 j30 n5 | window n200"
        );
        assert_eq!(
            heard_in_russian("А", 1000, 0),
            "ticket a n10 j0 n0 | window n0"
        );
    }

    #[test]
    fn languages_are_known_by_their_tags() {
        assert_eq!(Language::from_tag("ru-RU"), Some(Language::Russian));
        assert_eq!(Language::from_tag("EN"), Some(Language::English));
        assert_eq!(Language::from_tag("tt"), None);
    }
}
