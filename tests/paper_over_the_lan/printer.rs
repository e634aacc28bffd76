//! A pretended network printer whose manners change while the office runs.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// How it behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manners {
    /// Answers every question, and confirms when a ticket is out.
    Polite,
    /// Answers that the roll is at its end.
    OutOfPaper,
    /// Answers that all is well, takes a piece of the ticket and is gone.
    DiesMidway,
    /// Answers every piece it gets with bytes of no meaning, some of which look
    /// like a confirmation.
    Babbles,
    /// Sends back what it gets.
    Echoes,
    /// Takes what it gets and never stops talking.
    Floods,
}

/// It listens until the story is over.
pub(crate) struct Printer {
    address: SocketAddr,
    manners: Arc<Mutex<Manners>>,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Printer {
    pub(crate) fn start(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let printer = Self {
            address: listener.local_addr().unwrap(),
            manners: Arc::new(Mutex::new(manners)),
            heard: Arc::default(),
        };
        let (manners, heard) = (Arc::clone(&printer.manners), Arc::clone(&printer.heard));
        thread::spawn(move || {
            while let Ok((stream, _from)) = listener.accept() {
                let manners = *manners.lock().unwrap();
                let heard = Arc::clone(&heard);
                thread::spawn(move || {
                    let job = serve(stream, manners);
                    heard.lock().unwrap().push(job);
                });
            }
        });
        printer
    }

    pub(crate) fn url(&self) -> String {
        format!("tcp://{}", self.address)
    }

    pub(crate) fn is_now(&self, manners: Manners) {
        *self.manners.lock().unwrap() = manners;
    }

    /// Jobs that came to their end, the knife.
    pub(crate) fn whole_tickets(&self) -> usize {
        let heard = self.heard.lock().unwrap();
        heard.iter().filter(|job| contains(job, KNIFE)).count()
    }
}

/// `GS V`.
const KNIFE: &[u8] = b"\x1dV";

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Answers to `DLE EOT` 1 to 4: all is well, and the roll is at its end.
const FINE: [u8; 4] = [0x12; 4];
const EMPTY: [u8; 4] = [0x1a, 0x32, 0x12, 0x72];

/// So much of a ticket is taken before the printer dies: a few millimetres.
const PIECE: usize = 1_000;

/// The job's id, once all of `GS ( H` has come.
fn asked_id(heard: &[u8]) -> Option<&[u8]> {
    let question = [0x1d, b'(', b'H', 6, 0, 48, 48];
    let at = heard.windows(7).rposition(|window| window == question)?;
    heard.get(at + 7..at + 11)
}

fn serve(mut stream: TcpStream, manners: Manners) -> Vec<u8> {
    if manners == Manners::Floods {
        let mut mouth = stream.try_clone().unwrap();
        thread::spawn(move || while mouth.write_all(&[0x00; 4096]).is_ok() {});
    }
    let (answers, takes) = match manners {
        Manners::Babbles | Manners::Echoes | Manners::Floods => (None, usize::MAX),
        Manners::Polite => (Some(FINE), usize::MAX),
        Manners::OutOfPaper => (Some(EMPTY), usize::MAX),
        Manners::DiesMidway => (Some(FINE), PIECE),
    };
    let (mut heard, mut asked) = (Vec::new(), 0);
    let mut piece = [0; 512];
    while heard.len() < takes {
        let Ok(count @ 1..) = stream.read(&mut piece) else {
            break;
        };
        heard.extend(&piece[..count]);
        match manners {
            Manners::Babbles => stream.write_all(&[0xd1, 0x00, 0x37]).unwrap_or(()),
            Manners::Echoes => stream.write_all(&piece[..count]).unwrap_or(()),
            Manners::Polite | Manners::OutOfPaper | Manners::DiesMidway | Manners::Floods => {}
        }
        // Questions stand before the ticket, which is no place to look for them.
        while let Some([0x10, 4, which @ 1..=4]) = heard.get(asked..asked + 3) {
            asked += 3;
            if let Some(answers) = answers {
                stream
                    .write_all(&answers[usize::from(*which) - 1..][..1])
                    .ok();
            }
        }
        if let Some(id) = asked_id(&heard).filter(|_id| manners == Manners::Polite) {
            let reply = [&[0x37, 0x22], id, &[0]].concat();
            stream.write_all(&reply).ok();
        }
    }
    // What is left unread makes the kernel reset the connection.
    heard
}
