//! The journal: the second log, in files that were filled before they are
//! needed, so that it still writes on a full disk.
//!
//! Segments of 4 MiB hold frames (magic, length, place, chain, CRC32C, body).
//! Reading skips damage and goes on at the next frame; after damage writing
//! goes on in a new segment. Nothing is ever truncated or overwritten.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::reception::keep::Entry;
use crate::store::disk::{self, Disk, DiskFile, How};
use crate::store::elsewhere;
use crate::store::log::{Log, LogError};
use crate::store::record::{self, Head, Record};
use crate::store::set_aside;

/// One segment: about 20,000 entries, a day or two of 3,000 visits, a month of 100.
pub(super) const SEGMENT_BYTES: u64 = 4 * 1024 * 1024;

/// Oldest segments go when there are more: a quarter of a gigabyte, three months
/// of an office of 3,000 visits a day, years of others. Bounds the folder.
const SEGMENTS_KEPT: usize = 64;

const MAGIC: [u8; 4] = *b"TLN1";

/// magic 4, length 4, epoch 8, seq 8, chain 4, crc 4.
const HEADER_BYTES: usize = 32;

#[derive(Debug)]
pub struct Journal {
    dir_path: PathBuf,
    disk: Arc<dyn Disk>,
    segment_bytes: u64,
    segments_kept: usize,
    current: Option<Segment>,
    /// The office's own data folder.
    home_dir: Option<PathBuf>,
    /// The segment after the current one was prepared, or cannot be.
    is_prepared: bool,
}

#[derive(Debug)]
struct Segment {
    path: PathBuf,
    file: Box<dyn DiskFile>,
    inode: u64,
    /// Where the next frame goes.
    end: u64,
    head: Head,
}

impl Journal {
    pub fn new(dir_path: PathBuf) -> Self {
        Self {
            dir_path,
            disk: disk::real(),
            segment_bytes: SEGMENT_BYTES,
            segments_kept: SEGMENTS_KEPT,
            current: None,
            home_dir: None,
            is_prepared: false,
        }
    }

    /// On another disk than this computer's.
    #[must_use]
    pub fn on(mut self, disk: Arc<dyn Disk>) -> Self {
        self.disk = disk;
        self
    }

    /// For the office at home there.
    #[must_use]
    pub fn of(mut self, home_dir: Option<&Path>) -> Self {
        self.home_dir = home_dir.map(Path::to_owned);
        self
    }

    /// Keeping fewer segments.
    #[must_use]
    pub fn with_segments_kept(mut self, segments_kept: usize) -> Self {
        self.segments_kept = segments_kept;
        self
    }

    /// With smaller segments, to reach their ends sooner.
    #[must_use]
    pub fn with_segment_bytes(mut self, segment_bytes: u64) -> Self {
        self.segment_bytes = segment_bytes;
        self
    }

    /// Segment files, oldest first. What somebody else put there under another
    /// kind of name is none.
    fn segments(&self) -> Result<Vec<PathBuf>, LogError> {
        let listing = self.disk.list(&self.dir_path);
        let mut paths = listing.map_err(|error| at(&self.dir_path, &error))?;
        paths.retain(|path| number_of(path).is_some());
        paths.sort();
        Ok(paths)
    }

    /// Takes the next segment into use: a filled file, so that writing into it
    /// needs no more room on the disk.
    fn add_segment(&self, head: Head) -> Result<Segment, LogError> {
        let last = self.segments()?.last().and_then(|path| number_of(path));
        let number = last.unwrap_or(0) + 1;
        let path = self.dir_path.join(format!("{number:08}.segment"));
        let failed = |error: io::Error| at(&path, &error);
        // Filled under another name first: a half-made segment is never read.
        self.fill_draft().map_err(failed)?;
        self.disk
            .rename(&self.draft_path(), &path)
            .map_err(failed)?;
        self.disk.sync_dir(&self.dir_path).map_err(failed)?;
        let file = self.disk.open(&path, How::Write).map_err(failed)?;
        let inode = file.stamp().map_err(failed)?.inode;
        self.drop_oldest()?;
        Ok(Segment {
            path,
            file,
            inode,
            end: 0,
            head,
        })
    }

    /// Every sound frame as it was written, oldest first.
    pub(super) fn each(&self, mut see: impl FnMut(Head, &[u8])) -> Result<(), LogError> {
        for path in self.segments()? {
            let bytes = self.read_file(&path)?;
            for (head, body) in Frames::of(&bytes) {
                see(head, body);
            }
        }
        Ok(())
    }

    fn draft_path(&self) -> PathBuf {
        self.dir_path.join("next.draft")
    }

    /// The segment after this one, filled before the disk is full.
    fn fill_draft(&self) -> io::Result<()> {
        let draft_path = self.draft_path();
        let found = self.disk.stamp(&draft_path);
        if found.is_ok_and(|found| found.length == self.segment_bytes) {
            return Ok(());
        }
        let file = self.disk.open(&draft_path, How::Anew)?;
        let zeros = vec![0; 64 * 1024];
        let mut left = usize::try_from(self.segment_bytes).unwrap_or(usize::MAX);
        let mut filled = 0;
        while left > 0 {
            let part = zeros.get(..left.min(zeros.len())).unwrap_or(&zeros);
            file.write_all_at(part, filled)?;
            left -= part.len();
            filled += u64::try_from(part.len()).unwrap_or(u64::MAX);
        }
        file.sync_all()
    }

    fn drop_oldest(&self) -> Result<(), LogError> {
        let segments = self.segments()?;
        let too_many = segments.len().saturating_sub(self.segments_kept);
        for path in segments.iter().take(too_many) {
            match self.disk.remove(path) {
                Err(error) if error.kind() != ErrorKind::IsADirectory => {
                    return Err(at(path, &error));
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Nothing stands in a folder that somebody put in a segment's place.
    fn read_file(&self, path: &Path) -> Result<Vec<u8>, LogError> {
        match self.disk.read(path) {
            Err(error) if error.kind() == ErrorKind::IsADirectory => Ok(Vec::new()),
            read => read.map_err(|error| at(path, &error)),
        }
    }

    /// The place of the frame a segment begins with, if that is where one is.
    fn first_seq(&self, path: &Path) -> Option<u64> {
        let mut header = [0; HEADER_BYTES];
        let file = self.disk.open(path, How::Read).ok()?;
        file.read_exact_at(&mut header, 0).ok()?;
        if header.get(..4)? != MAGIC {
            return None;
        }
        Some(u64::from_le_bytes(header.get(16..24)?.try_into().ok()?))
    }

    fn current(&mut self) -> Result<&mut Segment, LogError> {
        self.current
            .as_mut()
            .ok_or_else(|| LogError::Failed("the journal is not open".to_owned()))
    }

    /// Whether the current segment is still the file at its path, as long as it
    /// was filled.
    fn is_in_place(&mut self) -> Result<(), LogError> {
        let full = self.segment_bytes;
        let segment = self.current()?;
        let (path, inode) = (segment.path.clone(), segment.inode);
        let now = self.disk.stamp(&path).ok();
        match now {
            Some(now) if now.inode == inode && now.length >= full => {}
            Some(_) => {
                let path = path.display();
                return Err(LogError::Replaced(format!("{path} was replaced")));
            }
            None => return Err(LogError::Missing(path.display().to_string())),
        }
        Ok(())
    }

    /// A disk may still open what it no longer writes: puts a zero where one
    /// stands, behind the last frame.
    fn try_writing(&mut self) -> Result<(), LogError> {
        let room = self.segment_bytes;
        let segment = self.current()?;
        if segment.end >= room {
            return Ok(());
        }
        let written = segment
            .file
            .write_all_at(&[0], segment.end)
            .and_then(|()| segment.file.sync_data());
        written.map_err(|error| at(&segment.path, &error))
    }

    fn write(&mut self, frames: &[u8], head: Head) -> Result<(), LogError> {
        let length = u64::try_from(frames.len()).unwrap_or(u64::MAX);
        let room = self.segment_bytes;
        if self.current()?.end.saturating_add(length) > room {
            let before = self.current()?.head;
            self.current = Some(self.add_segment(before)?);
            self.is_prepared = false;
        }
        let segment = self.current()?;
        let written = segment
            .file
            .write_all_at(frames, segment.end)
            .and_then(|()| segment.file.sync_data());
        written.map_err(|error| at(&segment.path, &error))?;
        segment.end += length;
        segment.head = head;
        Ok(())
    }
}

impl Log for Journal {
    fn open(&mut self) -> Result<Head, LogError> {
        self.current = None;
        let made = self.disk.create_dir_all(&self.dir_path);
        made.map_err(|error| at(&self.dir_path, &error))?;
        if let Some(home) = &self.home_dir {
            elsewhere::check_is_there(elsewhere::JOURNAL, &self.dir_path, home, &*self.disk)?;
        }
        let segments = self.segments()?;
        let mut head = Head::default();
        for path in segments.iter().rev() {
            let bytes = self.read_file(path)?;
            let mut frames = Frames::of(&bytes);
            if let Some((last, _body)) = frames.by_ref().last() {
                head = last;
            }
            let is_newest = segments.last() == Some(path);
            let is_full =
                u64::try_from(bytes.len()).is_ok_and(|length| length >= self.segment_bytes);
            // After damage writing goes on in a new segment.
            if is_newest && is_full && !frames.is_tail_damaged() {
                let file = self.disk.open(path, How::Write);
                let file = file.map_err(|error| at(path, &error))?;
                let inode = file.stamp().map_err(|error| at(path, &error))?.inode;
                self.current = Some(Segment {
                    path: path.clone(),
                    file,
                    inode,
                    end: u64::try_from(frames.end).unwrap_or(u64::MAX),
                    head,
                });
            }
            if head.seq > 0 {
                break;
            }
        }
        match &mut self.current {
            Some(segment) => segment.head = head,
            None => self.current = Some(self.add_segment(head)?),
        }
        self.try_writing()?;
        Ok(head)
    }

    fn load_day(&mut self) -> Result<Vec<Record>, LogError> {
        let mut day: Vec<Record> = Vec::new();
        for path in self.segments()?.iter().rev() {
            let bytes = self.read_file(path)?;
            let frames: Vec<(Head, &[u8])> = Frames::of(&bytes).collect();
            let start = frames
                .iter()
                .rposition(|(_head, body)| record::body_opens_day(body));
            let of_day = frames.into_iter().skip(start.unwrap_or(0)).map(kept);
            day.splice(..0, of_day);
            if start.is_some() {
                break;
            }
        }
        Ok(in_sequence(day))
    }

    fn append(&mut self, entries: &[Arc<Entry>]) -> Result<Head, LogError> {
        self.is_in_place()?;
        let head = self.current()?.head;
        let mut frames = Vec::new();
        let mut last = head;
        // An append that failed may have been done after all; what is there
        // already is not written twice.
        for entry in entries.iter().filter(|entry| entry.seq > head.seq) {
            frames.extend_from_slice(&frame(entry));
            last = record::head(entry);
        }
        if !frames.is_empty() {
            self.write(&frames, last)?;
        }
        Ok(last)
    }

    fn read(&mut self, seq: u64, limit: usize) -> Result<Vec<Entry>, LogError> {
        let segments = self.segments()?;
        // A year is not read for one day: begin at the last segment that
        // begins no later than the place wanted.
        let begin = segments
            .iter()
            .rposition(|path| self.first_seq(path).is_some_and(|first| first <= seq))
            .unwrap_or(0);
        let mut wanted = Vec::new();
        for path in segments.iter().skip(begin) {
            let bytes = self.read_file(path)?;
            let records = Frames::of(&bytes)
                .filter(|(head, _body)| head.seq >= seq)
                .map(kept)
                .take(limit - wanted.len().min(limit));
            wanted.extend(records);
            if wanted.len() >= limit {
                break;
            }
        }
        let wanted = in_sequence(wanted);
        Ok(wanted.iter().filter_map(Record::read).collect())
    }

    fn look(&mut self) -> Result<(), LogError> {
        self.is_in_place()?;
        if !self.is_prepared {
            self.is_prepared = true;
            if self.fill_draft().is_err() {
                // Without room for it this segment still serves to its end.
                self.disk.remove(&self.draft_path()).ok();
            }
        }
        Ok(())
    }

    fn start_anew(&mut self) -> Result<Head, LogError> {
        self.current = None;
        set_aside(&*self.disk, &self.segments().unwrap_or_default())
            .map_err(|error| at(&self.dir_path, &error))?;
        self.open()
    }
}

/// "00000012.segment".
fn number_of(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?.strip_suffix(".segment")?;
    let is_ours = name.len() == 8 && name.bytes().all(|sign| sign.is_ascii_digit());
    is_ours.then(|| name.parse().ok()).flatten()
}

/// By place, each once; of two under one number the later run's counts.
fn in_sequence(mut records: Vec<Record>) -> Vec<Record> {
    records.sort_by_key(|record| (record.head.seq, std::cmp::Reverse(record.head.epoch)));
    records.dedup_by_key(|record| record.head.seq);
    records
}

fn kept((head, body): (Head, &[u8])) -> Record {
    let body = body.into();
    Record { head, body }
}

fn frame(entry: &Entry) -> Vec<u8> {
    let body = &*entry.body;
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    let mut frame = Vec::with_capacity(HEADER_BYTES + body.len());
    frame.extend_from_slice(&MAGIC);
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(&entry.epoch.to_le_bytes());
    frame.extend_from_slice(&entry.seq.to_le_bytes());
    frame.extend_from_slice(&entry.chain.to_le_bytes());
    let crc = crc32c::crc32c_append(crc32c::crc32c(&frame), body);
    frame.extend_from_slice(&crc.to_le_bytes());
    frame.extend_from_slice(body);
    frame
}

/// Every sound frame of a segment in turn, skipping what is not one.
struct Frames<'a> {
    bytes: &'a [u8],
    position: usize,
    /// Behind the last sound frame so far.
    end: usize,
}

impl<'a> Frames<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            position: 0,
            end: 0,
        }
    }

    /// Once all were read: something other than zeros lies behind the last
    /// one and hinders writing there.
    fn is_tail_damaged(&self) -> bool {
        let tail = self.bytes.get(self.end..);
        tail.is_some_and(|tail| leading_zeros(tail).is_some())
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = (Head, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(rest) = self.bytes.get(self.position..) {
            if let Some((head, body)) = sound_frame(rest) {
                self.position += HEADER_BYTES + body.len();
                self.end = self.position;
                return Some((head, body));
            }
            // Damage is looked through byte by byte for the next sound frame.
            self.position += leading_zeros(rest)?.max(1);
        }
        None
    }
}

/// How many zeros the bytes begin with; `None` when there is nothing else.
/// Most of a segment is, so they are passed many at a time.
fn leading_zeros(bytes: &[u8]) -> Option<usize> {
    const PIECE: usize = 256;
    let is_filled = |piece: &[u8]| piece.iter().fold(0, |all, byte| all | byte) != 0;
    let zeros = bytes.chunks(PIECE).position(is_filled)? * PIECE;
    let within = bytes.get(zeros..)?.iter().position(|byte| *byte != 0)?;
    Some(zeros + within)
}

/// The frame that starts here.
fn sound_frame(bytes: &[u8]) -> Option<(Head, &[u8])> {
    let header = bytes.get(..HEADER_BYTES)?;
    if header.get(..4)? != MAGIC {
        return None;
    }
    let number = |from: usize| {
        Some(u64::from_le_bytes(
            header.get(from..from + 8)?.try_into().ok()?,
        ))
    };
    let word = |from: usize| {
        Some(u32::from_le_bytes(
            header.get(from..from + 4)?.try_into().ok()?,
        ))
    };
    let length = HEADER_BYTES + usize::try_from(word(4)?).ok()?;
    let body = bytes.get(HEADER_BYTES..length)?;
    let crc = crc32c::crc32c_append(crc32c::crc32c(header.get(..28)?), body);
    if crc != word(28)? {
        return None;
    }
    let head = Head {
        epoch: number(8)?,
        seq: number(16)?,
        chain: word(24)?,
    };
    Some((head, body))
}

fn at(path: &Path, error: &io::Error) -> LogError {
    if error.kind() == ErrorKind::NotFound {
        LogError::Missing(path.display().to_string())
    } else {
        LogError::Failed(format!("{}: {error}", path.display()))
    }
}
