//! CP866, the code page of Russian text on receipt printers. Pure.
//!
//! Promises: what the page cannot say is said with what it can (« » as quotes,
//! — as a hyphen), and never as raw UTF-8, which prints as rubbish.

/// The upper half of the page, 0x80 first.
const UPPER: &str = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп\
░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀рстуфхцчшщъыьэюя\
ЁёЄєЇїЎў°∙·√№¤■\u{a0}";

/// The numbers under which makes keep CP866 in their `ESC t` table.
pub const PAGES: [u8; 7] = [7, 10, 11, 12, 17, 37, 59];

/// The character of a byte; control bytes are blanks.
pub fn decode(byte: u8) -> char {
    match byte {
        0x00..=0x1f | 0x7f => ' ',
        0x20..=0x7e => char::from(byte),
        0x80..=0xff => UPPER.chars().nth(usize::from(byte - 0x80)).unwrap_or('?'),
    }
}

/// The text in characters that the page has.
pub fn speakable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            ' '..='~' => plain.push(letter),
            '«' | '»' | '„' | '“' | '”' => plain.push('"'),
            '‘' | '’' => plain.push('\''),
            '—' | '–' | '−' | '\u{2011}' => plain.push('-'),
            '…' => plain.push_str("..."),
            '•' => plain.push('·'),
            '×' => plain.push('x'),
            '₽' => plain.push_str("руб."),
            _ if letter.is_whitespace() => plain.push(' '),
            _ if UPPER.contains(letter) => plain.push(letter),
            _ => plain.push('?'),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_128_upper_characters_in_their_known_places() {
        assert_eq!(UPPER.chars().count(), 128);
        let known = [(0x80, 'А'), (0x9f, 'Я'), (0xa0, 'а'), (0xaf, 'п')];
        let more = [
            (0xe0, 'р'),
            (0xef, 'я'),
            (0xf0, 'Ё'),
            (0xf1, 'ё'),
            (0xfc, '№'),
        ];
        for (byte, letter) in known.into_iter().chain(more) {
            assert_eq!(decode(byte), letter);
        }
    }

    #[test]
    fn what_the_page_lacks_is_said_with_what_it_has() {
        assert_eq!(
            speakable("«Талон» — 11:39 – 11:46…\u{a0}№ 1 漢"),
            "\"Талон\" - 11:39 - 11:46... № 1 ?"
        );
    }
}
