//! `_socket_native`: the system's calls on sockets, by descriptor, for the module `_socket`. Addresses are what CPython has for them: a path or bytes for
//! AF_UNIX, `(host, port)` for AF_INET, `(host, port, flow, scope)` for AF_INET6, hosts as numbers.

use std::net::{Ipv4Addr, Ipv6Addr, ToSocketAddrs};
use std::os::fd::RawFd;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R};
use freewheel_kernel::types::spec::{Method, ModuleSpec};
use freewheel_kernel::types::{buffer, bytes_object, protocol, str_object, tuple_object};

use super::system::{checked, small};
use crate::file_names;

/// A system call, see [`checked`].
fn call(th: &mut Thread, mut f: impl FnMut() -> isize) -> R<usize> {
    checked(th, &[], || f() as i64).map(|n| n as usize)
}

/// An address as the system has it.
struct Address {
    storage: libc::sockaddr_storage,
    length: libc::socklen_t,
}

impl Address {
    fn empty() -> Address {
        // SAFETY: plain data.
        Address { storage: unsafe { core::mem::zeroed() }, length: size_of::<libc::sockaddr_storage>() as libc::socklen_t }
    }
    fn pointer(&self) -> *const libc::sockaddr {
        (&raw const self.storage).cast()
    }
    fn pointer_mut(&mut self) -> *mut libc::sockaddr {
        (&raw mut self.storage).cast()
    }
    fn of<T>(value: T) -> Address {
        const { assert!(size_of::<T>() <= size_of::<libc::sockaddr_storage>()) };
        let mut a = Address::empty();
        // SAFETY: it is large enough, and aligned for each kind of address.
        unsafe { (&raw mut a.storage).cast::<T>().write(value) };
        a.length = size_of::<T>() as libc::socklen_t;
        a
    }
}

fn host_numbers(th: &mut Thread, host: &Obj, six: bool) -> R<Result<Ipv4Addr, Ipv6Addr>> {
    let text = match host.get::<str_object::Str>() {
        Some(s) => s.payload.as_str().to_owned(),
        None => match bytes_object::as_bytes(th, host)? {
            Some(b) => String::from_utf8_lossy(&b).into_owned(),
            None => {
                let t = th.type_name(host);
                return Err(th.type_error(format_args!("str, bytes or bytearray expected, not {t}")));
            }
        },
    };
    let wanted = match (text.as_str(), six) {
        ("", false) => return Ok(Ok(Ipv4Addr::UNSPECIFIED)),
        ("", true) => return Ok(Err(Ipv6Addr::UNSPECIFIED)),
        ("<broadcast>", false) => return Ok(Ok(Ipv4Addr::BROADCAST)),
        (t, _) => t.to_owned(),
    };
    let found = th.detached(|| (wanted.as_str(), 0).to_socket_addrs().map(Iterator::collect::<Vec<_>>));
    let fits = |a: &std::net::SocketAddr| a.is_ipv6() == six;
    match found.ok().and_then(|all| all.into_iter().find(fits)) {
        Some(std::net::SocketAddr::V4(a)) => Ok(Ok(*a.ip())),
        Some(std::net::SocketAddr::V6(a)) => Ok(Err(*a.ip())),
        // Numbers of `getaddrinfo`; the Python half makes it `gaierror`.
        None => Err(th.raise(Builtin::LookupError, format_args!("Name or service not known"))),
    }
}

fn address(th: &mut Thread, family: i32, v: &Obj) -> R<Address> {
    if family == libc::AF_UNIX {
        let bytes = match v.get::<str_object::Str>() {
            Some(s) => file_names::encode(s.payload.as_str()),
            None => match bytes_object::as_bytes(th, v)? {
                Some(b) => b.into_owned(),
                None => {
                    let t = th.type_name(v);
                    return Err(th.type_error(format_args!("a bytes-like object is required, not '{t}'")));
                }
            },
        };
        // SAFETY: plain data.
        let mut a: libc::sockaddr_un = unsafe { core::mem::zeroed() };
        a.sun_family = libc::AF_UNIX as libc::sa_family_t;
        if bytes.len() >= a.sun_path.len() {
            return Err(th.raise(Builtin::OSError, format_args!("AF_UNIX path too long")));
        }
        for (to, from) in a.sun_path.iter_mut().zip(&bytes) {
            *to = *from as libc::c_char;
        }
        let mut out = Address::of(a);
        // A name that begins with a null has its length; others end with one.
        // The empty one is for the system to choose.
        let named = !matches!(bytes.first(), None | Some(0));
        out.length = (core::mem::offset_of!(libc::sockaddr_un, sun_path) + bytes.len() + usize::from(named)) as libc::socklen_t;
        return Ok(out);
    }
    let six = family == libc::AF_INET6;
    if !six && family != libc::AF_INET {
        return Err(th.raise(Builtin::OSError, format_args!("unsupported address family")));
    }
    let parts = tuple_object::items(v);
    let name = if six { "AF_INET6" } else { "AF_INET" };
    let (Some([host, port]), rest) = (parts.get(..2), parts.get(2..).unwrap_or(&[])) else {
        let t = th.type_name(v);
        return Err(th.type_error(format_args!("{name} address must be tuple, not {t}")));
    };
    let port = protocol::index_i64(th, port, Builtin::OverflowError)?;
    let Ok(port) = u16::try_from(port) else {
        return Err(th.raise(Builtin::OverflowError, format_args!("port must be 0-65535.")));
    };
    match host_numbers(th, host, six)? {
        Ok(ip) => {
            // SAFETY: plain data.
            let mut a: libc::sockaddr_in = unsafe { core::mem::zeroed() };
            a.sin_family = libc::AF_INET as libc::sa_family_t;
            a.sin_port = port.to_be();
            a.sin_addr.s_addr = u32::from_ne_bytes(ip.octets());
            Ok(Address::of(a))
        }
        Err(ip) => {
            // SAFETY: plain data.
            let mut a: libc::sockaddr_in6 = unsafe { core::mem::zeroed() };
            a.sin6_family = libc::AF_INET6 as libc::sa_family_t;
            a.sin6_port = port.to_be();
            a.sin6_addr.s6_addr = ip.octets();
            if let Some(f) = rest.first() {
                a.sin6_flowinfo = (small(th, f)? as u32).to_be();
            }
            if let Some(s) = rest.get(1) {
                a.sin6_scope_id = small(th, s)? as u32;
            }
            Ok(Address::of(a))
        }
    }
}

fn shown(th: &mut Thread, a: &Address) -> R<Obj> {
    if a.length == 0 {
        return Ok(Obj::NONE);
    }
    match i32::from(a.storage.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says what it is.
            let v = unsafe { &*a.pointer().cast::<libc::sockaddr_in>() };
            let host = th.str(&Ipv4Addr::from(v.sin_addr.s_addr.to_ne_bytes()).to_string())?;
            th.pair(host, Obj::from_i31(i32::from(u16::from_be(v.sin_port))))
        }
        libc::AF_INET6 => {
            // SAFETY: as above.
            let v = unsafe { &*a.pointer().cast::<libc::sockaddr_in6>() };
            let host = th.str(&Ipv6Addr::from(v.sin6_addr.s6_addr).to_string())?;
            let flow = th.int(i64::from(u32::from_be(v.sin6_flowinfo)))?;
            let scope = th.int(i64::from(v.sin6_scope_id))?;
            th.tuple(vec![host, Obj::from_i31(i32::from(u16::from_be(v.sin6_port))), flow, scope])
        }
        libc::AF_UNIX => {
            let n = (a.length as usize).saturating_sub(core::mem::offset_of!(libc::sockaddr_un, sun_path));
            // SAFETY: as above.
            let v = unsafe { &*a.pointer().cast::<libc::sockaddr_un>() };
            let bytes: Vec<u8> = v.sun_path.iter().take(n).map(|c| *c as u8).collect();
            match bytes.split_first() {
                Some((0, rest)) if !rest.is_empty() => bytes_object::new_bytes(th, &bytes),
                _ => {
                    let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
                    th.str(&String::from_utf8_lossy(&bytes[..end]))
                }
            }
        }
        _ => Ok(Obj::NONE),
    }
}

/// A function of a descriptor and an address that gives 0 or -1.
fn with_address(
    th: &mut Thread,
    args: &Args<'_>,
    name: &str,
    f: unsafe extern "C" fn(i32, *const libc::sockaddr, libc::socklen_t) -> i32,
) -> R<Obj> {
    let [fd, family, to] = args.exactly::<3>(th, name)?;
    let (fd, family) = (small(th, fd)?, small(th, family)?);
    let a = address(th, family, to)?;
    // SAFETY: the address is whole.
    call(th, || unsafe { f(fd, a.pointer(), a.length) as isize })?;
    Ok(Obj::NONE)
}

fn named(
    th: &mut Thread,
    args: &Args<'_>,
    name: &str,
    f: unsafe extern "C" fn(i32, *mut libc::sockaddr, *mut libc::socklen_t) -> i32,
) -> R<Obj> {
    let [fd] = args.exactly::<1>(th, name)?;
    let fd = small(th, fd)?;
    let mut a = Address::empty();
    let mut length = a.length;
    // SAFETY: there is room for any address.
    call(th, || unsafe { f(fd, a.pointer_mut(), &raw mut length) as isize })?;
    a.length = length;
    shown(th, &a)
}

/// How many bytes may be received.
fn room_size(th: &mut Thread, n: &Obj) -> R<usize> {
    let n = protocol::index_i64(th, n, Builtin::OverflowError)?;
    usize::try_from(n).map_err(|_| th.value_error(format_args!("negative buffersize in recv")))
}

fn data<'a>(th: &mut Thread, v: &'a Obj) -> R<std::borrow::Cow<'a, [u8]>> {
    if let Some(b) = bytes_object::as_bytes(th, v)? {
        return Ok(b);
    }
    // A view: a copy of what it shows.
    let bytes = protocol::call_method_text(th, v, "tobytes", &[])?;
    match bytes_object::as_bytes(th, &bytes)? {
        Some(b) => Ok(std::borrow::Cow::Owned(b.into_owned())),
        None => Err(th.type_error(format_args!("a bytes-like object is required"))),
    }
}

/// What `send` offers the system: all that there is, but of what must be copied a part at a time. It may take less anyway, and callers go on behind that.
fn offered<'a>(th: &mut Thread, v: &'a Obj) -> R<std::borrow::Cow<'a, [u8]>> {
    /// So many bytes are copied.
    const PART: usize = 1 << 18;
    if let Some(lasting) = buffer::lasting(th, v)? {
        return Ok(std::borrow::Cow::Borrowed(lasting));
    }
    if buffer::len(th, v)?.is_some_and(|n| n > PART)
        && let Some(part) = buffer::part(th, v, 0, PART)?
    {
        return Ok(std::borrow::Cow::Owned(part));
    }
    data(th, v)
}

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "_socket_native",
    doc: "",
    functions: &[
        Method::new("socket", |th, _, args| {
            let [family, kind, protocol_number] = args.exactly::<3>(th, "socket")?;
            let (f, k, p) = (small(th, family)?, small(th, kind)?, small(th, protocol_number)?);
            // SAFETY: numbers only.
            let fd = call(th, || unsafe { libc::socket(f, k | libc::SOCK_CLOEXEC, p) as isize })?;
            th.int(fd as i64)
        }),
        Method::new("socketpair", |th, _, args| {
            let [family, kind, protocol_number] = args.exactly::<3>(th, "socketpair")?;
            let (f, k, p) = (small(th, family)?, small(th, kind)?, small(th, protocol_number)?);
            let mut pair: [RawFd; 2] = [0; 2];
            // SAFETY: there is room for two.
            call(th, || unsafe { libc::socketpair(f, k | libc::SOCK_CLOEXEC, p, pair.as_mut_ptr()) as isize })?;
            th.pair(Obj::from_i31(pair[0]), Obj::from_i31(pair[1]))
        }),
        Method::new("bind", |th, _, a| with_address(th, a, "bind", libc::bind)),
        Method::new("connect", |th, _, a| with_address(th, a, "connect", libc::connect)),
        Method::new("getsockname", |th, _, a| named(th, a, "getsockname", libc::getsockname)),
        Method::new("getpeername", |th, _, a| named(th, a, "getpeername", libc::getpeername)),
        Method::new("listen", |th, _, args| {
            let [fd, n] = args.exactly::<2>(th, "listen")?;
            let (fd, n) = (small(th, fd)?, small(th, n)?.max(0));
            // SAFETY: numbers only.
            call(th, || unsafe { libc::listen(fd, n) as isize })?;
            Ok(Obj::NONE)
        }),
        Method::new("accept", |th, _, args| {
            let [fd] = args.exactly::<1>(th, "accept")?;
            let fd = small(th, fd)?;
            let mut a = Address::empty();
            let mut length = a.length;
            // SAFETY: there is room for any address.
            let new = call(th, || unsafe { libc::accept4(fd, a.pointer_mut(), &raw mut length, libc::SOCK_CLOEXEC) as isize })?;
            a.length = length;
            let from = shown(th, &a)?;
            th.pair(Obj::from_i31(new as i32), from)
        }),
        Method::new("shutdown", |th, _, args| {
            let [fd, how] = args.exactly::<2>(th, "shutdown")?;
            let (fd, how) = (small(th, fd)?, small(th, how)?);
            // SAFETY: numbers only.
            call(th, || unsafe { libc::shutdown(fd, how) as isize })?;
            Ok(Obj::NONE)
        }),
        Method::new("recv", |th, _, args| {
            let [fd, n, flags] = args.exactly::<3>(th, "recv")?;
            let (fd, flags) = (small(th, fd)?, small(th, flags)?);
            let n = room_size(th, n)?;
            // SAFETY: there is room for so many, and the system says how many it has written.
            unsafe { bytes_object::bytes_filled(th, n, |th, room| call(th, || libc::recv(fd, room.as_ptr().cast(), n, flags))) }
        }),
        Method::new("recvfrom", |th, _, args| {
            let [fd, n, flags] = args.exactly::<3>(th, "recvfrom")?;
            let (fd, flags) = (small(th, fd)?, small(th, flags)?);
            let n = room_size(th, n)?;
            let mut a = Address::empty();
            let mut length = a.length;
            let (to, length_to) = (a.pointer_mut(), &raw mut length);
            // SAFETY: as for `recv`; there is room for any address.
            let bytes = unsafe {
                bytes_object::bytes_filled(th, n, |th, room| {
                    call(th, || libc::recvfrom(fd, room.as_ptr().cast(), n, flags, to, length_to))
                })?
            };
            a.length = length;
            let from = shown(th, &a)?;
            th.pair(bytes, from)
        }),
        Method::new("send", |th, _, args| {
            let [fd, bytes, flags] = args.exactly::<3>(th, "send")?;
            let (fd, flags) = (small(th, fd)?, small(th, flags)?);
            let bytes = offered(th, bytes)?;
            // SAFETY: the bytes stay. A peer that is gone is an error, no signal.
            let n = call(th, || unsafe { libc::send(fd, bytes.as_ptr().cast(), bytes.len(), flags | libc::MSG_NOSIGNAL) })?;
            th.int(n as i64)
        }),
        Method::new("sendto", |th, _, args| {
            let [fd, family, bytes, flags, to] = args.exactly::<5>(th, "sendto")?;
            let (fd, family, flags) = (small(th, fd)?, small(th, family)?, small(th, flags)?);
            let a = address(th, family, to)?;
            let bytes = data(th, bytes)?;
            // SAFETY: as for `send`; the address is whole.
            let n = call(th, || unsafe {
                libc::sendto(fd, bytes.as_ptr().cast(), bytes.len(), flags | libc::MSG_NOSIGNAL, a.pointer(), a.length)
            })?;
            th.int(n as i64)
        }),
        Method::new("setsockopt", |th, _, args| {
            let [fd, level, option, value] = args.exactly::<4>(th, "setsockopt")?;
            let (fd, level, option) = (small(th, fd)?, small(th, level)?, small(th, option)?);
            let bytes = match bytes_object::as_bytes(th, value)? {
                Some(b) => b.into_owned(),
                None => small(th, value)?.to_ne_bytes().to_vec(),
            };
            // SAFETY: the bytes stay.
            call(th, || unsafe { libc::setsockopt(fd, level, option, bytes.as_ptr().cast(), bytes.len() as libc::socklen_t) as isize })?;
            Ok(Obj::NONE)
        }),
        // getsockopt(descriptor, level, option, length): an int when the length is 0.
        Method::new("getsockopt", |th, _, args| {
            let [fd, level, option, n] = args.exactly::<4>(th, "getsockopt")?;
            let (fd, level, option) = (small(th, fd)?, small(th, level)?, small(th, option)?);
            let n = small(th, n)?;
            let mut room = [0; 1024];
            if !(0..=room.len() as i32).contains(&n) {
                return Err(th.raise(Builtin::OSError, format_args!("getsockopt buflen out of range")));
            }
            let mut length = if n == 0 { 4 } else { n as libc::socklen_t };
            // SAFETY: the room is ours, and as large as is said.
            call(th, || unsafe { libc::getsockopt(fd, level, option, room.as_mut_ptr().cast(), &raw mut length) as isize })?;
            match room[..length as usize].try_into() {
                Ok(word) if n == 0 => th.int(i64::from(i32::from_ne_bytes(word))),
                _ => bytes_object::new_bytes(th, &room[..length as usize]),
            }
        }),
        // resolve(host): the numbers of a host, as pairs of family and text.
        Method::new("resolve", |th, _, args| {
            let [host] = args.exactly::<1>(th, "resolve")?;
            let name = str_object::text(host).to_owned();
            let found = th.detached(|| (name.as_str(), 0).to_socket_addrs().map(Iterator::collect::<Vec<_>>)).unwrap_or_default();
            let mut all = Vec::new();
            for a in found {
                let text = th.str(&a.ip().to_string())?;
                let family = if a.is_ipv6() { libc::AF_INET6 } else { libc::AF_INET };
                let pair = th.pair(Obj::from_i31(family), text)?;
                th.push(&mut all, pair)?;
            }
            th.list(all)
        }),
        Method::new("gethostname", |th, _, _| {
            let mut room = [0u8; 256];
            // SAFETY: the room is ours; its last byte stays null.
            call(th, || unsafe { libc::gethostname(room.as_mut_ptr().cast(), room.len() - 1) as isize })?;
            let end = room.iter().position(|b| *b == 0).unwrap_or(0);
            th.str(&String::from_utf8_lossy(&room[..end]))
        }),
    ],
    init: Some(|th, m| {
        let numbers: &[(&str, i32)] = &[
            ("AF_UNSPEC", libc::AF_UNSPEC),
            ("AF_UNIX", libc::AF_UNIX),
            ("AF_INET", libc::AF_INET),
            ("AF_INET6", libc::AF_INET6),
            ("SOCK_STREAM", libc::SOCK_STREAM),
            ("SOCK_DGRAM", libc::SOCK_DGRAM),
            ("SOCK_RAW", libc::SOCK_RAW),
            ("SOCK_SEQPACKET", libc::SOCK_SEQPACKET),
            ("SOCK_NONBLOCK", libc::SOCK_NONBLOCK),
            ("SOCK_CLOEXEC", libc::SOCK_CLOEXEC),
            ("SOL_SOCKET", libc::SOL_SOCKET),
            ("SO_REUSEADDR", libc::SO_REUSEADDR),
            ("SO_REUSEPORT", libc::SO_REUSEPORT),
            ("SO_KEEPALIVE", libc::SO_KEEPALIVE),
            ("SO_BROADCAST", libc::SO_BROADCAST),
            ("SO_ERROR", libc::SO_ERROR),
            ("SO_TYPE", libc::SO_TYPE),
            ("SO_LINGER", libc::SO_LINGER),
            ("SO_RCVBUF", libc::SO_RCVBUF),
            ("SO_SNDBUF", libc::SO_SNDBUF),
            ("SOMAXCONN", libc::SOMAXCONN),
            ("SHUT_RD", libc::SHUT_RD),
            ("SHUT_WR", libc::SHUT_WR),
            ("SHUT_RDWR", libc::SHUT_RDWR),
            ("IPPROTO_IP", libc::IPPROTO_IP),
            ("IPPROTO_TCP", libc::IPPROTO_TCP),
            ("IPPROTO_UDP", libc::IPPROTO_UDP),
            ("IPPROTO_IPV6", libc::IPPROTO_IPV6),
            ("IPV6_V6ONLY", libc::IPV6_V6ONLY),
            ("TCP_NODELAY", libc::TCP_NODELAY),
            ("MSG_PEEK", libc::MSG_PEEK),
            ("MSG_OOB", libc::MSG_OOB),
            ("MSG_WAITALL", libc::MSG_WAITALL),
            ("MSG_DONTWAIT", libc::MSG_DONTWAIT),
            ("MSG_NOSIGNAL", libc::MSG_NOSIGNAL),
        ];
        for (name, n) in numbers {
            th.add_to_module(m, name, Obj::from_i31(*n))?;
        }
        Ok(())
    }),
};
