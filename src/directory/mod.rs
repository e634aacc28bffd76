//! The company's directory (Active Directory, LDAP): whether a password is this
//! person's. Roles and people stay the office's own.
//!
//! `names` and `tries` are pure, `ask` speaks to a server. Every question has an
//! answer within [`WHOLE`]. Never asks with an empty password, which a server
//! takes for «nobody» and lets in; never keeps a password; never logs a name.

mod ask;
mod names;
mod tries;

use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use office::day::Moment;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;

use crate::config::directory::{Directory, Find, Server};
pub(crate) use tries::{Refusals, Tries};

/// Whoever waits at a sign-in page waits no longer; all servers share it.
const WHOLE: Duration = Duration::from_secs(3);

/// A password file is one line.
const PASSWORD_BYTES: u64 = 1_024;

/// What the directory says of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Right,
    Wrong,
    /// Right, but it has to be changed first, at a computer of the company.
    Expired,
    /// The account is locked or closed in the company; the password was not judged.
    Shut,
    /// Nobody knows: see [`Why`].
    Unproved(Why),
}

/// Why a server did not say whether a password is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// No connection.
    Unreachable,
    /// A connection, and nothing more; the password was not sent.
    Silent,
    /// The password was sent and no answer came in time.
    Late,
    /// Its certificate is not vouched for, or is another's.
    Certificate,
    /// It takes the call and does not encrypt.
    Handshake,
    /// It takes no password that is not encrypted.
    InTheClear,
    /// The service account is not let in.
    Reader,
    /// The place to look for people in is not there.
    Base,
    /// The filter fits several people.
    Several,
    /// It does not do what is asked of it: too busy, or something else.
    Strange,
    /// The authority's certificate cannot be read here.
    CaFile,
    /// The service account's password cannot be read here.
    PasswordFile,
    /// Others than the office may read that password.
    PasswordOpen,
}

impl Why {
    /// Stable, for logs and texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Silent => "silent",
            Self::Late => "late",
            Self::Certificate => "certificate",
            Self::Handshake => "handshake",
            Self::InTheClear => "in-the-clear",
            Self::Reader => "reader",
            Self::Base => "base",
            Self::Several => "several",
            Self::Strange => "strange",
            Self::CaFile => "ca-file",
            Self::PasswordFile => "password-file",
            Self::PasswordOpen => "password-open",
        }
    }
}

/// How often the service account was refused; whoever asks has the same.
pub(crate) type Reader = Arc<tokio::sync::Mutex<Refusals>>;

/// What a question needs besides its words.
#[derive(Clone)]
struct Kit {
    config: Arc<ClientConfig>,
    /// The service account's password; empty where none is needed.
    reader_password: String,
    refusals: Reader,
    now: Moment,
}

/// Whether `secret` is the password of the person the directory calls `name`.
/// The first server that knows is believed.
pub(crate) async fn prove(
    directory: &Directory,
    (name, secret): (&str, &str),
    reader: &Reader,
    now: Moment,
) -> Answer {
    if name.is_empty() || secret.is_empty() {
        return Answer::Wrong;
    }
    let kit = match kit(directory, reader, now).await {
        Ok(kit) => kit,
        Err(why) => return Answer::Unproved(why),
    };
    let mut last = Why::Unreachable;
    for server in &directory.servers {
        let is_unanswered = Arc::new(AtomicBool::new(false));
        let asking = ask::prove(
            (server.clone(), directory.find.clone(), kit.clone()),
            (name.to_owned(), secret.to_owned()),
            Arc::clone(&is_unanswered),
        );
        match within(share(directory), asking).await {
            Ok(answer) => return answer,
            // Whoever was told a password may have counted it: nobody else is.
            Err(_why) if is_unanswered.load(Ordering::SeqCst) => {
                return Answer::Unproved(Why::Late);
            }
            Err(why) => last = why,
        }
    }
    Answer::Unproved(last)
}

/// Whether each server does what a sign-in asks of it; by `host:port`.
pub(crate) async fn look(
    directory: &Directory,
    reader: &Reader,
    now: Moment,
) -> Vec<(String, Result<(), Why>)> {
    let kit = kit(directory, reader, now).await;
    let looks = directory.servers.iter().map(|server| {
        let kit = kit.clone();
        async move {
            let found = match kit {
                Ok(kit) => {
                    let asking = ask::look(server.clone(), directory.find.clone(), kit);
                    within(WHOLE, asking).await
                }
                Err(why) => Err(why),
            };
            (format!("{}:{}", server.host, server.port), found)
        }
    });
    futures_util::future::join_all(looks).await
}

fn share(directory: &Directory) -> Duration {
    let count = u32::try_from(directory.servers.len()).unwrap_or(1).max(1);
    WHOLE / count
}

/// In a task of its own: a server's nonsense that the library stumbles over ends
/// that task and nothing else.
async fn within<T: Send + 'static>(
    most: Duration,
    asking: impl Future<Output = Result<T, Why>> + Send + 'static,
) -> Result<T, Why> {
    let mut task = tokio::spawn(asking);
    match timeout(most, &mut task).await {
        Ok(Ok(found)) => found,
        Ok(Err(_panicked)) => Err(Why::Strange),
        Err(_late) => {
            task.abort();
            Err(Why::Silent)
        }
    }
}

/// Read anew for every question: a changed file needs no restart.
async fn kit(directory: &Directory, reader: &Reader, now: Moment) -> Result<Kit, Why> {
    let (directory, refusals) = (directory.clone(), Arc::clone(reader));
    let reading = tokio::task::spawn_blocking(move || {
        Ok(Kit {
            config: config(directory.ca.as_deref())?,
            reader_password: match &directory.find {
                Find::BindAs(_) => String::new(),
                Find::Search { password_file, .. } => reader_password(password_file)?,
            },
            refusals,
            now,
        })
    });
    match timeout(WHOLE, reading).await {
        Ok(Ok(kit)) => kit,
        Ok(Err(_)) | Err(_) => Err(Why::CaFile),
    }
}

/// Trusts the company's authority and nobody else.
fn config(ca: Option<&Path>) -> Result<Arc<ClientConfig>, Why> {
    let mut roots = RootCertStore::empty();
    if let Some(ca) = ca {
        let found = CertificateDer::pem_file_iter(ca).map_err(|_error| Why::CaFile)?;
        roots.add_parsable_certificates(found.flatten());
        if roots.is_empty() {
            return Err(Why::CaFile);
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_error| Why::Strange)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

fn reader_password(path: &Path) -> Result<String, Why> {
    let unreadable = |_error| Why::PasswordFile;
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mode = file.metadata().map_err(unreadable)?.permissions().mode();
    if mode & 0o007 != 0 {
        return Err(Why::PasswordOpen);
    }
    let mut text = String::new();
    file.take(PASSWORD_BYTES)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    // Windows' own editor puts a byte order mark in front.
    let text = text.trim_start_matches('\u{feff}');
    let password = text.lines().next().unwrap_or("").to_owned();
    if password.is_empty() {
        return Err(Why::PasswordFile);
    }
    Ok(password)
}

/// `host:port` as the library wants it.
fn url(server: &Server) -> String {
    use crate::config::directory::Encryption;
    let scheme = match server.encryption {
        Encryption::Tls => "ldaps",
        Encryption::StartTls | Encryption::Off => "ldap",
    };
    format!("{scheme}://{}:{}", server.host, server.port)
}
