//! A route as code spells it: literal pieces, and holes where a value goes.

/// A piece of a route.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Text that is known.
    Literal(String),
    /// Text that is not.
    Hole,
}

/// The path of a call, as far as it is known; what follows the first `?` or `#` is left out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Route {
    segments: Vec<Segment>,
}

/// What stands between two slashes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Segment {
    pieces: Vec<Piece>,
}

impl Route {
    /// From pieces in order. A slash inside a hole cannot be seen: such a route may have more segments than it says.
    pub fn new(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let mut segments = vec![Segment::default()];
        'pieces: for piece in pieces {
            let last = segments.last_mut().expect("there is always one segment");
            match piece {
                Piece::Hole if last.pieces.last() != Some(&Piece::Hole) => last.pieces.push(Piece::Hole),
                Piece::Hole => {}
                Piece::Literal(text) => {
                    let path = text.find(['?', '#']).map_or(text.as_str(), |end| &text[..end]);
                    for (index, part) in path.split('/').enumerate() {
                        if index > 0 {
                            segments.push(Segment::default());
                        }
                        if !part.is_empty() {
                            let last = segments.last_mut().expect("there is always one segment");
                            last.pieces.push(Piece::Literal(part.to_owned()));
                        }
                    }
                    if path.len() < text.len() {
                        break 'pieces;
                    }
                }
            }
        }
        segments.retain(|segment| !segment.pieces.is_empty());
        Self { segments }
    }

    /// From text in which braces, with or without a name in them, stand for a hole: `/rest/api/3/issue/{key}`.
    pub fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((literal, after)) = rest.split_once('{') {
            let Some((_, after)) = after.split_once('}') else { break };
            pieces.push(Piece::Literal(literal.to_owned()));
            pieces.push(Piece::Hole);
            rest = after;
        }
        pieces.push(Piece::Literal(rest.to_owned()));
        Self::new(pieces)
    }

    /// Its segments.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Nothing of it is known.
    pub fn is_unknown(&self) -> bool {
        self.segments.iter().all(Segment::is_hole)
    }

    /// Its segments as the table spells them: a base address in a hole at its head is dropped where the path begins
    /// anew behind it, `/wiki` is put in front, versions are read as the newest.
    pub(super) fn segments_for(&self, product: &str) -> Vec<Segment> {
        let mut segments = self.segments.clone();
        let roots = ["rest", "wiki", "builds", "deployments", "devinfo", "featureflags", "remotelinks"];
        let begins = |segment: &Segment| roots.iter().any(|root| segment.is(root));
        if segments.first().is_some_and(Segment::is_hole) && segments.get(1).is_some_and(begins) {
            segments.remove(0);
        }
        match product {
            "confluence" if matches!(segments.as_slice(), [first, ..] if first.is("rest") || first.is("api")) =>
            {
                segments.insert(0, Segment::literal("wiki"));
            }
            "jira" => {
                if let [rest, api, version, ..] = segments.as_mut_slice()
                    && rest.is("rest")
                    && (api.is("api") && (version.is("2") || version.is("latest") || version.is_hole()))
                {
                    *version = Segment::literal("3");
                } else if let [rest, agile, version, ..] = segments.as_mut_slice()
                    && (rest.is("rest") && agile.is("agile") && (version.is("latest") || version.is_hole()))
                {
                    *version = Segment::literal("1.0");
                }
            }
            _ => {}
        }
        segments
    }
}

impl std::fmt::Display for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for segment in &self.segments {
            f.write_str("/")?;
            for piece in &segment.pieces {
                f.write_str(match piece {
                    Piece::Literal(text) => text,
                    Piece::Hole => "{}",
                })?;
            }
        }
        Ok(())
    }
}

impl Segment {
    fn literal(text: &str) -> Self {
        Self { pieces: vec![Piece::Literal(text.to_owned())] }
    }

    /// It is one hole.
    pub fn is_hole(&self) -> bool {
        matches!(self.pieces.as_slice(), [Piece::Hole])
    }

    /// It has no hole.
    pub fn is_literal(&self) -> bool {
        !self.pieces.contains(&Piece::Hole)
    }

    fn is(&self, text: &str) -> bool {
        matches!(self.pieces.as_slice(), [Piece::Literal(literal)] if literal == text)
    }

    /// Its pieces can come to `text`. A hole at the end may hold a query, and so nothing of the path.
    pub(super) fn fits(&self, text: &str) -> bool {
        let mut rest = text;
        for (index, piece) in self.pieces.iter().enumerate() {
            let Piece::Literal(literal) = piece else { continue };
            let after_hole = index > 0;
            match (after_hole, rest.find(literal.as_str())) {
                (false, Some(0)) => rest = &rest[literal.len()..],
                (true, Some(at)) => rest = &rest[at + literal.len()..],
                _ => return false,
            }
        }
        rest.is_empty() || self.pieces.last() == Some(&Piece::Hole)
    }
}
