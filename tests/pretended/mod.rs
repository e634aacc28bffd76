//! Pretended printers, polite and rude, for the stories of the printing room.

use std::io::{Read, Write};
use std::net::SocketAddr;
use talon::print::port::url::PrinterUrl;
use talon::print::profile::Profile;
use talon::print::{PrinterHandle, PrinterSettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// What printers answer when all is well.
const FINE: [u8; 4] = [0x12; 4];
/// The same with the roll empty.
pub(crate) const EMPTY: [u8; 4] = [0x1a, 0x32, 0x12, 0x72];

/// How a pretended network printer behaves.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Manners {
    /// Answers to `DLE EOT` 1 to 4.
    pub(crate) status: Option<[u8; 4]>,
    /// The same once a picture has arrived.
    pub(crate) status_after_job: Option<[u8; 4]>,
    pub(crate) confirms: bool,
    pub(crate) process_id: bool,
}

impl Manners {
    pub(crate) fn polite() -> Self {
        Self {
            status: Some(FINE),
            confirms: true,
            process_id: true,
            ..Self::default()
        }
    }
}

/// A pretended network printer; each connection's bytes come out as one stream.
pub(crate) struct Peer {
    url: PrinterUrl,
    streams: mpsc::Receiver<Vec<u8>>,
    task: JoinHandle<()>,
}

impl Peer {
    pub(crate) async fn start(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::serve(listener, manners)
    }

    pub(crate) fn serve(listener: TcpListener, manners: Manners) -> Self {
        let url = tcp(listener.local_addr().unwrap());
        let (tell, streams) = mpsc::channel(8);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let bytes = converse(stream, manners).await;
                if tell.send(bytes).await.is_err() {
                    return;
                }
            }
        });
        Self { url, streams, task }
    }

    pub(crate) fn settings(&self) -> PrinterSettings {
        PrinterSettings::new(self.url.clone(), Profile::default())
    }

    pub(crate) fn printer(&self) -> PrinterHandle {
        PrinterHandle::start(self.settings())
    }

    pub(crate) fn address(&self) -> SocketAddr {
        let url = self.url.to_string();
        url.trim_start_matches("tcp://").parse().unwrap()
    }

    pub(crate) async fn next(&mut self) -> Vec<u8> {
        self.streams.recv().await.unwrap()
    }

    pub(crate) async fn stream(mut self) -> Vec<u8> {
        let stream = self.next().await;
        self.task.abort();
        stream
    }
}

async fn converse(mut stream: TcpStream, manners: Manners) -> Vec<u8> {
    let mut heard = Vec::new();
    let mut answered = 0;
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).await.unwrap_or(0);
        if count == 0 {
            return heard;
        }
        heard.extend_from_slice(&buffer[..count]);
        let replies = replies(&heard, &mut answered, manners);
        if stream.write_all(&replies).await.is_err() {
            return heard;
        }
    }
}

/// Answers to all questions in what was heard since the last time.
fn replies(heard: &[u8], answered: &mut usize, manners: Manners) -> Vec<u8> {
    let job_arrived = contains(heard, b"\x1dv0");
    let mut replies = Vec::new();
    while *answered < heard.len() {
        let rest = &heard[*answered..];
        *answered += 1;
        match rest {
            [0x10, 4, which @ 1..=4, ..] => {
                let after = manners.status_after_job.filter(|_| job_arrived);
                let status = after.or(manners.status);
                replies.extend(status.map(|status| status[usize::from(*which) - 1]));
            }
            [0x1d, b'(', b'H', 6, 0, 48, 48, id @ ..]
                if manners.confirms && manners.process_id && id.len() >= 4 =>
            {
                replies.extend([0x37, 0x22]);
                replies.extend(&id[..4]);
                replies.push(0);
            }
            [0x1d, b'r', 1, ..] if manners.confirms => replies.push(0),
            _ => {}
        }
    }
    replies
}

/// A network printer whose answers are the story's: it is given each piece that
/// came, says what it is told to, and serves one connection after the other.
pub(crate) async fn saying(
    mut answer: impl FnMut(&[u8]) -> Vec<u8> + Send + 'static,
) -> PrinterSettings {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = tcp(listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut piece = [0; 4096];
            while let Ok(count @ 1..) = stream.read(&mut piece).await {
                if stream.write_all(&answer(&piece[..count])).await.is_err() {
                    break;
                }
            }
        }
    });
    PrinterSettings::new(url, Profile::default())
}

/// A network printer that takes all it gets and says this without end, once it
/// has heard so many bytes.
pub(crate) async fn flooding(bytes: &'static [u8], after: usize) -> PrinterSettings {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = tcp(listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(flood(stream, bytes, after));
        }
    });
    PrinterSettings::new(url, Profile::default())
}

async fn flood(stream: TcpStream, bytes: &[u8], after: usize) {
    let (mut from, mut to) = stream.into_split();
    let (mut heard, mut answered, mut piece) = (Vec::new(), 0, [0; 4096]);
    while heard.len() < after {
        let Ok(count @ 1..) = from.read(&mut piece).await else {
            return;
        };
        heard.extend(&piece[..count]);
        let polite = replies(&heard, &mut answered, Manners::polite());
        to.write_all(&polite).await.ok();
    }
    let taking = tokio::spawn(async move { while let Ok(1..) = from.read(&mut piece).await {} });
    while to.write_all(bytes).await.is_ok() {}
    taking.abort();
}

/// The far end of a pretended serial line.
pub(crate) struct Line(std::fs::File);

impl Line {
    pub(crate) fn open() -> (Self, PrinterUrl) {
        use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
        let far = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&far).unwrap();
        unlockpt(&far).unwrap();
        let name = ptsname(&far, Vec::new()).unwrap().into_string().unwrap();
        let url = PrinterUrl::parse(&format!("serial:{name}?baud=115200")).unwrap();
        (Self(far.into()), url)
    }

    /// Plays a polite printer until the ticket is confirmed. The line stays
    /// open: closed, it would take the last answer with it.
    pub(crate) fn read_until_cut(mut self) -> (Self, Vec<u8>) {
        let (mut heard, mut answered) = (Vec::new(), 0);
        let mut buffer = [0; 4096];
        while !contains(&heard, b"\x1d(H") {
            let Ok(count) = self.0.read(&mut buffer) else {
                // Nobody has opened the near end yet.
                std::thread::yield_now();
                continue;
            };
            heard.extend_from_slice(&buffer[..count]);
            let replies = replies(&heard, &mut answered, Manners::polite());
            self.0.write_all(&replies).unwrap();
        }
        (self, heard)
    }

    /// Sends back what comes, as a line without a printer may.
    pub(crate) fn echo(mut self) {
        let (mut piece, mut in_vain) = ([0; 512], 0);
        while in_vain < 10_000_000 {
            if let Ok(count) = self.0.read(&mut piece) {
                self.0.write_all(&piece[..count]).ok();
            } else {
                // Nobody has opened the near end yet, or nobody does any more.
                in_vain += 1;
                std::thread::yield_now();
            }
        }
    }
}

pub(crate) fn tcp(address: SocketAddr) -> PrinterUrl {
    PrinterUrl::parse(&format!("tcp://{address}")).unwrap()
}

pub(crate) fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
