//! The dates of the pages' certificate and of the authority behind it → what
//! they mean. Pure.

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
}

fn yes() -> bool {
    true
}

pub(super) fn judge(seen: &Certificate) -> Finding {
    let authority_left = seen.authority_days_left.unwrap_or(i64::MAX);
    let (level, key, days) = if !seen.has_begun {
        (Level::Bad, "doctor-certificate-not-begun", seen.days_left)
    } else if authority_left <= 0 {
        (Level::Bad, "doctor-authority-ended", authority_left)
    } else {
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
    };
    Finding {
        check: "certificate",
        level,
        key,
        args: vec![("days", Arg::from(days))],
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
        }
    }

    fn said(seen: &Certificate) -> (&'static str, Level) {
        let found = judge(seen);
        let texts = Texts::load();
        for language in LANGUAGES {
            assert!(
                texts.has(language, found.key),
                "{} in {language}",
                found.key
            );
            let advice = found.view(&texts, language).advice;
            assert_eq!(advice.is_some(), found.level > Level::Ok, "{found:?}");
        }
        (found.key, found.level)
    }

    #[test]
    fn a_certificate_that_was_not_renewed_is_told_before_it_ends() {
        let of = |days_left, is_own| said(&seen(days_left, is_own));
        assert_eq!(of(300, true), ("doctor-certificate-fine", Level::Ok));
        assert_eq!(
            of(10, true),
            ("doctor-certificate-not-renewed", Level::Warn)
        );
        assert_eq!(of(10, false), ("doctor-certificate-ends", Level::Warn));
        assert_eq!(of(-1, false), ("doctor-certificate-ended", Level::Bad));
    }

    #[test]
    fn an_authority_that_browsers_refuse_is_told_however_good_the_pages_certificate_is() {
        let of = |authority_days_left| {
            said(&Certificate {
                authority_days_left: Some(authority_days_left),
                ..seen(700, true)
            })
        };
        assert_eq!(of(-6_000), ("doctor-authority-ended", Level::Bad));
        assert_eq!(of(90), ("doctor-authority-ends", Level::Warn));
        let not_begun = Certificate {
            has_begun: false,
            ..seen(700, true)
        };
        assert_eq!(
            said(&not_begun),
            ("doctor-certificate-not-begun", Level::Bad)
        );
    }
}
