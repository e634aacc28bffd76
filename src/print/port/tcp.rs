//! A network printer on its raw port.
//!
//! Promises: a job counts as taken only when the other side has acknowledged
//! every byte; the connection is closed in good order after a job, and reset
//! after a failure so that nothing comes out later.

use super::PortError;
use rustix::net::sockopt;
use std::fs;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout_at};

/// How often the kernel is asked whether all is acknowledged. A LAN
/// acknowledges within a few milliseconds.
const LOOK_EVERY_MS: u64 = 10;

/// How long the other side may take to hang up after us. Print servers do it at
/// once; some listeners never do, and that is no fault.
const FAREWELL_MS: u64 = 300;

/// A printer that was switched off while it was on the line is missed after so
/// many questions of the kernel.
const ALIVE_EVERY: Duration = Duration::from_secs(5);
const ALIVE_TRIES: u32 = 3;

#[derive(Debug)]
pub(super) struct Tcp(TcpStream);

impl Tcp {
    pub(super) async fn connect(host: &str, port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect((host, port)).await?;
        stream.set_nodelay(true)?;
        sockopt::set_socket_keepalive(&stream, true)?;
        sockopt::set_tcp_keepidle(&stream, ALIVE_EVERY)?;
        sockopt::set_tcp_keepintvl(&stream, ALIVE_EVERY)?;
        sockopt::set_tcp_keepcnt(&stream, ALIVE_TRIES)?;
        Ok(Self(stream))
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).await
    }

    pub(super) async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).await
    }

    pub(super) fn try_read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.try_read(buffer)
    }

    /// Waits until the other side's kernel has acknowledged every byte.
    pub(super) async fn settle(&mut self, deadline: Instant) -> Result<(), PortError> {
        loop {
            if let Some(error) = self.0.take_error().map_err(PortError::Lost)? {
                return Err(PortError::Lost(error));
            }
            if self.unacknowledged() == 0 {
                return Ok(());
            }
            let now = Instant::now();
            if now >= deadline {
                return Err(PortError::TimedOut);
            }
            sleep_until(deadline.min(now + Duration::from_millis(LOOK_EVERY_MS))).await;
        }
    }

    /// Says goodbye and waits a moment for the answer; how many bytes still came.
    /// A reset instead of an answer means that bytes were thrown away unread.
    pub(super) async fn finish(mut self, deadline: Instant) -> Result<usize, PortError> {
        self.settle(deadline).await?;
        self.0.shutdown().await.map_err(PortError::Lost)?;
        let farewell = deadline.min(Instant::now() + Duration::from_millis(FAREWELL_MS));
        let mut buffer = [0; 256];
        let mut came = 0;
        // Who speaks without end is let go at the farewell's end too.
        while Instant::now() < farewell {
            match timeout_at(farewell, self.0.read(&mut buffer)).await {
                Ok(Ok(0)) | Err(_) => break,
                Ok(Ok(count)) => came += count,
                Ok(Err(error)) => return Err(PortError::Lost(error)),
            }
        }
        Ok(came)
    }

    pub(super) fn abandon(self) {
        // If this fails the connection is gone already.
        self.0.set_zero_linger().ok();
    }

    /// Bytes in the kernel's send queue, as `/proc/net/tcp` shows them; the
    /// system call for it would need unsafe code.
    fn unacknowledged(&self) -> u64 {
        let (Ok(local), Ok(peer)) = (self.0.local_addr(), self.0.peer_addr()) else {
            return 0;
        };
        let table = if local.is_ipv4() { "tcp" } else { "tcp6" };
        // Without the table (another system) what the kernel took must do.
        let table = fs::read_to_string(format!("/proc/self/net/{table}")).unwrap_or_default();
        send_queue(&table, local.port(), peer.port())
    }
}

/// The send queue of the connection between two ports.
fn send_queue(table: &str, local: u16, peer: u16) -> u64 {
    let (local, peer) = (format!(":{local:04X}"), format!(":{peer:04X}"));
    table
        .lines()
        .find_map(|line| {
            let mut fields = line.split_whitespace().skip(1);
            let ours = fields.next()?.ends_with(&local) && fields.next()?.ends_with(&peer);
            let queues = fields.nth(1).filter(|_| ours)?;
            u64::from_str_radix(queues.split(':').next()?, 16).ok()
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_send_queue_is_read_from_the_right_line() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr\n\
            0: 0100007F:238C 00000000:0000 0A 00000000:00000000 00:0\n\
            1: 0100007F:C350 0100007F:238C 01 00001A2B:00000000 01:0\n\
            2: 0100007F:238C 0100007F:C350 01 00000000:00000100 00:0\n";
        assert_eq!(send_queue(table, 50000, 9100), 0x1a2b);
        assert_eq!(send_queue(table, 9100, 50000), 0);
        assert_eq!(send_queue("", 1, 2), 0);
    }
}
