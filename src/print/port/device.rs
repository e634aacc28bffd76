//! A USB node, a serial line, or any other character device.
//!
//! Promises: our own non-blocking descriptor does all the talking; a device
//! that does not drain is closed on a thread of its own, for the kernel may
//! hold a closing line for half a minute.

use super::url::Flow;
use super::{Gate, Link, PortError};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::termios::{self, OptionalActions, QueueSelector};
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::unix::AsyncFd;
use tokio::time::{Instant, sleep_until};

/// How often the kernel is asked whether the device drained its last bytes.
const LOOK_EVERY_MS: u64 = 10;

#[derive(Debug)]
pub(super) struct Device {
    fd: AsyncFd<File>,
    /// Holds the line's settings as long as it is open.
    line: Option<serialport::TTYPort>,
}

/// Opens whatever stands at the path: a device to talk to, or a file to add to.
pub(super) async fn open_path(path: PathBuf, gate: &Gate) -> io::Result<Link> {
    let node = path.clone();
    match gate.pass(move || open_node(&node)).await? {
        Some(file) => match watched(file) {
            Ok(fd) => Ok(Link::Device(Device { fd, line: None })),
            // Devices such as /dev/null cannot be waited for; they are always ready.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(Link::File(path)),
            Err(error) => Err(error),
        },
        None => Ok(Link::File(path)),
    }
}

#[expect(
    deprecated,
    reason = "sound for a File, which owns its descriptor; the replacement needs unsafe code"
)]
fn watched(file: File) -> io::Result<AsyncFd<File>> {
    AsyncFd::new(file)
}

/// The open device, or nothing if the path is that of a plain file.
fn open_node(path: &Path) -> io::Result<Option<File>> {
    let kind = match path.metadata() {
        Ok(found) => found.file_type(),
        // A printer that is unplugged leaves no node; a file in its place would hide that.
        Err(error) if path.starts_with("/dev") => return Err(error),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if kind.is_char_device() {
        let file = open_non_blocking(path, OFlags::RDWR)?;
        make_raw(&file)?;
        return Ok(Some(file));
    }
    if kind.is_fifo() {
        return open_non_blocking(path, OFlags::WRONLY).map(Some);
    }
    if kind.is_file() {
        return Ok(None);
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        "neither a device nor a file",
    ))
}

fn open_non_blocking(path: &Path, access: OFlags) -> io::Result<File> {
    let flags = access | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

/// A terminal would change line ends and echo; a USB node is none and stays as it is.
fn make_raw(file: &File) -> io::Result<()> {
    if termios::isatty(file) {
        let mut settings = termios::tcgetattr(file)?;
        settings.make_raw();
        termios::tcsetattr(file, OptionalActions::Now, &settings)?;
    }
    Ok(())
}

impl Device {
    /// Opens a serial line: `serialport` sets it up, our own descriptor talks.
    pub(super) async fn serial(
        path: PathBuf,
        baud: u32,
        flow: Flow,
        gate: &Gate,
    ) -> io::Result<Self> {
        let opened = gate.pass(move || {
            let name = path.to_string_lossy().into_owned();
            let line = serialport::new(name, baud)
                .flow_control(match flow {
                    Flow::None => serialport::FlowControl::None,
                    Flow::Hardware => serialport::FlowControl::Hardware,
                    Flow::Software => serialport::FlowControl::Software,
                })
                // Our own descriptor is the second one on this line.
                .exclusive(false)
                .open_native()
                .map_err(io::Error::from)?;
            let file = open_non_blocking(&path, OFlags::RDWR)?;
            Ok((file, line))
        });
        let (file, line) = opened.await?;
        let fd = watched(file)?;
        let line = Some(line);
        Ok(Self { fd, line })
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            let mut ready = self.fd.writable().await?;
            if let Ok(written) = ready.try_io(|fd| fd.get_ref().write(bytes)) {
                return written;
            }
        }
    }

    pub(super) async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let mut ready = self.fd.readable().await?;
            if let Ok(read) = ready.try_io(|fd| fd.get_ref().read(buffer)) {
                return read;
            }
        }
    }

    pub(super) fn try_read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.fd.get_ref().read(buffer)
    }

    /// Waits until the last write has left the kernel. The USB printer driver
    /// takes a write at once and is ready for the next when the printer has it.
    pub(super) async fn settle(&mut self, deadline: Instant) -> Result<(), PortError> {
        loop {
            let mut descriptors = [PollFd::new(self.fd.get_ref(), PollFlags::OUT)];
            let at_once = Timespec {
                tv_sec: 0,
                tv_nsec: 0,
            };
            poll(&mut descriptors, Some(&at_once))
                .map_err(|error| PortError::Lost(error.into()))?;
            let found = descriptors
                .first()
                .map_or(PollFlags::empty(), PollFd::revents);
            if found.intersects(PollFlags::ERR | PollFlags::HUP | PollFlags::NVAL) {
                return Err(PortError::Lost(io::ErrorKind::BrokenPipe.into()));
            }
            if found.contains(PollFlags::OUT) {
                return Ok(());
            }
            let now = Instant::now();
            if now >= deadline {
                return Err(PortError::TimedOut);
            }
            sleep_until(deadline.min(now + Duration::from_millis(LOOK_EVERY_MS))).await;
        }
    }

    /// Closes on a thread of its own, and throws away what did not leave yet:
    /// it would come out as a ghost ticket.
    pub(super) fn close(self) {
        let Self { fd, line } = self;
        let file = fd.into_inner();
        drop(tokio::task::spawn_blocking(move || {
            if termios::isatty(&file) {
                // A line that is gone has nothing to throw away.
                termios::tcflush(&file, QueueSelector::OFlush).ok();
            }
            drop((file, line));
        }));
    }
}
