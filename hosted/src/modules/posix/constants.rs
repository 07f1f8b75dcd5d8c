//! Numbers that programs pass to the calls.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Obj, OrRaise, R};
use freewheel_kernel::types::dict_object::Dict;

macro_rules! of_libc {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64),)*] };
}

static NUMBERS: &[(&str, i64)] = of_libc! {
    F_OK R_OK W_OK X_OK
    O_RDONLY O_WRONLY O_RDWR O_ACCMODE O_NDELAY O_NONBLOCK O_APPEND O_DSYNC O_RSYNC O_SYNC O_NOCTTY O_CREAT O_EXCL O_TRUNC O_LARGEFILE
    O_PATH O_TMPFILE O_CLOEXEC O_ASYNC O_DIRECT O_DIRECTORY O_NOFOLLOW O_NOATIME
    WNOHANG WUNTRACED WCONTINUED WEXITED WNOWAIT WSTOPPED P_PID P_PGID P_ALL CLD_EXITED CLD_KILLED CLD_DUMPED CLD_TRAPPED CLD_STOPPED
    CLD_CONTINUED
    PRIO_PROCESS PRIO_PGRP PRIO_USER F_LOCK F_TLOCK F_ULOCK F_TEST SEEK_DATA SEEK_HOLE
    SCHED_OTHER SCHED_FIFO SCHED_RR SCHED_BATCH SCHED_IDLE GRND_NONBLOCK GRND_RANDOM
    ST_RDONLY ST_NOSUID ST_NODEV ST_NOEXEC ST_SYNCHRONOUS ST_MANDLOCK ST_WRITE ST_APPEND ST_NOATIME ST_NODIRATIME ST_RELATIME
    POSIX_FADV_NORMAL POSIX_FADV_SEQUENTIAL POSIX_FADV_RANDOM POSIX_FADV_NOREUSE POSIX_FADV_WILLNEED POSIX_FADV_DONTNEED
    RTLD_LAZY RTLD_NOW RTLD_GLOBAL RTLD_LOCAL RTLD_NODELETE RTLD_NOLOAD RTLD_DEEPBIND
};

static EXIT_CODES: &[(&str, i64)] = &[
    ("EX_OK", 0),
    ("EX_USAGE", 64),
    ("EX_DATAERR", 65),
    ("EX_NOINPUT", 66),
    ("EX_NOUSER", 67),
    ("EX_NOHOST", 68),
    ("EX_UNAVAILABLE", 69),
    ("EX_SOFTWARE", 70),
    ("EX_OSERR", 71),
    ("EX_OSFILE", 72),
    ("EX_CANTCREAT", 73),
    ("EX_IOERR", 74),
    ("EX_TEMPFAIL", 75),
    ("EX_PROTOCOL", 76),
    ("EX_NOPERM", 77),
    ("EX_CONFIG", 78),
    ("NGROUPS_MAX", 65536),
    ("TMP_MAX", 238_328),
];

/// `os.sysconf_names`
pub(super) static SYSCONF: &[(&str, i32)] = &[
    ("SC_ARG_MAX", libc::_SC_ARG_MAX),
    ("SC_CHILD_MAX", libc::_SC_CHILD_MAX),
    ("SC_CLK_TCK", libc::_SC_CLK_TCK),
    ("SC_IOV_MAX", libc::_SC_IOV_MAX),
    ("SC_NGROUPS_MAX", libc::_SC_NGROUPS_MAX),
    ("SC_NPROCESSORS_CONF", libc::_SC_NPROCESSORS_CONF),
    ("SC_NPROCESSORS_ONLN", libc::_SC_NPROCESSORS_ONLN),
    ("SC_OPEN_MAX", libc::_SC_OPEN_MAX),
    ("SC_PAGESIZE", libc::_SC_PAGESIZE),
    ("SC_PAGE_SIZE", libc::_SC_PAGESIZE),
    ("SC_PHYS_PAGES", libc::_SC_PHYS_PAGES),
    ("SC_AVPHYS_PAGES", libc::_SC_AVPHYS_PAGES),
    ("SC_SEM_NSEMS_MAX", libc::_SC_SEM_NSEMS_MAX),
    ("SC_VERSION", libc::_SC_VERSION),
];

/// Calls that `os` asks for when it says what takes descriptors, `dir_fd` and links.
static HAVE: &[&str] = &[
    "HAVE_FACCESSAT",
    "HAVE_FCHDIR",
    "HAVE_FCHMOD",
    "HAVE_FCHMODAT",
    "HAVE_FCHOWN",
    "HAVE_FCHOWNAT",
    "HAVE_FDOPENDIR",
    "HAVE_FSTATAT",
    "HAVE_FSTATVFS",
    "HAVE_FTRUNCATE",
    "HAVE_FUTIMENS",
    "HAVE_LINKAT",
    "HAVE_LCHOWN",
    "HAVE_LSTAT",
    "HAVE_MKDIRAT",
    "HAVE_MKFIFOAT",
    "HAVE_OPENAT",
    "HAVE_READLINKAT",
    "HAVE_RENAMEAT",
    "HAVE_SYMLINKAT",
    "HAVE_UNLINKAT",
    "HAVE_UTIMENSAT",
];

/// Adds them.
pub(super) fn add(th: &mut Thread, m: &Obj) -> R<()> {
    for f in super::process::PLAIN.iter().chain(super::process::STATUS) {
        th.add_function(m, f)?;
    }
    for (name, n) in NUMBERS.iter().chain(EXIT_CODES) {
        let n = th.int(*n)?;
        th.add_to_module(m, name, n)?;
    }
    let names = th.dict()?;
    let d = names.get::<Dict>().or_raise(th)?;
    for (name, n) in SYSCONF {
        let (k, n) = (th.str(name)?, th.int(i64::from(*n))?);
        d.set(th, &k, &n)?;
    }
    th.add_to_module(m, "sysconf_names", names)?;
    let mut have = th.vec(HAVE.len())?;
    for h in HAVE {
        have.push(th.str(h)?);
    }
    let have = th.list(have)?;
    th.add_to_module(m, "_have_functions", have)
}
