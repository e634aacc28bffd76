//! Where a printer is, as a person writes it. Pure.
//!
//! Promises: a mistake is named, with what would be right.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// The port that network printers listen on for raw jobs.
const RAW_PORT: u16 = 9100;

/// The speed that makes ship today. Older ones are set to 9600 or 19200.
const DEFAULT_BAUD: u32 = 115_200;

/// Speeds that serial printers can be set to.
const BAUDS: [u32; 8] = [
    4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800,
];

/// Where a printer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrinterUrl {
    /// No device: slips become pictures.
    Preview,
    /// A network printer.
    Tcp {
        /// Name or address; an IPv6 address without brackets.
        host: String,
        /// TCP port.
        port: u16,
    },
    /// A device node such as `/dev/usb/lp0`, or a file that jobs are added to.
    Path(PathBuf),
    /// A serial line.
    Serial {
        /// Device node; best one of `/dev/serial/by-id/`.
        path: PathBuf,
        /// Bits a second.
        baud: u32,
        /// How the printer says «wait».
        flow: Flow,
    },
}

/// Flow control of a serial line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flow {
    /// None. A ticket takes 2.4 s on a line of 115200 baud and 1 s to print, so
    /// the printer keeps up; and a cable of three wires would wait for ever.
    #[default]
    None,
    /// RTS/CTS wires.
    Hardware,
    /// XON/XOFF. Not for pictures on printers that send data back.
    Software,
}

/// What is wrong with a printer's address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Nothing was written.
    #[error(
        "read the printer address: it is empty; write tcp://HOST:9100, /dev/usb/lp0, \
         file:/PATH, serial:/dev/ttyUSB0?baud=115200 or preview"
    )]
    Empty,
    /// An unknown beginning.
    #[error(
        "read the printer address \"{0}\": it should begin with tcp://, serial:, file:, / or be preview"
    )]
    Kind(String),
    /// `tcp://` without a host.
    #[error("read the printer address \"{0}\": the host is missing; write tcp://HOST:9100")]
    Host(String),
    /// A port that is none.
    #[error(
        "read the printer address \"{url}\": \"{port}\" is no port; write a number from 1 to 65535"
    )]
    Port {
        /// The whole address.
        url: String,
        /// What stands for the port.
        port: String,
    },
    /// A path that is not absolute.
    #[error("read the printer address \"{0}\": the path should begin with /")]
    Path(String),
    /// A speed that no printer has.
    #[error(
        "read the printer address \"{url}\": \"{baud}\" is no line speed; write one of {BAUDS:?}"
    )]
    Baud {
        /// The whole address.
        url: String,
        /// What stands for the speed.
        baud: String,
    },
    /// A setting that a serial line does not have.
    #[error(
        "read the printer address \"{url}\": \"{setting}\" is no setting; write baud=115200 or flow=hardware|software|none"
    )]
    Setting {
        /// The whole address.
        url: String,
        /// What was written.
        setting: String,
    },
}

impl PrinterUrl {
    /// Reads an address: `tcp://host:port`, `/dev/usb/lp0`, `file:/path`,
    /// `serial:/dev/ttyUSB0?baud=115200&flow=hardware` or `preview`.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(UrlError::Empty);
        }
        if text == "preview" {
            return Ok(Self::Preview);
        }
        if let Some(rest) = text.strip_prefix("tcp://") {
            return tcp(text, rest.trim_end_matches('/'));
        }
        if let Some(rest) = text.strip_prefix("serial:") {
            return serial(text, rest);
        }
        let path = text.strip_prefix("file:").unwrap_or(text);
        // file:///path is how browsers write it.
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.starts_with('/') {
            return Ok(Self::Path(PathBuf::from(path)));
        }
        Err(if text.starts_with("file:") {
            UrlError::Path(text.to_owned())
        } else {
            UrlError::Kind(text.to_owned())
        })
    }
}

impl FromStr for PrinterUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        Self::parse(text)
    }
}

impl fmt::Display for PrinterUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preview => out.write_str("preview"),
            Self::Tcp { host, port } if host.contains(':') => write!(out, "tcp://[{host}]:{port}"),
            Self::Tcp { host, port } => write!(out, "tcp://{host}:{port}"),
            Self::Path(path) => write!(out, "{}", path.display()),
            Self::Serial { path, baud, flow } => {
                let flow = match flow {
                    Flow::None => "",
                    Flow::Hardware => "&flow=hardware",
                    Flow::Software => "&flow=software",
                };
                write!(out, "serial:{}?baud={baud}{flow}", path.display())
            }
        }
    }
}

fn tcp(url: &str, rest: &str) -> Result<PrinterUrl, UrlError> {
    let (host, port) = match rest.strip_prefix('[') {
        Some(six) => {
            let (host, after) = six
                .split_once(']')
                .ok_or_else(|| UrlError::Host(url.to_owned()))?;
            (host, after.strip_prefix(':'))
        }
        None => match rest.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (rest, None),
        },
    };
    let bad_host = |letter: char| letter.is_whitespace() || "/?#@".contains(letter);
    if host.is_empty() || host.contains(bad_host) {
        return Err(UrlError::Host(url.to_owned()));
    }
    let port = match port {
        None => RAW_PORT,
        Some(digits) => match digits.parse::<u16>() {
            Ok(port) if port > 0 => port,
            Ok(_) | Err(_) => {
                return Err(UrlError::Port {
                    url: url.to_owned(),
                    port: digits.to_owned(),
                });
            }
        },
    };
    Ok(PrinterUrl::Tcp {
        host: host.to_owned(),
        port,
    })
}

fn serial(url: &str, rest: &str) -> Result<PrinterUrl, UrlError> {
    let (path, settings) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.strip_prefix("//").unwrap_or(path);
    if !path.starts_with('/') {
        return Err(UrlError::Path(url.to_owned()));
    }
    let (mut baud, mut flow) = (DEFAULT_BAUD, Flow::default());
    for setting in settings.split('&').filter(|setting| !setting.is_empty()) {
        match setting.split_once('=') {
            Some(("baud", digits)) => {
                baud = digits
                    .parse()
                    .ok()
                    .filter(|baud| BAUDS.contains(baud))
                    .ok_or_else(|| UrlError::Baud {
                        url: url.to_owned(),
                        baud: digits.to_owned(),
                    })?;
            }
            Some(("flow", "none")) => flow = Flow::None,
            Some(("flow", "hardware")) => flow = Flow::Hardware,
            Some(("flow", "software")) => flow = Flow::Software,
            Some(_) | None => {
                return Err(UrlError::Setting {
                    url: url.to_owned(),
                    setting: setting.to_owned(),
                });
            }
        }
    }
    Ok(PrinterUrl::Serial {
        path: PathBuf::from(path),
        baud,
        flow,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> PrinterUrl {
        PrinterUrl::parse(text).unwrap()
    }

    #[test]
    fn every_kind_of_address_is_read_and_written_the_same() {
        for text in [
            "preview",
            "tcp://127.0.0.1:9100",
            "tcp://printer.local:9101",
            "tcp://[fe80::1]:9100",
            "/dev/usb/lp0",
            "serial:/dev/ttyUSB0?baud=115200",
            "serial:/dev/serial/by-id/usb-x?baud=9600&flow=software",
        ] {
            assert_eq!(parse(text).to_string(), text);
        }
        assert_eq!(parse("file:/tmp/a"), PrinterUrl::Path("/tmp/a".into()));
        assert_eq!(parse("file:///tmp/a"), PrinterUrl::Path("/tmp/a".into()));
        assert_eq!(parse("tcp://host"), parse("tcp://host:9100"));
        assert_eq!(
            parse("serial:/dev/ttyS0"),
            parse("serial:/dev/ttyS0?baud=115200")
        );
    }

    #[test]
    fn a_mistake_is_named_with_what_would_be_right() {
        for (text, hint) in [
            ("", "it is empty"),
            ("usb", "should begin with tcp://"),
            ("http://host", "should begin with tcp://"),
            ("tcp://", "the host is missing"),
            ("tcp://:9100", "the host is missing"),
            ("tcp://host:", "is no port"),
            ("tcp://host:0", "is no port"),
            ("tcp://host:99999", "is no port"),
            ("tcp://[::1", "the host is missing"),
            ("file:a.bin", "should begin with /"),
            ("serial:ttyUSB0", "should begin with /"),
            ("serial:/dev/ttyS0?baud=123", "is no line speed"),
            ("serial:/dev/ttyS0?parity=odd", "is no setting"),
        ] {
            let error = PrinterUrl::parse(text).unwrap_err().to_string();
            assert!(error.contains(hint), "{text}: {error}");
        }
    }
}
