//! `_select_native`: waiting for descriptors, for the module `select`.

use freewheel_kernel::native::{Builtin, Obj, R};
use freewheel_kernel::types::spec::{Method, ModuleSpec};
use freewheel_kernel::types::{protocol, tuple_object};

use super::system::{checked, small};

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "_select_native",
    doc: "",
    functions: &[
        // poll([(descriptor, events), ...], milliseconds): pairs of descriptor and events; negative: no limit.
        Method::new("poll", |th, _, args| {
            let [list, limit] = args.exactly::<2>(th, "poll")?;
            let mut all: Vec<libc::pollfd> = Vec::new();
            for pair in protocol::collect(th, list)? {
                let [fd, events] = tuple_object::items(&pair) else { continue };
                let (fd, events) = (small(th, fd)?, small(th, events)? as i16);
                th.push(&mut all, libc::pollfd { fd, events, revents: 0 })?;
            }
            let limit = protocol::index_i64(th, limit, Builtin::OverflowError)?.clamp(-1, i64::from(i32::MAX));
            let start = std::time::Instant::now();
            checked(th, &[], || {
                let left = if limit < 0 { -1 } else { (limit - start.elapsed().as_millis() as i64).max(0) as i32 };
                // SAFETY: the list is ours, and as long as it says.
                i64::from(unsafe { libc::poll(all.as_mut_ptr(), all.len() as libc::nfds_t, left) })
            })?;
            let mut out = Vec::new();
            for p in all.iter().filter(|p| p.revents != 0) {
                let pair = th.pair(Obj::from_i31(p.fd), Obj::from_i31(i32::from(p.revents)))?;
                th.push(&mut out, pair)?;
            }
            let out: R<Obj> = th.list(out);
            out
        }),
    ],
    init: Some(|_th, _m| {
        #[cfg(target_os = "linux")]
        {
            use super::epoll_native::CONSTANTS;
            let class = _th.builtin_type(Builtin::Epoll);
            _th.add_to_module(_m, "epoll", class)?;
            for (name, n) in CONSTANTS {
                let n = _th.int(*n)?;
                _th.add_to_module(_m, name, n)?;
            }
        }
        Ok(())
    }),
};
