//! zlib.

use std::io::{self, Read};

use flate2::{
    Compression,
    read::{DeflateDecoder, DeflateEncoder, GzEncoder, MultiGzDecoder, ZlibDecoder, ZlibEncoder},
};
use rquickjs::{Ctx, Exception, Function, Object, Result};

use crate::native::{Bytes, copied};

pub(crate) fn functions<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> Result<()> {
    let compress = |ctx: Ctx<'js>, kind: String, bytes: Bytes<'js>, level: u32| -> Result<Bytes<'js>> {
        let packed = compressed(&kind, &copied(&bytes), level).map_err(|error| told(&ctx, &error))?;
        Bytes::new(ctx, packed)
    };
    native.set("compress", Function::new(ctx.clone(), compress)?)?;
    let decompress = |ctx: Ctx<'js>, kind: String, bytes: Bytes<'js>, most: f64| -> Result<Bytes<'js>> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the prelude gives a limit"
        )]
        let unpacked =
            decompressed(&kind, &copied(&bytes), most as u64).map_err(|error| told(&ctx, &error))?;
        Bytes::new(ctx, unpacked)
    };
    native.set("decompress", Function::new(ctx.clone(), decompress)?)
}

fn told(ctx: &Ctx<'_>, error: &io::Error) -> rquickjs::Error {
    Exception::throw_message(ctx, &error.to_string())
}

fn compressed(kind: &str, bytes: &[u8], level: u32) -> io::Result<Vec<u8>> {
    let level = Compression::new(level.min(9));
    let mut packed = Vec::new();
    match kind {
        "gzip" => GzEncoder::new(bytes, level).read_to_end(&mut packed)?,
        "deflate" => ZlibEncoder::new(bytes, level).read_to_end(&mut packed)?,
        "deflateRaw" => DeflateEncoder::new(bytes, level).read_to_end(&mut packed)?,
        other => return Err(io::Error::other(format!("zlib has no {other} here"))),
    };
    Ok(packed)
}

/// Unpacks, and stops at a limit: a few bytes can become any number of them.
fn decompressed(kind: &str, bytes: &[u8], most: u64) -> io::Result<Vec<u8>> {
    let reader: Box<dyn Read> = match kind {
        "gunzip" => Box::new(MultiGzDecoder::new(bytes)),
        "inflate" => Box::new(ZlibDecoder::new(bytes)),
        "inflateRaw" => Box::new(DeflateDecoder::new(bytes)),
        // By its first bytes, as Node does.
        "unzip" if bytes.starts_with(&[0x1f, 0x8b]) => Box::new(MultiGzDecoder::new(bytes)),
        "unzip" => Box::new(ZlibDecoder::new(bytes)),
        other => return Err(io::Error::other(format!("zlib has no {other} here"))),
    };
    let mut unpacked = Vec::new();
    reader.take(most + 1).read_to_end(&mut unpacked)?;
    if unpacked.len() as u64 > most {
        return Err(io::Error::other(format!("Cannot create a Buffer larger than {most} bytes")));
    }
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        let text = b"again and again and again".repeat(40);
        for (pack, unpack) in
            [("gzip", "gunzip"), ("deflate", "inflate"), ("deflateRaw", "inflateRaw"), ("gzip", "unzip")]
        {
            let packed = compressed(pack, &text, 6).unwrap();
            assert!(packed.len() < 200);
            assert_eq!(decompressed(unpack, &packed, 10_000).unwrap(), text);
        }
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let packed = compressed("gzip", &vec![0; 10 << 20], 9).unwrap();
        assert!(packed.len() < 20_000);
        assert!(decompressed("gunzip", &packed, 1 << 20).is_err());
    }

    #[test]
    fn half_of_it_is_an_error() {
        let packed = compressed("gzip", b"some text that is long enough", 6).unwrap();
        assert!(decompressed("gunzip", &packed[..packed.len() / 2], 1000).is_err());
    }
}
