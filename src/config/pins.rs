//! Finds accounts whose PIN everybody would try first.
//!
//! Slow on purpose (argon2id, about 40 ms a guess and account), so only
//! `talon check` asks, never a starting office. Knows PINs only as guesses.

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
};

use super::Settings;
use super::finding::{Finding, Level, Place};
use crate::texts::Arg;

/// The six-digit PINs that people pick most, the demo's among them.
const GUESSES: [&str; 10] = [
    "123456", "000000", "111111", "654321", "112233", "121212", "123123", "222222", "555555",
    "777777",
];

/// The PIN's argon2id hash as the office file wants it: 19 MiB, two passes
/// (OWASP's password storage figures). About 40 ms.
pub fn hash(pin: &str) -> Result<String, String> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| error.to_string())?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password(pin.as_bytes());
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
        .filter(|account| account.pin_hash.as_deref().is_some_and(easy))
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
        assert_eq!(settings.account("sokolova").unwrap().pin_hash, Some(easy));
        let found = easy_pins(&settings, "office.toml");
        let accounts: Vec<_> = found.iter().map(|finding| &finding.args).collect();
        assert_eq!(accounts, [&vec![("account", Arg::from("sokolova"))]]);
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
