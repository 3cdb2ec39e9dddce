//! Places as SARIF locations.

use assay_source::{Place, Region as SourceRegion, RelPath};

use super::model::{ArtifactLocation, Location, Message, PhysicalLocation, Region};
use crate::{
    text::{neutral, neutral_source},
    uri::relative_reference,
};

/// The name of the directory that was named on the command line.
pub(super) const ROOT: &str = "%SRCROOT%";

/// A plain-text message: neutralised, and without what a viewer would turn into a link (§3.11.6).
pub(super) fn message(text: &str) -> Message {
    Message { text: neutral(text).replace("](", "] ("), markdown: None }
}

/// A location for `place`; a whole file is its first line, so that every location has a region.
pub(super) fn location(place: &Place, text: Option<&str>) -> Location {
    let region = place.region.map_or_else(first_line, region);
    let context = place.region.and_then(|region| context(place, region));
    Location {
        physical_location: Some(PhysicalLocation {
            artifact_location: artifact(&place.file),
            region: Some(region),
            context_region: context,
        }),
        message: text.filter(|text| !text.is_empty()).map(message),
    }
}

/// A stop on a path: as [`location`], without the lines around.
pub(super) fn stop(place: &Place, text: &str) -> Location {
    location(&Place { excerpt: None, ..place.clone() }, Some(text))
}

/// The first line of a file.
pub(super) fn file_location(file: &RelPath) -> Location {
    location(&Place::file(file.clone()), None)
}

fn artifact(file: &RelPath) -> ArtifactLocation {
    ArtifactLocation { uri: relative_reference(file.as_str()), uri_base_id: Some(ROOT) }
}

fn first_line() -> Region {
    Region { start_line: 1, start_column: Some(1), ..Region::default() }
}

fn region(region: SourceRegion) -> Region {
    Region {
        start_line: region.start.line,
        start_column: Some(region.start.column),
        end_line: Some(region.end.line),
        end_column: Some(region.end.column),
        snippet: None,
    }
}

/// The excerpt around a region; §3.29.5 asks that it be a proper superset of it.
fn context(place: &Place, region: SourceRegion) -> Option<Region> {
    let excerpt = place.excerpt.as_ref()?;
    let last = excerpt.first_line + (excerpt.lines.len() as u32).checked_sub(1)?;
    if excerpt.first_line > region.start.line || last < region.end.line {
        return None;
    }
    let lines: Vec<_> = excerpt.lines.iter().map(|line| neutral_source(line)).collect();
    Some(Region {
        start_line: excerpt.first_line,
        end_line: Some(last),
        snippet: Some(Message { text: lines.join("\n"), markdown: None }),
        ..Region::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_an_app_makes_no_link() {
        assert_eq!(
            message("see [this](https://evil.example)\u{202e}").text,
            "see [this] (https://evil.example)\u{fffd}"
        );
    }

    #[test]
    fn a_whole_file_is_its_first_line() {
        let location = file_location(&RelPath::parse("manifest.yml").unwrap());
        assert_eq!(location.physical_location.unwrap().region.unwrap().start_line, 1);
    }
}
