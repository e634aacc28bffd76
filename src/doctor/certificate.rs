//! The pages' certificate and the authority behind it: how long they are good
//! for, whether it is the one that the office file wants, and which names it
//! leaves out. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::doctor::{Finding, Level};
use crate::texts::Arg;

/// The certificate is renewed 30 days before its end; later than that, it was not.
const WARN_DAYS: i64 = 21;

/// A new authority has to be trusted on each computer: told in time to plan it.
const AUTHORITY_WARN_DAYS: i64 = 120;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = DoctorCertificate)]
pub struct Certificate {
    pub days_left: i64,
    /// Made by the office itself, and so renewed by it.
    pub is_own: bool,
    /// Of the office's own authority behind it; `None`: of another one.
    #[serde(default)]
    pub authority_days_left: Option<i64>,
    /// By the office's clock, and the own authority too.
    #[serde(default = "yes")]
    pub has_begun: bool,
    /// Why the company's own, which the office file names, is not served.
    #[serde(default)]
    pub refused: Option<String>,
    /// Names of the office file that the office's authority was not made for.
    #[serde(default)]
    pub left_out: Vec<String>,
}

fn yes() -> bool {
    true
}

pub(super) fn judge(seen: &Certificate) -> Vec<Finding> {
    let say = |level, key, args| Finding {
        check: "certificate",
        level,
        key,
        args,
    };
    let mut found = Vec::new();
    if let Some(why) = &seen.refused {
        let why = vec![("why", Arg::from(why.as_str()))];
        found.push(say(Level::Warn, "doctor-certificate-refused", why));
    }
    let (level, key, days) = dates(seen);
    // That the stand-in is good for years reassures nobody.
    if seen.refused.is_none() || level > Level::Ok {
        found.push(say(level, key, vec![("days", Arg::from(days))]));
    }
    if !seen.left_out.is_empty() {
        let names = vec![("names", Arg::from(seen.left_out.join(", ")))];
        found.push(say(Level::Warn, "doctor-certificate-left-out", names));
    }
    found
}

fn dates(seen: &Certificate) -> (Level, &'static str, i64) {
    let authority_left = seen.authority_days_left.unwrap_or(i64::MAX);
    if !seen.has_begun {
        return (Level::Bad, "doctor-certificate-not-begun", seen.days_left);
    }
    if authority_left <= 0 {
        return (Level::Bad, "doctor-authority-ended", authority_left);
    }
    match (seen.days_left, seen.is_own) {
        (..=0, _) => (Level::Bad, "doctor-certificate-ended", seen.days_left),
        _soon if authority_left <= AUTHORITY_WARN_DAYS => {
            (Level::Warn, "doctor-authority-ends", authority_left)
        }
        (..=WARN_DAYS, true) => (
            Level::Warn,
            "doctor-certificate-not-renewed",
            seen.days_left,
        ),
        (..=WARN_DAYS, false) => (Level::Warn, "doctor-certificate-ends", seen.days_left),
        (_, _) => (Level::Ok, "doctor-certificate-fine", seen.days_left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{LANGUAGES, Texts};

    fn seen(days_left: i64, is_own: bool) -> Certificate {
        Certificate {
            days_left,
            is_own,
            authority_days_left: is_own.then_some(3_000),
            has_begun: true,
            refused: None,
            left_out: Vec::new(),
        }
    }

    fn said(seen: &Certificate) -> Vec<(&'static str, Level)> {
        let found = judge(seen);
        let texts = Texts::load();
        for (found, language) in found
            .iter()
            .flat_map(|found| LANGUAGES.map(|lang| (found, lang)))
        {
            let key = found.key;
            assert!(texts.has(language, key), "{key} in {language}");
            let advice = found.view(&texts, language).advice;
            assert_eq!(advice.is_some(), found.level > Level::Ok, "{found:?}");
        }
        found.iter().map(|found| (found.key, found.level)).collect()
    }

    #[test]
    fn a_certificate_that_was_not_renewed_is_told_before_it_ends() {
        for (days, is_own, key, level) in [
            (300, true, "doctor-certificate-fine", Level::Ok),
            (10, true, "doctor-certificate-not-renewed", Level::Warn),
            (10, false, "doctor-certificate-ends", Level::Warn),
            (-1, false, "doctor-certificate-ended", Level::Bad),
        ] {
            assert_eq!(said(&seen(days, is_own)), [(key, level)]);
        }
    }

    #[test]
    fn an_authority_that_browsers_refuse_is_told_however_good_the_pages_certificate_is() {
        let of = |authority_days_left| {
            said(&Certificate {
                authority_days_left: Some(authority_days_left),
                ..seen(700, true)
            })
        };
        assert_eq!(of(-6_000), [("doctor-authority-ended", Level::Bad)]);
        assert_eq!(of(90), [("doctor-authority-ends", Level::Warn)]);
        let not_begun = Certificate {
            has_begun: false,
            ..seen(700, true)
        };
        let told = [("doctor-certificate-not-begun", Level::Bad)];
        assert_eq!(said(&not_begun), told);
    }

    #[test]
    fn another_certificate_than_the_wanted_one_is_not_well_however_long_it_lasts() {
        let other = Certificate {
            refused: Some("no certificate in it".to_owned()),
            ..seen(300, true)
        };
        let refused = ("doctor-certificate-refused", Level::Warn);
        assert_eq!(said(&other), [refused]);
    }

    #[test]
    fn a_name_that_came_after_the_authority_is_told_with_what_to_do() {
        let left_out = Certificate {
            left_out: vec!["queue.corp.ru".to_owned()],
            ..seen(300, true)
        };
        let told = ("doctor-certificate-left-out", Level::Warn);
        assert!(said(&left_out).contains(&told));
        let found = judge(&left_out).pop().unwrap();
        for language in LANGUAGES {
            let view = found.view(&Texts::load(), language);
            assert!(view.text.contains("queue.corp.ru"), "{view:?}");
        }
    }
}
