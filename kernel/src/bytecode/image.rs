//! Code images: code units of modules as bytes, for a file, for a program that carries its own, or for memory where there are no files (D9).
//!
//! An image says what it is, for which instructions it was made, and has a checksum; so an old one, another program's or a damaged one is refused with the
//! reason. A checksum proves nothing about whoever made the image: what is decoded is data like any other unit, which is verified before it becomes code
//! ([`verify`], [`Thread::code`](crate::isolate::Thread::code)).
//!
//! # Layout
//! Numbers are little-endian; those without a width are in LEB128, signed ones zigzag. A *text* is its length and its UTF-8.
//!
//! ```text
//!  header    magic, 8 bytes | format u32 | instructions u32 | checksum u64 of all that follows
//!  index     number of modules; for each: name text, file text, flags u8 (1: a package), length of its code
//!  codes     one for each module, in the order of the index
//!
//!  code      number of texts, texts | number of units, units
//!  unit      numbers of its name, qualified name and file among the texts | first line, flags, parameters, registers
//!            | names: locals, far, free, all | cells | sites | constants | words u32 | handlers | locations
//!  constant  tag u8, value; tuples and sets behind their items, which they take
//! ```
//!
//! A unit stands behind those that are constants of it, each of which belongs to one unit; so decoding needs no recursion, and what is decoded is not larger
//! than a constant times the image. The last unit is the module's.
//!
//! The first module is the program. Nothing in an image depends on when or where it was made.
#![forbid(unsafe_code)]

mod decode;
mod encode;
#[cfg(test)]
mod tests;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::hash::Hasher;

use siphasher::sip::SipHasher13;

use super::isa::{Format, OPS};
use super::unit::CodeUnit;
use super::verify::{self, Refused};
use decode::Reader;
pub use encode::encode;

/// What an image begins with.
pub const MAGIC: [u8; 8] = *b"\x7fFWIMAGE";

/// The layout, and what instructions mean beyond their names and operands. Counted up by whoever changes either.
pub const FORMAT: u32 = 1;

/// Bytes before the index.
const HEADER: usize = 24;

/// How deep units may lie in units, and constants in constants. The front-end's limits on nesting stay below; beyond it dropping them would take too much stack.
pub const MAX_DEPTH: usize = 600;

/// A module to be put into an image.
#[derive(Clone, Copy, Debug)]
pub struct Module<'a> {
    /// Its full name, with the packages that it is in.
    pub name: &'a str,
    /// Its file, as `__file__` and tracebacks show it.
    pub file: &'a str,
    /// Whether it is a package.
    pub package: bool,
    /// Its code.
    pub unit: &'a CodeUnit,
}

/// Why an image cannot be made or used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageError {
    /// It does not begin as images do.
    NotAnImage,
    /// Made in another layout.
    Format {
        /// The number of that layout.
        found: u32,
    },
    /// Made for other instructions than this kernel has.
    Instructions,
    /// Not the bytes that were written.
    Checksum,
    /// Against the layout.
    Malformed {
        /// Byte from the image's beginning.
        at: usize,
        /// The rule.
        rule: &'static str,
    },
    /// Code that may not run.
    Refused {
        /// The module.
        module: String,
        /// The qualified name of the function, class or module.
        function: String,
        /// Word of the instruction, or of nothing.
        at: Option<usize>,
        /// The rule.
        rule: &'static str,
    },
    /// More than the image's numbers can say, or nested more deeply than [`MAX_DEPTH`]: only when an image is made.
    TooLarge,
    /// Memory is exhausted.
    NoMemory,
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImageError::NotAnImage => f.write_str("not a code image"),
            ImageError::Format { found } => write!(f, "a code image of format {found}, where {FORMAT} is known: compile the program again"),
            ImageError::Instructions => f.write_str("a code image for the instructions of another version: compile the program again"),
            ImageError::Checksum => f.write_str("a damaged code image: its checksum is wrong"),
            ImageError::Malformed { at, rule } => write!(f, "invalid code image at byte {at}: {rule}"),
            ImageError::Refused { module, function, at, rule } => {
                write!(f, "{}", Refused::Broken { function, at: *at, rule })?;
                write!(f, " (module {module})")
            }
            ImageError::TooLarge => f.write_str("too large for a code image"),
            ImageError::NoMemory => f.write_str("no memory for a code image"),
        }
    }
}

impl core::error::Error for ImageError {}

/// A number that differs where instructions differ, in name, number or operands.
pub fn instructions() -> u32 {
    let mut hash = SipHasher13::new();
    for op in OPS {
        let Format { roles, tail } = op.format();
        hash.write(op.name().as_bytes());
        hash.write(&[roles[0] as u8, roles[1] as u8, roles[2] as u8, tail as u8, u8::from(op.is_specialised())]);
    }
    hash.finish() as u32
}

/// The checksum of what follows it.
fn checksum(bytes: &[u8]) -> u64 {
    let mut hash = SipHasher13::new();
    hash.write(bytes);
    hash.finish()
}

/// Gives bytes the checksum of an image: for those who change one to see what then happens. Bytes that are too few for an image are left alone.
pub fn seal(image: &mut [u8]) {
    let sum = match image.get(HEADER..) {
        Some(rest) => checksum(rest),
        None => return,
    };
    image[HEADER - 8..HEADER].copy_from_slice(&sum.to_le_bytes());
}

/// A module of an image.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Its full name.
    pub name: &'a str,
    /// Its file, as `__file__` and tracebacks show it.
    pub file: &'a str,
    /// Whether it is a package.
    pub package: bool,
    /// Its code.
    code: &'a [u8],
    /// Where that begins.
    offset: usize,
}

impl Entry<'_> {
    /// Its code, decoded but not verified: what makes it code does that.
    ///
    /// # Errors
    /// [`ImageError::Malformed`], [`ImageError::NoMemory`]
    pub fn unit(&self) -> Result<CodeUnit, ImageError> {
        decode::code(self.code, self.offset)
    }
}

/// An image whose header and index have been read.
#[derive(Debug)]
pub struct Image<'a> {
    modules: Vec<Entry<'a>>,
}

impl<'a> Image<'a> {
    /// Whether bytes begin as an image does.
    pub fn is(bytes: &[u8]) -> bool {
        bytes.starts_with(&MAGIC)
    }

    /// Reads header and index, and compares the checksum.
    ///
    /// # Errors
    /// All of [`ImageError`] but what making an image and looking at its code can give.
    pub fn open(bytes: &'a [u8]) -> Result<Image<'a>, ImageError> {
        if !Image::is(bytes) {
            return Err(ImageError::NotAnImage);
        }
        let mut r = Reader::new(bytes, 0);
        r.skip(MAGIC.len())?;
        let found = r.word()?;
        if found != FORMAT {
            return Err(ImageError::Format { found });
        }
        if r.word()? != instructions() {
            return Err(ImageError::Instructions);
        }
        let sum = u64::from(r.word()?) | u64::from(r.word()?) << 32;
        if sum != checksum(&bytes[HEADER..]) {
            return Err(ImageError::Checksum);
        }
        let count = r.count()?;
        if count == 0 {
            return Err(r.malformed("no module"));
        }
        let mut modules: Vec<Entry<'a>> = Vec::new();
        modules.try_reserve_exact(count).map_err(|_| ImageError::NoMemory)?;
        for _ in 0..count {
            let (name, file, flags) = (r.text()?, r.text()?, r.byte()?);
            if flags > 1 {
                return Err(r.malformed("unknown flags of a module"));
            }
            // The place is known when the index has been read; until then the length stands for it.
            modules.push(Entry { name, file, package: flags == 1, code: &[], offset: r.count()? });
        }
        for m in &mut modules {
            let length = m.offset;
            m.offset = r.at();
            m.code = r.skip(length)?;
        }
        r.end()?;
        Ok(Image { modules })
    }

    /// Its modules; the first is the program.
    pub fn modules(&self) -> &[Entry<'a>] {
        &self.modules
    }

    /// The module of a name.
    pub fn find(&self, name: &str) -> Option<&Entry<'a>> {
        self.modules.iter().find(|m| m.name == name)
    }

    /// Decodes and verifies all code, so that what is wrong with any is known before something runs.
    ///
    /// # Errors
    /// [`ImageError::Refused`], [`ImageError::Malformed`] or [`ImageError::NoMemory`].
    pub fn verify(&self) -> Result<(), ImageError> {
        for m in &self.modules {
            let unit = m.unit()?;
            match verify::unit(&unit) {
                Ok(()) => {}
                Err(Refused::NoMemory) => return Err(ImageError::NoMemory),
                Err(Refused::Broken { function, at, rule }) => {
                    let (module, function) = (owned(m.name)?, owned(function)?);
                    return Err(ImageError::Refused { module, function, at, rule });
                }
            }
        }
        Ok(())
    }
}

/// A copy of a text.
fn owned(text: &str) -> Result<String, ImageError> {
    let mut s = String::new();
    s.try_reserve_exact(text.len()).map_err(|_| ImageError::NoMemory)?;
    s.push_str(text);
    Ok(s)
}
