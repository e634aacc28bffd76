//! What the servers of the company's directory answered → what it means. Pure.

use crate::directory::Why;
use crate::doctor::{Finding, Level};
use crate::texts::Arg;

/// One server that answers is enough. Without any, PINs and the administrator's
/// own password still let in.
pub(super) fn judge(seen: &[(String, Result<(), Why>)]) -> Vec<Finding> {
    let some_answers = seen.iter().any(|(_host, found)| found.is_ok());
    let finding = |(host, found): &(String, Result<(), Why>)| {
        let mut args = vec![("host", Arg::from(host.as_str()))];
        let (level, key) = match found {
            Ok(()) => (Level::Ok, "doctor-directory-fine"),
            Err(why) => {
                args.push(("why", Arg::from(why.code())));
                let level = if some_answers {
                    Level::Warn
                } else {
                    Level::Bad
                };
                (level, "doctor-directory-away")
            }
        };
        Finding {
            check: "directory",
            level,
            key,
            args,
        }
    };
    seen.iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{LANGUAGES, Texts};

    #[test]
    fn whatever_keeps_a_server_from_answering_is_named_with_what_to_do() {
        let texts = Texts::load();
        for why in [
            Why::Unreachable,
            Why::Silent,
            Why::Late,
            Why::Certificate,
            Why::Handshake,
            Why::InTheClear,
            Why::Reader,
            Why::Base,
            Why::Several,
            Why::Strange,
            Why::CaFile,
            Why::PasswordFile,
            Why::PasswordOpen,
        ] {
            let seen = [("dc1".to_owned(), Err(why)), ("dc2".to_owned(), Ok(()))];
            let found = judge(&seen);
            assert_eq!(found[0].level, Level::Warn, "the other one answers");
            assert_eq!(judge(&seen[..1])[0].level, Level::Bad);
            for language in LANGUAGES {
                let view = found[0].view(&texts, language);
                assert!(
                    view.text.contains("dc1") && view.advice.is_some(),
                    "{view:?}"
                );
                assert!(found[1].view(&texts, language).advice.is_none());
            }
        }
    }
}
