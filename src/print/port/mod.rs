//! The only place that opens a device: network, USB node, serial line, file.
//!
//! Promises: nothing here blocks the program, every call ends at its deadline,
//! and the bytes a device took are counted. Never: sends anything twice.
//! What "took" means: the kernel has it, and for a network printer the other
//! side's kernel has acknowledged it (see `finish`).

mod device;
mod tcp;
pub mod url;

use device::Device;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tcp::Tcp;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};
use url::PrinterUrl;

/// Opening takes at most this part of a job's time: a printer on the LAN
/// accepts in milliseconds; one that is switched off never does.
const OPEN_LIMIT_MS: u64 = 1500;

/// Stale bytes thrown away before a question; more is a babbling device.
const STALE_LIMIT: usize = 4096;

/// One call at a time that may block: a disk or a driver that hangs costs one
/// thread, and not one more with every visitor.
#[derive(Debug, Clone)]
pub(crate) struct Gate(Arc<Semaphore>);

impl Gate {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }

    /// Does it on a thread where blocking is allowed, unless the last one hangs there still.
    pub(crate) async fn pass<T: Send + 'static>(
        &self,
        call: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let Ok(permit) = Arc::clone(&self.0).try_acquire_owned() else {
            return Err(io::ErrorKind::ResourceBusy.into());
        };
        let done = tokio::task::spawn_blocking(move || {
            let result = call();
            drop(permit);
            result
        });
        done.await.map_err(io::Error::other)?
    }
}

/// Why bytes did not get through.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PortError {
    /// No such device, no right, nobody listens.
    #[error("open the printer: {0}")]
    Unreachable(#[source] io::Error),
    /// It was there and is not any more.
    #[error("reach the printer any more: {0}")]
    Lost(#[source] io::Error),
    /// The deadline came first.
    #[error("finish before the deadline")]
    TimedOut,
    /// The file system refused.
    #[error("write the file: {0}")]
    NotWritten(#[source] io::Error),
}

/// An open printer.
#[derive(Debug)]
pub(crate) struct Port {
    link: Link,
    gate: Gate,
    sent: usize,
}

#[derive(Debug)]
enum Link {
    Tcp(Tcp),
    Device(Device),
    File(PathBuf),
}

/// What came back from a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Received {
    /// So many bytes.
    Bytes(usize),
    /// Nothing until the deadline.
    Silence,
    /// The device has hung up.
    HungUp,
}

impl Port {
    /// Opens the device at the address.
    pub(crate) async fn open(
        url: &PrinterUrl,
        gate: &Gate,
        deadline: Instant,
    ) -> Result<Self, PortError> {
        let limit = Instant::now() + std::time::Duration::from_millis(OPEN_LIMIT_MS);
        let opening = async {
            match url {
                // The preview needs no device; the worker prints there by itself.
                PrinterUrl::Preview => Err(io::ErrorKind::Unsupported.into()),
                PrinterUrl::Tcp { host, port } => Ok(Link::Tcp(Tcp::connect(host, *port).await?)),
                PrinterUrl::Path(path) => device::open_path(path.clone(), gate).await,
                PrinterUrl::Serial { path, baud, flow } => {
                    let device = Device::serial(path.clone(), *baud, *flow, gate).await?;
                    Ok(Link::Device(device))
                }
            }
        };
        match timeout_at(deadline.min(limit), opening).await {
            Ok(Ok(link)) => Ok(Self {
                link,
                gate: gate.clone(),
                sent: 0,
            }),
            Ok(Err(error)) => Err(PortError::Unreachable(error)),
            Err(_) => Err(PortError::Unreachable(io::ErrorKind::TimedOut.into())),
        }
    }

    /// Whether there can be answers at all. A file has none.
    pub(crate) fn can_answer(&self) -> bool {
        match self.link {
            Link::Tcp(_) | Link::Device(_) => true,
            Link::File(_) => false,
        }
    }

    /// Whether the device stays open between jobs. Network printers serve one
    /// connection at a time, and others may want to print there.
    pub(crate) fn stays_open(&self) -> bool {
        match self.link {
            Link::Device(_) => true,
            Link::Tcp(_) | Link::File(_) => false,
        }
    }

    /// Bytes taken since the count was last started anew.
    pub(crate) fn sent(&self) -> usize {
        self.sent
    }

    /// Starts the count anew, for the next job.
    pub(crate) fn count_anew(&mut self) {
        self.sent = 0;
    }

    /// Sends all bytes; on failure `sent` tells how many went.
    pub(crate) async fn send(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), PortError> {
        match &mut self.link {
            Link::Tcp(_) | Link::Device(_) => self.send_in_pieces(bytes, deadline).await,
            Link::File(path) => {
                let (path, job) = (path.clone(), bytes.to_vec());
                let writing = self.gate.pass(move || append(&path, &job));
                match timeout_at(deadline, writing).await {
                    Ok(Ok(())) => {
                        self.sent += bytes.len();
                        Ok(())
                    }
                    Ok(Err(error)) => Err(PortError::NotWritten(error)),
                    Err(_) => Err(PortError::TimedOut),
                }
            }
        }
    }

    /// Writes piece by piece until all is taken, the deadline comes, or it fails.
    async fn send_in_pieces(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), PortError> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let written = match &mut self.link {
                Link::Tcp(tcp) => timeout_at(deadline, tcp.write(rest)).await,
                Link::Device(device) => timeout_at(deadline, device.write(rest)).await,
                Link::File(_) => return Ok(()),
            };
            match written {
                Ok(Ok(0)) => return Err(PortError::Lost(io::ErrorKind::WriteZero.into())),
                Ok(Ok(count)) => {
                    self.sent += count;
                    rest = rest.get(count..).unwrap_or_default();
                }
                Ok(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(Err(error)) => return Err(PortError::Lost(error)),
                Err(_) => return Err(PortError::TimedOut),
            }
        }
        Ok(())
    }

    /// Waits for bytes from the device.
    pub(crate) async fn receive(&mut self, buffer: &mut [u8], deadline: Instant) -> Received {
        let read = match &mut self.link {
            Link::Tcp(tcp) => timeout_at(deadline, tcp.read(buffer)).await,
            Link::Device(device) => timeout_at(deadline, device.read(buffer)).await,
            Link::File(_) => return Received::Silence,
        };
        match read {
            Ok(Ok(0) | Err(_)) => Received::HungUp,
            Ok(Ok(count)) => Received::Bytes(count),
            Err(_) => Received::Silence,
        }
    }

    /// Whether the other side has gone meanwhile; what it said is thrown away.
    pub(crate) async fn has_hung_up(&mut self) -> bool {
        self.forget_stale_input();
        let mut buffer = [0; 256];
        matches!(
            self.receive(&mut buffer, Instant::now()).await,
            Received::HungUp
        )
    }

    /// Throws away what the device said unasked; how many bytes.
    pub(crate) fn forget_stale_input(&mut self) -> usize {
        let mut buffer = [0; 256];
        let mut thrown = 0;
        while thrown < STALE_LIMIT {
            let read = match &mut self.link {
                Link::Tcp(tcp) => tcp.try_read(&mut buffer),
                Link::Device(device) => device.try_read(&mut buffer),
                Link::File(_) => break,
            };
            match read {
                Ok(count) if count > 0 => thrown += count,
                Ok(_) | Err(_) => break,
            }
        }
        thrown
    }

    /// Waits until the device has really taken what was sent.
    pub(crate) async fn settle(&mut self, deadline: Instant) -> Result<(), PortError> {
        match &mut self.link {
            Link::Tcp(tcp) => tcp.settle(deadline).await,
            Link::Device(device) => device.settle(deadline).await,
            Link::File(_) => Ok(()),
        }
    }

    /// Ends the job in good order: a listener gets every byte and then the end.
    /// How many bytes it still said.
    pub(crate) async fn finish(self, deadline: Instant) -> Result<usize, PortError> {
        match self.link {
            Link::Tcp(tcp) => tcp.finish(deadline).await,
            Link::Device(device) => {
                device.close();
                Ok(0)
            }
            Link::File(_) => Ok(0),
        }
    }

    /// Gives up: what the kernel still holds back must not come out later.
    pub(crate) fn abandon(self) {
        match self.link {
            Link::Tcp(tcp) => tcp.abandon(),
            Link::Device(device) => device.close(),
            Link::File(_) => {}
        }
    }
}

/// Adds a whole job to a file, or nothing of it.
fn append(path: &Path, job: &[u8]) -> io::Result<()> {
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)?;
    let before = file.metadata()?.len();
    let written = file.write_all(job);
    if written.is_err() {
        // Half a job would be printed as rubbish by whoever reads the file.
        // If even that fails the first error tells more.
        file.set_len(before).ok();
    }
    written
}
