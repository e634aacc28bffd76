//! Addresses in the office file: of a printer, of a host. Pure reading, no look-ups.

use std::path::PathBuf;

/// Where a printer is, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrinterAddress {
    /// `preview`: the page that shows tickets.
    Preview,
    /// `tcp://host:port`.
    Tcp { host: String, port: u16 },
    /// `/dev/usb/lp0`, or a file.
    Node(PathBuf),
    /// `serial:/dev/ttyUSB0?baud=115200`.
    Serial { path: PathBuf, baud: u32 },
}

/// The port of raw printing, on which every network ticket printer listens.
const TCP_PORT: u16 = 9100;

/// Rates that ticket printers offer; the first is the serial default of most.
const BAUD_RATES: [u32; 8] = [
    9600, 4800, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800,
];

impl PrinterAddress {
    /// `None` when it is none of the four forms.
    pub fn parse(url: &str) -> Option<Self> {
        if url == "preview" {
            return Some(Self::Preview);
        }
        if let Some(rest) = url.strip_prefix("tcp://") {
            return parse_tcp(rest);
        }
        if let Some(rest) = url.strip_prefix("serial:") {
            return parse_serial(rest);
        }
        let is_path = url.starts_with('/') && !url.ends_with('/') && !url.contains(['\0', '\n']);
        is_path.then(|| Self::Node(PathBuf::from(url)))
    }
}

fn parse_tcp(rest: &str) -> Option<PrinterAddress> {
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = match rest.strip_prefix('[') {
        Some(inside) => {
            let (host, after) = inside.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            let port = match after.strip_prefix(':') {
                Some(port) => Some(port),
                None if after.is_empty() => None,
                None => return None,
            };
            (host, port)
        }
        None => match rest.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (rest, None),
        },
    };
    let host = parse_host(host)?;
    let port = match port {
        Some(port) => port.parse().ok().filter(|port| *port != 0)?,
        None => TCP_PORT,
    };
    Some(PrinterAddress::Tcp { host, port })
}

fn parse_serial(rest: &str) -> Option<PrinterAddress> {
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (rest, None),
    };
    let [default, ..] = BAUD_RATES;
    let baud = match query {
        None => default,
        Some(query) => query.strip_prefix("baud=")?.parse().ok()?,
    };
    let right = path.starts_with('/') && path.len() > 1 && BAUD_RATES.contains(&baud);
    right.then(|| PrinterAddress::Serial {
        path: PathBuf::from(path),
        baud,
    })
}

/// A host name or address without port and scheme, in lower case.
pub(super) fn parse_host(host: &str) -> Option<String> {
    let host = host.to_ascii_lowercase();
    if host.parse::<std::net::IpAddr>().is_ok() {
        return Some(host);
    }
    // 253 and 63: the bounds of a DNS name and of one of its parts.
    let part_is_right = |part: &str| {
        (1..=63).contains(&part.len())
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    let digits_only = host.chars().all(|c| c.is_ascii_digit() || c == '.');
    let right = host.len() <= 253 && !digits_only && host.split('.').all(part_is_right);
    right.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_manual_is_read() {
        let tcp = |host: &str, port| PrinterAddress::Tcp {
            host: host.to_owned(),
            port,
        };
        let serial = |path, baud| PrinterAddress::Serial {
            path: PathBuf::from(path),
            baud,
        };
        let cases = [
            ("preview", PrinterAddress::Preview),
            ("tcp://127.0.0.1:9100", tcp("127.0.0.1", 9100)),
            ("tcp://printer-1.lan", tcp("printer-1.lan", 9100)),
            ("tcp://[fe80::1]:9101", tcp("fe80::1", 9101)),
            (
                "/dev/usb/lp0",
                PrinterAddress::Node(PathBuf::from("/dev/usb/lp0")),
            ),
            (
                "serial:/dev/ttyUSB0?baud=115200",
                serial("/dev/ttyUSB0", 115_200),
            ),
            ("serial:/dev/ttyS0", serial("/dev/ttyS0", 9600)),
        ];
        for (url, address) in cases {
            assert_eq!(PrinterAddress::parse(url), Some(address), "{url}");
        }
    }

    #[test]
    fn what_is_no_printer_is_refused() {
        for url in [
            "",
            "Preview",
            "tcp://",
            "tcp://host:0",
            "tcp://host:99999",
            "tcp://ho st:9100",
            "tcp://1.2.3:9100",
            "tcp://[::1",
            "tcp://[::1]9100",
            "http://host",
            "lp0",
            "/dev/usb/",
            "serial:ttyUSB0",
            "serial:/dev/ttyUSB0?speed=9600",
            "serial:/dev/ttyUSB0?baud=12345",
        ] {
            assert_eq!(PrinterAddress::parse(url), None, "{url}");
        }
    }

    #[test]
    fn hosts_are_names_or_addresses_without_port() {
        assert_eq!(
            parse_host("Talon.Office.local").as_deref(),
            Some("talon.office.local")
        );
        assert_eq!(parse_host("192.168.1.20").as_deref(), Some("192.168.1.20"));
        assert_eq!(parse_host("::1").as_deref(), Some("::1"));
        for wrong in [
            "http://talon",
            "talon:8080",
            "talon/",
            "",
            "a..b",
            "-a",
            "300.1.1.1",
            "имя",
        ] {
            assert_eq!(parse_host(wrong), None, "{wrong}");
        }
    }
}
