//! The office's own authority: it vouches only for names and addresses of this
//! building, and only for this office's pages.
//!
//! Its dates against a clock that may be wrong. No clock is before `WRITTEN_S`:
//! one that says so is taken to say that day. By that moment:
//! - an authority that has ended, or ends within a month, is set aside and a new
//!   one is made: browsers refuse it, so trusting anew costs nothing more;
//! - one that has not begun stays. Most likely the battery of the clock is flat,
//!   and browsers, whose clocks are right, go on trusting it. Only where one
//!   that was set aside is good now does that one come back: it was set aside
//!   while the clock ran ahead. Otherwise the doctor tells a person to choose.
//!
//! A certificate of the pages never outlives the authority, and a clock that
//! has gone back behind the beginning of either does not replace it.

use std::fs;
use std::io::Write;
use std::net::IpAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints, date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use sha2::{Digest, Sha256};
use tracing::{info, warn};

use crate::tls::names::{OWN_DOMAINS, OWN_V4, is_own_address, is_within};
use crate::tls::read::Facts;
use crate::tls::{RENEW_DAYS, TlsError, Trusted};

/// The clocks of office computers are wrong: a certificate is good from a month
/// ago.
const BACK_DAYS: i64 = 31;

/// The authority outlives the mini PC.
const AUTHORITY_DAYS: i64 = 3_650;

/// Browsers accept 825 days from an authority of one's own, the month back
/// included.
const PAGES_DAYS: i64 = 790;

/// The program was not written before 2026, so no clock that is right is.
const WRITTEN_S: i64 = 1_767_225_600;

/// Files in the data folder's `tls`.
const AUTHORITY: &str = "authority.pem";
const AUTHORITY_KEY: &str = "authority.key";
const PAGES: &str = "pages.pem";
const PAGES_KEY: &str = "pages.key";
/// With the first digits of its fingerprint: an authority that gave way.
const ASIDE: &str = "authority-aside-";

#[derive(Debug)]
pub(super) struct Authority {
    dir: PathBuf,
    pem: String,
    key_pem: String,
    facts: Facts,
    der: Vec<u8>,
    /// Chain and key of the pages, when they could not be kept in the folder.
    in_memory: Mutex<Option<(String, String)>>,
}

impl Authority {
    /// The one in the folder; one is made if there is none. A damaged one is
    /// set aside, for whoever trusted it.
    pub(super) fn load_or_make(
        dir: &Path,
        hosts: &[String],
        now_ms: i64,
    ) -> Result<Self, TlsError> {
        if let Some(kept) = Self::load(dir) {
            let other = kept.instead(hosts, now_ms)?;
            return Ok(other.unwrap_or(kept));
        }
        if dir.join(AUTHORITY).exists() {
            warn!("the office's own authority is damaged; a new one has to be trusted");
            fs::rename(dir.join(AUTHORITY), dir.join("authority.pem.damaged")).ok();
        }
        let made = Self::made(dir, hosts, now_ms)?;
        match made.write() {
            Ok(()) => info!("the office's own authority for its pages was made"),
            Err(error) => {
                warn!(%error, "the office's own authority cannot be kept; browsers will ask anew after a restart");
            }
        }
        Ok(made)
    }

    fn made(dir: &Path, hosts: &[String], now_ms: i64) -> Result<Self, TlsError> {
        let (pem, key_pem) = make(hosts, at_least(now_ms))?;
        Self::from_pem(dir, pem, key_pem).ok_or_else(|| TlsError::File {
            path: dir.join(AUTHORITY),
            why: "not a certificate".to_owned(),
        })
    }

    fn write(&self) -> std::io::Result<()> {
        keep(&self.dir, AUTHORITY_KEY, &self.key_pem, 0o600)?;
        keep(&self.dir, AUTHORITY, &self.pem, 0o644)
    }

    /// The authority that takes this one's place, whose dates are not good; see
    /// the head of this file.
    pub(super) fn instead(&self, hosts: &[String], now_ms: i64) -> Result<Option<Self>, TlsError> {
        let at_ms = at_least(now_ms);
        if self.serves(at_ms) {
            return Ok(None);
        }
        let earlier = (now_ms == at_ms).then(|| self.set_aside_before(at_ms));
        let other = match earlier.flatten() {
            Some(earlier) => earlier,
            None if self.facts.has_begun(at_ms) => Self::made(&self.dir, hosts, now_ms)?,
            None => return Ok(None),
        };
        if let Err(error) = self.give_way_to(&other) {
            warn!(%error, "the office's new authority cannot be kept; browsers will ask anew after a restart");
        }
        warn!(
            fingerprint = other.trusted().fingerprint,
            "the dates of the office's own authority are not good now; another one takes its place, and each computer has to trust its fingerprint at /trust again"
        );
        Ok(Some(other))
    }

    fn serves(&self, at_ms: i64) -> bool {
        self.facts.has_begun(at_ms) && self.facts.days_left(at_ms) >= RENEW_DAYS
    }

    /// One that was in this place and is good now.
    fn set_aside_before(&self, at_ms: i64) -> Option<Self> {
        let files = fs::read_dir(&self.dir).ok()?;
        files.flatten().find_map(|file| {
            let path = file.path();
            let name = path.file_name()?.to_str()?;
            if !name.starts_with(ASIDE) || path.extension()? != "pem" {
                return None;
            }
            let pem = fs::read_to_string(&path).ok()?;
            let key_pem = fs::read_to_string(path.with_extension("key")).ok()?;
            KeyPair::from_pem(&key_pem).ok()?;
            Self::from_pem(&self.dir, pem, key_pem).filter(|earlier| earlier.serves(at_ms))
        })
    }

    /// At no moment does a certificate stand beside another one's key.
    fn give_way_to(&self, other: &Self) -> std::io::Result<()> {
        let fingerprint = self.trusted().fingerprint.replace(' ', "");
        let name = format!("{ASIDE}{}", fingerprint.get(..8).unwrap_or_default());
        keep(&self.dir, &format!("{name}.key"), &self.key_pem, 0o600)?;
        keep(&self.dir, &format!("{name}.pem"), &self.pem, 0o644)?;
        fs::remove_file(self.dir.join(AUTHORITY))?;
        other.write()
    }

    pub(super) fn load(dir: &Path) -> Option<Self> {
        let pem = fs::read_to_string(dir.join(AUTHORITY)).ok()?;
        let key_pem = fs::read_to_string(dir.join(AUTHORITY_KEY)).ok()?;
        KeyPair::from_pem(&key_pem).ok()?;
        Self::from_pem(dir, pem, key_pem)
    }

    fn from_pem(dir: &Path, pem: String, key_pem: String) -> Option<Self> {
        let der = CertificateDer::from_pem_slice(pem.as_bytes())
            .ok()?
            .to_vec();
        Some(Self {
            dir: dir.to_owned(),
            facts: Facts::read(&der)?,
            pem,
            key_pem,
            der,
            in_memory: Mutex::default(),
        })
    }

    pub(super) fn facts(&self) -> &Facts {
        &self.facts
    }

    pub(super) fn trusted(&self) -> Trusted {
        let digest = Sha256::digest(&self.der);
        let pairs: Vec<String> = digest.iter().map(|byte| format!("{byte:02X}")).collect();
        Trusted {
            pem: self.pem.clone(),
            fingerprint: pairs.join(" "),
        }
    }

    /// Chain and key for the pages: those kept, or new ones when names changed
    /// or their end is near.
    pub(super) fn pages(
        &self,
        names: &[String],
        now_ms: i64,
    ) -> Result<(String, String), TlsError> {
        let names: Vec<String> = names
            .iter()
            .filter(|name| self.may_name(name))
            .cloned()
            .collect();
        let kept = self.kept();
        let now_ms = self.likely_ms(kept.as_ref(), now_ms);
        if let Some(kept) = kept.filter(|(chain, _key)| self.is_good(chain, &names, now_ms)) {
            return Ok(kept);
        }
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(names)?;
        let left = self.facts.days_left(now_ms);
        dates(&mut params, now_ms, PAGES_DAYS.min(left));
        params.distinguished_name = named("Talon: office pages");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let signer = Issuer::from_ca_cert_pem(&self.pem, KeyPair::from_pem(&self.key_pem)?)?;
        let pages = params.signed_by(&key, &signer)?;
        let made = (format!("{}{}", pages.pem(), self.pem), key.serialize_pem());
        let kept = keep(&self.dir, PAGES_KEY, &made.1, 0o600)
            .and_then(|()| keep(&self.dir, PAGES, &made.0, 0o644));
        if let Err(error) = kept {
            warn!(%error, "the pages' certificate is kept in memory only");
        }
        let mut in_memory = self
            .in_memory
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *in_memory = Some(made.clone());
        Ok(made)
    }

    fn kept(&self) -> Option<(String, String)> {
        let in_memory = self
            .in_memory
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        in_memory.clone().or_else(|| {
            let read = |name| fs::read_to_string(self.dir.join(name)).ok();
            let (chain, key) = (read(PAGES)?, read(PAGES_KEY)?);
            KeyPair::from_pem(&key).ok()?;
            Some((chain, key))
        })
    }

    /// Now, or with a clock that is certainly behind, when the later of the
    /// authority and the pages' certificate was made.
    fn likely_ms(&self, pages: Option<&(String, String)>, now_ms: i64) -> i64 {
        if now_ms == at_least(now_ms) && self.facts.has_begun(now_ms) {
            return now_ms;
        }
        let pages = pages.and_then(|(chain, _key)| facts_of(chain));
        let pages = pages.filter(|pages| pages.is_by(&self.facts));
        let begun_s = pages.map_or(0, |pages| pages.not_before_s);
        let begun_s = begun_s.max(self.facts.not_before_s) + BACK_DAYS * 24 * 60 * 60;
        now_ms.max(begun_s * 1_000)
    }

    fn is_good(&self, chain: &str, names: &[String], now_ms: i64) -> bool {
        facts_of(chain).is_some_and(|facts| {
            facts.is_by(&self.facts)
                && facts.not_after_s <= self.facts.not_after_s
                && facts.has_begun(now_ms)
                && facts.days_left(now_ms) >= RENEW_DAYS
                && names.iter().all(|name| facts.names.contains(name))
        })
    }

    /// Only what the authority may vouch for stands in the certificate:
    /// browsers refuse the whole of it otherwise.
    fn may_name(&self, name: &str) -> bool {
        match name.parse::<IpAddr>() {
            Ok(address) => is_own_address(address),
            Err(_name) => {
                let may = is_within(name, &self.facts.domains);
                if !may {
                    warn!(
                        name,
                        "the office's own authority was made before this name; remove the data folder's tls folder and restart to make a new one"
                    );
                }
                may
            }
        }
    }
}

/// A clock before the program was written is wrong.
fn at_least(now_ms: i64) -> i64 {
    now_ms.max(WRITTEN_S * 1_000)
}

fn facts_of(chain: &str) -> Option<Facts> {
    let der = CertificateDer::from_pem_slice(chain.as_bytes()).ok()?;
    Facts::read(&der)
}

fn make(hosts: &[String], now_ms: i64) -> Result<(String, String), TlsError> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(Vec::new())?;
    dates(&mut params, now_ms, AUTHORITY_DAYS);
    // With the day, so that two offices' authorities are told apart in a list.
    let day = day_at(now_ms, 0);
    params.distinguished_name = named(&format!("Talon: office authority of {day}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let domains = hosts
        .iter()
        .map(String::as_str)
        .filter(|host| host.parse::<IpAddr>().is_err())
        .chain(OWN_DOMAINS)
        .map(|domain| GeneralSubtree::DnsName(domain.to_owned()));
    let nets = OWN_V4
        .into_iter()
        .map(|(net, mask)| GeneralSubtree::IpAddress(CidrSubnet::V4(net, mask)));
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: domains.chain(nets).collect(),
        excluded_subtrees: Vec::new(),
    });
    let certificate = params.self_signed(&key)?;
    Ok((certificate.pem(), key.serialize_pem()))
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

fn dates(params: &mut CertificateParams, now_ms: i64, days: i64) {
    let ymd = |date: jiff::civil::Date| {
        let part = |number: i8| u8::try_from(number).unwrap_or(1);
        date_time_ymd(i32::from(date.year()), part(date.month()), part(date.day()))
    };
    params.not_before = ymd(day_at(now_ms, -BACK_DAYS));
    params.not_after = ymd(day_at(now_ms, days));
}

/// So many days after a moment; a clock beyond all sense counts as 2026.
fn day_at(now_ms: i64, days: i64) -> jiff::civil::Date {
    let now = Timestamp::from_millisecond(now_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    let today = now.to_zoned(TimeZone::UTC).date();
    today
        .checked_add(days.days())
        .unwrap_or_else(|_beyond| jiff::civil::date(2026, 1, 1))
}

/// Whole or not at all.
fn keep(dir: &Path, name: &str, text: &str, mode: u32) -> std::io::Result<()> {
    if !dir.is_dir() {
        fs::DirBuilder::new()
            .mode(0o700)
            .recursive(true)
            .create(dir)?;
    }
    let draft = dir.join(format!("{name}.draft"));
    let mut file = fs::OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(mode)
        .open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(draft, dir.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: i64 = 1_780_000_000_000;
    const DAY_MS: i64 = 86_400_000;

    fn scratch(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("talon-tls-{name}-{}", std::process::id()));
        fs::remove_dir_all(&dir).ok();
        dir
    }

    fn facts(chain: &str) -> Facts {
        Facts::read(&CertificateDer::from_pem_slice(chain.as_bytes()).unwrap()).unwrap()
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_authority_stays_and_the_pages_certificate_renews_itself_in_time() {
        let dir = scratch("renew");
        let hosts = names(&["talon.office.example", "192.168.1.20"]);
        let authority = Authority::load_or_make(&dir, &hosts, NOW_MS).unwrap();
        let (first, _key) = authority.pages(&hosts, NOW_MS).unwrap();
        let good = facts(&first);
        assert!(
            good.has_begun(NOW_MS - 30 * DAY_MS),
            "good for a clock a month behind"
        );
        assert!(good.not_after_s - good.not_before_s <= 825 * DAY_MS / 1000);
        assert!(hosts.iter().all(|name| good.names.contains(name)));
        // Restarted: the same authority, the same certificate.
        let again = Authority::load_or_make(&dir, &hosts, NOW_MS + DAY_MS).unwrap();
        assert_eq!(again.trusted(), authority.trusted());
        assert_eq!(again.pages(&hosts, NOW_MS + DAY_MS).unwrap().0, first);
        // Near its end, or past it: a new one.
        for later_days in [PAGES_DAYS - 10, PAGES_DAYS + 100] {
            let at = NOW_MS + later_days * DAY_MS;
            let renewed = Authority::load_or_make(&dir, &hosts, at).unwrap();
            let (chain, _key) = renewed.pages(&hosts, at).unwrap();
            assert!(facts(&chain).has_begun(at), "after {later_days} days");
            assert!(
                facts(&chain).days_left(at) > RENEW_DAYS,
                "after {later_days} days"
            );
            assert_eq!(renewed.trusted(), authority.trusted());
        }
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_new_address_of_this_computer_gets_into_the_certificate() {
        let dir = scratch("address");
        let authority = Authority::load_or_make(&dir, &[], NOW_MS).unwrap();
        authority
            .pages(&names(&["localhost", "10.0.0.5"]), NOW_MS)
            .unwrap();
        let moved = names(&["localhost", "10.0.0.9"]);
        let (chain, _key) = authority.pages(&moved, NOW_MS).unwrap();
        assert!(facts(&chain).names.contains("10.0.0.9"));
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn the_authority_vouches_for_nothing_outside_the_building() {
        let dir = scratch("building");
        let authority = Authority::load_or_make(&dir, &names(&["talon.example"]), NOW_MS).unwrap();
        let wanted = names(&[
            "talon.example",
            "talon.lan",
            "bank.com",
            "8.8.8.8",
            "10.1.1.1",
        ]);
        let (chain, _key) = authority.pages(&wanted, NOW_MS).unwrap();
        let named: Vec<String> = facts(&chain).names.into_iter().collect();
        assert_eq!(named, names(&["10.1.1.1", "talon.example", "talon.lan"]));
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn keys_are_readable_for_the_office_alone_and_a_folder_that_cannot_be_made_stops_nothing() {
        use std::os::unix::fs::PermissionsExt;
        let dir = scratch("rights");
        let authority = Authority::load_or_make(&dir, &[], NOW_MS).unwrap();
        authority.pages(&names(&["localhost"]), NOW_MS).unwrap();
        for key in [AUTHORITY_KEY, PAGES_KEY] {
            let mode = fs::metadata(dir.join(key)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{key}");
        }
        fs::remove_dir_all(&dir).unwrap();
        // A file stands where the folder should be.
        fs::write(&dir, "").unwrap();
        let homeless = Authority::load_or_make(&dir, &[], NOW_MS).unwrap();
        let local = names(&["localhost"]);
        let (first, _key) = homeless.pages(&local, NOW_MS).unwrap();
        assert_eq!(homeless.pages(&local, NOW_MS).unwrap().0, first);
        fs::remove_file(dir).unwrap();
    }

    const YEAR_2000_MS: i64 = 946_684_800_000;

    fn opened(dir: &Path, now_ms: i64) -> (Authority, Facts) {
        let authority = Authority::load_or_make(dir, &[], now_ms).unwrap();
        let (chain, _key) = authority.pages(&names(&["localhost"]), now_ms).unwrap();
        let pages = facts(&chain);
        assert!(pages.is_by(&authority.facts), "at {now_ms}");
        assert!(
            pages.not_after_s <= authority.facts.not_after_s,
            "at {now_ms}"
        );
        (authority, pages)
    }

    #[test]
    fn an_authority_of_a_clock_of_the_year_2000_gives_way_once_it_is_known_to_have_ended() {
        let dir = scratch("year-2000");
        // As an earlier program made it.
        let (pem, key_pem) = make(&[], YEAR_2000_MS).unwrap();
        let old = Authority::from_pem(&dir, pem, key_pem).unwrap();
        old.write().unwrap();
        let (new, pages) = opened(&dir, NOW_MS);
        assert_ne!(new.trusted(), old.trusted());
        assert!(new.facts.has_begun(NOW_MS) && new.facts.days_left(NOW_MS) > 3_000);
        assert!(pages.days_left(NOW_MS) > 700);
        let digits = old.trusted().fingerprint.replace(' ', "");
        let aside = dir.join(format!("{ASIDE}{}.pem", digits.get(..8).unwrap()));
        assert_eq!(fs::read_to_string(aside).unwrap(), old.pem);
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_first_start_in_the_year_2000_makes_what_is_good_once_the_clock_is_set() {
        let dir = scratch("first-in-2000");
        let (first, pages) = opened(&dir, YEAR_2000_MS);
        assert!(pages.has_begun(NOW_MS) && pages.days_left(NOW_MS) > RENEW_DAYS);
        let (later, _pages) = opened(&dir, NOW_MS);
        assert_eq!(later.trusted(), first.trusted());
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_flat_battery_costs_neither_the_authority_nor_the_pages_certificate() {
        let dir = scratch("battery");
        let (first, _pages) = opened(&dir, NOW_MS);
        let late_ms = NOW_MS + 1_000 * DAY_MS;
        let (_same, pages) = opened(&dir, late_ms);
        for flat_ms in [0, YEAR_2000_MS, NOW_MS - 60 * DAY_MS] {
            let (kept, still) = opened(&dir, flat_ms);
            assert_eq!(kept.trusted(), first.trusted(), "at {flat_ms}");
            assert_eq!(still, pages, "at {flat_ms}");
        }
        let (kept, still) = opened(&dir, late_ms);
        assert_eq!((kept.trusted(), still), (first.trusted(), pages));
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn an_authority_near_its_end_is_made_anew_and_comes_back_if_the_clock_had_run_ahead() {
        let dir = scratch("ahead");
        let (first, _pages) = opened(&dir, NOW_MS);
        // Good for the pages until a month before its end.
        let (same, pages) = opened(&dir, NOW_MS + 3_600 * DAY_MS);
        assert_eq!(same.trusted(), first.trusted());
        assert!(pages.days_left(NOW_MS + 3_600 * DAY_MS) >= 48);
        let (second, _pages) = opened(&dir, NOW_MS + 3_640 * DAY_MS);
        assert_ne!(second.trusted(), first.trusted());
        let (back, _pages) = opened(&dir, NOW_MS + DAY_MS);
        assert_eq!(back.trusted(), first.trusted());
        fs::remove_dir_all(dir).unwrap();
    }
}
