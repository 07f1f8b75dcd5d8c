//! CPython's library, its Python sources, as part of the program: what `build.rs` has packed.
//!
//! Programs see it as a folder of the name [`ROOT`] at the end of `sys.path`.

use std::collections::HashMap;
use std::io::Read as _;
use std::sync::LazyLock;

use crate::modules::OURS;

/// The folder's name, in `sys.path` and in the names of its files.
pub const ROOT: &str = "<library>";

static PACK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.pack"));

/// Images of its modules, and of the stand-ins; none without the feature `precompiled`.
static IMAGES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.images"));

/// Where a file lies in the pack.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: usize,
    packed: usize,
    unpacked: usize,
}

static INDEX: LazyLock<HashMap<&'static str, Place>> = LazyLock::new(|| {
    let places = index(PACK).unwrap_or_default();
    places.into_iter().map(|(name, [start, packed, unpacked])| (name, Place { start, packed, unpacked })).collect()
});

static IMAGE_INDEX: LazyLock<HashMap<&'static str, [usize; 2]>> = LazyLock::new(|| index(IMAGES).unwrap_or_default().into_iter().collect());

/// Reads an index, the first number of each entry from the pack's beginning; `None` if the pack is not as `build.rs` makes it.
fn index<const N: usize>(pack: &'static [u8]) -> Option<Vec<(&'static str, [usize; N])>> {
    fn number(rest: &mut &[u8]) -> Option<usize> {
        let (n, after) = rest.split_first_chunk::<4>()?;
        *rest = after;
        Some(u32::from_le_bytes(*n) as usize)
    }
    let mut rest = pack;
    let mut entries = Vec::new();
    for _ in 0..number(&mut rest)? {
        let length = number(&mut rest)?;
        let (name, after) = rest.split_at_checked(length)?;
        rest = after;
        let mut numbers = [0; N];
        for n in &mut numbers {
            *n = number(&mut rest)?;
        }
        entries.push((std::str::from_utf8(name).ok()?, numbers));
    }
    let base = pack.len() - rest.len();
    entries.iter_mut().for_each(|(_, numbers)| numbers[0] += base);
    Some(entries)
}

/// The image of a file, by the name that tracebacks give it: one of the library's, or a stand-in.
pub(crate) fn image(file: &str) -> Option<&'static [u8]> {
    let [start, length] = *IMAGE_INDEX.get(file)?;
    IMAGES.get(start..start + length)
}

/// The path below the folder of something of the library's; empty for the folder itself. Programs that make the paths of `sys.path` absolute, as `site`
/// does, put the working folder before it.
pub fn inside(path: &str) -> Option<&str> {
    let (before, below) = path.split_once(ROOT)?;
    let whole = (before.is_empty() || before.ends_with('/')) && (below.is_empty() || below.starts_with('/'));
    whole.then(|| below.trim_start_matches('/'))
}

/// The text that is ours in place of a file of CPython's.
fn ours(path: &str) -> Option<&'static str> {
    let module = path.strip_suffix("/__init__.py").or_else(|| path.strip_suffix(".py"))?;
    let same = |name: &str| name.len() == module.len() && name.bytes().zip(module.bytes()).all(|(a, b)| a == b || (a == b'.' && b == b'/'));
    OURS.iter().find(|(name, _)| same(name)).map(|(_, text)| *text)
}

/// Whether there is a file.
pub fn has(path: &str) -> bool {
    INDEX.contains_key(path)
}

/// The contents of a file.
pub fn read(path: &str) -> Option<Vec<u8>> {
    let place = INDEX.get(path)?;
    if let Some(text) = ours(path) {
        return Some(text.into());
    }
    let packed = PACK.get(place.start..place.start + place.packed)?;
    let mut out = Vec::with_capacity(place.unpacked);
    flate2::read::DeflateDecoder::new(packed).read_to_end(&mut out).ok()?;
    (out.len() == place.unpacked).then_some(out)
}

/// The file of a module in a folder of the library (`""` for the topmost), and whether that is a package.
pub fn module(folder: &str, name: &str) -> Option<(String, bool)> {
    let base = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    for (file, package) in [(format!("{base}/__init__.py"), true), (format!("{base}.py"), false)] {
        if has(&file) {
            return Some((file, package));
        }
    }
    None
}

/// Names of the modules in a folder of the library (`""` for the topmost), and whether they are packages.
pub fn listing(folder: &str) -> Vec<(&'static str, bool)> {
    let below = |n: &&'static str| if folder.is_empty() { Some(*n) } else { n.strip_prefix(folder)?.strip_prefix('/') };
    let mut names: Vec<(&str, bool)> = INDEX
        .keys()
        .filter_map(below)
        .filter_map(|n| match n.split_once('/') {
            Some((package, "__init__.py")) => Some((package, true)),
            Some(_) => None,
            None => n.strip_suffix(".py").filter(|n| *n != "__init__").map(|n| (n, false)),
        })
        .collect();
    names.sort_unstable();
    names
}

/// Names of all modules at the top.
pub fn top_level() -> Vec<&'static str> {
    listing("").into_iter().map(|(n, _)| n).collect()
}

/// The licences of Freewheel and of the library that it carries.
pub(crate) fn licences() -> String {
    let library = read("PSF-LICENSE").unwrap_or_default();
    let ours = concat!(include_str!("../../LICENSE-MIT"), "\n", include_str!("../../LICENSE-APACHE"));
    format!(
        "Freewheel is under the MIT licence or the Apache licence 2.0, as you like.\n\n{ours}\n\
         The Python sources of the library that it carries are CPython's, under this licence. In a few of them words are changed, about the name of\n\
         the interpreter, what it does at its start, and the debugger.\n\n{}",
        String::from_utf8_lossy(&library)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_and_whole() {
        assert!(INDEX.len() > 300, "{} files", INDEX.len());
        for name in INDEX.keys() {
            assert!(read(name).is_some(), "{name}");
        }
        assert_eq!(module("", "json"), Some(("json/__init__.py".into(), true)));
        assert_eq!(module("json", "decoder"), Some(("json/decoder.py".into(), false)));
        assert_eq!(module("", "no_such_module"), None);
        for (name, text) in OURS {
            let (file, _) = module("", name).expect("it stands for a file of the library");
            assert_eq!(read(&file), Some(text.as_bytes().to_vec()));
        }
        assert_eq!(inside("<library>/json/__init__.py"), Some("json/__init__.py"));
        assert_eq!((inside("<library>"), inside("/home/<library>"), inside("/home/<library>/re")), (Some(""), Some(""), Some("re")));
        assert_eq!((inside("a<library>/re"), inside("<library>re"), inside("re")), (None, None, None));
        assert!(top_level().contains(&"json") && top_level().contains(&"heapq") && !top_level().contains(&"decoder"));
    }

    #[test]
    fn a_damaged_pack_is_no_index() {
        assert!(index::<3>(&[1, 0, 0, 0, 200, 0, 0, 0, b'x']).is_none());
        assert!(index::<3>(&[]).is_none());
    }
}
