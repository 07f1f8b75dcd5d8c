//! The modules written in Python here. `build.rs` reads this file, too, and compiles them.

/// Name and source of each module written in Python for what CPython has in C. They are found before all others, and have no file.
pub static STAND_INS: &[(&str, &str)] = &[
    ("_abc", include_str!("abc_native.py")),
    ("_ast", include_str!("ast_native.py")),
    ("_blake2", include_str!("blake2.py")),
    ("_collections", include_str!("collections_native.py")),
    ("_csv", include_str!("csv_native.py")),
    ("_hashes", include_str!("hashes.py")),
    ("_imp", include_str!("imp_native.py")),
    ("_io", include_str!("io/io.py")),
    ("_io_base", include_str!("io/base.py")),
    ("_io_buffered", include_str!("io/buffered.py")),
    ("_io_decode", include_str!("io/decode.py")),
    ("_io_raw", include_str!("io/raw.py")),
    ("_io_text", include_str!("io/text.py")),
    ("_md5", include_str!("md5.py")),
    ("_opcode", include_str!("opcode_native.py")),
    ("_queue", include_str!("queue_native.py")),
    ("_sha1", include_str!("sha1.py")),
    ("_sha2", include_str!("sha2.py")),
    ("_sha3", include_str!("sha3.py")),
    ("_sysconfigdata__linux_", include_str!("sysconfig_data.py")),
    ("_sysconfigdata_t_linux_", include_str!("sysconfig_data.py")),
    ("_tokenize", include_str!("tokenize_native.py")),
    ("_tracemalloc", include_str!("tracemalloc_native.py")),
    ("_typing", include_str!("typing_native.py")),
    ("_socket", include_str!("socket_base.py")),
    ("marshal", include_str!("marshal.py")),
    ("select", include_str!("select.py")),
    ("posix", include_str!("posix.py")),
    ("zlib", include_str!("zlib.py")),
];

/// Name and source of each module that is ours in place of a file of CPython's library.
pub static OURS: &[(&str, &str)] = &[
    ("__future__", include_str!("future.py")),
    ("base64", include_str!("base64.py")),
    ("decimal", include_str!("decimal.py")),
    ("dis", include_str!("dis.py")),
    ("importlib", include_str!("importlib.py")),
    ("threading", include_str!("threading.py")),
];
