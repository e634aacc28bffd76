//! A person's name put into patterns so that it stays a name, and what a
//! server's answer to it means. Pure.

use std::borrow::Cow;

use ldap3::{dn_escape, ldap_escape};

use super::{Answer, Why};
use crate::config::directory::ACCOUNT;

/// Result codes (RFC 4511, 4.1.9).
const SUCCESS: u32 = 0;
const STRONGER_AUTH_REQUIRED: u32 = 8;
const CONFIDENTIALITY_REQUIRED: u32 = 13;
const CONSTRAINT_VIOLATION: u32 = 19;
const NO_SUCH_OBJECT: u32 = 32;
const INAPPROPRIATE_AUTHENTICATION: u32 = 48;
const INVALID_CREDENTIALS: u32 = 49;

/// Active Directory's words for a right password that has to be changed.
const TO_CHANGE: [&str; 2] = ["data 532", "data 773"];

/// And for an account that is locked, disabled or past its end: nobody's
/// password was judged.
const SHUT: [&str; 3] = ["data 775", "data 533", "data 701"];

/// Who signs in, by the pattern. In a distinguished name (it has a «=») the
/// name's signs are escaped (RFC 4514); a user principal name has none to escape.
pub(super) fn bind_name(pattern: &str, name: &str) -> String {
    let name = if pattern.contains('=') {
        dn_escape(name)
    } else {
        Cow::Borrowed(name)
    };
    pattern.replace(ACCOUNT, &name)
}

/// The filter for one person (RFC 4515): whatever signs the name has, it is
/// looked for and no part of the filter.
pub(super) fn filter(pattern: &str, name: &str) -> String {
    pattern.replace(ACCOUNT, &ldap_escape(name))
}

/// What a server's answer to a password means; `Err`: it says nothing of it.
pub(super) fn judge(code: u32, text: &str) -> Result<Answer, Why> {
    match code {
        SUCCESS => Ok(Answer::Right),
        INVALID_CREDENTIALS if TO_CHANGE.iter().any(|word| text.contains(word)) => {
            Ok(Answer::Expired)
        }
        INVALID_CREDENTIALS if SHUT.iter().any(|word| text.contains(word)) => Ok(Answer::Shut),
        // FreeIPA's word for «too many wrong ones».
        CONSTRAINT_VIOLATION => Ok(Answer::Shut),
        INVALID_CREDENTIALS | NO_SUCH_OBJECT | INAPPROPRIATE_AUTHENTICATION => Ok(Answer::Wrong),
        STRONGER_AUTH_REQUIRED | CONFIDENTIALITY_REQUIRED => Err(Why::InTheClear),
        _ => Err(Why::Strange),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_full_of_signs_stays_a_name() {
        let filter = |name| filter("(&(objectClass=person)(uid={account}))", name);
        assert_eq!(filter("ivanov"), "(&(objectClass=person)(uid=ivanov))");
        assert_eq!(
            filter("*)(uid=*"),
            r"(&(objectClass=person)(uid=\2a\29\28uid=\2a))"
        );
        assert!(ldap3::parse_filter(filter(r"*)(\")).is_ok());
        let dn = |name| bind_name("uid={account},ou=people", name);
        assert_eq!(
            dn("ivanov,ou=admins"),
            r"uid=ivanov\2cou\3dadmins,ou=people"
        );
        assert_eq!(
            bind_name("{account}@corp.example", "a.b"),
            "a.b@corp.example"
        );
    }

    #[test]
    fn only_success_lets_in_and_only_a_no_is_a_wrong_password() {
        assert_eq!(judge(0, ""), Ok(Answer::Right));
        for no in [32, 48, 49] {
            assert_eq!(judge(no, ""), Ok(Answer::Wrong));
        }
        for nothing in [1, 2, 10, 14, 51, 52, 53, 80] {
            assert_eq!(judge(nothing, ""), Err(Why::Strange));
        }
        for unencrypted in [8, 13] {
            assert_eq!(judge(unencrypted, ""), Err(Why::InTheClear));
        }
    }

    #[test]
    fn a_password_to_be_changed_and_an_account_that_is_shut_are_no_wrong_password() {
        let said = |data: &str| {
            let text = format!(
                "80090308: LdapErr: DSID-0C090569, comment: AcceptSecurityContext error, {data}, v4563"
            );
            judge(49, &text)
        };
        assert_eq!(said("data 532"), Ok(Answer::Expired));
        assert_eq!(said("data 773"), Ok(Answer::Expired));
        assert_eq!(said("data 52e"), Ok(Answer::Wrong));
        for shut in ["data 775", "data 533", "data 701"] {
            assert_eq!(said(shut), Ok(Answer::Shut));
        }
        assert_eq!(judge(19, "Exceed password retry limit"), Ok(Answer::Shut));
    }
}
