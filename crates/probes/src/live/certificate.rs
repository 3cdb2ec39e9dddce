//! Whether a certificate is good: names, dates and the way to a trusted authority.

use assay_wire::{
    Trust,
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use data_encoding::BASE64;
use jiff::Timestamp;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, Error, KeyUsage};

use crate::{
    certificate::{CertificateSeen, Leaf},
    tls::TlsSeen,
};

/// Reads and judges the certificates of a host. `tls` has the chain.
pub(super) fn judge(tls: &TlsSeen, trust: &Trust, now: Timestamp) -> CertificateSeen {
    let mut seen = CertificateSeen {
        address: tls.address(),
        trouble: tls.trouble.clone(),
        leaf: None,
        untrusted: None,
        misnamed: None,
    };
    let chain: Vec<CertificateDer<'_>> = tls
        .chain
        .iter()
        .filter_map(|text| BASE64.decode(text.as_bytes()).ok())
        .map(CertificateDer::from)
        .collect();
    let Some((first, rest)) = chain.split_first() else {
        seen.trouble.get_or_insert_with(|| "it shows no certificate".to_owned());
        return seen;
    };
    seen.leaf = Leaf::read(first);
    let end = EndEntityCert::try_from(first);
    let (Some(_), Ok(end)) = (&seen.leaf, end) else {
        seen.untrusted = Some("it cannot be read as a certificate of X.509 version 3".to_owned());
        return seen;
    };
    let moment = std::time::Duration::from_secs(u64::try_from(now.as_second()).unwrap_or_default());
    let path = end.verify_for_usage(
        ALL_VERIFICATION_ALGS,
        trust.anchors(),
        rest,
        UnixTime::since_unix_epoch(moment),
        KeyUsage::server_auth(),
        None,
        None,
    );
    seen.untrusted = path.err().map(|error| words(&error, rest.is_empty()));
    seen.misnamed = match ServerName::try_from(tls.host.as_str()) {
        Err(_) => Some("the host has no name that a certificate can hold".to_owned()),
        Ok(name) => end.verify_is_valid_for_subject_name(&name).err().map(|_| {
            let names = seen.leaf.as_ref().map(|leaf| leaf.names.join(", ")).unwrap_or_default();
            if names.is_empty() { "it names no host".to_owned() } else { format!("it is for {names}") }
        }),
    };
    seen
}

fn words(error: &Error, is_alone: bool) -> String {
    match error {
        Error::CertExpired { .. } => "a certificate in its chain has expired".to_owned(),
        Error::CertNotValidYet { .. } => "a certificate in its chain is not valid yet".to_owned(),
        Error::UnknownIssuer if is_alone => {
            "it comes alone, and no trusted authority has signed it: it is self-signed, or the server leaves out the \
             certificates between"
                .to_owned()
        }
        Error::UnknownIssuer => "no trusted authority stands at the end of its chain".to_owned(),
        Error::CaUsedAsEndEntity => "it is the certificate of an authority, not of a host".to_owned(),
        other => format!("its chain does not hold: {other}"),
    }
}
