//! Every content, searched once, in the order in which the packs hold them.

use std::sync::atomic::{AtomicUsize, Ordering};

use assay_secrets::{Detection, Form, History, NotSeen, scan};
use assay_source::{RelPath, SourceText};
use gix::{
    ObjectId,
    objs::{Find as _, Kind as Type},
    odb::Header as _,
};

use crate::{
    LARGEST_FILE, Missing,
    contents::Contents,
    repository::{HistoryError, Objects, Repository},
    threads,
};

/// A secret in a content.
pub(crate) struct Hit {
    pub(crate) blob: ObjectId,
    pub(crate) detection: Detection,
    /// Its line, from 1.
    pub(crate) line: u32,
}

/// What the contents hold.
pub(crate) struct Searched {
    pub(crate) hits: Vec<Hit>,
    /// Number of contents that were searched.
    pub(crate) blobs: usize,
}

/// Contents a thread takes at once. Neighbours in a pack are told as differences from each other: a thread that
/// reads them together unpacks their common base once.
const BATCH: usize = 512;

#[derive(Default)]
struct Part {
    hits: Vec<Hit>,
    blobs: usize,
    missing: Missing,
    too_large: Missing,
    cut: Missing,
}

/// Searches every content that can hold text.
pub(crate) fn search(
    repository: &Repository,
    contents: &Contents,
    not_seen: &mut Vec<NotSeen>,
) -> Result<Searched, HistoryError> {
    let order = in_pack_order(&repository.objects()?, contents);
    let next = AtomicUsize::new(0);
    let work = || -> Result<Part, HistoryError> {
        let objects = repository.objects()?;
        let (mut part, mut buffer) = (Part::default(), Vec::new());
        loop {
            let from = next.fetch_add(BATCH, Ordering::Relaxed);
            let Some(batch) =
                order.get(from..order.len().min(from + BATCH)).filter(|batch| !batch.is_empty())
            else {
                return Ok(part);
            };
            for (id, path) in batch {
                part.search_one(&objects, *id, path, &mut buffer);
            }
        }
    };
    let results: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads()).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join()).collect()
    });
    let mut all = Part::default();
    for result in results {
        let part = result.map_err(|_| HistoryError::unreadable("a reader broke"))??;
        all.hits.extend(part.hits);
        all.blobs += part.blobs;
        all.missing.merge(part.missing);
        all.too_large.merge(part.too_large);
        all.cut.merge(part.cut);
    }
    all.missing.tell(
        "contents of files",
        "they are not in this repository (a partial clone?), or cannot be read",
        not_seen,
    );
    all.too_large.tell("contents of files", "they are larger than is read", not_seen);
    all.cut.tell("contents of files", "they hold more secrets than are told of one file", not_seen);
    all.hits.sort_by_key(|hit| (hit.blob, hit.detection.span));
    Ok(Searched { hits: all.hits, blobs: all.blobs })
}

/// The contents that can hold text, with a path that says what they are.
fn in_pack_order(objects: &Objects, contents: &Contents) -> Vec<(ObjectId, RelPath)> {
    use gix::odb::pack::Find as _;
    let mut buffer = Vec::new();
    let mut order: Vec<_> = contents
        .blobs
        .iter()
        .filter_map(|(id, content)| {
            let paths = content.paths.iter().map(|path| contents.paths.text(*path));
            let paths = paths.map(|path| RelPath::parse(&path).unwrap_or_else(|_| RelPath::root()));
            let path = paths.into_iter().find(|path| !History::is_passed_over(path))?;
            let place = objects.location_by_oid(id, &mut buffer).ok().flatten();
            Some((place.map_or((u32::MAX, 0), |place| (place.pack_id, place.pack_offset)), *id, path))
        })
        .collect();
    order.sort_unstable_by(|(place, id, _), (other, other_id, _)| (place, id).cmp(&(other, other_id)));
    order.into_iter().map(|(_, id, path)| (id, path)).collect()
}

impl Part {
    fn search_one(&mut self, objects: &Objects, id: ObjectId, path: &RelPath, buffer: &mut Vec<u8>) {
        match objects.try_header(&id) {
            Ok(Some(header)) if header.kind() != Type::Blob => return,
            Ok(Some(header)) if header.size() > LARGEST_FILE => return self.too_large.note(path),
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => return self.missing.note(path),
        }
        let Some(object) = objects.try_find(&id, buffer).ok().flatten() else {
            return self.missing.note(path);
        };
        let data = object.data;
        if data.len() as u64 > LARGEST_FILE {
            return self.too_large.note(path);
        }
        let is_utf16 = matches!(data, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
        if !is_utf16 && data.iter().take(8192).any(|&byte| byte == 0) {
            return;
        }
        self.blobs += 1;
        let text = is_utf16.then(|| SourceText::new(path.clone(), data));
        let data = text.as_ref().map_or(data, |text| text.as_str().as_bytes());
        let found = scan(path, data);
        if found.cut {
            self.cut.note(path);
        }
        for detection in found.detections {
            // A variable in a query is a way to leak, not a secret.
            if matches!(detection.form, Form::Query { literal: false, .. }) {
                continue;
            }
            let line = 1 + data[..detection.span.start].iter().filter(|&&byte| byte == b'\n').count() as u32;
            self.hits.push(Hit { blob: id, detection, line });
        }
    }
}
