//! Library modules that are part of the program.
//!
//! What has a namesake in CPython's library is taken from there, on the native modules here and in the kernel. Those in Python here are of two kinds.
//! [`STAND_INS`] are for what CPython has in C, and parts of such modules. `OrderedDict` and `defaultdict` (`_collections`) are dicts and nothing else, so
//! each of their operations is as safe for threads as that of a dict; what takes several of those, such as comparing in order, is not atomic.
//! Others are kept beside CPython's, each for a reason:
//! - `base64`: the functions of 3.15, which leave the work to `binascii`; the library on board is 3.14's.
//! - `decimal`: CPython's takes its version from `_decimal` when it is imported, where asking for that gives a warning.
//! - `__future__`, `dis`: short forms without what only CPython's bytecode needs.
//! - `importlib`: CPython's finders and loaders beside the interpreter's own imports.
//! - `threading`: locks and threads are the kernel's, without a second layer of Python over them.

mod datetime;
mod decimal;
#[cfg(target_os = "linux")]
mod epoll_native;
mod errno_native;
mod faulthandler_native;
mod hashes_native;
mod imports_native;
mod io;
mod locale_native;
mod locked;
mod pickle;
mod posix;
mod python_sources;
mod resource_native;
mod select_native;
mod signal_native;
pub(crate) mod site_native;
mod socket_native;
mod sre;
mod string_native;
mod subprocess_native;
pub(crate) mod system;
mod time_native;
mod unicode_native;
mod zlib_native;

pub use python_sources::{OURS, STAND_INS};

/// Modules of CPython's library, on any system, that are not here. They are among `sys.stdlib_module_names`, so that a traceback can say which case it is.
#[rustfmt::skip]
pub static LACKING: &[&str] = &[
    "_aix_support", "_android_support", "_apple_support", "_bz2", "_codecs_cn", "_codecs_hk", "_codecs_iso2022", "_codecs_jp", "_codecs_kr", "_codecs_tw", "_ctypes", "_curses", "_curses_panel", "_dbm", "_elementtree", "_frozen_importlib", "_frozen_importlib_external", "_gdbm", "_hashlib", "_hmac", "_interpchannels", "_interpqueues", "_interpreters", "_ios_support", "_lsprof", "_lzma", "_math_integer", "_multibytecodec", "_multiprocessing", "_osx_support", "_overlapped", "_posixshmem", "_remote_debugging", "_scproxy", "_sqlite3", "_ssl", "_stat", "_statistics", "_suggestions", "_symtable", "_sysconfig", "_tkinter", "_uuid", "_winapi", "_wmi", "_zoneinfo", "_zstd", "cProfile", "ctypes", "curses", "dbm", "ensurepip", "fcntl", "grp", "idlelib", "mmap", "msvcrt", "nt", "profiling", "pwd", "pydoc_data", "pyexpat", "readline", "sqlite3", "syslog", "termios", "tkinter", "turtle", "turtledemo", "venv", "winreg", "winsound", "wsgiref",
];

/// Native modules that need the operating system.
pub static NATIVE: &[&freewheel_kernel::types::spec::ModuleSpec] = &[
    &datetime::SPEC,
    &decimal::SPEC,
    &errno_native::SPEC,
    &faulthandler_native::SPEC,
    &hashes_native::SPEC,
    &imports_native::SPEC,
    &io::SPEC,
    &locale_native::SPEC,
    &pickle::SPEC,
    &posix::SPEC,
    &resource_native::SPEC,
    &select_native::SPEC,
    &signal_native::SPEC,
    &socket_native::SPEC,
    &sre::SPEC,
    &string_native::SPEC,
    &subprocess_native::SPEC,
    &time_native::SPEC,
    &unicode_native::SPEC,
    &zlib_native::SPEC,
];

/// Native types of these modules; each has a number in the kernel's `Builtin`.
pub static TYPES: &[&freewheel_kernel::types::spec::TypeSpec] = &[
    &hashes_native::STATE,
    &zlib_native::STREAM,
    &site_native::SITE,
    &sre::PATTERN,
    &sre::MATCH,
    &sre::SCANNER,
    &sre::TEMPLATE,
    datetime::TYPES[0],
    datetime::TYPES[1],
    datetime::TYPES[2],
    datetime::TYPES[3],
    datetime::TYPES[4],
    datetime::TYPES[5],
    decimal::TYPES[0],
    decimal::TYPES[1],
    decimal::TYPES[2],
    decimal::TYPES[3],
    #[cfg(target_os = "linux")]
    &epoll_native::SPEC,
    io::TYPES[0],
    io::TYPES[1],
    io::TYPES[2],
    io::TYPES[3],
    io::TYPES[4],
    io::TYPES[5],
    io::TYPES[6],
    io::TYPES[7],
    io::TYPES[8],
    io::TYPES[9],
    pickle::TYPES[0],
    pickle::TYPES[1],
    pickle::TYPES[2],
    pickle::TYPES[3],
];

#[cfg(test)]
mod tests {
    #[test]
    fn no_module_declares_a_function_twice() {
        for m in super::NATIVE.iter().chain(freewheel_kernel::modules::ALL) {
            let mut names: Vec<_> = m.functions.iter().map(|f| f.name).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|w| w[0] != w[1]), "{}: {names:?}", m.name);
        }
    }
}
