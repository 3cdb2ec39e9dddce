//! JSON of lock files: large, written by machines, and read in one pass. A value of an unexpected kind reads as
//! missing, so that one odd entry costs nothing else.

use std::{borrow::Cow, fmt, marker::PhantomData};

use assay_source::{SourceText, Span};
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// The entries of a map in the order of the file; none for what is no map.
#[derive(Debug)]
pub(crate) struct Pairs<'a, V>(pub(crate) Vec<(Cow<'a, str>, V)>);

impl<V> Default for Pairs<'_, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'a, V> Pairs<'a, V> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }
}

/// The items of a list; none for what is no list.
#[derive(Debug)]
pub(crate) struct Items<V>(pub(crate) Vec<V>);

impl<V> Default for Items<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// A text; `true` counts as the empty one, since npm writes flags so as well; none for anything else.
#[derive(Debug, Default)]
pub(crate) struct Text<'a>(pub(crate) Option<Cow<'a, str>>);

impl Text<'_> {
    pub(crate) fn as_str(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// True for `true` alone.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Flag(pub(crate) bool);

/// A text that knows where it stands.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Written<'a>(#[serde(borrow)] pub(crate) &'a RawValue);

impl<'a> Written<'a> {
    /// The text, where this is one.
    pub(crate) fn text(&self) -> Option<Cow<'a, str>> {
        serde_json::from_str::<Text<'a>>(self.0.get()).ok()?.0
    }

    /// Where it stands in the text it was read from.
    pub(crate) fn span(&self, text: &SourceText) -> Span {
        span_of(text, self.0.get())
    }
}

/// Where a slice of a text stands in it; the text's beginning for a slice of another.
pub(crate) fn span_of(text: &SourceText, slice: &str) -> Span {
    let start = (slice.as_ptr() as usize).wrapping_sub(text.as_str().as_ptr() as usize);
    match start.checked_add(slice.len()) {
        Some(end) if end <= text.as_str().len() => Span::new(start, end),
        _ => Span::default(),
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Borrowed<'a>(#[serde(borrow)] Cow<'a, str>);

struct PairsVisitor<V>(PhantomData<V>);

/// What every lenient visitor makes of scalars it does not want.
macro_rules! nothing_of {
    ($($method:ident($kind:ty)),*) => {
        $(fn $method<E>(self, _: $kind) -> Result<Self::Value, E> { Ok(Self::Value::default()) })*
        fn visit_unit<E>(self) -> Result<Self::Value, E> { Ok(Self::Value::default()) }
    };
}

impl<'de, V: Deserialize<'de>> Visitor<'de> for PairsVisitor<V> {
    type Value = Pairs<'de, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some((Borrowed(key), value)) = map.next_entry::<Borrowed<'de>, V>()? {
            pairs.push((key, value));
        }
        Ok(Pairs(pairs))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Pairs::default())
    }

    nothing_of!(visit_bool(bool), visit_u64(u64), visit_i64(i64), visit_f64(f64), visit_str(&str));
}

impl<'de: 'a, 'a, V: Deserialize<'de>> Deserialize<'de> for Pairs<'a, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PairsVisitor(PhantomData))
    }
}

struct ItemsVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for ItemsVisitor<V> {
    type Value = Items<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Items(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Items::default())
    }

    nothing_of!(visit_bool(bool), visit_u64(u64), visit_i64(i64), visit_f64(f64), visit_str(&str));
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Items<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemsVisitor(PhantomData))
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Text(Some(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Text(Some(Cow::Owned(text.to_owned()))))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Text(flag.then_some(Cow::Borrowed(""))))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }

    nothing_of!(visit_u64(u64), visit_i64(i64), visit_f64(f64));
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        Ok(Self(text.as_str() == Some("")))
    }
}
