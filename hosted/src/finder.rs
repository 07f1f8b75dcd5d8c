//! Where modules come from: an image that is being run, stand-ins, the library, folders.

use std::path::PathBuf;
use std::sync::OnceLock;

use freewheel_kernel::bytecode::image::{Entry, Image};
use freewheel_kernel::bytecode::unit::{CodeUnit, Const};

use crate::file_names;
use crate::library;
use crate::modules::STAND_INS;

/// A module that was found.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    /// In the image that is being run.
    Compiled(&'static Entry<'static>),
    /// In Python, for what CPython has in C: its text.
    StandIn(&'static str),
    /// A file of the library, and whether it is a package.
    Library(String, bool),
    /// A file, and its folder if it is a package.
    File(PathBuf, Option<PathBuf>),
    /// A folder without `__init__.py`: a package if nothing else has the name.
    Folder(PathBuf),
}

/// An image that is being run, and the folder that its files are named from.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) image: Image<'static>,
    folder: String,
}

static RUNNING: OnceLock<Running> = OnceLock::new();

/// Makes an image the one whose modules are found first. A second one in a process changes nothing.
pub(crate) fn run_image(image: Image<'static>, folder: String) -> &'static Running {
    RUNNING.get_or_init(|| Running { image, folder })
}

/// The image that is being run.
pub(crate) fn running() -> Option<&'static Running> {
    RUNNING.get()
}

impl Running {
    /// A file of the image's as programs see it: beside the image. Those of the library are where the library is.
    pub(crate) fn file(&self, file: &str) -> String {
        if library::inside(file).is_some() || self.folder.is_empty() || file.is_empty() {
            return file.to_owned();
        }
        format!("{}/{file}", self.folder.trim_end_matches('/'))
    }

    /// Names the files of a unit, and of all units in it, as programs see them.
    pub(crate) fn place(&self, unit: &mut CodeUnit) {
        let mut work = vec![unit];
        while let Some(u) = work.pop() {
            u.filename = self.file(&u.filename);
            work.extend(u.consts.iter_mut().filter_map(|c| match c {
                Const::Code(inner) => Some(&mut **inner),
                _ => None,
            }));
        }
    }
}

/// Finds a module by its full name, in the folders of `path`.
pub(crate) fn find<'p>(name: &str, path: impl IntoIterator<Item = &'p str>) -> Option<Found> {
    if let Some((_, text)) = STAND_INS.iter().find(|(n, _)| *n == name) {
        return Some(Found::StandIn(text));
    }
    if let Some(entry) = running().and_then(|r| r.image.find(name)) {
        return Some(Found::Compiled(entry));
    }
    let last = name.rsplit('.').next().unwrap_or(name);
    let mut folder = None;
    for dir in path {
        if let Some(inside) = library::inside(dir) {
            if let Some((file, package)) = library::module(inside, last) {
                return Some(Found::Library(file, package));
            }
            continue;
        }
        let base = file_names::folder(dir);
        let package = base.join(last);
        let init = package.join("__init__.py");
        if init.is_file() {
            return Some(Found::File(init, Some(package)));
        }
        let file = base.join(format!("{last}.py"));
        if file.is_file() {
            return Some(Found::File(file, None));
        }
        if folder.is_none() && package.is_dir() {
            folder = Some(package);
        }
    }
    folder.map(Found::Folder)
}
