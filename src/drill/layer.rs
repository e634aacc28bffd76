//! SQLite's way to the platter: a VFS of the name `drill`, one for all worlds;
//! the first folder of a path says which world is meant.
//!
//! The only unsafe code of the repository, and no part of the product.

use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use backroom::store::disk::{Disk, DiskFile};
use rusqlite::ffi;

use crate::platter::{Ill, Platter, PlatterFile};

pub const NAME: &str = "drill";

static WORLDS: Mutex<BTreeMap<PathBuf, Platter>> = Mutex::new(BTreeMap::new());
static REGISTERED: Once = Once::new();

/// Size of one piece of the shared index of a write-ahead log, in words.
const INDEX_WORDS: usize = 32 * 1024 / 8;

type Index = Vec<Box<[u64; INDEX_WORDS]>>;

/// What stands behind one `sqlite3_file`.
struct Open {
    file: PlatterFile,
    deletes: bool,
    index: Index,
}

#[repr(C)]
struct CFile {
    base: ffi::sqlite3_file,
    open: *mut Open,
}

fn worlds() -> MutexGuard<'static, BTreeMap<PathBuf, Platter>> {
    WORLDS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a world's disks known to SQLite.
pub fn register(platter: &Platter) {
    worlds().insert(platter.root().to_owned(), platter.clone());
    REGISTERED.call_once(|| {
        // SAFETY: the VFS and its name live as long as the program; SQLite
        // takes the pointer and never frees it.
        unsafe {
            let system = ffi::sqlite3_vfs_find(ptr::null());
            let name = CString::new(NAME).unwrap_or_default().into_raw();
            let mut vfs: ffi::sqlite3_vfs = std::mem::zeroed();
            vfs.iVersion = 1;
            vfs.szOsFile = c_int::try_from(size_of::<CFile>()).unwrap_or(0);
            vfs.mxPathname = 512;
            vfs.zName = name;
            vfs.xOpen = Some(open);
            vfs.xDelete = Some(delete);
            vfs.xAccess = Some(access);
            vfs.xFullPathname = Some(full_path);
            vfs.xRandomness = (*system).xRandomness;
            vfs.xSleep = Some(sleep);
            vfs.xCurrentTime = (*system).xCurrentTime;
            ffi::sqlite3_vfs_register(Box::into_raw(Box::new(vfs)), 0);
        }
    });
}

/// A world is over.
pub fn forget(platter: &Platter) {
    worlds().remove(platter.root());
}

fn platter_of(path: &Path) -> Option<Platter> {
    let root: PathBuf = path.components().take(2).collect();
    worlds().get(&root).cloned()
}

/// # Safety
/// `name` is a C text of SQLite's.
unsafe fn path_of(name: *const c_char) -> PathBuf {
    // SAFETY: as the caller promises.
    let text = unsafe { CStr::from_ptr(name) };
    PathBuf::from(std::ffi::OsStr::from_bytes(text.to_bytes()))
}

/// # Safety
/// `file` was filled by `open`.
unsafe fn held<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Open {
    // SAFETY: SQLite hands back what `open` filled, one call at a time.
    unsafe { &mut *(*file.cast::<CFile>()).open }
}

fn code(error: &std::io::Error, otherwise: c_int) -> c_int {
    match error.raw_os_error() {
        Some(28) => ffi::SQLITE_FULL,
        Some(30) => ffi::SQLITE_READONLY,
        Some(_) | None => otherwise,
    }
}

unsafe extern "C" fn open(
    _vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: `file` has room for a `CFile`, as `szOsFile` asked.
    unsafe {
        (*file).pMethods = ptr::null();
        if name.is_null() {
            return ffi::SQLITE_CANTOPEN;
        }
        let path = path_of(name);
        let Some(platter) = platter_of(&path) else {
            return ffi::SQLITE_CANTOPEN;
        };
        let wants_writing = flags & ffi::SQLITE_OPEN_READWRITE != 0;
        let makes = flags & ffi::SQLITE_OPEN_CREATE != 0;
        let mut now_flags = flags;
        let opened = match platter.open_file(&path, wants_writing, makes, false) {
            // As the system's own layer does.
            Err(error) if wants_writing && error.raw_os_error() == Some(30) => {
                now_flags = (flags & !(ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE))
                    | ffi::SQLITE_OPEN_READONLY;
                platter.open_file(&path, false, false, false)
            }
            opened => opened,
        };
        let Ok(opened) = opened else {
            return ffi::SQLITE_CANTOPEN;
        };
        let open = Box::new(Open {
            file: opened,
            deletes: flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0,
            index: Vec::new(),
        });
        (*file.cast::<CFile>()).open = Box::into_raw(open);
        (*file).pMethods = &raw const METHODS;
        if !out_flags.is_null() {
            *out_flags = now_flags;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_dir: c_int,
) -> c_int {
    // SAFETY: SQLite's text.
    let path = unsafe { path_of(name) };
    let Some(platter) = platter_of(&path) else {
        return ffi::SQLITE_IOERR_DELETE;
    };
    match platter.remove_file(&path) {
        Ok(()) if sync_dir != 0 => match path.parent().map(|dir| platter.sync_dir(dir)) {
            Some(Err(_)) => ffi::SQLITE_IOERR_DIR_FSYNC,
            Some(Ok(())) | None => ffi::SQLITE_OK,
        },
        Ok(()) => ffi::SQLITE_OK,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            ffi::SQLITE_IOERR_DELETE_NOENT
        }
        Err(_) => ffi::SQLITE_IOERR_DELETE,
    }
}

unsafe extern "C" fn access(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    _flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite's text and place.
    unsafe {
        let path = path_of(name);
        *out = c_int::from(platter_of(&path).is_some_and(|platter| platter.exists(&path)));
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn full_path(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: SQLite's text, and a place of `room` bytes.
    unsafe {
        let text = CStr::from_ptr(name).to_bytes_with_nul();
        if text.len() > usize::try_from(room).unwrap_or(0) {
            return ffi::SQLITE_CANTOPEN;
        }
        ptr::copy_nonoverlapping(text.as_ptr().cast(), out, text.len());
    }
    ffi::SQLITE_OK
}

/// Time is made up: nobody sleeps.
unsafe extern "C" fn sleep(_vfs: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    microseconds
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(index_map),
    xShmLock: Some(index_lock),
    xShmBarrier: Some(index_barrier),
    xShmUnmap: Some(index_unmap),
    xFetch: None,
    xUnfetch: None,
};

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: filled by `open`, closed once.
    unsafe {
        let open = Box::from_raw((*file.cast::<CFile>()).open);
        if open.deletes {
            open.file.platter().remove_file(open.file.path()).ok();
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    to: *mut c_void,
    count: c_int,
    offset: i64,
) -> c_int {
    let count = usize::try_from(count).unwrap_or(0);
    // SAFETY: SQLite's place of `count` bytes.
    let (open, bytes) = unsafe {
        (
            held(file),
            std::slice::from_raw_parts_mut(to.cast::<u8>(), count),
        )
    };
    match open.file.read_at(bytes, u64::try_from(offset).unwrap_or(0)) {
        Ok(got) if got == count => ffi::SQLITE_OK,
        Ok(got) => {
            bytes[got..].fill(0);
            ffi::SQLITE_IOERR_SHORT_READ
        }
        Err(_) => ffi::SQLITE_IOERR_READ,
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    count: c_int,
    offset: i64,
) -> c_int {
    let count = usize::try_from(count).unwrap_or(0);
    // SAFETY: SQLite's `count` bytes.
    let (open, bytes) = unsafe {
        (
            held(file),
            std::slice::from_raw_parts(from.cast::<u8>(), count),
        )
    };
    match open
        .file
        .write_all_at(bytes, u64::try_from(offset).unwrap_or(0))
    {
        Ok(()) => ffi::SQLITE_OK,
        Err(error) => code(&error, ffi::SQLITE_IOERR_WRITE),
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    // SAFETY: filled by `open`.
    let open = unsafe { held(file) };
    match open.file.set_length(u64::try_from(size).unwrap_or(0)) {
        Ok(()) => ffi::SQLITE_OK,
        Err(error) => code(&error, ffi::SQLITE_IOERR_TRUNCATE),
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: filled by `open`.
    match unsafe { held(file) }.file.sync_all() {
        Ok(()) => ffi::SQLITE_OK,
        Err(error) => code(&error, ffi::SQLITE_IOERR_FSYNC),
    }
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, out: *mut i64) -> c_int {
    // SAFETY: filled by `open`; SQLite's place.
    unsafe {
        match held(file).file.length() {
            Ok(length) => {
                *out = i64::try_from(length).unwrap_or(0);
                ffi::SQLITE_OK
            }
            Err(_) => ffi::SQLITE_IOERR_FSTAT,
        }
    }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, _level: c_int) -> c_int {
    // SAFETY: filled by `open`.
    let open = unsafe { held(file) };
    if open.file.ill() == Ill::Locked {
        ffi::SQLITE_BUSY
    } else {
        ffi::SQLITE_OK
    }
}

unsafe extern "C" fn unlock(_file: *mut ffi::sqlite3_file, _level: c_int) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved(_file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: SQLite's place.
    unsafe { *out = 0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(
    _file: *mut ffi::sqlite3_file,
    _op: c_int,
    _argument: *mut c_void,
) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_file: *mut ffi::sqlite3_file) -> c_int {
    512
}

unsafe extern "C" fn characteristics(_file: *mut ffi::sqlite3_file) -> c_int {
    0
}

unsafe extern "C" fn index_map(
    file: *mut ffi::sqlite3_file,
    piece: c_int,
    _size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: filled by `open`; the boxes stay where they are until `close`.
    unsafe {
        let open = held(file);
        let piece = usize::try_from(piece).unwrap_or(0);
        while extend != 0 && open.index.len() <= piece {
            open.index.push(Box::new([0; INDEX_WORDS]));
        }
        *out = open
            .index
            .get_mut(piece)
            .map_or(ptr::null_mut(), |piece| piece.as_mut_ptr().cast());
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn index_lock(
    _file: *mut ffi::sqlite3_file,
    _offset: c_int,
    _n: c_int,
    _flags: c_int,
) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn index_barrier(_file: *mut ffi::sqlite3_file) {}

unsafe extern "C" fn index_unmap(file: *mut ffi::sqlite3_file, _delete: c_int) -> c_int {
    // SAFETY: filled by `open`; SQLite lets its pointers go first.
    unsafe { held(file) }.index.clear();
    ffi::SQLITE_OK
}
