//! Whose certificates are good.

use std::sync::Arc;

use rustls::{
    ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime, pem::PemObject as _},
};

use crate::Tls;

/// Whom to trust: Mozilla's authorities as they come with this build, and those the user adds.
#[derive(Debug, Clone)]
pub struct Trust(RootCertStore);

/// Why a file of authorities cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// It holds no certificate in PEM.
    #[error("it holds no certificate in PEM")]
    Empty,
    /// A certificate in it cannot be read.
    #[error("its certificate {0} cannot be read")]
    Unreadable(usize),
}

impl Default for Trust {
    fn default() -> Self {
        Self(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
    }
}

impl Trust {
    /// Mozilla's authorities, and those in a text of PEM certificates.
    ///
    /// # Errors
    /// [`TrustError`].
    pub fn with_authorities(pem: &str) -> Result<Self, TrustError> {
        let Self(mut roots) = Self::default();
        let publics = roots.len();
        for (at, certificate) in CertificateDer::pem_slice_iter(pem.as_bytes()).enumerate() {
            let unreadable = TrustError::Unreadable(at + 1);
            let certificate = certificate.map_err(|_| unreadable.clone())?;
            roots.add(certificate).map_err(|_| unreadable)?;
        }
        if roots.len() == publics { Err(TrustError::Empty) } else { Ok(Self(roots)) }
    }

    /// The authorities.
    pub fn anchors(&self) -> &[TrustAnchor<'static>] {
        &self.0.roots
    }

    /// TLS 1.2 and 1.3 with hosts whose certificates are good, for HTTP/1.1.
    pub fn verifying(&self) -> Tls {
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has suites for TLS 1.2 and 1.3");
        speaking_http(builder.with_root_certificates(self.0.clone()).with_no_client_auth())
    }
}

/// TLS 1.2 and 1.3 with whoever answers, for HTTP/1.1: whether the certificate is good is judged elsewhere.
///
/// Nothing secret may be sent on such a connection that is not meant for the owner of the host.
pub fn anybody() -> Tls {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("the provider has suites for TLS 1.2 and 1.3");
    let verifier = Arc::new(AnyCertificate(provider));
    speaking_http(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}

fn speaking_http(mut config: ClientConfig) -> Tls {
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(config)
}

/// Takes any certificate; the signature of the handshake is checked all the same.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
