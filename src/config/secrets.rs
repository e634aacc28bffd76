//! PINs and passwords: which are fit, their hashes, and the accounts whose PIN
//! everybody would try first.
//!
//! Slow on purpose (argon2id, about 40 ms a guess and account), so only
//! `talon check` guesses, never a starting office.

use std::collections::BTreeSet;

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
};

use super::Settings;
use super::finding::{Finding, Level, Place};
use super::settings::SecretKind;
use crate::texts::Arg;

/// The six-digit PINs that people pick most, the demo's among them.
const GUESSES: [&str; 10] = [
    "123456", "000000", "111111", "654321", "112233", "121212", "123123", "222222", "555555",
    "777777",
];

/// Digits of a PIN: enough against guessing, with the pauses between tries.
const PIN_DIGITS: std::ops::RangeInclusive<usize> = 6..=12;

/// Signs of a password: length is what guessing costs (NIST SP 800-63B).
const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 10..=128;

/// A password of fewer different signs is a pattern.
const DIFFERENT_CHARS: usize = 5;

/// The keyboard's rows, one behind the other.
const KEYBOARDS: [&str; 2] = [
    "qwertyuiopasdfghjklzxcvbnm",
    "йцукенгшщзхъфывапролджэячсмитьбю",
];

/// Whether a new secret of this kind will do for `account`.
pub fn is_fit(kind: SecretKind, secret: &str, account: &str) -> bool {
    match kind {
        SecretKind::Pin => looks_like_pin(secret) && !is_row(secret),
        SecretKind::Password => {
            let small = secret.to_lowercase();
            let different: BTreeSet<char> = small.chars().collect();
            let tells_account = !account.is_empty() && small.contains(&account.to_lowercase());
            let is_keys = KEYBOARDS.iter().any(|keys| keys.contains(&small));
            PASSWORD_CHARS.contains(&secret.chars().count())
                && different.len() >= DIFFERENT_CHARS
                && !secret.chars().any(char::is_control)
                && !secret.bytes().all(|byte| byte.is_ascii_digit())
                && !is_row(&small)
                && !is_keys
                && !tells_account
        }
    }
}

/// Whether this may be somebody's PIN.
pub fn looks_like_pin(secret: &str) -> bool {
    PIN_DIGITS.contains(&secret.len()) && secret.bytes().all(|byte| byte.is_ascii_digit())
}

/// One sign all over, or signs in a row up or down.
fn is_row(secret: &str) -> bool {
    let signs: Vec<u32> = secret.chars().map(u32::from).collect();
    let is_step = |step: i64| {
        signs.windows(2).all(|pair| match pair {
            [one, next] => i64::from(*next) - i64::from(*one) == step,
            _ => true,
        })
    };
    [0, 1, -1].into_iter().any(is_step)
}

/// The secret's argon2id hash as the office file wants it: 19 MiB, two passes
/// (OWASP's password storage figures). About 40 ms.
pub fn hash(secret: &str) -> Result<String, String> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| error.to_string())?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password(secret.as_bytes());
    hash.map(|hash| hash.to_string())
        .map_err(|error| error.to_string())
}

/// One warning for every account whose PIN is among the first guesses.
pub fn easy_pins(settings: &Settings, file: &str) -> Vec<Finding> {
    let easy = |hash: &str| {
        PasswordHash::new(hash).is_ok_and(|hash| {
            GUESSES.iter().any(|guess| {
                Argon2::default()
                    .verify_password(guess.as_bytes(), &hash)
                    .is_ok()
            })
        })
    };
    settings
        .staff
        .iter()
        .filter(|account| {
            let secret = account.secret.as_ref();
            secret.is_some_and(|secret| secret.kind == SecretKind::Pin && easy(&secret.hash))
        })
        .map(|account| Finding {
            level: Level::Warning,
            file: file.to_owned(),
            at: Place::default(),
            key: "config-easy-pin",
            args: vec![("account", Arg::from(account.id.as_str()))],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Overrides};

    /// A cheap hash: the parameters are read from it when it is checked.
    fn hash(pin: &str) -> String {
        let params = Params::new(8, 1, 1, None).unwrap();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_with_salt(pin.as_bytes(), b"salt of a test")
            .unwrap()
            .to_string()
    }

    #[test]
    fn a_pin_that_everybody_tries_first_is_a_warning_and_a_real_one_is_not() {
        let (easy, good) = (hash("111111"), hash("908172"));
        let text = config::demo()
            .replace(
                "\ndesk = 1\n",
                &format!("\ndesk = 1\npin_hash = \"{easy}\"\n"),
            )
            .replace(
                "\ndesk = 2\n",
                &format!("\ndesk = 2\npin_hash = \"{good}\"\n"),
            );
        let settings = config::parse(&text, "office.toml", &Overrides::default()).unwrap();
        let account = settings.account("sokolova").unwrap();
        assert_eq!(account.secret.as_ref().unwrap().hash, easy);
        let found = easy_pins(&settings, "office.toml");
        let accounts: Vec<_> = found.iter().map(|finding| &finding.args).collect();
        assert_eq!(accounts, [&vec![("account", Arg::from("sokolova"))]]);
    }

    #[test]
    fn a_pin_is_six_digits_and_no_row_of_them() {
        let fits = |pin| is_fit(SecretKind::Pin, pin, "belov");
        assert!(fits("274913") && fits("908172645301"));
        for pin in [
            "",
            "27491",
            "2749130000001",
            "111111",
            "123456",
            "987654",
            "27491a",
        ] {
            assert!(!fits(pin), "{pin}");
        }
    }

    #[test]
    fn a_password_is_long_and_neither_a_pattern_nor_the_account() {
        let fits = |password| is_fit(SecretKind::Password, password, "vetrov");
        assert!(fits("три белых коня") && fits("correct horse"));
        for password in [
            "",
            "короткий",
            "aaaaaaaaaaaa",
            "abababababab",
            "Vetrov-2026!",
            "abcdefghijkl",
            "1234567890",
            "Йцукенгшщз",
        ] {
            assert!(!fits(password), "{password}");
        }
        let endless = "длинно ".repeat(20);
        assert!(!fits(&endless));
        assert!(!fits("строка\nи вторая"));
    }

    #[test]
    fn an_account_shows_neither_name_nor_hash_in_a_log() {
        let settings = config::parse(config::demo(), "", &Overrides::default()).unwrap();
        let shown = format!("{:?}", settings.staff);
        assert!(
            shown.contains("sokolova") && !shown.contains("Анна"),
            "{shown}"
        );
    }
}
