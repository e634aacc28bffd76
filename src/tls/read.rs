//! What a certificate says of itself.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

const DAY_S: i64 = 24 * 60 * 60;

/// When a certificate is good, for which names, and which it may vouch for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Seconds since 1970.
    pub(super) not_before_s: i64,
    pub(super) not_after_s: i64,
    pub(super) names: BTreeSet<String>,
    /// Domains an authority is limited to; empty: to none.
    pub(super) domains: Vec<String>,
    issuer: Vec<u8>,
    pub(super) subject: Vec<u8>,
    serial: Vec<u8>,
}

impl Facts {
    /// `None`: not a certificate.
    pub fn read(der: &[u8]) -> Option<Self> {
        let (_rest, certificate) = X509Certificate::from_der(der).ok()?;
        let alternative = certificate.subject_alternative_name().ok().flatten();
        let names = alternative
            .iter()
            .flat_map(|names| &names.value.general_names)
            .filter_map(name)
            .collect();
        let constraints = certificate.name_constraints().ok().flatten();
        let domains = constraints
            .iter()
            .filter_map(|constraints| constraints.value.permitted_subtrees.as_ref())
            .flatten()
            .filter_map(|tree| dns_name(&tree.base))
            .collect();
        Some(Self {
            not_before_s: certificate.validity().not_before.timestamp(),
            not_after_s: certificate.validity().not_after.timestamp(),
            names,
            domains,
            issuer: certificate.issuer().as_raw().to_vec(),
            subject: certificate.subject().as_raw().to_vec(),
            serial: certificate.raw_serial().to_vec(),
        })
    }

    /// Whole days, negative when it has ended.
    pub fn days_left(&self, now_ms: i64) -> i64 {
        (self.not_after_s - now_ms / 1_000).div_euclid(DAY_S)
    }

    pub(super) fn has_begun(&self, now_ms: i64) -> bool {
        self.not_before_s <= now_ms / 1_000
    }

    pub(super) fn is_by(&self, authority: &Self) -> bool {
        self.issuer == authority.subject
    }
}

fn dns_name(name: &GeneralName<'_>) -> Option<String> {
    if let GeneralName::DNSName(name) = name {
        return Some((*name).to_owned());
    }
    None
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    if let GeneralName::IPAddress(bytes) = name {
        let v4 = <[u8; 4]>::try_from(*bytes).map(|bytes| Ipv4Addr::from(bytes).to_string());
        let v6 = <[u8; 16]>::try_from(*bytes).map(|bytes| Ipv6Addr::from(bytes).to_string());
        return v4.or(v6).ok();
    }
    dns_name(name)
}
