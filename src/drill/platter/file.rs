//! An open file on the platter.

use std::io::{self, ErrorKind};
use std::path::Path;

use backroom::store::disk::{DiskFile, Stamp};

use crate::platter::{Ill, Platter, PlatterFile, eio, gone};

impl PlatterFile {
    pub fn platter(&self) -> &Platter {
        &self.platter
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How its disk is.
    pub fn ill(&self) -> Ill {
        self.platter.ill_in(self.area)
    }

    fn is_alive(&self) -> io::Result<()> {
        if self.platter.state().life == self.life {
            Ok(())
        } else {
            Err(eio())
        }
    }

    pub fn length(&self) -> io::Result<u64> {
        self.is_alive()?;
        self.platter.may_read(self.area)?;
        let state = self.platter.state();
        Ok(state
            .inodes
            .get(&self.inode)
            .map_or(0, |inode| inode.bytes.len() as u64))
    }

    pub fn set_length(&self, length: u64) -> io::Result<()> {
        self.is_alive()?;
        let fails = self.platter.may_change(self.area, false)?;
        let mut state = self.platter.state();
        state.ticks += 1;
        let ticks = state.ticks;
        if let Some(inode) = state.inodes.get_mut(&self.inode) {
            inode.set_length(usize::try_from(length).unwrap_or(0));
            inode.written = ticks;
        }
        if fails { Err(eio()) } else { Ok(()) }
    }

    /// How many bytes could be read.
    pub fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        self.is_alive()?;
        self.platter.may_read(self.area)?;
        let state = self.platter.state();
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let held = state
            .inodes
            .get(&self.inode)
            .and_then(|inode| inode.bytes.get(offset..));
        let held = held.unwrap_or_default();
        let count = held.len().min(bytes.len());
        bytes[..count].copy_from_slice(&held[..count]);
        Ok(count)
    }
}

impl DiskFile for PlatterFile {
    fn stamp(&self) -> io::Result<Stamp> {
        self.is_alive()?;
        let state = self.platter.state();
        let inode = state.inodes.get(&self.inode).ok_or_else(gone)?;
        Ok(Stamp {
            inode: self.inode,
            length: inode.bytes.len() as u64,
            written_s: inode.written,
            written_ns: 0,
        })
    }

    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        let count = self.read_at(bytes, offset)?;
        if count == bytes.len() {
            Ok(())
        } else {
            Err(ErrorKind::UnexpectedEof.into())
        }
    }

    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.is_alive()?;
        let end = offset + bytes.len() as u64;
        let grows = end > self.length().unwrap_or(0);
        let fails = self.platter.may_change(self.area, grows)?;
        let mut state = self.platter.state();
        state.ticks += 1;
        let ticks = state.ticks;
        if let Some(inode) = state.inodes.get_mut(&self.inode) {
            inode.write(bytes, usize::try_from(offset).unwrap_or(0));
            inode.written = ticks;
        }
        if fails { Err(eio()) } else { Ok(()) }
    }

    fn sync_data(&self) -> io::Result<()> {
        self.is_alive()?;
        let fails = self.platter.may_change(self.area, false)?;
        let mut state = self.platter.state();
        // A sync that failed may have been done, or a part of it.
        let is_cut = state.is_cut;
        if let Some(inode) = state.inodes.get_mut(&self.inode)
            && !is_cut
        {
            inode.unsynced.clear();
        }
        if !is_cut {
            state.names_last();
        }
        if fails { Err(eio()) } else { Ok(()) }
    }

    fn sync_all(&self) -> io::Result<()> {
        self.sync_data()
    }
}
