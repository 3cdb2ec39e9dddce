//! Hashes, codes, ciphers and signatures, all of them somebody else's code.

use aws_lc_rs::{
    aead::{AES_128_GCM, AES_256_GCM, Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey},
    cipher::{
        AES_128, AES_192, AES_256, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext,
        PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
    },
    digest, hkdf, hmac,
    iv::FixedLength,
    pbkdf2,
    rand::{SecureRandom, SystemRandom},
    signature::{
        self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, RsaEncoding, RsaKeyPair,
        UnparsedPublicKey, VerificationAlgorithm,
    },
};
use md5::{Digest, Md5};
use rquickjs::{Ctx, Exception, Function, Object, Result};

use crate::native::{Bytes, copied};

type Done<T> = std::result::Result<T, String>;

pub(crate) fn functions<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> Result<()> {
    let give = |ctx: Ctx<'js>, done: Done<Vec<u8>>| -> Result<Bytes<'js>> {
        match done {
            Ok(bytes) => Bytes::new(ctx, bytes),
            Err(because) => Err(Exception::throw_message(&ctx, &because)),
        }
    };
    let random = move |ctx: Ctx<'js>, count: u32| give(ctx, random(count as usize));
    native.set("random", Function::new(ctx.clone(), random)?)?;
    let hash = move |ctx: Ctx<'js>, name: String, data: Bytes<'js>| give(ctx, hash(&name, &copied(&data)));
    native.set("hash", Function::new(ctx.clone(), hash)?)?;
    let code = move |ctx: Ctx<'js>, name: String, key: Bytes<'js>, data: Bytes<'js>| {
        give(ctx, code(&name, &copied(&key), &copied(&data)))
    };
    native.set("hmac", Function::new(ctx.clone(), code)?)?;
    let derive =
        move |ctx: Ctx<'js>, name: String, word: Bytes<'js>, salt: Bytes<'js>, rounds: u32, length: u32| {
            give(ctx, stretched(&name, &copied(&word), &copied(&salt), rounds, length as usize))
        };
    native.set("pbkdf2", Function::new(ctx.clone(), derive)?)?;
    let expand = move |ctx: Ctx<'js>,
                       name: String,
                       key: Bytes<'js>,
                       salt: Bytes<'js>,
                       info: Bytes<'js>,
                       length: u32| {
        give(ctx, expanded(&name, &copied(&key), &copied(&salt), &copied(&info), length as usize))
    };
    native.set("hkdf", Function::new(ctx.clone(), expand)?)?;
    let cipher = move |ctx: Ctx<'js>,
                       name: String,
                       seals: bool,
                       key: Bytes<'js>,
                       nonce: Bytes<'js>,
                       data: Bytes<'js>,
                       beside: Bytes<'js>| {
        give(ctx, ciphered(&name, seals, &copied(&key), &copied(&nonce), copied(&data), &copied(&beside)))
    };
    native.set("cipher", Function::new(ctx.clone(), cipher)?)?;
    let sign = move |ctx: Ctx<'js>, name: String, key: Bytes<'js>, data: Bytes<'js>| {
        give(ctx, signed(&name, &copied(&key), &copied(&data)))
    };
    native.set("sign", Function::new(ctx.clone(), sign)?)?;
    let verify = |ctx: Ctx<'js>, name: String, key: Bytes<'js>, data: Bytes<'js>, signature: Bytes<'js>| {
        verified(&name, &copied(&key), &copied(&data), &copied(&signature))
            .map_err(|because| Exception::throw_message(&ctx, &because))
    };
    native.set("verify", Function::new(ctx.clone(), verify)?)
}

/// Takes a random byte of the library that signs, and leaves it.
pub(crate) fn warm_up() {
    let _ = SystemRandom::new().fill(&mut [0]);
}

/// Straight from the system, so that copies of one process do not get the same.
fn random(count: usize) -> Done<Vec<u8>> {
    if count > 64 << 20 {
        return Err("more random bytes than anybody needs".into());
    }
    let mut bytes = vec![0; count];
    // From the kernel: the library of ciphers keeps a generator of its own, which each copy of this process would have to seed
    // anew from the jitter of its processor, for fifteen milliseconds.
    getrandom::fill(&mut bytes).map_err(|_| "the system gives no random bytes")?;
    Ok(bytes)
}

/// `SHA-256`, `sha256` and `RSA-SHA256` are one.
fn plain(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    name.strip_prefix("rsa-").unwrap_or(&name).replace(['-', '_'], "").replace("sha512/256", "sha512256")
}

fn algorithm(name: &str) -> Option<&'static digest::Algorithm> {
    Some(match plain(name).as_str() {
        "sha1" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        "sha224" => &digest::SHA224,
        "sha256" => &digest::SHA256,
        "sha384" => &digest::SHA384,
        "sha512" => &digest::SHA512,
        "sha512256" => &digest::SHA512_256,
        "sha3256" => &digest::SHA3_256,
        "sha3384" => &digest::SHA3_384,
        "sha3512" => &digest::SHA3_512,
        _ => return None,
    })
}

fn hash(name: &str, data: &[u8]) -> Done<Vec<u8>> {
    if plain(name) == "md5" {
        return Ok(Md5::digest(data).to_vec());
    }
    let algorithm = algorithm(name).ok_or("Digest method not supported")?;
    Ok(digest::digest(algorithm, data).as_ref().to_vec())
}

fn code(name: &str, key: &[u8], data: &[u8]) -> Done<Vec<u8>> {
    let algorithm = match plain(name).as_str() {
        "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        "sha224" => hmac::HMAC_SHA224,
        "sha256" => hmac::HMAC_SHA256,
        "sha384" => hmac::HMAC_SHA384,
        "sha512" => hmac::HMAC_SHA512,
        "md5" => return Ok(code_by_md5(key, data)),
        _ => return Err(format!("Invalid digest: {name}")),
    };
    Ok(hmac::sign(&hmac::Key::new(algorithm, key), data).as_ref().to_vec())
}

/// RFC 2104, for the one hash whose library has no code.
fn code_by_md5(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut block = [0; 64];
    let hashed;
    let key = if key.len() > block.len() {
        hashed = Md5::digest(key);
        hashed.as_slice()
    } else {
        key
    };
    block[..key.len()].copy_from_slice(key);
    let inner = Md5::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(data).finalize();
    Md5::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().to_vec()
}

fn stretched(name: &str, word: &[u8], salt: &[u8], rounds: u32, length: usize) -> Done<Vec<u8>> {
    let algorithm = match plain(name).as_str() {
        "sha1" => pbkdf2::PBKDF2_HMAC_SHA1,
        "sha256" => pbkdf2::PBKDF2_HMAC_SHA256,
        "sha384" => pbkdf2::PBKDF2_HMAC_SHA384,
        "sha512" => pbkdf2::PBKDF2_HMAC_SHA512,
        _ => return Err(format!("Invalid digest: {name}")),
    };
    let rounds = std::num::NonZeroU32::new(rounds).ok_or("iterations must be positive")?;
    if length > 1 << 20 {
        return Err("a key of more than a megabyte".into());
    }
    let mut key = vec![0; length];
    pbkdf2::derive(algorithm, rounds, salt, word, &mut key);
    Ok(key)
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn expanded(name: &str, key: &[u8], salt: &[u8], info: &[u8], length: usize) -> Done<Vec<u8>> {
    let algorithm = match plain(name).as_str() {
        "sha1" => hkdf::HKDF_SHA1_FOR_LEGACY_USE_ONLY,
        "sha256" => hkdf::HKDF_SHA256,
        "sha384" => hkdf::HKDF_SHA384,
        "sha512" => hkdf::HKDF_SHA512,
        _ => return Err(format!("Invalid digest: {name}")),
    };
    let too_long = |_| "a key longer than the algorithm gives".to_owned();
    let info = [info];
    let extracted = hkdf::Salt::new(algorithm, salt).extract(key);
    let expanded = extracted.expand(&info, Length(length)).map_err(too_long)?;
    let mut bytes = vec![0; length];
    expanded.fill(&mut bytes).map_err(too_long)?;
    Ok(bytes)
}

/// Seals or opens. With GCM and `ChaCha20`, the tag is the end of what is sealed.
fn ciphered(
    name: &str,
    seals: bool,
    key: &[u8],
    nonce: &[u8],
    mut data: Vec<u8>,
    beside: &[u8],
) -> Done<Vec<u8>> {
    let name = name.to_ascii_lowercase();
    let wrong = |_| if seals { "Invalid key length".to_owned() } else { "bad decrypt".to_owned() };
    let with_tag = match name.as_str() {
        "aes-128-gcm" => Some(&AES_128_GCM),
        "aes-256-gcm" => Some(&AES_256_GCM),
        "chacha20-poly1305" => Some(&CHACHA20_POLY1305),
        _ => None,
    };
    if let Some(algorithm) = with_tag {
        let key = LessSafeKey::new(UnboundKey::new(algorithm, key).map_err(|_| "Invalid key length")?);
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| "Invalid initialization vector")?;
        if seals {
            key.seal_in_place_append_tag(nonce, Aad::from(beside), &mut data).map_err(wrong)?;
            return Ok(data);
        }
        let failed = |_| "Unsupported state or unable to authenticate data".to_owned();
        return Ok(key.open_in_place(nonce, Aad::from(beside), &mut data).map_err(failed)?.to_vec());
    }
    let (size, mode) =
        name.strip_prefix("aes-").and_then(|rest| rest.split_once('-')).ok_or("Unknown cipher")?;
    let algorithm = match size {
        "128" => &AES_128,
        "192" => &AES_192,
        "256" => &AES_256,
        _ => return Err("Unknown cipher".into()),
    };
    let key = UnboundCipherKey::new(algorithm, key).map_err(|_| "Invalid key length")?;
    let nonce =
        || -> Done<[u8; 16]> { nonce.try_into().map_err(|_| "Invalid initialization vector".to_owned()) };
    match (mode, seals) {
        ("cbc", true) => {
            let key = PaddedBlockEncryptingKey::cbc_pkcs7(key).map_err(wrong)?;
            let context = EncryptionContext::Iv128(FixedLength::from(nonce()?));
            key.less_safe_encrypt(&mut data, context).map_err(wrong)?;
            Ok(data)
        }
        ("cbc", false) => {
            let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(wrong)?;
            let context = DecryptionContext::Iv128(FixedLength::from(nonce()?));
            Ok(key.decrypt(&mut data, context).map_err(wrong)?.to_vec())
        }
        ("ctr", true) => {
            let key = EncryptingKey::ctr(key).map_err(wrong)?;
            let context = EncryptionContext::Iv128(FixedLength::from(nonce()?));
            key.less_safe_encrypt(&mut data, context).map_err(wrong)?;
            Ok(data)
        }
        ("ctr", false) => {
            let key = DecryptingKey::ctr(key).map_err(wrong)?;
            let context = DecryptionContext::Iv128(FixedLength::from(nonce()?));
            Ok(key.decrypt(&mut data, context).map_err(wrong)?.to_vec())
        }
        _ => Err("Unknown cipher".into()),
    }
}

/// Signs with a key in DER. The algorithm is named as in JSON Web Tokens, or `EdDSA`; an ECDSA signature has the fixed form
/// unless the name ends in `-der`.
fn signed(name: &str, key: &[u8], data: &[u8]) -> Done<Vec<u8>> {
    let bad_key = |_| "the key is none for this algorithm".to_owned();
    let failed = |_| "the signature could not be made".to_owned();
    let random = SystemRandom::new();
    let encoding: Option<&'static dyn RsaEncoding> = match name {
        "RS256" => Some(&signature::RSA_PKCS1_SHA256),
        "RS384" => Some(&signature::RSA_PKCS1_SHA384),
        "RS512" => Some(&signature::RSA_PKCS1_SHA512),
        "PS256" => Some(&signature::RSA_PSS_SHA256),
        "PS384" => Some(&signature::RSA_PSS_SHA384),
        "PS512" => Some(&signature::RSA_PSS_SHA512),
        _ => None,
    };
    if let Some(encoding) = encoding {
        let key = RsaKeyPair::from_pkcs8(key).or_else(|_| RsaKeyPair::from_der(key)).map_err(bad_key)?;
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(encoding, &random, data, &mut signature).map_err(failed)?;
        return Ok(signature);
    }
    let curve: Option<&'static EcdsaSigningAlgorithm> = match name {
        "ES256" => Some(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
        "ES384" => Some(&signature::ECDSA_P384_SHA384_FIXED_SIGNING),
        "ES512" => Some(&signature::ECDSA_P521_SHA512_FIXED_SIGNING),
        "ES256-der" => Some(&signature::ECDSA_P256_SHA256_ASN1_SIGNING),
        "ES384-der" => Some(&signature::ECDSA_P384_SHA384_ASN1_SIGNING),
        "ES512-der" => Some(&signature::ECDSA_P521_SHA512_ASN1_SIGNING),
        _ => None,
    };
    if let Some(curve) = curve {
        let key = EcdsaKeyPair::from_pkcs8(curve, key)
            .or_else(|_| EcdsaKeyPair::from_private_key_der(curve, key))
            .map_err(bad_key)?;
        return Ok(key.sign(&random, data).map_err(failed)?.as_ref().to_vec());
    }
    if name == "EdDSA" {
        let key = Ed25519KeyPair::from_pkcs8_maybe_unchecked(key).map_err(bad_key)?;
        return Ok(key.sign(data).as_ref().to_vec());
    }
    Err(format!("no signatures by {name} here"))
}

/// Whether a signature is one, by a public key in DER.
fn verified(name: &str, key: &[u8], data: &[u8], signature: &[u8]) -> Done<bool> {
    let algorithm: &'static dyn VerificationAlgorithm = match name {
        "RS256" => &signature::RSA_PKCS1_2048_8192_SHA256,
        "RS384" => &signature::RSA_PKCS1_2048_8192_SHA384,
        "RS512" => &signature::RSA_PKCS1_2048_8192_SHA512,
        "PS256" => &signature::RSA_PSS_2048_8192_SHA256,
        "PS384" => &signature::RSA_PSS_2048_8192_SHA384,
        "PS512" => &signature::RSA_PSS_2048_8192_SHA512,
        "ES256" => &signature::ECDSA_P256_SHA256_FIXED,
        "ES384" => &signature::ECDSA_P384_SHA384_FIXED,
        "ES512" => &signature::ECDSA_P521_SHA512_FIXED,
        "ES256-der" => &signature::ECDSA_P256_SHA256_ASN1,
        "ES384-der" => &signature::ECDSA_P384_SHA384_ASN1,
        "ES512-der" => &signature::ECDSA_P521_SHA512_ASN1,
        "EdDSA" => &signature::ED25519,
        _ => return Err(format!("no signatures by {name} here")),
    };
    Ok(UnparsedPublicKey::new(algorithm, key).verify(data, signature).is_ok())
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    /// RFC 1321, appendix A.5; FIPS 180-4's examples.
    #[test]
    fn hashes_are_the_published_ones() {
        let hex = |name| HEXLOWER.encode(&hash(name, b"abc").unwrap());
        assert_eq!(hex("md5"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(hex("SHA-1"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(hex("RSA-SHA256"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(hash("whirlpool", b"abc").is_err());
    }

    /// RFC 2202, section 2, cases 2 and 6; RFC 4231, case 2.
    #[test]
    fn codes_are_the_published_ones() {
        let hex = |name, key: &[u8], data: &[u8]| HEXLOWER.encode(&code(name, key, data).unwrap());
        let what = b"what do ya want for nothing?";
        assert_eq!(hex("md5", b"Jefe", what), "750c783e6ab0b503eaa86e310a5db738");
        let long = b"Test Using Larger Than Block-Size Key - Hash Key First";
        assert_eq!(hex("md5", &[0xaa; 80], long), "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd");
        let by_256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex("sha256", b"Jefe", what), by_256);
    }

    #[test]
    fn what_is_sealed_is_opened_and_nothing_else_is() {
        for (name, key, nonce) in [
            ("aes-256-gcm", 32, 12),
            ("aes-128-gcm", 16, 12),
            ("aes-256-cbc", 32, 16),
            ("aes-192-cbc", 24, 16),
            ("aes-128-ctr", 16, 16),
            ("chacha20-poly1305", 32, 12),
        ] {
            let (key, nonce) = (vec![7; key], vec![9; nonce]);
            let sealed = ciphered(name, true, &key, &nonce, b"a secret".to_vec(), b"").unwrap();
            assert_ne!(sealed, b"a secret");
            assert_eq!(
                ciphered(name, false, &key, &nonce, sealed.clone(), b"").unwrap(),
                b"a secret",
                "{name}"
            );
            assert!(ciphered(name, true, &key[1..], &nonce, b"a secret".to_vec(), b"").is_err());
            if name.ends_with("gcm") {
                let mut changed = sealed;
                changed[0] ^= 1;
                assert!(ciphered(name, false, &key, &nonce, changed, b"").is_err());
            }
        }
    }
}
