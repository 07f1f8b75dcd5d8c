//! The runtime inside another program, on an operating system: with the Python front-end and the library.
//!
//! Everything but [`Setup`] is the kernel's, described in [`freewheel_kernel::native::embed`]. `docs/EMBEDDING.md` is the way in.

mod deadline;

pub use deadline::attach_within;
pub use freewheel_kernel::native::embed::*;

use freewheel_arch::Platform;

use crate::platform::PLATFORM;
use crate::set_up::{self, Settings};

/// How an isolate is set up. Nothing of the process's environment is looked at: neither variables, nor the working directory, nor arguments.
///
/// # Example
/// ```
/// use freewheel::embed::Setup;
///
/// let isolate = Setup::new().heap_limit(64 << 20).start()?;
/// let answer: i64 = isolate.attach(|th| th.eval("6 * 7")?.to(th))?;
/// assert_eq!(answer, 42);
/// # Ok::<(), freewheel::embed::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Setup {
    gil: bool,
    heap_limit: Option<usize>,
    hash_key: Option<[u8; 16]>,
    argv: Vec<String>,
    path: Vec<String>,
    flags: Flags,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup::new()
    }
}

impl Setup {
    /// Many threads at once, as much memory as there is, the library on board and nothing else to import from, hashes that nobody can guess.
    pub fn new() -> Setup {
        let flags = Flags { isolated: 1, ignore_environment: 1, no_user_site: 1, safe_path: true, ..Flags::default() };
        Setup { gil: false, heap_limit: None, hash_key: None, argv: vec![String::new()], path: Vec::new(), flags }
    }

    /// Runs the isolate's threads one at a time, under a global lock of its own.
    pub fn gil(mut self, yes: bool) -> Setup {
        self.gil = yes;
        self
    }

    /// Most bytes of heap. More is a `MemoryError`.
    pub fn heap_limit(mut self, bytes: usize) -> Setup {
        self.heap_limit = Some(bytes);
        self
    }

    /// The key of string hashes, the same for the same order of sets; without one it is taken from the system.
    pub fn hash_key(mut self, key: [u8; 16]) -> Setup {
        self.hash_key = Some(key);
        self
    }

    /// `sys.argv`
    pub fn argv<T: Into<String>>(mut self, words: impl IntoIterator<Item = T>) -> Setup {
        self.argv = words.into_iter().map(Into::into).collect();
        self
    }

    /// Adds a folder to import from, before the library.
    pub fn path(mut self, folder: impl Into<String>) -> Setup {
        self.path.push(folder.into());
        self
    }

    /// `sys.flags`, where programs and the compiler look.
    pub fn flags(mut self, flags: Flags) -> Setup {
        self.flags = flags;
        self
    }

    /// Starts the isolate.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`], also when the limit of the heap leaves no room to begin; [`Error::AlreadyAttached`] from a thread that is attached.
    pub fn start(self) -> Result<OwnedIsolate, Error> {
        let hash_key = self.hash_key.unwrap_or_else(|| {
            let mut key = [0; 16];
            PLATFORM.entropy(&mut key);
            key
        });
        let settings = Settings {
            flags: self.flags,
            streams: Streams::default(),
            hash_key,
            warnings: Vec::new(),
            path: self.path,
            extra: Vec::new(),
            gil: self.gil,
            enables_faulthandler: false,
        };
        let config = settings.config(self.heap_limit, self.argv);
        OwnedIsolate::start_prepared(&PLATFORM, config, |th| set_up::set_up(th, &settings, None, &[]))
    }
}

/// The guide: its code is run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../docs/EMBEDDING.md")]
struct Guide;
