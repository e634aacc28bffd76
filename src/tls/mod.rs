//! Pages over TLS: the office's own authority, made once, and the pages'
//! certificate, renewed by itself; or IT's own certificate.
//!
//! Trouble here never stops the office: what cannot be kept is made in memory,
//! and browsers ask about it anew after a restart. Never speaks to the internet.

mod authority;
mod names;
mod read;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::time::{MissedTickBehavior, interval};
use tokio_rustls::TlsAcceptor;
use tracing::{info, warn};

use crate::clock::wall_ms;
use crate::config::settings::{Network, Tls};
use authority::Authority;
pub use names::own_names;
pub use read::Facts;

/// How often names and dates are looked at.
const LOOK_EVERY: Duration = Duration::from_hours(1);

/// So long before its end the pages' certificate is made anew.
const RENEW_DAYS: i64 = 30;

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("could not make a certificate: {0}")]
    Make(#[from] rcgen::Error),
    #[error("could not use {}: {why}", .path.display())]
    File { path: PathBuf, why: String },
    #[error("could not set TLS up: {0}")]
    Rustls(#[from] rustls::Error),
}

/// What the pages are served with; shared, changed when it is renewed.
#[derive(Clone)]
pub struct Seal(Arc<RwLock<Sealed>>);

struct Sealed {
    source: Source,
    config: Arc<ServerConfig>,
    facts: Facts,
    /// Why this is not the certificate that the office file names.
    refused: Option<String>,
}

enum Source {
    Own {
        authority: Box<Authority>,
        hosts: Vec<String>,
    },
    Files {
        certificate: PathBuf,
        key: PathBuf,
    },
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seal").finish_non_exhaustive()
    }
}

/// The office's own authority, as people are asked to trust it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusted {
    /// The certificate in PEM.
    pub pem: String,
    /// SHA-256, in pairs of digits.
    pub fingerprint: String,
}

/// Whether the certificate that the office file names can be served. Blocks for
/// files.
pub fn look(network: &Network) -> Result<(), TlsError> {
    if let Tls::Files { certificate, key } = &network.tls {
        let mut source = Source::Files {
            certificate: certificate.clone(),
            key: key.clone(),
        };
        source.load(wall_ms())?;
    }
    Ok(())
}

/// The authority kept in a data folder, for a person who compares.
pub fn kept(data_dir: &Path) -> Option<Trusted> {
    Authority::load(&data_dir.join("tls")).map(|kept| kept.trusted())
}

impl Seal {
    /// As the office file wants it for pages served at `address`; `None`: plain
    /// HTTP. Blocks for files.
    pub fn open(
        network: &Network,
        address: SocketAddr,
        data_dir: &Path,
    ) -> Result<Option<Self>, TlsError> {
        let mut source = match &network.tls {
            Tls::Off => return Ok(None),
            Tls::Auto if address.ip().is_loopback() => return Ok(None),
            Tls::Auto | Tls::Own => {
                let hosts = own_names(&network.allowed_hosts);
                Source::Own {
                    authority: Box::new(Authority::load_or_make(
                        &data_dir.join("tls"),
                        &hosts,
                        wall_ms(),
                    )?),
                    hosts: network.allowed_hosts.clone(),
                }
            }
            Tls::Files { certificate, key } => Source::Files {
                certificate: certificate.clone(),
                key: key.clone(),
            },
        };
        let (config, facts) = source.load(wall_ms())?;
        Ok(Some(Self(Arc::new(RwLock::new(Sealed {
            source,
            config,
            facts,
            refused: None,
        })))))
    }

    /// Notes that the company's certificate could not be used.
    #[must_use]
    pub fn in_place_of(self, refused: &TlsError) -> Self {
        let mut sealed = self.0.write().unwrap_or_else(PoisonError::into_inner);
        sealed.refused = Some(refused.to_string());
        drop(sealed);
        self
    }

    /// Why the certificate that the office file names is not served.
    pub fn refused(&self) -> Option<String> {
        let sealed = self.0.read().unwrap_or_else(PoisonError::into_inner);
        sealed.refused.clone()
    }

    /// Names of the office file that the own authority may not vouch for: it was
    /// made before them.
    pub fn left_out(&self) -> Vec<String> {
        let sealed = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let hosts = match &sealed.source {
            Source::Own { hosts, .. } => hosts.as_slice(),
            Source::Files { .. } => &[],
        };
        // No authority of the office's own vouches for an address outside.
        let is_out =
            |host: &&String| host.parse::<IpAddr>().is_err() && !sealed.facts.names.contains(*host);
        hosts.iter().filter(is_out).cloned().collect()
    }

    pub fn acceptor(&self) -> TlsAcceptor {
        let sealed = self.0.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(Arc::clone(&sealed.config))
    }

    /// How long it is good for, as of now.
    pub fn days_left(&self) -> i64 {
        let sealed = self.0.read().unwrap_or_else(PoisonError::into_inner);
        sealed.facts.days_left(wall_ms())
    }

    /// The same of the own authority; `None` with IT's certificate.
    pub fn authority_days_left(&self) -> Option<i64> {
        let sealed = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match &sealed.source {
            Source::Own { authority, .. } => Some(authority.facts().days_left(wall_ms())),
            Source::Files { .. } => None,
        }
    }

    /// By this computer's clock, the certificate and the own authority behind it.
    pub fn has_begun(&self) -> bool {
        let sealed = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let now_ms = wall_ms();
        let authority = match &sealed.source {
            Source::Own { authority, .. } => authority.facts().has_begun(now_ms),
            Source::Files { .. } => true,
        };
        authority && sealed.facts.has_begun(now_ms)
    }

    /// Renewed by the office itself.
    pub fn is_own(&self) -> bool {
        self.trusted().is_some()
    }

    /// The own authority; `None` with IT's certificate.
    pub fn trusted(&self) -> Option<Trusted> {
        let sealed = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match &sealed.source {
            Source::Own { authority, .. } => Some(authority.trusted()),
            Source::Files { .. } => None,
        }
    }

    fn renew(&self) -> Result<(), TlsError> {
        let mut sealed = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let (config, facts) = sealed.source.load(wall_ms())?;
        if facts != sealed.facts {
            info!("the pages' certificate was renewed");
            sealed.config = config;
            sealed.facts = facts;
        }
        Ok(())
    }
}

/// Renews it for as long as the house runs.
#[expect(
    clippy::infinite_loop,
    reason = "renewed for ever; dropping the future ends it"
)]
pub async fn keep(seal: Option<Seal>) {
    let Some(seal) = seal else { return };
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        let seal = seal.clone();
        let looked = tokio::task::spawn_blocking(move || seal.renew()).await;
        match looked {
            Ok(Ok(())) => {}
            Ok(Err(error)) => warn!(%error, "the pages' certificate stays as it is"),
            Err(error) => warn!(%error, "the pages' certificate could not be looked at"),
        }
    }
}

impl Source {
    /// The certificate there is, made anew if it must be.
    fn load(&mut self, now_ms: i64) -> Result<(Arc<ServerConfig>, Facts), TlsError> {
        let (chain, key) = match self {
            Self::Own { authority, hosts } => {
                let names = own_names(hosts);
                if let Some(other) = authority.instead(&names, now_ms)? {
                    **authority = other;
                }
                authority.pages(&names, now_ms)?
            }
            Self::Files { certificate, key } => (read_file(certificate)?, read_file(key)?),
        };
        let (path, key_path) = match self {
            Self::Own { .. } => (PathBuf::from("tls"), PathBuf::from("tls")),
            Self::Files { certificate, key } => (certificate.clone(), key.clone()),
        };
        let wrong = |why: &dyn std::fmt::Display| TlsError::File {
            path: path.clone(),
            why: why.to_string(),
        };
        let certificates: Vec<CertificateDer<'static>> =
            CertificateDer::pem_slice_iter(chain.as_bytes())
                .collect::<Result<_, _>>()
                .map_err(|error| wrong(&error))?;
        let facts = certificates
            .first()
            .and_then(|first| Facts::read(first))
            .ok_or_else(|| wrong(&"no certificate in it"))?;
        let wrong_key = |why: String| TlsError::File {
            path: key_path.clone(),
            why,
        };
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes())
            .map_err(|error| wrong_key(error.to_string()))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(certificates, key)
            .map_err(|error| wrong_key(format!("no key of this certificate: {error}")))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok((Arc::new(config), facts))
    }
}

fn read_file(path: &Path) -> Result<String, TlsError> {
    std::fs::read_to_string(path).map_err(|error| TlsError::File {
        path: path.to_owned(),
        why: error.to_string(),
    })
}
