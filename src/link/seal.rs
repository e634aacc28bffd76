//! Whom a screen believes: the office's own authority, from a file, or those
//! this computer trusts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use super::HttpError;

/// Where Debian keeps the authorities a computer trusts.
const TRUSTED_HERE: &str = "/etc/ssl/certs/ca-certificates.crt";

/// How to speak to an office that is vouched for by the authority in that file
/// (PEM, as the page `/trust` gives it); without one by any this computer trusts.
pub(super) fn config(authority: Option<&Path>) -> Result<Arc<ClientConfig>, HttpError> {
    let path = authority.map_or_else(|| PathBuf::from(TRUSTED_HERE), Path::to_owned);
    let wrong = |why: String| HttpError::Authority {
        path: path.clone(),
        why,
    };
    let pem = std::fs::read(&path).map_err(|error| wrong(error.to_string()))?;
    let mut roots = RootCertStore::empty();
    let found: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|error| wrong(error.to_string()))?;
    let (taken, _passed_over) = roots.add_parsable_certificates(found);
    if taken == 0 {
        return Err(wrong("no certificate in it".to_owned()));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
