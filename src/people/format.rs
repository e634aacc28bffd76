//! What visitors type about themselves, read kindly: spaces, dashes, brackets
//! and either alphabet do no harm. Pure; kiosk, hall page and booking agree.

/// Longest name, address and gist, characters.
pub const NAME_CHARS: usize = 100;
pub const ADDRESS_CHARS: usize = 200;
pub const GIST_CHARS: usize = 500;

/// What is wrong with a text; a stable code for `problem-<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Not a phone number of ten digits behind the country's code.
    Phone,
    /// Four to twenty letters and digits, with a digit among them.
    Contract,
    /// Nothing but signs, or control characters.
    Name,
    TooLong {
        limit: usize,
    },
}

/// A phone as it is dialled, "+79123456789": ten digits with or without 7 or 8
/// in front, or a whole foreign number with its «+» (8 to 15 digits, E.164).
pub fn phone(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    let is_sign = |sign: char| matches!(sign, ' ' | '-' | '–' | '—' | '(' | ')' | '.' | '\u{a0}');
    let (is_whole, rest) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if !rest
        .chars()
        .all(|sign| sign.is_ascii_digit() || is_sign(sign))
    {
        return Err(Wrong::Phone);
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    // A number of ours never begins with 0, 1 or 2 behind the country's code.
    let is_ours = |ten: &str| ten.len() == 10 && !ten.starts_with(['0', '1', '2']);
    let behind_code = digits.strip_prefix(if is_whole {
        &['7'][..]
    } else {
        &['7', '8'][..]
    });
    if let Some(ten) = behind_code.filter(|ten| is_ours(ten)) {
        return Ok(format!("+7{ten}"));
    }
    if !is_whole && is_ours(&digits) {
        return Ok(format!("+7{digits}"));
    }
    let is_foreign =
        is_whole && (8..=15).contains(&digits.len()) && !digits.starts_with(['0', '7']);
    if is_foreign {
        return Ok(format!("+{digits}"));
    }
    Err(Wrong::Phone)
}

/// A phone as people read it, "+7 912 345-67-89"; what is no such number stays.
pub fn readable_phone(phone: &str) -> String {
    let Some(ten) = phone.strip_prefix("+7").filter(|ten| ten.len() == 10) else {
        return phone.to_owned();
    };
    let mut digits = ten.chars();
    let mut take = |count: usize| digits.by_ref().take(count).collect::<String>();
    let (code, three, two) = (take(3), take(3), take(2));
    let last = take(2);
    format!("+7 {code} {three}-{two}-{last}")
}

/// The same with only its last two digits: enough to tell two callbacks apart.
pub fn masked_phone(phone: &str) -> String {
    let count = phone.chars().count();
    let last: String = phone.chars().skip(count.saturating_sub(2)).collect();
    if phone.is_empty() {
        String::new()
    } else {
        format!("•••-••-{last}")
    }
}

/// A contract number without its spaces, in capitals; Latin letters that look
/// like Cyrillic ones are taken for those, as on tickets.
pub fn contract(text: &str) -> Result<String, Wrong> {
    let text: String = text
        .trim()
        .trim_start_matches(['№', '#'])
        .chars()
        .filter(|sign| !sign.is_whitespace())
        .flat_map(char::to_uppercase)
        .map(|letter| match letter {
            'A' => 'А',
            'B' => 'В',
            'E' => 'Е',
            'K' => 'К',
            'M' => 'М',
            'H' => 'Н',
            'O' => 'О',
            'P' => 'Р',
            'C' => 'С',
            'T' => 'Т',
            'Y' => 'У',
            'X' => 'Х',
            '–' | '—' => '-',
            other => other,
        })
        .collect();
    let is_right = (4..=20).contains(&text.chars().count())
        && text.chars().any(|sign| sign.is_ascii_digit())
        && text
            .chars()
            .all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '/' | '.'));
    if is_right {
        Ok(text)
    } else {
        Err(Wrong::Contract)
    }
}

/// A name with any letters of any people; empty if none was given.
pub fn name(text: &str) -> Result<String, Wrong> {
    let text = line(text, NAME_CHARS)?;
    let is_right = text.is_empty()
        || text.chars().any(char::is_alphabetic) && !text.chars().any(|sign| sign.is_ascii_digit());
    if is_right { Ok(text) } else { Err(Wrong::Name) }
}

/// One line of words: inner spaces single, no control characters.
pub fn line(text: &str, limit: usize) -> Result<String, Wrong> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().any(char::is_control) {
        return Err(Wrong::Name);
    }
    if text.chars().count() > limit {
        return Err(Wrong::TooLong { limit });
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::{NAME_CHARS, Wrong, contract, masked_phone, name, phone, readable_phone};

    #[test]
    fn a_phone_is_understood_however_it_is_written() {
        for written in [
            "+7 (912) 345-67-89",
            "8 912 345 67 89",
            "89123456789",
            "7-912-345-67-89",
            "9123456789",
            " 912.345.67.89 ",
            "8\u{a0}912\u{a0}345–67–89",
        ] {
            assert_eq!(phone(written), Ok("+79123456789".to_owned()), "{written}");
        }
        assert_eq!(phone("8 (343) 231-00-00"), Ok("+73432310000".to_owned()));
        assert_eq!(phone("+375 29 123-45-67"), Ok("+375291234567".to_owned()));
        assert_eq!(phone("8 800 555-35-35"), Ok("+78005553535".to_owned()));
        assert_eq!(phone("800 555-35-35"), Ok("+78005553535".to_owned()));
    }

    #[test]
    fn what_cannot_be_dialled_is_no_phone() {
        for written in [
            "",
            "12345",
            "912 345 67 8",
            "+7 912",
            "8912345678901",
            "звоните",
            "0123456789",
            "+0123456789",
            "912-345-67-89 доб. 5",
        ] {
            assert_eq!(phone(written), Err(Wrong::Phone), "{written}");
        }
    }

    #[test]
    fn a_phone_is_read_back_in_groups_and_masked_to_its_end() {
        assert_eq!(readable_phone("+79123456789"), "+7 912 345-67-89");
        assert_eq!(readable_phone("+375291234567"), "+375291234567");
        assert_eq!(masked_phone("+79123456789"), "•••-••-89");
        assert_eq!(masked_phone(""), "");
    }

    #[test]
    fn a_contract_number_is_the_same_in_either_alphabet() {
        assert_eq!(contract(" № эк-1042 / 7 "), Ok("ЭК-1042/7".to_owned()));
        assert_eq!(contract("AB 12345"), contract("ав12345"));
        assert_eq!(contract("6604 0012 3456"), Ok("660400123456".to_owned()));
        for written in ["", "12", "договор", "12345;DROP", "123456789012345678901"] {
            assert_eq!(contract(written), Err(Wrong::Contract), "{written}");
        }
    }

    #[test]
    fn a_name_has_any_letters() {
        for written in ["Ёлкина-Ибн Хаттаб", "Қасым", "O’Brien", "Nguyễn Thị", "李"]
        {
            assert_eq!(name(written), Ok(written.to_owned()));
        }
        assert_eq!(name("  Анна   Петровна "), Ok("Анна Петровна".to_owned()));
        assert_eq!(name(""), Ok(String::new()));
        assert_eq!(name("---"), Err(Wrong::Name));
        assert_eq!(name("89123456789"), Err(Wrong::Name));
        assert_eq!(
            name(&"я".repeat(NAME_CHARS + 1)),
            Err(Wrong::TooLong { limit: NAME_CHARS })
        );
    }
}
