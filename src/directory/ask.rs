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

/// Whether the password is this person's; `was_sent` is set before it is sent.
pub(super) async fn prove(
    (server, find, kit): (Server, Find, Kit),
    (name, secret): (String, String),
    was_sent: Arc<AtomicBool>,
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
    was_sent.store(true, Ordering::SeqCst);
    let told = ldap
        .simple_bind(&who, &secret)
        .await
        .map_err(|error| why(&error))?;
    let answer = judge(told.rc, &told.text);
    goodbye(ldap).await;
    answer
}

/// Whether the server speaks and lets the service account in.
pub(super) async fn look(server: Server, find: Find, kit: Kit) -> Result<(), Why> {
    let mut ldap = connect(&server, &kit).await?;
    match &find {
        // What it says of itself; that it answers at all is enough.
        Find::BindAs(_) => {
            let root = ldap.search("", Scope::Base, "(objectClass=*)", NO_ATTRIBUTES);
            root.await.map_err(|error| why(&error))?;
        }
        Find::Search { reader, .. } => sign_reader_in(&mut ldap, reader, &kit).await?,
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
    let (connection, ldap) = connected.map_err(|error| why(&error))?;
    // It ends when the other half goes.
    drop(tokio::spawn(connection.drive()));
    Ok(ldap)
}

async fn sign_reader_in(ldap: &mut Ldap, reader: &str, kit: &Kit) -> Result<(), Why> {
    let told = ldap.simple_bind(reader, &kit.reader_password).await;
    match told.map_err(|error| why(&error))?.rc {
        0 => Ok(()),
        _ => Err(Why::Reader),
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

/// TLS tells its troubles through the stream.
fn is_certificate(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    matches!(
        inner.or_else(|| error.source()?.downcast_ref()),
        Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented)
    )
}
