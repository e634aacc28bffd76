//! Checks what is at the counter: segments, services, desks and people.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;

use argon2::PasswordHash;

use super::checked::{Checker, Seen};
use super::file::{self, File};
use super::hall::Group;
use super::reader::At;
use super::settings::{
    Account, Desk, Icon, Role, Secret, SecretKind, Segment, Series, Service, Zone,
};
use crate::texts::Arg;

/// One line on the kiosk at 1080 px, in characters.
const SEGMENT_TITLE_CHARS: usize = 60;
const KIOSK_TITLE_CHARS: usize = 40;
const HINT_CHARS: usize = 120;
/// Two lines on the ticket at 576 dots.
const SERVICE_TITLE_CHARS: usize = 70;
const BRING_CHARS: usize = 200;
const REMOTE_CHARS: usize = 120;
const PERSON_CHARS: usize = 60;
/// Longer visits are several visits.
const EXPECTED_MIN: std::ops::RangeInclusive<i64> = 1..=240;
/// Two minutes of nobody being called would be a mistake.
const AUTO_CALL_S: std::ops::RangeInclusive<i64> = 0..=120;
/// Two digits on board, ticket and in the voice.
const DESK_NUMBERS: std::ops::RangeInclusive<i64> = 1..=99;

#[derive(Debug)]
pub(super) struct Counter {
    pub(super) segments: Vec<Segment>,
    pub(super) groups: Vec<Group>,
    pub(super) services: Vec<Service>,
    pub(super) desks: BTreeMap<NonZeroU16, Desk>,
    pub(super) zones: Vec<Zone>,
    pub(super) staff: Vec<Account>,
}

/// Ids and numbers that things may refer to; also those of things that have
/// other mistakes, so that one mistake does not make ten.
#[derive(Debug, Default)]
struct Known {
    segments: Seen,
    used_segments: BTreeSet<String>,
    services: Seen,
    desks: BTreeSet<NonZeroU16>,
}

impl Checker<'_> {
    pub(super) fn counter(&self, file: &mut File) -> Counter {
        let mut known = Known::default();
        let segments = self.segments(std::mem::take(&mut file.segments), &mut known);
        let groups = self.groups(std::mem::take(&mut file.hall.groups), &known.segments);
        let services = self.services(std::mem::take(&mut file.services), &groups, &mut known);
        let desks = self.desks(std::mem::take(&mut file.desks), &mut known);
        let zones = std::mem::take(&mut file.zones);
        let zones = self.zones(zones, |desk| self.known_desk(desk, &known));
        let staff = std::mem::take(&mut file.staff);
        let staff = self.staff(staff, &known, file.directory.is_on());
        self.nobody_needs(&known);
        self.nobody_serves(&known, &desks);
        Counter {
            segments,
            groups: groups.0,
            services,
            desks: desks.found,
            zones,
            staff,
        }
    }

    fn segments(&self, written: Vec<file::Segment>, known: &mut Known) -> Vec<Segment> {
        let check = |segment: file::Segment| {
            let id = self.new_id(segment.id, &mut known.segments);
            let title = self.words(segment.title, SEGMENT_TITLE_CHARS);
            let kiosk_title = self.words(segment.kiosk_title, KIOSK_TITLE_CHARS);
            let hint = self.words(segment.hint, HINT_CHARS);
            let icon = segment.icon.and_then(|icon| self.icon(&icon));
            Some(Segment {
                id: id?,
                title: title?,
                kiosk_title: kiosk_title?,
                hint: hint?,
                icon: icon?,
            })
        };
        written.into_iter().filter_map(check).collect()
    }

    fn icon(&self, icon: &At<String>) -> Option<Icon> {
        let all = [
            Icon::Home,
            Icon::Business,
            Icon::Calendar,
            Icon::Document,
            Icon::Phone,
        ];
        self.choice(icon, "icon", &all.map(|icon| (icon.name(), icon)))
    }

    fn services(
        &self,
        written: Vec<file::Service>,
        groups: &(Vec<Group>, Seen),
        known: &mut Known,
    ) -> Vec<Service> {
        let mut services = Vec::new();
        for service in written {
            let id = self.new_id(service.id, &mut known.services);
            let segment = service.segment.and_then(|segment| {
                self.known_id(segment, "config-unknown-segment", &known.segments)
            });
            known.used_segments.extend(segment.clone());
            let group = self.service_group(service.group, segment.as_deref(), groups);
            let series = service.series.and_then(|series| self.series(&series));
            let title = self.words(service.title, SERVICE_TITLE_CHARS);
            let minutes = service.expected_minutes.and_then(|minutes| {
                let minutes = self.range(&minutes, "expected_minutes", EXPECTED_MIN)?;
                NonZeroU16::new(u16::try_from(minutes).ok()?)
            });
            let bring = self.optional_words(service.bring, BRING_CHARS);
            let remote = self.optional_words(service.remote, REMOTE_CHARS);
            let booked = service.booked.is_none_or(|flag| flag.value);
            let whole = || {
                Some(Service {
                    id: id?,
                    segment: segment?,
                    group,
                    series: series?,
                    title: title?,
                    expected_min: minutes?,
                    bring,
                    remote,
                    booked,
                })
            };
            services.extend(whole());
        }
        services
    }

    fn series(&self, written: &At<String>) -> Option<Series> {
        let mut letters = written.value.chars();
        let only = letters.next().filter(|_| letters.next().is_none());
        if only == Some(Series::LIVE) {
            self.notes
                .mistake(written.at, "config-series-live", Vec::new());
            return None;
        }
        let series = only.and_then(Series::new);
        if series.is_none() {
            let letters: Vec<String> = Series::LETTERS.iter().map(char::to_string).collect();
            let args = vec![
                ("found", Arg::from(written.value.as_str())),
                ("known", Arg::from(letters.join(" "))),
            ];
            self.notes.mistake(written.at, "config-bad-series", args);
        }
        series
    }

    fn desks(&self, written: Vec<file::Desk>, known: &mut Known) -> Desks {
        let mut desks = Desks::default();
        let mut seen = Seen::new();
        for desk in written {
            let number = desk
                .number
                .and_then(|number| self.desk_number(&number, &mut seen));
            known.desks.extend(number);
            let services = desk.services.map(|list| {
                if list.value.is_empty() {
                    self.empty(list.at, "services");
                }
                self.service_list(&list, known)
            });
            let auto_call = desk.auto_call_seconds.and_then(|seconds| {
                let seconds = self.range(&seconds, "auto_call_seconds", AUTO_CALL_S)?;
                u16::try_from(seconds).ok()
            });
            let auto_call = auto_call.unwrap_or(0);
            desks.served.extend(services.iter().flatten().cloned());
            if let (Some(number), Some(services)) = (number, services) {
                let desk = Desk {
                    number,
                    services,
                    auto_call_seconds: auto_call,
                };
                desks.found.insert(number, desk);
            }
        }
        desks
    }

    fn desk_number(&self, number: &At<i64>, seen: &mut Seen) -> Option<NonZeroU16> {
        let value = self.range(number, "number", DESK_NUMBERS)?;
        let written = At {
            value: value.to_string(),
            at: number.at,
        };
        let new = self.no_repeat(&written, "number", seen);
        NonZeroU16::new(u16::try_from(value).ok()?).filter(|_| new)
    }

    /// Services that exist; mistakes are noted and left out.
    fn service_list(&self, list: &At<Vec<At<String>>>, known: &Known) -> Vec<String> {
        let mut seen = Seen::new();
        let mut services = Vec::new();
        for service in &list.value {
            let id = self.known_id(service.clone(), "config-unknown-service", &known.services);
            if self.no_repeat(service, "services", &mut seen) {
                services.extend(id);
            }
        }
        services
    }

    /// A segment without services is a button that leads nowhere.
    fn nobody_needs(&self, known: &Known) {
        for (id, at) in &known.segments {
            if !known.used_segments.contains(id) {
                let args = vec![("found", Arg::from(id.as_str()))];
                self.notes.warning(*at, "config-empty-segment", args);
            }
        }
    }

    /// Every service needs a desk.
    fn nobody_serves(&self, known: &Known, desks: &Desks) {
        // Without any desk the missing section was noted already.
        if desks.found.is_empty() {
            return;
        }
        for (id, at) in &known.services {
            if !desks.served.contains(id) {
                self.found(*at, "config-service-without-desk", id);
            }
        }
    }

    fn staff(
        &self,
        written: Vec<file::Account>,
        known: &Known,
        has_directory: bool,
    ) -> Vec<Account> {
        let mut seen = Seen::new();
        let mut staff = Vec::new();
        let mut roles = BTreeSet::new();
        let mut all_roles_known = true;
        let mut first_in_directory = None;
        for account in written {
            let at = account.at;
            let id = self.new_id(account.id, &mut seen);
            let name = account
                .name
                .filter(|name| self.one_line(name, "name", PERSON_CHARS));
            let role = account.role.and_then(|role| self.role(&role));
            all_roles_known &= role.is_some();
            roles.extend(role);
            let desk = account.desk.map(|desk| self.known_desk(&desk, known));
            let services = account.services.map(|list| self.service_list(&list, known));
            let password = account.password_hash.as_ref().map(|hash| hash.at);
            let directory = self.in_directory(account.directory, password, has_directory);
            first_in_directory = first_in_directory.or(directory.as_ref().map(|name| name.at));
            let secret = self.secret(
                account.pin_hash,
                account.password_hash,
                account.renew.is_some_and(|flag| flag.value),
            );
            let (Some(id), Some(name), Some(role)) = (id, name, role) else {
                continue;
            };
            let args = vec![("account", Arg::from(id.as_str()))];
            match secret.as_ref().map(|secret| secret.kind) {
                None if directory.is_some() => {}
                None => self.notes.warning(at, "config-no-pin", args),
                Some(SecretKind::Pin) if role.secret_kind() == SecretKind::Password => {
                    self.notes.warning(at, "config-needs-password", args);
                }
                Some(SecretKind::Pin | SecretKind::Password) => {}
            }
            staff.push(Account {
                id,
                name: name.value,
                role,
                desk: desk.flatten(),
                services,
                secret,
                directory: directory.map(|name| name.value),
            });
        }
        if has_directory {
            self.local_admin(&staff, first_in_directory);
        }
        if all_roles_known {
            self.missing_roles(&roles);
        }
        staff
    }

    fn role(&self, role: &At<String>) -> Option<Role> {
        let all = [
            Role::Desk,
            Role::Hall,
            Role::Head,
            Role::Reserve,
            Role::ContactCentre,
            Role::Admin,
        ];
        self.choice(role, "role", &all.map(|role| (role.name(), role)))
    }

    fn known_desk(&self, desk: &At<i64>, known: &Known) -> Option<NonZeroU16> {
        let number = u16::try_from(desk.value).ok().and_then(NonZeroU16::new);
        let there = number.filter(|number| known.desks.contains(number));
        if there.is_none() {
            let numbers: Vec<String> = known.desks.iter().map(ToString::to_string).collect();
            let written = At {
                value: desk.value.to_string(),
                at: desk.at,
            };
            let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
            self.unknown(&written, "config-unknown-desk", &numbers);
        }
        there
    }

    /// One of the two; nobody is let in by the weaker of both.
    fn secret(
        &self,
        pin: Option<At<String>>,
        password: Option<At<String>>,
        is_first: bool,
    ) -> Option<Secret> {
        if let (Some(_), Some(second)) = (&pin, &password) {
            self.notes
                .mistake(second.at, "config-two-secrets", Vec::new());
        }
        let kind = match password {
            Some(_) => SecretKind::Password,
            None => SecretKind::Pin,
        };
        Some(Secret {
            kind,
            hash: self.pin_hash(password.or(pin)?)?,
            is_first,
            is_demo: false,
        })
    }

    /// The hash itself is never shown.
    pub(super) fn pin_hash(&self, hash: At<String>) -> Option<String> {
        let parsed = PasswordHash::new(&hash.value).ok().filter(|hash| {
            hash.algorithm == argon2::ARGON2ID_IDENT && hash.salt.is_some() && hash.hash.is_some()
        });
        if parsed.is_none() {
            self.notes
                .mistake(hash.at, "config-bad-pin-hash", Vec::new());
            return None;
        }
        Some(hash.value)
    }

    /// An office runs without them, but then nobody can issue a ticket by hand
    /// or change the day.
    fn missing_roles(&self, roles: &BTreeSet<Role>) {
        for role in [Role::Hall, Role::Head] {
            if !roles.contains(&role) {
                let args = vec![("role", Arg::from(role.name()))];
                self.notes
                    .warning(super::Place::default(), "config-no-such-role", args);
            }
        }
    }
}

#[derive(Debug, Default)]
struct Desks {
    found: BTreeMap<NonZeroU16, Desk>,
    /// Services of all desks, also of desks with mistakes.
    served: BTreeSet<String>,
}
