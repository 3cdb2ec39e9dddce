//! What the prelude gets from us: an object of functions that no script ever sees.

use std::{io, rc::Rc, time::Instant};

use data_encoding::{BASE64, BASE64_NOPAD};
use rquickjs::{Ctx, Exception, Function, Object, Result, TypedArray, function::Opt};
use serde_json::json;
use url::Url;

use crate::{
    compression, cryptography,
    door::{Call, Doorway, Head},
    made, zones,
};

pub(crate) type Bytes<'js> = TypedArray<'js, u8>;

/// A copy: what a script holds may be changed, or taken away, while we work with it.
pub(crate) fn copied(bytes: &Bytes<'_>) -> Vec<u8> {
    // SAFETY: nothing of the script runs before the copy is made.
    unsafe { bytes.as_bytes() }.map(<[u8]>::to_vec).unwrap_or_default()
}

fn io_error(ctx: &Ctx<'_>, error: &io::Error) -> rquickjs::Error {
    Exception::throw_internal(ctx, &format!("the channel to the host: {error}"))
}

pub(crate) fn object<'js>(ctx: &Ctx<'js>, doorway: &Rc<Doorway>) -> Result<Object<'js>> {
    let native = Object::new(ctx.clone())?;
    let door = Rc::clone(doorway);
    let call = move |ctx: Ctx<'js>, head: String, body: Bytes<'js>| -> Result<()> {
        let head: Head = serde_json::from_str(&head).map_err(|error| {
            Exception::throw_type(&ctx, &format!("a call that is not understood: {error}"))
        })?;
        let Head { id, descriptor, path, method, headers, stack } = head;
        let call = Call { id, descriptor, path, method, headers, body: copied(&body), stack };
        door.with(|door| door.call(call)).map_err(|error| io_error(&ctx, &error))
    };
    native.set("call", Function::new(ctx.clone(), call)?)?;
    let door = Rc::clone(doorway);
    // A line that cannot be sent is nobody's mistake in the script.
    let log = move |level: u8, text: String| drop(door.with(|door| door.log(level, &text)));
    native.set("log", Function::new(ctx.clone(), log)?)?;
    made::functions(ctx, &native, doorway)?;
    time(ctx, &native)?;
    text(ctx, &native)?;
    addresses(ctx, &native)?;
    cryptography::functions(ctx, &native)?;
    compression::functions(ctx, &native)?;
    Ok(native)
}

fn time<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> Result<()> {
    let start = Instant::now();
    native.set("monotonic", Function::new(ctx.clone(), move || start.elapsed().as_secs_f64() * 1000.0)?)?;
    // Minutes east of UTC at a moment in a zone; not a number where nobody knows the zone.
    let offset =
        |zone: String, milliseconds: f64| zones::offset_minutes(&zone, milliseconds).unwrap_or(f64::NAN);
    native.set("zoneOffset", Function::new(ctx.clone(), offset)?)
}

fn text<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> Result<()> {
    let encode = |ctx: Ctx<'js>, text: String| Bytes::new(ctx, text.into_bytes());
    native.set("utf8Encode", Function::new(ctx.clone(), encode)?)?;
    let decode = |ctx: Ctx<'js>, bytes: Bytes<'js>, fatal: bool| -> Result<String> {
        let bytes = copied(&bytes);
        if fatal {
            return String::from_utf8(bytes)
                .map_err(|_| Exception::throw_type(&ctx, "the bytes are no UTF-8"));
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    native.set("utf8Decode", Function::new(ctx.clone(), decode)?)?;
    native.set(
        "base64Encode",
        Function::new(ctx.clone(), |bytes: Bytes<'js>| BASE64.encode(&copied(&bytes)))?,
    )?;
    // Of the plain alphabet, without padding and spaces, which the prelude has taken out.
    let decode = |ctx: Ctx<'js>, text: String| -> Result<Option<Bytes<'js>>> {
        // A last character that stands alone says nothing, and bits that are left over are nobody's.
        let whole = if text.len() % 4 == 1 { &text[..text.len() - 1] } else { &text };
        let mut lenient = BASE64_NOPAD.specification();
        lenient.check_trailing_bits = false;
        let Ok(encoding) = lenient.encoding() else { return Ok(None) };
        encoding.decode(whole.as_bytes()).ok().map(|bytes| Bytes::new(ctx, bytes)).transpose()
    };
    native.set("base64Decode", Function::new(ctx.clone(), decode)?)
}

/// The parts of an address, as the standard names them.
fn parts(url: &Url) -> String {
    let port = url.port().map(|port| port.to_string()).unwrap_or_default();
    let host = url.host_str().unwrap_or_default();
    let with_port = if port.is_empty() { host.to_owned() } else { format!("{host}:{port}") };
    let marked = |mark: &str, part: Option<&str>| {
        part.filter(|part| !part.is_empty()).map(|part| format!("{mark}{part}")).unwrap_or_default()
    };
    json!({
        "href": url.as_str(),
        "protocol": format!("{}:", url.scheme()),
        "username": url.username(),
        "password": url.password().unwrap_or_default(),
        "host": with_port,
        "hostname": host,
        "port": port,
        "pathname": url.path(),
        "search": marked("?", url.query()),
        "hash": marked("#", url.fragment()),
        "origin": url.origin().ascii_serialization(),
    })
    .to_string()
}

fn addresses<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> Result<()> {
    let parse = |text: String, base: Opt<Option<String>>| -> Option<String> {
        let url = match base.0.flatten() {
            Some(base) => Url::parse(&base).ok()?.join(&text).ok()?,
            None => Url::parse(&text).ok()?,
        };
        Some(parts(&url))
    };
    native.set("urlParse", Function::new(ctx.clone(), parse)?)?;
    // The standard's setters: what a part may not be leaves the address as it is.
    let set = |address: String, part: String, value: String| -> Option<String> {
        let mut url = Url::parse(&address).ok()?;
        let bare = |mark: char| value.strip_prefix(mark).unwrap_or(&value).to_owned();
        let some = |text: String| (!text.is_empty()).then_some(text);
        let _ = match part.as_str() {
            "protocol" => url.set_scheme(value.trim_end_matches(':')),
            "username" => url.set_username(&value),
            "password" => url.set_password(some(value.clone()).as_deref()),
            "hostname" => url.set_host(Some(&value)).map_err(drop),
            "host" => {
                let (host, port) =
                    value.rsplit_once(':').map_or((&*value, None), |(host, port)| (host, Some(port)));
                url.set_host(Some(host)).map_err(drop).and_then(|()| {
                    port.and_then(|port| port.parse().ok()).map_or(Ok(()), |port| url.set_port(Some(port)))
                })
            }
            "port" => url.set_port(value.parse().ok()),
            "pathname" => {
                url.set_path(&value);
                Ok(())
            }
            "search" => {
                url.set_query(some(bare('?')).as_deref());
                Ok(())
            }
            "hash" => {
                url.set_fragment(some(bare('#')).as_deref());
                Ok(())
            }
            _ => Err(()),
        };
        Some(parts(&url))
    };
    native.set("urlSet", Function::new(ctx.clone(), set)?)
}
