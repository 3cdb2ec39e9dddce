//! Strings as far as they are known: literal pieces and holes.

use crate::ir::Name;
use crate::origin::Origins;

use super::digest::Digester;
use super::{Shape, Value};

/// More pieces than this are one hole.
const MOST_PARTS: usize = 48;

/// A value in a hole that is larger, or deeper, is known by its origins alone.
const LARGEST_HOLE: u32 = 1024;
const DEEPEST_HOLE: u16 = 16;

/// A string: at least one part; no two literals in a row; no empty literal, but that of the empty string.
#[derive(Debug, Clone)]
pub struct Text {
    parts: Vec<Part>,
    digest: u64,
    depth: u16,
    size: u32,
    within: Origins,
}

/// A piece of a string.
#[derive(Debug, Clone)]
pub enum Part {
    /// As written.
    Literal(Name),
    /// The text of this value.
    Hole(Value),
}

impl Text {
    /// A constant.
    pub fn constant(text: Name) -> Self {
        Self::sealed(vec![Part::Literal(text)])
    }

    /// A string made of these in order. Texts among the holes are spliced in; constants become literal.
    pub fn of_parts(pieces: impl IntoIterator<Item = Part>) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        for piece in pieces {
            push(&mut parts, piece);
        }
        if parts.is_empty() {
            parts.push(Part::Literal(Name::default()));
        }
        if parts.len() > MOST_PARTS {
            let tail = parts.split_off(MOST_PARTS - 1);
            let mut origins = Origins::none();
            for part in &tail {
                if let Part::Hole(value) = part {
                    origins = origins.union(&value.deep_origins());
                }
            }
            parts.push(Part::Hole(Value::from_origins(origins)));
        }
        Self::sealed(parts)
    }

    fn sealed(parts: Vec<Part>) -> Self {
        let digest = Digester::tagged(20)
            .add_all(parts.iter().map(|part| match part {
                Part::Literal(text) => Digester::tagged(21).add(text).end(),
                Part::Hole(value) => value.digest(),
            }))
            .end();
        let holes = parts.iter().filter_map(|part| match part {
            Part::Hole(value) => Some(value.deep_origins()),
            Part::Literal(_) => None,
        });
        let within = Origins::union_all(holes);
        let holes = || {
            parts.iter().filter_map(|part| match part {
                Part::Hole(value) => Some(value),
                Part::Literal(_) => None,
            })
        };
        let depth = holes().map(|value| 1 + value.depth()).max().unwrap_or(0);
        let size = holes().fold(1u32, |size, value| size.saturating_add(value.size()));
        Self { parts, digest, depth, size, within }
    }

    /// Its pieces in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The whole of it, where it has no hole.
    pub fn as_constant(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// What it surely begins with; empty where it begins with a hole.
    pub fn prefix(&self) -> &str {
        match self.parts.first() {
            Some(Part::Literal(text)) => text,
            _ => "",
        }
    }

    /// What it surely ends with; empty where it ends with a hole.
    pub fn suffix(&self) -> &str {
        match self.parts.last() {
            Some(Part::Literal(text)) => text,
            _ => "",
        }
    }

    /// The values in its holes, in order.
    pub fn holes(&self) -> impl Iterator<Item = &Value> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hole(value) => Some(value),
            Part::Literal(_) => None,
        })
    }

    /// Its text with `{}` for each hole: `/rest/api/3/issue/{}`.
    pub fn template(&self) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Literal(text) => text.as_str(),
                Part::Hole(_) => "{}",
            })
            .collect()
    }

    pub(crate) fn digest(&self) -> u64 {
        self.digest
    }

    pub(crate) fn depth(&self) -> u16 {
        self.depth
    }

    pub(crate) fn size(&self) -> u32 {
        self.size
    }

    /// Where everything in its holes came from.
    pub(crate) fn within(&self) -> &Origins {
        &self.within
    }
}

fn push(parts: &mut Vec<Part>, piece: Part) {
    match piece {
        Part::Literal(text) => {
            if text.is_empty() {
                return;
            }
            if let Some(Part::Literal(last)) = parts.last_mut() {
                last.push_str(&text);
            } else {
                parts.push(Part::Literal(text));
            }
        }
        Part::Hole(value) => match &value.shape {
            // What a text as a whole came from would be lost by splicing, so only plain ones are.
            Shape::Text(text) if value.origins.is_empty() || text.parts.len() > 1 => {
                for part in &text.parts {
                    match part {
                        Part::Hole(inner) if !value.origins.is_empty() => {
                            push_hole(parts, inner.clone().and_origins(&value.origins));
                        }
                        part => push(parts, part.clone()),
                    }
                }
            }
            Shape::Number(Some(bits)) if value.origins.is_empty() => {
                let number = f64::from_bits(*bits);
                push(parts, Part::Literal(Name::from(number.to_string())));
            }
            Shape::Boolean(Some(known)) if value.origins.is_empty() => {
                push(parts, Part::Literal(Name::from(if *known { "true" } else { "false" })));
            }
            _ => push_hole(parts, value),
        },
    }
}

fn push_hole(parts: &mut Vec<Part>, value: Value) {
    let value = if value.size() > LARGEST_HOLE || value.depth() > DEEPEST_HOLE {
        Value::from_origins(value.deep_origins())
    } else {
        value
    };
    parts.push(Part::Hole(value.without_truth()));
}
