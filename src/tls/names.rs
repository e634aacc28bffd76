//! The names and addresses by which this computer's pages are opened.

use std::collections::BTreeSet;
use std::net::IpAddr;

/// Addresses that never leave a building, and so may stand in a certificate of
/// the office's own authority: address and mask.
pub(super) const OWN_V4: [([u8; 4], [u8; 4]); 6] = [
    ([10, 0, 0, 0], [255, 0, 0, 0]),
    ([172, 16, 0, 0], [255, 240, 0, 0]),
    ([192, 168, 0, 0], [255, 255, 0, 0]),
    ([169, 254, 0, 0], [255, 255, 0, 0]),
    ([100, 64, 0, 0], [255, 192, 0, 0]),
    ([127, 0, 0, 0], [255, 0, 0, 0]),
];

/// Names that never leave a building (RFC 6762, RFC 8375 and usage).
pub(super) const OWN_DOMAINS: [&str; 5] = ["localhost", "local", "lan", "internal", "home.arpa"];

/// Host names of the office file, the computer's own name, its addresses.
pub fn own_names(allowed_hosts: &[String]) -> Vec<String> {
    let mut names: BTreeSet<String> = allowed_hosts.iter().cloned().collect();
    names.insert("localhost".to_owned());
    names.insert("127.0.0.1".to_owned());
    if let Some(host) = host_name() {
        names.insert(format!("{host}.local"));
        names.insert(host);
    }
    let addresses = if_addrs::get_if_addrs().unwrap_or_default();
    for address in addresses.iter().map(if_addrs::Interface::ip) {
        match address {
            IpAddr::V4(v4) if !v4.is_loopback() => names.insert(v4.to_string()),
            // Nobody types the others, and they change by themselves.
            IpAddr::V4(_) | IpAddr::V6(_) => false,
        };
    }
    names.into_iter().collect()
}

/// The computer's name, in lower case; `None` where it has none worth saying.
fn host_name() -> Option<String> {
    let text = std::fs::read_to_string("/etc/hostname").ok()?;
    let name = text.trim().to_lowercase();
    let is_name = name.len() <= 63
        && !name.is_empty()
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte)
        });
    (is_name && name != "localhost").then_some(name)
}

/// Whether a name lies in one of the domains, as a certificate's constraints
/// mean it.
pub(super) fn is_within(name: &str, domains: &[String]) -> bool {
    domains.iter().any(|domain| {
        name == domain
            || name
                .strip_suffix(domain.as_str())
                .is_some_and(|rest| rest.ends_with('.'))
    })
}

/// Whether an address is one of [`OWN_V4`].
pub(super) fn is_own_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => OWN_V4.iter().any(|(net, mask)| {
            let masked = u32::from(v4) & u32::from_be_bytes(*mask);
            masked == u32::from_be_bytes(*net)
        }),
        IpAddr::V6(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_a_building_are_vouched_for() {
        let own = |text: &str| is_own_address(text.parse().unwrap());
        assert!(own("192.168.1.20") && own("10.3.0.1") && own("172.31.0.1") && own("127.0.0.1"));
        assert!(!own("8.8.8.8") && !own("172.32.0.1") && !own("2001:db8::1"));
    }

    #[test]
    fn a_name_is_within_its_domain_and_not_within_one_that_only_ends_alike() {
        let domains = ["lan".to_owned(), "office.example".to_owned()];
        assert!(is_within("talon.lan", &domains) && is_within("office.example", &domains));
        assert!(!is_within("evil-office.example", &domains) && !is_within("bank.com", &domains));
    }
}
