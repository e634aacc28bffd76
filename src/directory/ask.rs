//! One question to one server, over the wire.

use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, Scope, SearchEntry, SearchOptions};

use super::names::{bind_name, filter, judge};
use super::{Answer, Kit, WHOLE, Why, url};
use crate::config::directory::{Encryption, Find, Server};

/// No attribute is wanted (RFC 4511, 4.5.1.8): the entry's name is enough.
const NO_ATTRIBUTES: [&str; 1] = ["1.1"];

/// The filter fits one person, or it is no use.
const MOST_ENTRIES: i32 = 2;

/// The server stopped at the limit it was given.
const SIZE_LIMIT_EXCEEDED: u32 = 4;

/// The place to look in is not here, or is no place's name (RFC 4511, 4.1.9).
const ELSEWHERE: [u32; 3] = [10, 32, 34];

/// Whom the doctor asks for. Nobody has that name, and nobody need have.
const NOBODY: &str = "talon-doctor";

/// Whether the password is this person's; `is_unanswered` is set while the
/// server has it and has said nothing.
pub(super) async fn prove(
    (server, find, kit): (Server, Find, Kit),
    (name, secret): (String, String),
    is_unanswered: Arc<AtomicBool>,
) -> Result<Answer, Why> {
    let mut ldap = connect(&server, &kit).await?;
    let who = match &find {
        Find::BindAs(pattern) => bind_name(pattern, &name),
        Find::Search { .. } => match found(&mut ldap, &find, &kit, &name).await? {
            Some(who) => who,
            None => return Ok(Answer::Wrong),
        },
    };
    // Without a name any server says yes to any password.
    if who.is_empty() {
        return Err(Why::Strange);
    }
    is_unanswered.store(true, Ordering::SeqCst);
    let told = ldap
        .simple_bind(&who, &secret)
        .await
        .map_err(|error| why(&error))?;
    is_unanswered.store(false, Ordering::SeqCst);
    let answer = judge(told.rc, &told.text);
    goodbye(ldap).await;
    answer
}

/// Whether the server does what a sign-in asks of it, up to a person's password.
pub(super) async fn look(server: Server, find: Find, kit: Kit) -> Result<(), Why> {
    let mut ldap = connect(&server, &kit).await?;
    match &find {
        // Whether it takes passwords in the clear, it says to a password only.
        Find::BindAs(pattern) if server.encryption == Encryption::Off => {
            let told = ldap.simple_bind(&bind_name(pattern, NOBODY), NOBODY).await;
            let told = told.map_err(|error| why(&error))?;
            judge(told.rc, &told.text)?;
        }
        // What it says of itself; that it answers at all is enough.
        Find::BindAs(_) => {
            let root = ldap.search("", Scope::Base, "(objectClass=*)", NO_ATTRIBUTES);
            root.await.map_err(|error| why(&error))?;
        }
        Find::Search { .. } => {
            found(&mut ldap, &find, &kit, NOBODY).await?;
        }
    }
    goodbye(ldap).await;
    Ok(())
}

async fn connect(server: &Server, kit: &Kit) -> Result<Ldap, Why> {
    let settings = LdapConnSettings::new()
        .set_conn_timeout(WHOLE)
        .set_starttls(server.encryption == Encryption::StartTls)
        .set_config(Arc::clone(&kit.config));
    let connected = LdapConnAsync::with_settings(settings, &url(server)).await;
    let (connection, ldap) = connected.map_err(|error| why_no_connection(&error))?;
    // It ends when the other half goes.
    drop(tokio::spawn(connection.drive()));
    Ok(ldap)
}

/// A password that is refused is told a few times and no more, whoever signs in:
/// the domain would lock the service account, and with it everybody out.
async fn sign_reader_in(ldap: &mut Ldap, reader: &str, kit: &Kit) -> Result<(), Why> {
    // One after the other; whoever waits here longer than their share goes on.
    let mut refusals = kit.refusals.lock().await;
    if !refusals.may_tell(&kit.reader_password, kit.now) {
        return Err(Why::Reader);
    }
    let told = ldap.simple_bind(reader, &kit.reader_password).await;
    let told = told.map_err(|error| why(&error))?;
    match judge(told.rc, &told.text)? {
        Answer::Right => {
            refusals.forget();
            Ok(())
        }
        // Locked, it was not judged.
        Answer::Shut => Err(Why::Reader),
        Answer::Wrong | Answer::Expired | Answer::Unproved(_) => {
            refusals.add(&kit.reader_password, kit.now);
            Err(Why::Reader)
        }
    }
}

/// The one entry of that name; `None`: there is no such person.
async fn found(ldap: &mut Ldap, find: &Find, kit: &Kit, name: &str) -> Result<Option<String>, Why> {
    let Find::Search {
        base,
        filter: pattern,
        reader,
        password_file: _,
    } = find
    else {
        return Ok(None);
    };
    sign_reader_in(ldap, reader, kit).await?;
    let seconds = i32::try_from(WHOLE.as_secs()).unwrap_or(i32::MAX);
    let limits = SearchOptions::new()
        .sizelimit(MOST_ENTRIES)
        .timelimit(seconds);
    let filter = filter(pattern, name);
    let search =
        ldap.with_search_options(limits)
            .search(base, Scope::Subtree, &filter, NO_ATTRIBUTES);
    let told = search.await.map_err(|error| why(&error))?;
    let mut entries = told.0.into_iter().filter(|entry| !entry.is_ref());
    match (told.1.rc, entries.next(), entries.next()) {
        (SIZE_LIMIT_EXCEEDED, _, _) | (0, Some(_), Some(_)) => Err(Why::Several),
        (0, Some(entry), None) => Ok(Some(SearchEntry::construct(entry).dn)),
        (0, None, _) => Ok(None),
        (code, _, _) if ELSEWHERE.contains(&code) => Err(Why::Base),
        (_, _, _) => Err(Why::Strange),
    }
}

/// A polite end; the answer is there already.
async fn goodbye(mut ldap: Ldap) {
    const MOMENT: Duration = Duration::from_millis(100);
    tokio::time::timeout(MOMENT, ldap.unbind()).await.ok();
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library's enum: whatever else it is, it is nonsense"
)]
fn why(error: &LdapError) -> Why {
    match error {
        LdapError::Io { source } if is_certificate(source) => Why::Certificate,
        LdapError::DNSName { .. } | LdapError::Rustls { .. } => Why::Certificate,
        // It hung up.
        LdapError::OpSend { .. } | LdapError::ResultRecv { .. } | LdapError::EndOfStream => {
            Why::Unreachable
        }
        LdapError::Io { .. } => Why::Unreachable,
        LdapError::Timeout { .. } => Why::Silent,
        _ => Why::Strange,
    }
}

/// The same before there is a connection: a controller without a certificate
/// takes the call and hangs up, or has no `StartTLS` (RFC 4511, 4.14).
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library's enum and the system's: the rest means the same everywhere"
)]
fn why_no_connection(error: &LdapError) -> Why {
    match error {
        LdapError::LdapResult { .. } => Why::Handshake,
        LdapError::Io { source } if is_certificate(source) => Why::Certificate,
        LdapError::Io { source } if tls(source).is_some() => Why::Handshake,
        LdapError::Io { source } => match source.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => Why::Handshake,
            _ => Why::Unreachable,
        },
        other => why(other),
    }
}

/// TLS tells its troubles through the stream.
fn tls(error: &io::Error) -> Option<&rustls::Error> {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    inner.or_else(|| error.source()?.downcast_ref())
}

fn is_certificate(error: &io::Error) -> bool {
    matches!(
        tls(error),
        Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented)
    )
}
