//! Library modules that are part of the program.

mod files_native;
mod os_native;

/// Name and source of each module written in Python.
pub static FROZEN: &[(&str, &str)] = &[
    ("__future__", include_str!("future.py")),
    ("abc", include_str!("abc.py")),
    ("bisect", include_str!("bisect.py")),
    ("collections", include_str!("collections.py")),
    ("contextlib", include_str!("contextlib.py")),
    ("functools", include_str!("functools.py")),
    ("heapq", include_str!("heapq.py")),
    ("io", include_str!("io.py")),
    ("operator", include_str!("operator.py")),
    ("os", include_str!("os.py")),
    ("queue", include_str!("queue.py")),
    ("random", include_str!("random.py")),
    ("threading", include_str!("threading.py")),
    ("types", include_str!("types.py")),
    ("weakref", include_str!("weakref.py")),
];

/// Native modules that need the operating system.
pub static NATIVE: &[&freewheel_kernel::types::spec::ModuleSpec] = &[&files_native::SPEC, &os_native::SPEC];
