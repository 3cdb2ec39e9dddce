//! What a certificate says.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use x509_cert::{
    Certificate,
    der::{Decode as _, asn1::ObjectIdentifier},
    ext::pkix::{SubjectAltName, name::GeneralName},
};

/// The certificate a host shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateSeen {
    /// `app.example.com:443`.
    pub address: String,
    /// Why there is none, or why it cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// What it says, where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf: Option<Leaf>,
    /// Why no path leads from it to a trusted authority; none where one does, or nothing was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untrusted: Option<String>,
    /// Why it is not for this host; none where it is, or nothing was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub misnamed: Option<String>,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// Whom it was made out to.
    pub subject: String,
    /// By whom.
    pub issuer: String,
    /// Names and addresses it is for.
    pub names: Vec<String>,
    /// Its first moment.
    pub not_before: Timestamp,
    /// Its last moment.
    pub not_after: Timestamp,
    /// Kind and size of its key: `RSA 2048`, `EC`.
    pub key: String,
    /// Bits of an RSA key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rsa_bits: Option<usize>,
}

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

impl Leaf {
    /// Reads a certificate in DER; none where it is none.
    pub fn read(der: &[u8]) -> Option<Self> {
        let certificate = Certificate::from_der(der).ok()?;
        let body = certificate.tbs_certificate();
        let moment = |time: x509_cert::time::Time| {
            let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
            Timestamp::from_second(seconds).ok()
        };
        let names = match body.get_extension::<SubjectAltName>() {
            Ok(Some((_, names))) => names.0.iter().filter_map(named).collect(),
            _ => Vec::new(),
        };
        let info = body.subject_public_key_info();
        let rsa_bits =
            (info.algorithm.oid == RSA).then(|| rsa_bits(info.subject_public_key.raw_bytes())).flatten();
        let key = match (info.algorithm.oid, rsa_bits) {
            (RSA, Some(bits)) => format!("RSA {bits}"),
            (RSA, None) => "RSA".to_owned(),
            (EC, _) => "EC".to_owned(),
            (ED25519, _) => "Ed25519".to_owned(),
            (other, _) => other.to_string(),
        };
        Some(Self {
            subject: body.subject().to_string(),
            issuer: body.issuer().to_string(),
            names,
            not_before: moment(body.validity().not_before)?,
            not_after: moment(body.validity().not_after)?,
            key,
            rsa_bits,
        })
    }

    /// Whole days from `now` to its last moment; negative once that is over.
    pub fn days_left(&self, now: Timestamp) -> i64 {
        (self.not_after.as_second() - now.as_second()).div_euclid(24 * 60 * 60)
    }
}

fn named(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DnsName(name) => Some(name.to_string()),
        GeneralName::IpAddress(bytes) => {
            let bytes = bytes.as_bytes();
            let four = <[u8; 4]>::try_from(bytes).map(|bytes| std::net::Ipv4Addr::from(bytes).to_string());
            let sixteen =
                <[u8; 16]>::try_from(bytes).map(|bytes| std::net::Ipv6Addr::from(bytes).to_string());
            four.or(sixteen).ok()
        }
        _ => None,
    }
}

/// The size of the modulus in `SEQUENCE { INTEGER modulus, … }`.
fn rsa_bits(key: &[u8]) -> Option<usize> {
    let modulus = element(element(key, 0x30)?, 0x02)?;
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    let first = modulus.get(zeros)?;
    Some((modulus.len() - zeros) * 8 - first.leading_zeros() as usize)
}

/// The value of the DER element with a tag that stands first.
fn element(der: &[u8], tag: u8) -> Option<&[u8]> {
    let (found, rest) = der.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(*length), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), rest)
        }
        _ => return None,
    };
    if *found == tag { rest.get(..length) } else { None }
}
