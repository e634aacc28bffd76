//! Whether a display answers, asked at its socket.
//!
//! Slint's own attempt may end the process (libX11 exits, a missing library
//! panics), so the socket is tried first.

use std::env::var_os;
use std::net::{TcpStream, ToSocketAddrs};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixStream};
use std::path::PathBuf;
use std::time::Duration;

/// A display over the network that is there answers at once in a LAN.
const NETWORK_TIMEOUT: Duration = Duration::from_millis(1500);
/// X11 over TCP listens at 6000 + the display's number.
const X11_BASE_PORT: u16 = 6000;

/// True if the Wayland or X11 display named by the environment can be reached.
pub fn display_available() -> bool {
    wayland_answers() || x11_answers()
}

fn wayland_answers() -> bool {
    let Some(name) = var_os("WAYLAND_DISPLAY").filter(|name| !name.is_empty()) else {
        return false;
    };
    let folder = var_os("XDG_RUNTIME_DIR").unwrap_or_default();
    // An absolute name replaces the folder.
    UnixStream::connect(PathBuf::from(folder).join(name)).is_ok()
}

fn x11_answers() -> bool {
    let display = var_os("DISPLAY").and_then(|display| display.into_string().ok());
    let Some((host, number)) = display.as_deref().and_then(parse_x11) else {
        return false;
    };
    if !host.is_empty() && host != "unix" {
        let addresses = (host, X11_BASE_PORT.saturating_add(number)).to_socket_addrs();
        let mut addresses = addresses.into_iter().flatten();
        return addresses
            .any(|address| TcpStream::connect_timeout(&address, NETWORK_TIMEOUT).is_ok());
    }
    let path = format!("/tmp/.X11-unix/X{number}");
    let hidden =
        SocketAddr::from_abstract_name(&path).and_then(|name| UnixStream::connect_addr(&name));
    hidden.is_ok() || UnixStream::connect(path).is_ok()
}

/// ":1.0" → ("", 1), "host:10" → ("host", 10).
fn parse_x11(display: &str) -> Option<(&str, u16)> {
    let (host, rest) = display.rsplit_once(':')?;
    let number = rest.split('.').next()?.parse().ok()?;
    Some((host, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_names_are_understood() {
        assert_eq!(parse_x11(":0"), Some(("", 0)));
        assert_eq!(parse_x11(":1.0"), Some(("", 1)));
        assert_eq!(parse_x11("host:10.1"), Some(("host", 10)));
        assert_eq!(parse_x11("nonsense"), None);
    }
}
