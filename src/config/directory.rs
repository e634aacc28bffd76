//! What the office file says of the company's directory (Active Directory or
//! another LDAP server) that proves passwords. Read here, checked here.
//!
//! Without `urls` there is none. An office must not be locked out by a
//! directory: some administrator keeps a password of the office's own.

use std::path::{Path, PathBuf};

use super::address::parse_host;
use super::checked::Checker;
use super::finding::Place;
use super::reader::{At, Section};
use super::settings::{Account, Role};
use crate::texts::Arg;

/// Stands for the person's name in the directory.
pub const ACCOUNT: &str = "{account}";

/// Three seconds are shared by all of them.
const MOST_SERVERS: usize = 3;

/// A distinguished name or a filter that is longer is a mistake.
const NAME_CHARS: usize = 400;

/// As long as a user principal name may be, and a little more.
const PERSON_CHARS: usize = 120;

/// Domains lock an account after 3 to 20 wrong passwords.
const WRONG_TRIES: std::ops::RangeInclusive<i64> = 1..=20;
const USUAL_WRONG_TRIES: u32 = 4;

const LDAPS_PORT: u16 = 636;
const LDAP_PORT: u16 = 389;

/// The company's directory, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    /// Asked in this order; 1 to 3.
    pub servers: Vec<Server>,
    /// PEM of the authority that vouches for the servers; `None` only where
    /// the file says that nothing is encrypted.
    pub ca: Option<PathBuf>,
    pub find: Find,
    /// After so many wrong passwords of one person the directory is not asked
    /// for a while; 1…20.
    pub wrong_tries: u32,
}

/// One server of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// A name or an IPv4 address.
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// `ldaps://`
    Tls,
    /// `ldap://`, encrypted before anything is said.
    StartTls,
    /// `ldap://` and `tls = "off"`.
    Off,
}

/// How a person's entry is named or found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Find {
    /// `{account}@corp.example` or `uid={account},ou=people,dc=corp`.
    BindAs(String),
    /// A service account looks for the one entry that the filter fits.
    Search {
        base: String,
        filter: String,
        reader: String,
        /// Its password, readable by the office alone.
        password_file: PathBuf,
    },
}

/// The same as written.
#[derive(Debug, Default)]
pub(super) struct Written {
    urls: Option<At<Vec<At<String>>>>,
    tls: Option<At<String>>,
    ca: Option<At<String>>,
    bind_as: Option<At<String>>,
    base: Option<At<String>>,
    filter: Option<At<String>>,
    reader: Option<At<String>>,
    reader_password_file: Option<At<String>>,
    wrong_tries: Option<At<i64>>,
}

pub(super) fn read(section: Option<Section<'_, '_>>) -> Written {
    let Some(mut s) = section else {
        return Written::default();
    };
    let written = Written {
        urls: s.list("urls"),
        tls: s.text("tls"),
        ca: s.text("ca"),
        bind_as: s.text("bind_as"),
        base: s.text("base"),
        filter: s.text("filter"),
        reader: s.text("reader"),
        reader_password_file: s.text("reader_password_file"),
        wrong_tries: s.whole("wrong_tries"),
    };
    s.done();
    written
}

impl Written {
    pub(super) fn is_on(&self) -> bool {
        self.urls.is_some()
    }
}

impl Checker<'_> {
    /// The directory; `None`: there is none, or its mistakes were noted.
    pub(super) fn directory(&self, written: Written, base_dir: &Path) -> Option<Directory> {
        let urls = written.urls?;
        if urls.value.is_empty() {
            self.empty(urls.at, "urls");
        }
        if let Some(over) = urls.value.get(MOST_SERVERS) {
            let max = MOST_SERVERS.to_string();
            let args = vec![("key", Arg::from("urls")), ("max", Arg::from(max))];
            self.notes.mistake(over.at, "config-too-many-lines", args);
        }
        let is_off = written.tls.as_ref().is_some_and(|tls| {
            let known = [("on", false), ("off", true)];
            self.choice(tls, "tls", &known) == Some(true)
        });
        let server = |url| self.server(url, is_off);
        let servers: Vec<Server> = urls.value.iter().filter_map(server).collect();
        match (&written.ca, is_off) {
            (None, false) => self
                .notes
                .mistake(urls.at, "config-directory-needs-ca", Vec::new()),
            (_, true) => self
                .notes
                .warning(urls.at, "config-directory-in-the-clear", Vec::new()),
            (Some(_), false) => {}
        }
        let wrong_tries = written
            .wrong_tries
            .map_or(Some(USUAL_WRONG_TRIES), |tries| {
                let tries = self.range(&tries, "wrong_tries", WRONG_TRIES)?;
                u32::try_from(tries).ok()
            });
        let search = [
            ("base", written.base),
            ("filter", written.filter),
            ("reader", written.reader),
            ("reader_password_file", written.reader_password_file),
        ];
        let find = match written.bind_as {
            Some(bind_as) => self.bind_as(bind_as, &search),
            None => self.search(urls.at, search, base_dir),
        };
        Some(Directory {
            servers,
            ca: written.ca.map(|ca| base_dir.join(ca.value)),
            find: find?,
            wrong_tries: wrong_tries?,
        })
    }

    fn server(&self, url: &At<String>, is_off: bool) -> Option<Server> {
        let wrong = || self.found(url.at, "config-directory-bad-url", &url.value);
        let parted = url.value.split_once("://");
        let (encryption, usual_port, rest) = match parted {
            Some(("ldaps", rest)) => (Encryption::Tls, LDAPS_PORT, rest),
            Some(("ldap", rest)) if is_off => (Encryption::Off, LDAP_PORT, rest),
            Some(("ldap", rest)) => (Encryption::StartTls, LDAP_PORT, rest),
            Some(_) | None => {
                wrong();
                return None;
            }
        };
        if encryption == Encryption::Tls && is_off {
            self.found(url.at, "config-directory-tls-off", &url.value);
            return None;
        }
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match rest.split_once(':') {
            Some((host, port)) => (host, port.parse().ok().filter(|port| *port > 0)),
            None => (rest, Some(usual_port)),
        };
        let (Some(host), Some(port)) = (parse_host(host), port) else {
            wrong();
            return None;
        };
        Some(Server {
            host,
            port,
            encryption,
        })
    }

    /// Named by a pattern: then nothing is looked for.
    fn bind_as(
        &self,
        bind_as: At<String>,
        search: &[(&'static str, Option<At<String>>)],
    ) -> Option<Find> {
        for (key, found) in search {
            if let Some(found) = found {
                self.found(found.at, "config-directory-two-ways", key);
            }
        }
        let is_right =
            self.one_line(&bind_as, "bind_as", NAME_CHARS) && self.has_account(&bind_as, "bind_as");
        is_right.then_some(Find::BindAs(bind_as.value))
    }

    fn search(
        &self,
        section: Place,
        keys: [(&'static str, Option<At<String>>); 4],
        base_dir: &Path,
    ) -> Option<Find> {
        if keys.iter().all(|(_key, found)| found.is_none()) {
            self.notes
                .mistake(section, "config-directory-no-way", Vec::new());
            return None;
        }
        let [base, filter, reader, password_file] = keys.map(|(key, found)| {
            let Some(found) = found else {
                self.found(section, "config-directory-search-needs", key);
                return None;
            };
            self.one_line(&found, key, NAME_CHARS).then_some(found)
        });
        let filter = filter.filter(|filter| {
            let parsed = ldap3::parse_filter(filter.value.replace(ACCOUNT, "a"));
            if parsed.is_err() {
                self.found(filter.at, "config-directory-bad-filter", &filter.value);
            }
            self.has_account(filter, "filter") && parsed.is_ok()
        });
        Some(Find::Search {
            base: base?.value,
            filter: filter?.value,
            reader: reader?.value,
            password_file: base_dir.join(password_file?.value),
        })
    }

    fn has_account(&self, text: &At<String>, key: &'static str) -> bool {
        let has = text.value.contains(ACCOUNT);
        if !has {
            self.found(text.at, "config-directory-no-account", key);
        }
        has
    }

    /// A person's name in the directory. Its password is the directory's alone.
    pub(super) fn in_directory(
        &self,
        name: Option<At<String>>,
        password: Option<Place>,
        is_on: bool,
    ) -> Option<At<String>> {
        let name = name.filter(|name| self.one_line(name, "directory", PERSON_CHARS))?;
        if let Some(at) = password {
            self.notes
                .mistake(at, "config-directory-and-password", Vec::new());
        }
        if !is_on {
            self.notes
                .warning(name.at, "config-directory-off", Vec::new());
        }
        Some(name)
    }

    /// Whoever sets the office up gets in though the directory is away.
    pub(super) fn local_admin(&self, staff: &[Account], first_in_directory: Option<Place>) {
        let Some(at) = first_in_directory else { return };
        let admins = || staff.iter().filter(|one| one.role == Role::Admin);
        let is_local = |one: &Account| one.directory.is_none() && one.secret.is_some();
        if !admins().any(is_local) {
            self.notes
                .mistake(at, "config-directory-no-local-admin", Vec::new());
        }
    }
}
